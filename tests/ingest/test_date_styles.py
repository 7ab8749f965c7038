"""Dates in the styles of many systems: names of months, zones, numbers of one style,
days that mean none.
"""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.ingest.mapping.shapes import shape_of
from retention.ingest.parse import dates
from retention.ingest.parse.dates import DAY_FIRST, MONTH_FIRST
from tests.laws import examples

at = datetime.fromisoformat


def read(*texts, order=MONTH_FIRST, **more):
    """Each text as a moment, None for none, and False where it could not be read."""
    found, bad = dates.moments(pa.array(texts, pa.string()), order, **more)
    return [
        False if is_bad else None if np.isnat(moment) else moment.item()
        for moment, is_bad in zip(found, bad.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 Mar 2024", at("2024-03-14")),
        ("March 14, 2024", at("2024-03-14")),
        ("14-Mar-24", at("2024-03-14")),
        ("14MAR2024", at("2024-03-14")),
        ("Thu, 14 March 2024", at("2024-03-14")),
        ("Mar 14th, 2024", at("2024-03-14")),
        ("14th of March 2024", at("2024-03-14")),
        ("Sept 3 2024", at("2024-09-03")),
        ("2024-Mar-14", at("2024-03-14")),
        ("Mar 14 2024  9:05AM", at("2024-03-14 09:05")),
        ("14-Mar-2024 13:05:06", at("2024-03-14 13:05:06")),
        ("3/14/2024, 9:05:06 PM", at("2024-03-14 21:05:06")),
        ("3/14/2024 9:05\u202fPM", at("2024-03-14 21:05")),
        ("20240314 09:05", at("2024-03-14 09:05")),
        ("2024-03-14 09:05:06 UTC", at("2024-03-14 09:05:06")),
        ("2024-03-14T09:05:06.123-05:00", at("2024-03-14 09:05:06")),
        ("2024-03-14T09:05Z", at("2024-03-14 09:05")),
    ],
)
def test_further_spellings_of_a_date(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Mar 2024",
        "14 Foo 2024",
        "31 Feb 2024",
        "2/3/4",
        "March",
        "Monday",
        "14 Mar",
        "2024-03",
    ],
)
def test_what_is_no_day_is_told(text):
    assert read(text, "3/14/2024") == [False, at("2024-03-14")]


@pytest.mark.parametrize(
    "text",
    ["N.A.", "none", "Never", "not set", "0", "00000000", "0000-00-00", "unknown"],
)
def test_words_and_zeros_that_say_none_are_no_fault(text):
    assert read(text, "3/14/2024") == [None, at("2024-03-14")]


def test_two_styles_in_one_column():
    assert read("4-19-1965", "7/1/1971", "19.4.1965") == [
        at("1965-04-19"),
        at("1971-07-01"),
        at("1965-04-19"),
    ]


def test_dates_with_dots_have_the_day_first_unless_they_show_otherwise():
    assert read("4.3.2024", "14.3.2024") == [at("2024-03-04"), at("2024-03-14")]
    assert read("03.04.2024", "03.14.2024") == [at("2024-03-04"), at("2024-03-14")]


def test_a_whole_column_of_seconds_or_milliseconds_since_1970():
    assert read("1710407106", "0", "-86400", None) == [
        at("2024-03-14 09:05:06"),
        None,
        at("1969-12-31"),
        None,
    ]
    assert read("1710407106000", "5000000") == [
        at("2024-03-14 09:05:06"),
        at("1970-01-01 01:23:20"),
    ]


def test_numbers_that_stand_for_the_first_day_of_all_are_none():
    assert read("1710407106", "-62135596800") == [at("2024-03-14 09:05:06"), None]


def test_a_zone_that_no_clock_has_is_told():
    assert read("2024-01-01T05:00:00+99:99", "2024-01-01T05:00:00+05:30") == [
        False,
        at("2024-01-01 05:00"),
    ]


def test_ten_digits_may_be_phones_and_are_not_taken_for_days_by_their_look_alone():
    shape = shape_of(pa.array(["2125550101", "2035550102", "2015550103"]))
    assert (shape.is_mostly("phone"), shape.is_mostly("day")) == (True, False)


def test_numbers_that_are_no_date_of_one_style_are_told():
    assert read("1710407106", "soon") == [False, False]
    assert read("99999999999999") == [False]
    assert read("45365") == [False]


