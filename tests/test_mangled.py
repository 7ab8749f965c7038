"""A practice never seen before: files as old programs leave them must load, and count
the same.

The demo is written as Open Dental's files and mangled in ways that must not change any
figure.
"""

import csv
import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from retention import services
from retention.cli import main

pytestmark = pytest.mark.slow  # a dozen whole imports

DAY = "2026-10-31"
Rows = list[dict[str, str]]


def report(home: Path) -> dict:
    """Every figure of a home."""
    result = CliRunner().invoke(main, ["--home", str(home), "report", "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def import_folder(home: Path, folder: Path, *more: str) -> dict:
    """Import a folder into a home; every row must be accounted for."""
    result = CliRunner().invoke(
        main,
        ["--home", str(home), "import", str(folder), "--as-of", DAY, "--json", *more],
    )
    assert result.exit_code == 0, result.stderr
    done = json.loads(result.stdout)
    for file in done["files"]:
        kinds = ("loaded", "unchanged", "set_aside", "not_needed")
        assert file["rows_read"] == sum(file[kind] for kind in kinds), file
    return done


@pytest.fixture(scope="module")
def tidy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's files as the program writes them."""
    folder = tmp_path_factory.mktemp("tidy")
    services.write_demo(
        folder,
        "opendental",
        patients=250,
        years=4,
        seed=11,
        ends=date.fromisoformat(DAY),
    )
    return folder


@pytest.fixture(scope="module")
def figures(tidy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The demo's figures."""
    home = tmp_path_factory.mktemp("home")
    import_folder(home, tidy)
    return report(home)


def read(file: Path) -> Rows:
    """A file's rows."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def mangled(
    tidy: Path, folder: Path, change: Callable[[str, Rows], Rows], **style: object
) -> Path:
    """A copy of the files with their rows changed, written in another style."""
    encoding = str(style.get("encoding", "utf-8"))
    end = str(style.get("end", "\n"))
    for file in tidy.iterdir():
        rows = change(file.stem, read(file))
        header = list(rows[0] if rows else read(file)[0])
        with (folder / file.name).open("w", encoding=encoding, newline="") as out:
            writer = csv.DictWriter(
                out,
                header,
                lineterminator=end,
                quoting=style.get("quoting", csv.QUOTE_MINIMAL),
                delimiter=str(style.get("delimiter", ",")),
            )
            writer.writeheader()
            writer.writerows(rows)
    return folder


def as_it_is(_: str, rows: Rows) -> Rows:
    """No change of content."""
    return rows


STYLES = {
    "Windows line ends and a mark": {"end": "\r\n", "encoding": "utf-8-sig"},
    "everything quoted": {"quoting": csv.QUOTE_ALL},
    "tabs": {"delimiter": "\t"},
    "semicolons in UTF-16": {"delimiter": ";", "encoding": "utf-16"},
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_how_a_file_is_written_changes_nothing(
    tidy: Path, figures: dict, tmp_path: Path, style: dict
):
    (tmp_path / "files").mkdir()
    import_folder(
        tmp_path / "home", mangled(tidy, tmp_path / "files", as_it_is, **style)
    )
    assert report(tmp_path / "home") == figures


def shuffled(_: str, rows: Rows) -> Rows:
    """The rows in another order."""
    return random.Random(3).sample(rows, len(rows))


def blank_dates(_: str, rows: Rows) -> Rows:
    """Nothing instead of the date that means none."""
    return [
        {
            name: "" if cell.startswith("0001-01-01") else cell
            for name, cell in row.items()
        }
        for row in rows
    ]


def american_dates(_: str, rows: Rows) -> Rows:
    """Months first."""
    return [{name: _american(cell) for name, cell in row.items()} for row in rows]


def _american(cell: str) -> str:
    if len(cell) < 10 or cell[4] != "-" or cell[7] != "-":
        return cell
    day = f"{int(cell[5:7])}/{int(cell[8:10])}/{cell[:4]}"
    return f"{day} {cell[11:]}" if len(cell) > 10 else day


def _by_day(cell: str, form: str) -> str:
    """A cell whose day is written in another form, the time of day kept; others as they
    are.
    """
    if len(cell) < 10 or cell[4] != "-" or cell[7] != "-":
        return cell
    return (
        date.fromisoformat(cell[:10]).strftime(form.replace("%Y", cell[:4])) + cell[10:]
    )


def european_dates(_: str, rows: Rows) -> Rows:
    """Days first, with dots."""
    return [
        {name: _by_day(cell, "%d.%m.%Y") for name, cell in row.items()} for row in rows
    ]


def months_by_name(_: str, rows: Rows) -> Rows:
    """14-Mar-2024."""
    return [
        {name: _by_day(cell, "%d-%b-%Y") for name, cell in row.items()} for row in rows
    ]


def european_money(_: str, rows: Rows) -> Rows:
    """1.234,50 €."""
    return [
        {**row, "ProcFee": _comma(row["ProcFee"])} if "ProcFee" in row else row
        for row in rows
    ]


def _comma(cell: str) -> str:
    return f"{float(cell):,.2f} €".translate({ord(","): ".", ord("."): ","})


def legacy_codes(name: str, rows: Rows) -> Rows:
    """Codes as Eaglesoft spells them."""
    if name != "procedurecode":
        return rows
    return [
        {**row, "ProcCode": row["ProcCode"].replace("D", "0", 1)}
        if row["ProcCode"][:1] == "D" and row["ProcCode"][1:].isdecimal()
        else row
        for row in rows
    ]


def every_row_twice(_: str, rows: Rows) -> Rows:
    """Each line repeated whole."""
    return [row for row in rows for _ in range(2)]


def deleted_people(name: str, rows: Rows) -> Rows:
    """A deleted patient with a full history, and treatment deleted of people who
    stay.
    """
    first = dict(rows[0])
    if name == "patient":
        return [
            *rows,
            {**first, "PatNum": "90001", "PatStatus": "4", "Guarantor": "90001"},
        ]
    if name == "procedurelog":
        visits = [
            {**row, "ProcNum": str(9_000_000 + n), "PatNum": "90001", "AptNum": "0"}
            for n, row in enumerate(rows[:40])
        ]
        gone = [
            {**row, "ProcNum": str(9_500_000 + n), "ProcStatus": "6", "AptNum": "0"}
            for n, row in enumerate(rows[:40])
        ]
        return [*rows, *visits, *gone]
    return rows


def broken_bookings(name: str, rows: Rows) -> Rows:
    """Broken appointments, templates and notes in the future: none is a booking."""
    if name != "appointment":
        return rows
    extra = [
        {
            **row,
            "AptNum": str(9_000_000 + n),
            "AptStatus": status,
            "AptDateTime": "2027-03-01 09:00:00",
        }
        for n, (row, status) in enumerate(zip(rows[:80], "567" * 40, strict=False))
    ]
    return [*rows, *extra]


def unneeded_columns(_: str, rows: Rows) -> Rows:
    """Nothing lost: columns nobody knows are passed over."""
    return [{**row, "NobodyKnows": "x"} for row in rows]


CHANGES = [
    shuffled,
    blank_dates,
    american_dates,
    european_dates,
    months_by_name,
    european_money,
    legacy_codes,
    every_row_twice,
    deleted_people,
    broken_bookings,
    unneeded_columns,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_a_practice_leaves_in_its_files_changes_no_figure(
    tidy: Path, figures: dict, tmp_path: Path, change: Callable[[str, Rows], Rows]
):
    (tmp_path / "files").mkdir()
    import_folder(tmp_path / "home", mangled(tidy, tmp_path / "files", change))
    assert report(tmp_path / "home") == figures


def test_a_duplicate_merged_in_the_system_counts_as_one_person(
    tidy: Path, figures: dict, tmp_path: Path
):
    """Half of someone's history under a second row that was merged: the figures
    stay.
    """

    def split_history(name: str, rows: Rows) -> Rows:
        if name == "patient":
            return [
                *rows,
                {**rows[4], "PatNum": "90001", "PatStatus": "3", "Guarantor": "90001"},
            ]
        if name == "patientlink":
            link = {
                **rows[0],
                "PatientLinkNum": "90001",
                "PatNumFrom": "90001",
                "PatNumTo": "5",
                "LinkType": "1",
            }
            return [*rows, link]
        half = [n for n, row in enumerate(rows) if row.get("PatNum") == "5"][::2]
        return [
            {**row, "PatNum": "90001"} if n in half and name != "recall" else row
            for n, row in enumerate(rows)
        ]

    (tmp_path / "files").mkdir()
    import_folder(tmp_path / "home", mangled(tidy, tmp_path / "files", split_history))
    assert report(tmp_path / "home") == figures


def test_names_for_numbers_count_the_same_where_everybody_is_called_differently(
    tidy: Path, figures: dict, tmp_path: Path
):
    """Open Dental's human-readable queries: names under PatNum and Guarantor, words for
    statuses, the time first.
    """
    letters = str.maketrans("0123456789", "abcdefghij")
    names = {
        row["PatNum"]: (row["LName"], row["FName"] + row["PatNum"].translate(letters))
        for row in read(tidy / "patient.csv")
    }
    statuses = {
        "1": "Scheduled",
        "2": "Complete",
        "3": "UnschedList",
        "5": "Broken",
        "6": "Planned",
        "7": "PtNote",
    }

    def readable(name: str, rows: Rows) -> Rows:
        if name == "patient":
            rows = [{**row, "FName": names[row["PatNum"]][1]} for row in rows]
        if name == "appointment":
            rows = [
                {
                    **row,
                    "AptStatus": statuses.get(row["AptStatus"], row["AptStatus"]),
                    "AptDateTime": (
                        f"{row['AptDateTime'][11:16]}   "
                        f"{_american(row['AptDateTime'][:10])}"
                    ),
                }
                for row in rows
            ]
        named = ("Guarantor",) if name == "patient" else ("PatNum",)
        return [
            {
                **row,
                **{
                    header: ", ".join(names[row[header]])
                    for header in named
                    if row.get(header) in names
                },
            }
            for row in rows
        ]

    (tmp_path / "files").mkdir()
    import_folder(
        tmp_path / "home", mangled(tidy, tmp_path / "files", readable, delimiter="\t")
    )
    assert report(tmp_path / "home") == figures


def pieces(tidy: Path, folder: Path) -> Iterator[Path]:
    """Each file in three, the rows dealt out."""
    for part in range(3):
        piece = folder / f"piece{part}"
        piece.mkdir(parents=True)
        yield mangled(tidy, piece, lambda _, rows, part=part: rows[part::3])


def test_in_pieces_and_twice_gives_the_same_figures(
    tidy: Path, figures: dict, tmp_path: Path
):
    partial = [f"--set=whole.opendental.{file.stem}=partial" for file in tidy.iterdir()]
    for piece in pieces(tidy, tmp_path):
        import_folder(tmp_path / "home", piece, *partial)
    import_folder(tmp_path / "home", tidy)
    assert report(tmp_path / "home") == figures
