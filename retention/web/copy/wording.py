"""Numbers, changes and reasons in words.

Words out of a practice's files are made safe to show here as well.
"""

import re
from datetime import date

from retention.core import formatting
from retention.metrics import Figure, FigureTable, Reading, Unit
from retention.outreach import HouseholdRow
from retention.practice import Period, Subject
from retention.services import Guess, ImportResult, reports
from retention.web.copy import frame, front_desk, imports

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@&=^\"'/])")
_LINKS = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)
_GROUPS = 6  # as many of a table's groups make an example
# seen by nobody; addresses become links after marks are taken back, so they are broken
# up
_JOINER = "\u2060"
_COLOURS = {"better": "blue", "worse": "orange"}


def plain(words: object) -> str:
    """Escape words out of a practice's file, so that Markdown shows them as they are.

    They become no link, no picture and no colour.
    """
    one_line = " ".join(str(words).split())
    without_links = _LINKS.sub(rf"\g<0>{_JOINER}", one_line)
    return _MARKS.sub(r"\\\1", without_links)


def because(why: str) -> str:
    """A reason for which there is no value, in words for the front desk."""
    return frame.WHY.get(why, why)


def note(words: str) -> str:
    """A figure's note as a sentence of its own."""
    return f"{_capitalized(words)}."


def value(figure: Figure, reading: Reading) -> str:
    """A figure's value as people read it; "–" where there is none."""
    if reading.value is None:
        return formatting.ABSENT
    if reading.is_share:
        return formatting.share(reading.value)
    if figure.unit is Unit.AMOUNT:
        return formatting.money(reading.amount)
    return formatting.count(reading.part_count)


def counts(figure: Figure, reading: Reading) -> str:
    """The counts behind a value, where they say more than the value.

    Where the value cannot be given: why.
    """
    if reading.value is None:
        return frame.CANNOT.format(why=because(reading.reason))
    if reading.is_share:
        return _share_counts(reading)
    if figure.unit is not Unit.AMOUNT:
        return ""

    items = subjects(reading.subject, reading.part_count)
    return f"{items} of {people(reading.people_count)}"


def _share_counts(reading: Reading) -> str:
    """The part and the whole of a share, with their amounts where it has some."""
    part = formatting.count(reading.part_count)
    whole = subjects(reading.subject, reading.whole_count)
    between = "of"
    if reading.in_whole is not None:
        between = "against"
    in_subjects = f"{part} {between} {whole}"
    if reading.cents is None:
        return in_subjects

    amount = formatting.money(reading.amount)
    if reading.by_count:
        return f"{in_subjects}, {amount}"

    whole_amount = formatting.money(reading.whole_amount)
    return f"{amount} of {whole_amount}, {in_subjects}"


def subjects(subject: Subject, number: int | None) -> str:
    """ "1 person", "45 items", "812 appointments"."""
    if subject is Subject.PERSON:
        return people(number)
    return formatting.plural(number or 0, str(subject))


def people(number: int | None) -> str:
    """ "1 person", "812 people"."""
    return formatting.plural(number or 0, "person", "people")


def change(figure: Figure, now: float, before: float) -> str:
    """A change against a year before, as a sentence begins.

    For example: "38 more than a year before".
    """
    return _capitalized(reports.change(figure, now, before))


def _capitalized(words: str) -> str:
    """The words with a capital first; unlike `str.capitalize` it leaves the rest."""
    return words[:1].upper() + words[1:]


def tone(figure: Figure, now: float, before: float) -> str:
    """The colour of a change: blue for better, orange for worse, grey for neither."""
    judgement = reports.tone(figure, now, before)
    return _COLOURS.get(judgement, "gray")


def days_of(figure: Figure, period: Period) -> str:
    """Which days a figure speaks of: its period, or its day."""
    if not figure.takes_period:
        day = formatting.day(period.as_of)
        return f"Counted as of {day}."

    first = formatting.day(period.first)
    last = formatting.day(period.last)
    return f"Counted for {first} to {last}."


def calls(number: int) -> str:
    """ "1 call", "25 calls"."""
    return formatting.plural(number, "call")


def households(number: int) -> str:
    """ "1 household", "25 households"."""
    return formatting.plural(number, "household")


def hour(hour: int) -> str:
    """A full hour, "8 am", "9 pm"."""
    on_the_dial = hour % 12 or 12
    half_of_day = "am" if hour % 24 < 12 else "pm"
    return f"{on_the_dial} {half_of_day}"


def promised(row: HouseholdRow, me: str, today: date) -> str:
    """By whom a call-back was promised, and for which day."""
    day = formatting.day(row.call_back_on)
    if row.call_back_on == today:
        day = front_desk.THIS_DAY
    promise = _promise(row.call_back_by, me)
    return front_desk.CALL_BACK.format(promised=promise, day=day)


