"""Numbers, changes and reasons in words, and words out of a practice's files made safe to show."""

import re
from datetime import date

from retention import formats
from retention.metrics import Figure, Reading, Unit
from retention.practice import Period
from retention.web import text
from retention.workflows import ImportResult

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@&=^\"'/])")


_LINKS = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)
_JOINER = "\u2060"  # seen by nobody; addresses become links after marks are taken back, so they are broken up


def plain(words: object) -> str:
    """Words out of a practice's file, so that Markdown shows them as they are: no link, no picture, no colour."""
    return _MARKS.sub(r"\\\1", _LINKS.sub(rf"\g<0>{_JOINER}", " ".join(str(words).split())))


def because(why: str) -> str:
    """A reason for which there is no value, in words for the front desk."""
    return text.WHY.get(why, why)


def note(words: str) -> str:
    """A figure's note as a sentence of its own."""
    return f"{words[:1].upper()}{words[1:]}."


def value(figure: Figure, reading: Reading) -> str:
    """A figure's value as people read it; "–" where there is none."""
    if reading.is_share:
        return formats.share(reading.value)
    return formats.money(reading.amount) if figure.unit is Unit.AMOUNT else formats.count(reading.part_count)


def counts(figure: Figure, reading: Reading) -> str:
    """The counts behind a value where they say more than it; why there is none where it cannot be given."""
    if reading.value is None:
        return text.CANNOT.format(why=because(reading.reason))
    if figure.unit is Unit.AMOUNT and reading.is_share:
        part, whole = formats.money(reading.amount), formats.money(reading.whole_amount)
        items = formats.plural(reading.whole_count or 0, "item")
        return f"{part} of {whole}, {formats.count(reading.part_count)} of {items}"
    if figure.unit is Unit.AMOUNT:
        return f"{formats.plural(reading.part_count or 0, 'item')} of {people(reading.people_count)}"
    if reading.is_share:
        return f"{formats.count(reading.part_count)} of {people(reading.whole_count)}"
    return ""


def people(number: int | None) -> str:
    """ "1 person", "812 people"."""
    return formats.plural(number or 0, "person", "people")


def change(figure: Figure, now: float, before: float) -> str:
    """A change against a year before, in words: "38 more than a year before", "2 points down on a year before"."""
    difference = now - before
    if figure.unit is Unit.AMOUNT and isinstance(now, int):
        size, up, down = formats.money(abs(int(difference))), "more than", "less than"
    elif isinstance(now, float):
        points = abs(difference) * 100
        size = f"{points:.0f}" if points >= 1 or points < 0.05 else f"{points:.1f}"
        size, up, down = f"{size} {'point' if size == '1' else 'points'}", "up on", "down on"
    else:
        size, up, down = formats.count(abs(int(difference))), "more than", "fewer than"
    if size.split()[0].strip("$") == "0":
        return "The same as a year before"
    return f"{size} {up if difference > 0 else down} a year before"


def tone(figure: Figure, now: float, before: float) -> str:
    """The colour of a change: blue for better, orange for worse, grey where neither is said."""
    if not figure.better or now == before:
        return "gray"
    return "blue" if (now > before) == (figure.better == "more") else "orange"


def days_of(figure: Figure, period: Period) -> str:
    """Which days a figure speaks of: its period, or its day."""
    if figure.takes_period:
        return f"Counted for {formats.day(period.first)} to {formats.day(period.last)}."
    return f"Counted as of {formats.day(period.as_of)}."


def age(born: date, today: date) -> str:
    """ "42 years old"."""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f"{formats.plural(years, 'year')} old"


def phone(number: str) -> str:
    """A North American number as people dial it, "(617) 555-0100"; any other as it stands."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else number


def span(period: Period) -> str:
    """ "Dec 1, 2024 – Nov 30, 2025"."""
    return f"{formats.day(period.first)} – {formats.day(period.last)}"


def stop_line(name: str, since: date, why: str) -> str:
    """Who asked to stop, since when, and what they said."""
    return text.STOP_LINE.format(name=plain(name), day=formats.day(since), why=plain(why))


def rows(number: int) -> str:
    """ "1 row", "812 rows"."""
    return formats.plural(number, "row")


def mentions(figure: Figure, asked: str) -> bool:
    """Whether a figure's title, key or definition holds every word asked for."""
    whole = f"{figure.title} {figure.key} {figure.definition}".casefold()
    return all(word in whole for word in asked.casefold().split())


def declared(figure: Figure) -> str:
    """What is declared of a figure besides its definition: key, unit, options, and what it needs."""
    said = [f"Key: `{figure.key}`", f"Counts: {figure.unit}"]
    said += [f"{name.replace('_', ' ')}: {', '.join(map(str, values))}" for name, values in figure.options.items()]
    said += ["For a period" if figure.takes_period else "As of a day"]
    if figure.of_export:
        said.append("Known for the day of the export only")
    return " · ".join(said)


def imported(result: ImportResult) -> str:
    """What an import brought, in one sentence."""
    if not result.changed:
        return text.IMPORTED_SAME
    loaded, aside = (sum(getattr(report, name) for report in result.files) for name in ("loaded", "set_aside"))
    return text.IMPORTED.format(
        practice=result.practice, rows=rows(loaded), aside=formats.count(aside), day=formats.day(result.exported)
    )
