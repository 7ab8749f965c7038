"""Periods: the default, what people may write, months, and the year before."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.core import dates
from retention.core.errors import WrongCall
from retention.practice import Period

D = date(2026, 11, 20)
any_day = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def ends(period: Period) -> tuple[str, str]:
    return str(period.first), str(period.last)


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        ("2026-11-20", "2025-11-01", "2026-10-31"),
        ("2026-11-30", "2025-12-01", "2026-11-30"),
        ("2024-02-29", "2023-03-01", "2024-02-29"),
        ("2024-02-28", "2023-02-01", "2024-01-31"),
        ("2026-01-01", "2025-01-01", "2025-12-31"),
    ],
)
def test_the_default_is_the_last_12_full_months(as_of, first, last):
    assert ends(Period.default(date.fromisoformat(as_of))) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-03-04..2025-03-04", "2025-03-04", "2025-03-04"),
        (" 2025-03-04 .. 2025-05-06 ", "2025-03-04", "2025-05-06"),
        ("2026", "2026-01-01", "2026-11-20"),
        ("2026-11", "2026-11-01", "2026-11-20"),
    ],
)
def test_a_period_is_read_and_cut_at_the_as_of_day(text, first, last):
    assert ends(Period.read(text, D)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2025-13",
        "2025-02-30..2025-03-01",
        "2025-1-1..2",
        "2025-05-01..2025-04-01",
        "2027",
        "2026-12",
        "2025-01-01..2025-02-01..2025-03-01",
        "0",
        "99999",
    ],
)
def test_a_period_that_cannot_be_is_a_wrong_call(text):
    with pytest.raises(WrongCall):
        Period.read(text, D)


@given(any_day)
def test_the_months_of_a_period_cover_it_without_a_gap(as_of):
    period = Period.default(as_of)
    months = list(period.months())
    assert len(months) == 12
    assert (months[0].first, months[-1].last) == (period.first, period.last)
    assert all(later.day_before == earlier.last for earlier, later in pairwise(months))


def test_the_first_and_last_month_are_cut_at_the_ends():
    months = list(Period.read("2025-01-15..2025-03-10", D).months())
    assert [ends(month) for month in months] == [
        ("2025-01-15", "2025-01-31"),
        ("2025-02-01", "2025-02-28"),
        ("2025-03-01", "2025-03-10"),
    ]


def test_the_year_before_is_the_same_days_a_year_earlier():
    before = Period.read("2026-01", D).year_before()
    assert (before.as_of, *ends(before)) == (
        date(2025, 11, 20),
        "2025-01-01",
        "2025-01-31",
    )


@given(any_day, st.integers(1, 30))
def test_the_last_months_are_full_and_each_is_as_of_its_own_end(as_of, number):
    months = Period.default(as_of).last_months(number)
    assert len(months) == number
    assert months[-1].last == Period.default(as_of).last
    assert all(
        month.as_of == month.last == dates.month_end(month.first)
        and month.first.day == 1
        for month in months
    )