def _promise(by: str, me: str) -> str:
    """Who promised to call back: nobody known, the one who works here, or another."""
    if not by:
        return front_desk.PROMISED
    if by == me:
        return front_desk.MINE.format(name=by)
    return front_desk.THEIRS.format(name=by)


def age(born: date, today: date) -> str:
    """ "42 years old"."""
    years = formatting.years(born, today)
    return f"{formatting.plural(years, 'year')} old"


def span(period: Period) -> str:
    """ "Dec 1, 2024 – Nov 30, 2025"."""
    first = formatting.day(period.first)
    last = formatting.day(period.last)
    return f"{first} – {last}"


def stop_line(name: str, since: date, why: str) -> str:
    """Who asked to stop, since when, and what they said."""
    return frame.STOP_LINE.format(
        name=plain(name), day=formatting.day(since), why=plain(why)
    )


def choice(word: str) -> str:
    """A word of ours as people read it: "no_show" is "No show"."""
    is_ours = word.isascii() and word.islower()
    if not is_ours:
        return word
    return word.replace("_", " ").replace("-", " ").capitalize()


def rows(number: int) -> str:
    """ "1 row", "812 rows"."""
    return formatting.plural(number, "row")


def guessed(guess: Guess) -> str:
    """What was guessed on which day, and what was counted then."""
    sentence = frame.GUESSED.format(
        value=_in_unit(guess.value, guess.unit),
        day=formatting.day(guess.at.date()),
        measured=_in_unit(guess.measured, guess.unit),
    )
    return plain(sentence)


def _in_unit(number: float | None, unit: str) -> str:
    """A number of a unit of guesses ("share", "cents", or a count), or "–"."""
    if number is None:
        return formatting.ABSENT
    if unit == "share":
        return formatting.share(number)
    if unit == "cents":
        return formatting.money(round(number))
    return formatting.count(round(number))


def example(figure: Figure, answer: Reading | FigureTable) -> str:
    """What a figure counts, with its counts; of a table its first groups.

    Where it cannot be given: why.
    """
    if isinstance(answer, Reading):
        return _example_of_reading(figure, answer)
    if answer.unknown:
        return frame.CANNOT.format(why=because(answer.unknown))

    rows = [row for row in answer.rows if row.reading.value is not None]
    groups = []
    for row in rows[:_GROUPS]:
        in_words = _in_words(row.reading)
        groups.append(f"{row.group} {in_words}")
    if len(rows) > _GROUPS:
        groups.append("…")
    return ", ".join(groups)


def _example_of_reading(figure: Figure, reading: Reading) -> str:
    counted = counts(figure, reading)
    if not counted:
        return value(figure, reading)
    if not reading.is_known:
        return counted
    return f"{value(figure, reading)} ({counted})"


def _in_words(reading: Reading) -> str:
    if reading.is_share:
        return formatting.share(reading.value)
    if reading.cents is None:
        return formatting.count(reading.part_count)
    return formatting.money(reading.amount)


def apart(reading: Reading) -> str:
    """Those counted apart, in words: "missed 42, cancelled 68"; "" where nobody is."""
    groups = [
        f"{name} {formatting.count(len(rows))}"
        for name, rows in reading.apart.items()
        if len(rows)
    ]
    return ", ".join(groups)


def why_it_differs(figure: Figure) -> str:
    """Why a definition of retention differs from the headline.

    That is the last sentence of the definition.
    """
    sentences = re.split(r"(?<=\.)\s+", figure.definition.strip())
    return sentences[-1]


def mentions(figure: Figure, asked: str) -> bool:
    """Whether a figure's title, key or definition holds every word asked for."""
    whole = f"{figure.title} {figure.key} {figure.definition}".casefold()
    words = asked.casefold().split()
    return all(word in whole for word in words)


def declared(figure: Figure) -> str:
    """What is declared of a figure besides its definition.

    Its key, its unit, its options, and what it needs.
    """
    parts = [f"Key: `{figure.key}`", f"Counts: {figure.unit}"]
    for name, values in figure.options.items():
        option = name.replace("_", " ")
        choices = ", ".join(map(str, values))
        parts.append(f"{option}: {choices}")

    if figure.takes_period:
        parts.append("For a period")
    else:
        parts.append("As of a day")
    if figure.of_export:
        parts.append("Known for the day of the export only")
    return " · ".join(parts)


def imported(result: ImportResult) -> str:
    """What an import brought, in one sentence."""
    if not result.changed:
        return imports.IMPORTED_SAME

    loaded = sum(report.loaded for report in result.files)
    set_aside = sum(report.set_aside for report in result.files)
    not_needed = sum(report.not_needed for report in result.files)
    spare = ""
    if not_needed:
        spare = imports.AND_SPARE.format(spare=formatting.count(not_needed))
    return imports.IMPORTED.format(
        practice=result.practice,
        rows=rows(loaded),
        aside=formatting.count(set_aside),
        day=formatting.day(result.exported),
        spare=spare,
    )
