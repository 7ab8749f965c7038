"""How counts, shares, money, days and phones look, and what looks like a formula."""

import re
from collections.abc import Sequence
from datetime import date, datetime

ABSENT = "–"
FORMULA_MARKS = "=+-@＝＋－＠"
"""Marks that begin a formula in spreadsheet programs, blanks aside."""
_LIKE_A_FORMULA = re.compile(rf"[\s\x00]*[{re.escape(FORMULA_MARKS)}]|[\t\r\n\x00]")


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet program may run the text.

    It may also take what stands in front of it for the end of a cell.
    """
    return bool(_LIKE_A_FORMULA.match(text))


def count(number: int | None) -> str:
    """1234 as "1,234"; "–" for none."""
    if number is None:
        return ABSENT
    return f"{number:,}"


def share(value: float | None) -> str:
    """0.7926 as "79 %", with one decimal below 10 %; "–" for none."""
    if value is None:
        return ABSENT

    percent = value * 100
    if 0 < value < 0.1:
        return f"{percent:.1f} %"
    return f"{percent:.0f} %"


def money(cents: int | None) -> str:
    """Cents as whole dollars, "$1,234"; "–" for none."""
    if cents is None:
        return ABSENT

    sign = "-" if cents < 0 else ""
    dollars = (abs(cents) + 50) // 100
    return f"{sign}${dollars:,}"


def day(value: date | None) -> str:
    """A day as "Mar 14, 2024"; "–" for none."""
    if value is None:
        return ABSENT
    return f"{value:%b} {value.day}, {value.year}"


def weekday(value: date) -> str:
    """A day as "Thursday, Mar 14, 2024"."""
    return f"{value:%A}, {day(value)}"


def clock(value: datetime) -> str:
    """A time as "9:05 am"."""
    hour = value.hour % 12 or 12
    half = "am" if value.hour < 12 else "pm"
    return f"{hour}:{value.minute:02} {half}"


def month(value: date) -> str:
    """A month as "Mar 2024"."""
    return f"{value:%b %Y}"


def plural(number: int, singular: str, many: str | None = None) -> str:
    """ "1 patient", "2 patients"."""
    noun = singular
    if number != 1:
        noun = many or f"{singular}s"
    return f"{number:,} {noun}"


def listed(words: Sequence[str]) -> str:
    """ "Ann", "Ann and Bob", "Ann, Bob and Cleo"."""
    *before, last = words
    if not before:
        return last
    return f"{', '.join(before)} and {last}"


def years(born: date, day: date) -> int:
    """Whole years from the day of birth to a day."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    full_years = day.year - born.year
    return full_years if had_birthday else full_years - 1