def test_a_whole_column_of_taiwans_years():
    assert read("1140401", "0991231", "850229", None) == [
        at("2025-04-01"),
        at("2010-12-31"),
        at("1996-02-29"),
        None,
    ]


@pytest.mark.parametrize(
    "texts",
    [("1140401", "3/14/2024"), ("1140431",), ("850401",), ("1140401", "20240314")],
)
def test_taiwans_years_are_read_only_where_a_column_has_nothing_else(texts):
    assert read(*texts)[0] is False


def test_a_moment_with_a_zone_is_turned_into_the_practices_own_time():
    zoned = (
        "2024-07-01T02:30:00Z",
        "2024-01-01T14:00:00-05:00",
        "1/5/2024 9:00",
        "0001-01-01T00:00:00Z",
    )
    found = read(*zoned, zone="America/New_York")
    assert found == [
        at("2024-06-30 22:30"),
        at("2024-01-01 14:00"),
        at("2024-01-05 09:00"),
        None,
    ]
    assert read("1719801000", zone="America/New_York") == [at("2024-06-30 22:30")]


def test_midnights_with_a_zone_are_days_and_stay_the_same_day():
    assert read(
        "1980-04-01T00:00:00Z", "1979-12-24T00:00:00Z", zone="America/New_York"
    ) == [at("1980-04-01"), at("1979-12-24")]


def test_days_that_the_practice_says_mean_none_are_none():
    assert read("2000-01-01", "2000-01-02", none={date(2000, 1, 1)}) == [
        None,
        at("2000-01-02"),
    ]


FORMS = {
    "%m/%d/%Y": MONTH_FIRST,
    "%d/%m/%Y": DAY_FIRST,
    "%m-%d-%Y": MONTH_FIRST,
    "%d.%m.%Y": MONTH_FIRST,
    "%Y-%m-%d": MONTH_FIRST,
    "%Y%m%d": MONTH_FIRST,
    "%d %b %Y": DAY_FIRST,
    "%B %d, %Y": MONTH_FIRST,
    "%d-%b-%Y": MONTH_FIRST,
    "%Y-%m-%dT00:00:00Z": MONTH_FIRST,
    "%m/%d/%Y 12:00:00 AM": MONTH_FIRST,
    "12:00 AM   %m/%d/%Y": MONTH_FIRST,
    "%a %d %b %Y": DAY_FIRST,
}


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None)
@given(
    days=st.lists(st.dates(date(1901, 1, 1), date(2099, 12, 31)), min_size=1),
    form=st.sampled_from(sorted(FORMS)),
)
def test_a_day_written_in_any_style_is_read_as_that_day(days, form):
    days = [day for day in days if day.year > 1911]
    found = read(
        *(day.strftime(form) for day in days),
        order=FORMS[form],
        zone="America/New_York",
    )
    assert [moment.date() for moment in found] == days


@settings(max_examples=examples(30), deadline=None)
@given(days=st.lists(st.dates(date(2011, 1, 1), date(2099, 12, 31)), min_size=1))
def test_a_day_written_in_taiwans_years_is_read_as_that_day(days):
    assert [
        moment.date()
        for moment in read(*(f"{day.year - 1911}{day:%m%d}" for day in days))
    ] == days


@settings(max_examples=examples(30), deadline=None)
@given(
    moments=st.lists(st.datetimes(at("1975-01-01"), at("2090-01-01")), min_size=1),
    thousand=st.booleans(),
)
def test_a_moment_written_in_seconds_since_1970_is_read_as_that_moment(
    moments, thousand
):
    whole = [moment.replace(microsecond=0) for moment in moments] + [
        at("2024-03-14 09:05:06")
    ]
    numbers = [
        int((moment - at("1970-01-01")).total_seconds()) * (1000 if thousand else 1)
        for moment in whole
    ]
    assert read(*(str(number) for number in numbers)) == whole


@settings(max_examples=examples(30), deadline=None)
@given(day=st.dates(date(1928, 1, 1), date(2026, 11, 20)))
def test_a_birth_date_with_a_year_of_two_digits_lies_in_the_hundred_years_before_the_export(
    day,
):
    assert read(f"{day:%m/%d/%y}", birth_by=date(2026, 11, 21)) == [
        datetime(day.year, day.month, day.day)  # noqa: DTZ001
    ]
