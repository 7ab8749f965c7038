"""A practice's files as an unknown system might write them: titles above odd headings,
its own words, 3/4/2026.

Sixty invented people who come twice a year. No day is after the 12th, so nothing in the
files says whether the day or the month stands first.
"""

from pathlib import Path

FIRST = ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "June")
LAST = ("Archer", "Barlow", "Dorn", "Ellis", "Frost", "Gale")
TITLE = "Elm Street Dental - patient register\nPrinted by the front desk\n\n"
PEOPLE = "Ref;Surname;Forename;Born;M/F;Tel;Mail;Town;Standing;Remark\n"
VISITS = "Visit day;Slot;Ref;What became of it;Clinician\n"
STANDINGS = ("Current", "Current", "Current", "Gone away")
OUTCOMES = ("came", "came", "came", "rang off")


def people() -> str:
    """The register: numbers with zeros before them, names in two columns, a standing in
    the office's words.
    """
    lines = [
        f"{n:05d};{LAST[n % 6]};{FIRST[n % 10]};{n % 12 + 1:02d}/{n % 11 + 1:02d}/{1950 + n};{'FM'[n % 2]};(503) "
        f"555-{n:04d};{FIRST[n % 10].lower()}{n}@example.com;Salem;{STANDINGS[n % 4]};"
        for n in range(1, 61)
    ]
    return TITLE + PEOPLE + "\n".join(lines) + "\n"


def visits() -> str:
    """The visits of the last three years: day and time in two columns, what became of
    them in the office's words.
    """
    lines = [
        f"{month:02d}/{n % 9 + 1:02d}/{year};{8 + n % 9}:00;{n:05d};{OUTCOMES[(n + year + month) % 4]};Lee"
        for n in range(1, 61)
        for year in (2024, 2025, 2026)
        for month in (3, 9)
    ]
    return VISITS + "\n".join(lines) + "\n"


def write(folder: Path) -> list[Path]:
    """Both files in that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"register.csv": people(), "visits.txt": visits()}
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return [folder / name for name in files]
