"""Numbers, changes and reasons in words, and words out of a practice's files made safe
to show.
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


def plain(words: object) -> str:
    """Words out of a practice's file, so that Markdown shows them as they are: no link,
    no picture, no colour.
    """
    return _MARKS.sub(
        r"\\\1", _LINKS.sub(rf"\g<0>{_JOINER}", " ".join(str(words).split()))
    )


def because(why: str) -> str:
    """A reason for which there is no value, in words for the front desk."""
    return frame.WHY.get(why, why)


def note(words: str) -> str:
    """A figure's note as a sentence of its own."""
    return f"{words[:1].upper()}{words[1:]}."


def value(figure: Figure, reading: Reading) -> str:
    """A figure's value as people read it; "–" where there is none."""
    if reading.value is None:
        return formatting.ABSENT
    if reading.is_share:
        return formatting.share(reading.value)
    return (
        formatting.money(reading.amount)
        if figure.unit is Unit.AMOUNT
        else formatting.count(reading.part_count)
    )


def counts(figure: Figure, reading: Reading) -> str:
    """The counts behind a value where they say more than it; why there is none where it
    cannot be given.
    """
    if reading.value is None:
        return frame.CANNOT.format(why=because(reading.reason))
    if not reading.is_share:
        of_money = figure.unit is Unit.AMOUNT
        return (
            (
                f"{subjects(reading.subject, reading.part_count)} of "
                f"{people(reading.people_count)}"
            )
            if of_money
            else ""
        )
    between = "of" if reading.in_whole is None else "against"
    said = (
        f"{formatting.count(reading.part_count)} {between} "
        f"{subjects(reading.subject, reading.whole_count)}"
    )
    if reading.cents is None:
        return said
    if reading.by_count:
        return f"{said}, {formatting.money(reading.amount)}"
    return (
        f"{formatting.money(reading.amount)} of "
        f"{formatting.money(reading.whole_amount)}, {said}"
    )


def subjects(subject: Subject, number: int | None) -> str:
    """ "1 person", "45 items", "812 appointments"."""
    return (
        people(number)
        if subject is Subject.PERSON
        else formatting.plural(number or 0, str(subject))
    )


def people(number: int | None) -> str:
    """ "1 person", "812 people"."""
    return formatting.plural(number or 0, "person", "people")


def change(figure: Figure, now: float, before: float) -> str:
    """A change against a year before, as a sentence begins: "38 more than a year
    before".
    """
    words = reports.change(figure, now, before)
    return words[:1].upper() + words[1:]


def tone(figure: Figure, now: float, before: float) -> str:
    """The colour of a change: blue for better, orange for worse, grey where neither is
    said.
    """
    return {"better": "blue", "worse": "orange"}.get(
        reports.tone(figure, now, before), "gray"
    )


def days_of(figure: Figure, period: Period) -> str:
    """Which days a figure speaks of: its period, or its day."""
    if figure.takes_period:
        return (
            f"Counted for {formatting.day(period.first)} to "
            f"{formatting.day(period.last)}."
        )
    return f"Counted as of {formatting.day(period.as_of)}."


def calls(number: int) -> str:
    """ "1 call", "25 calls"."""
    return formatting.plural(number, "call")


def households(number: int) -> str:
    """ "1 household", "25 households"."""
    return formatting.plural(number, "household")


def hour(hour: int) -> str:
    """A full hour, "8 am", "9 pm"."""
    return f"{hour % 12 or 12} {'am' if hour % 24 < 12 else 'pm'}"


def promised(row: HouseholdRow, me: str, today: date) -> str:
    """By whom a call-back was promised, and for which day."""
    by = front_desk.MINE if me and row.call_back_by == me else front_desk.THEIRS
    said = by.format(name=row.call_back_by) if row.call_back_by else front_desk.PROMISED
    day = (
        front_desk.THIS_DAY
        if row.call_back_on == today
        else formatting.day(row.call_back_on)
    )
    return front_desk.CALL_BACK.format(promised=said, day=day)


