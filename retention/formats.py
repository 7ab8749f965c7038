"""A number's look, once: counts, shares, money, days and phones as people read them."""

from datetime import date

ABSENT = "–"


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
    sign, dollars = ("-" if cents < 0 else ""), (abs(cents) + 50) // 100
    return f"{sign}${dollars:,}"


def day(value: date | None) -> str:
    """A day as "Mar 14, 2024"; "–" for none."""
    return ABSENT if value is None else f"{value:%b} {value.day}, {value.year}"


def month(value: date) -> str:
    """A month as "Mar 2024"."""
    return f"{value:%b %Y}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """ "1 patient", "2 patients"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
