"""A number's look, once: counts, shares, money, days and phones as people read them;
and what looks like a formula.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

ABSENT = "–"
FORMULA_MARKS = "=+-@＝＋－＠"
"""A text that begins with one of these, blanks aside, is run as a formula by
spreadsheet programs.
"""
_LIKE_A_FORMULA = re.compile(rf"[\s\x00]*[{re.escape(FORMULA_MARKS)}]|[\t\r\n\x00]")


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet program may run the text, or take what stands in front of
    it for the end of a cell.
    """
    return bool(_LIKE_A_FORMULA.match(text))


def count(number: int | None) -> str:
    """1234 as "1,234"; "–" for none."""
    return ABSENT if number is None else f"{number:,}"


def share(value: float | None) -> str:
    """0.7926 as "79 %", with one decimal below 10 %; "–" for none."""
    if value is None:
        return ABSENT
    return f"{value * 100:.1f} %" if 0 < value < 0.1 else f"{value * 100:.0f} %"


def money(cents: int | None) -> str:
    """Cents as whole dollars, "$1,234"; "–" for none."""
    if cents is None:
        return ABSENT
    sign = "-" if cents < 0 else ""
    dollars = (abs(cents) + 50) // 100
    return f"{sign}${dollars:,}"


def day(value: date | None) -> str:
    """A day as "Mar 14, 2024"; "–" for none."""
    return ABSENT if value is None else f"{value:%b} {value.day}, {value.year}"


def weekday(value: date) -> str:
    """A day as "Thursday, Mar 14, 2024"."""
    return f"{value:%A}, {day(value)}"


def clock(value: datetime) -> str:
    """A time as "9:05 am"."""
    return (
        f"{value.hour % 12 or 12}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"
    )


def month(value: date) -> str:
    """A month as "Mar 2024"."""
    return f"{value:%b %Y}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """ "1 patient", "2 patients"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """ "Ann", "Ann and Bob", "Ann, Bob and Cleo"."""
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def phone(number: str) -> str:
    """A North American number as people dial it, "(617) 555-0100"; any other as it
    stands.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else number


def years(born: date, day: date) -> int:
    """Whole years from the day of birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