def age(born: date, today: date) -> str:
    """ "42 years old"."""
    return f"{formatting.plural(formatting.years(born, today), 'year')} old"


def span(period: Period) -> str:
    """ "Dec 1, 2024 – Nov 30, 2025"."""
    return f"{formatting.day(period.first)} – {formatting.day(period.last)}"


def stop_line(name: str, since: date, why: str) -> str:
    """Who asked to stop, since when, and what they said."""
    return frame.STOP_LINE.format(
        name=plain(name), day=formatting.day(since), why=plain(why)
    )


def choice(word: str) -> str:
    """A word of ours as people read it: "no_show" is "No show"."""
    return (
        word.replace("_", " ").replace("-", " ").capitalize()
        if word.isascii() and word.islower()
        else word
    )


def rows(number: int) -> str:
    """ "1 row", "812 rows"."""
    return formatting.plural(number, "row")


def guessed(guess: Guess) -> str:
    """What was guessed on which day, and what was counted then, in the figure's
    unit.
    """
    said = {
        "share": formatting.share,
        "cents": lambda cents: formatting.money(round(cents)),
    }.get(guess.unit, lambda number: formatting.count(round(number)))
    then = formatting.ABSENT if guess.measured is None else said(guess.measured)
    return plain(
        frame.GUESSED.format(
            value=said(guess.value), day=formatting.day(guess.at.date()), measured=then
        )
    )


def example(figure: Figure, found: Reading | FigureTable) -> str:
    """What a figure counts, with its counts; of a table its first groups; or why it
    cannot be given.
    """
    if isinstance(found, Reading):
        counted = counts(figure, found)
        return (
            f"{value(figure, found)} ({counted})"
            if counted and found.is_known
            else counted or value(figure, found)
        )
    if found.unknown:
        return frame.CANNOT.format(why=because(found.unknown))
    known = [row for row in found.rows if row.reading.value is not None]
    said = ", ".join(f"{row.group} {_in_words(row.reading)}" for row in known[:_GROUPS])
    return f"{said}, …" if len(known) > _GROUPS else said


def _in_words(found: Reading) -> str:
    if found.is_share:
        return formatting.share(found.value)
    return (
        formatting.count(found.part_count)
        if found.cents is None
        else formatting.money(found.amount)
    )


def apart(reading: Reading) -> str:
    """Those counted apart, in words: "missed 42, cancelled 68"; "" where nobody is."""
    return ", ".join(
        f"{name} {formatting.count(len(rows))}"
        for name, rows in reading.apart.items()
        if len(rows)
    )


def why_it_differs(figure: Figure) -> str:
    """Why a definition of retention differs from the headline: the last sentence of its
    own words.
    """
    return re.split(r"(?<=\.)\s+", figure.definition.strip())[-1]


def mentions(figure: Figure, asked: str) -> bool:
    """Whether a figure's title, key or definition holds every word asked for."""
    whole = f"{figure.title} {figure.key} {figure.definition}".casefold()
    return all(word in whole for word in asked.casefold().split())


def declared(figure: Figure) -> str:
    """What is declared of a figure besides its definition: key, unit, options, and what
    it needs.
    """
    said = [f"Key: `{figure.key}`", f"Counts: {figure.unit}"]
    said += [
        f"{name.replace('_', ' ')}: {', '.join(map(str, values))}"
        for name, values in figure.options.items()
    ]
    said += ["For a period" if figure.takes_period else "As of a day"]
    if figure.of_export:
        said.append("Known for the day of the export only")
    return " · ".join(said)


def imported(result: ImportResult) -> str:
    """What an import brought, in one sentence."""
    if not result.changed:
        return imports.IMPORTED_SAME
    names = ("loaded", "set_aside", "not_needed")
    loaded, aside, spare = (
        sum(getattr(report, name) for report in result.files) for name in names
    )
    return imports.IMPORTED.format(
        practice=result.practice,
        rows=rows(loaded),
        aside=formatting.count(aside),
        day=formatting.day(result.exported),
        spare=imports.AND_SPARE.format(spare=formatting.count(spare)) if spare else "",
    )
