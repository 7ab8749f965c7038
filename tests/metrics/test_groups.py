"""Groups: who is in which, narrowing after counting, curves by group, and how sure a
share is.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from retention.core.statistics import wilson
from retention.metrics import split
from retention.metrics.groups import ages, narrow, sources
from retention.metrics.retention import survival_by
from retention.metrics.schedule import waits
from retention.metrics.treatment import unripe
from retention.practice import Period
from tests.builders import ANN, BOB, LONG_AGO, ask, practice, who

TWO = f"""{LONG_AGO}{ANN}{BOB}
ann is active by=lee at=north
bob is active by=kim at=north
"""


def born(book, **day: str):
    """The same practice with those birth dates."""
    days = pd.Series(
        pd.to_datetime([day.get(key) for key in book.people["id"]]),
        index=book.people.index,
    )
    return replace(book, people=book.people.assign(birth_date=days), memory={})


def test_an_age_is_of_the_day_asked_about():
    book = born(
        practice("ann visit 2026-01-05 D1110\nbob visit 2026-01-05 D1110"),
        ann="2008-11-20",
    )
    assert ages(book, date(2026, 11, 19)).tolist() == ["0-17", "unknown"]
    assert ages(book, date(2026, 11, 20)).tolist() == ["18-34", "unknown"]
    assert ages(book, date(2083, 11, 19)).tolist() == ["55-74", "unknown"]
    assert ages(book, date(2083, 11, 20)).tolist() == ["75+", "unknown"]
    assert ages(book, date(2001, 1, 1)).tolist() == ["unknown", "unknown"]


def test_a_figure_is_split_by_age():
    book = born(practice(TWO), ann="1980-02-01", bob="2015-02-01")
    groups = split(book, ask(book, "return_rate"), "age")
    assert {name: who(book, group) for name, group in groups.items()} == {
        "35-54": ["ann"]
    }


def test_whoever_a_patient_sent_is_in_one_group_without_a_name():
    book = practice(
        "ann visit 2026-01-05 D1110\nbob visit 2026-01-05 D1110\ncid visit "
        "2026-01-05 D1110"
    )
    sent = pd.DataFrame(
        {
            "person": [1, 2],
            "position": [1, 1],
            "source": ["Ann Archer", "Sign"],
            "by": [0, -1],
        }
    )
    assert sources(replace(book, referrals=sent, memory={})).tolist() == [
        "none",
        "a patient",
        "Sign",
    ]


def test_narrowing_keeps_those_in_every_group():
    book = practice(TWO)
    active = ask(book, "active", as_of="2025-01-05")
    assert who(book, narrow(book, active, {"location": "north"})) == ["ann", "bob"]
    assert who(
        book, narrow(book, active, {"location": "north", "provider": "kim"})
    ) == ["bob"]
    assert narrow(book, active, {}) is active


def test_narrowing_counts_first_so_that_the_history_is_whole():
    """Ann's first visits were with somebody else; she is no new patient of Lee's."""
    book = practice(TWO + "ann visit 2026-10-05 D2391 by=lee")
    assert who(book, narrow(book, ask(book, "new"), {"provider": "lee"})) == []


def test_narrowing_keeps_the_reasons_of_those_who_stay():
    book = practice(TWO.replace("bob is active", "bob is deceased"))
    found = ask(book, "return_rate", as_of="2025-11-20")
    assert [
        len(narrow(book, found, {"provider": by}).left_out["deceased"])
        for by in ("kim", "lee")
    ] == [1, 0]


def test_narrowed_acceptance_by_person_is_of_the_items_of_the_group():
    book = practice(
        "ann plans 2026-01-05 D2740 done=2026-01-20 by=lee\nann plans 2026-01-05 "
        "D2391 by=kim"
    )
    found = ask(book, "acceptance", by_what="person")
    assert [narrow(book, found, {"provider": by}).value for by in ("lee", "kim")] == [
        1.0,
        0.0,
    ]


def test_a_curve_of_everybody_is_the_declared_one():
    book = practice(TWO + "dee visit 2026-03-12 D0150\ndee visit 2026-06-12 D0150")
    for kind in ("first_to_second", "visit_to_next"):
        [row] = survival_by(book, Period.default(book.exported), kind).rows
        declared = ask(book, "survival").row(kind)
        assert row.curve.s.tolist() == declared.curve.s.tolist()
        assert np.array_equal(row.reading.rows, declared.reading.rows)


def test_a_curve_of_a_group_knows_its_own_people_alone():
    book = practice(TWO)
    table = survival_by(
        book, Period.default(book.exported), "first_to_second", by="provider"
    )
    assert {row.group: who(book, row.reading) for row in table.rows} == {
        "lee": ["ann@2015-03-10"],
        "kim": [],
        "none": [],
    }
    assert table.row("lee").curve.day.tolist() == [184]
    assert table.row("kim").curve.at(10_000) == 1.0
    [row] = survival_by(
        book,
        Period.default(book.exported),
        "first_to_second",
        within={"provider": "lee"},
    ).rows
    assert row.curve.at(184) == 0.0


def test_a_curve_of_nobody_says_so():
    book = practice(TWO)
    found = survival_by(
        book,
        Period.default(book.exported),
        "visit_to_next",
        within={"provider": "nobody"},
    )
    assert (found.rows, found.unknown) == ((), "nobody to count")
    assert survival_by(
        practice(""), Period.default(book.exported), "visit_to_next"
    ).unknown


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_interval_is_wilson_s(part: int, whole: int, low: float, high: float):
    """The last row is Newcombe's example (1998)."""
    assert wilson(part, whole) == pytest.approx((low, high), abs=1e-4)


def test_an_empty_whole_has_no_interval():
    assert wilson(0, 0) is None


def test_what_is_not_ripe_is_what_acceptance_leaves_out():
    book = practice(
        "ann plans 2026-05-05 D2740 done=2026-05-20\nann plans 2026-10-05 D2391\n"
        "bob plans 2026-10-05 D2391 done=2026-10-09"
    )
    period = Period.default(book.exported)
    assert who(book, unripe(book, period)) == ["p3"]
    assert (
        unripe(book, period).rows.tolist()
        == ask(book, "acceptance").left_out["items of unripe months"].tolist()
    )
    assert unripe(book, period, window=30).rows.tolist() == [1, 2]
    assert unripe(book, period, window=7).whole_count == 0
    assert unripe(book, period, window="to-date").whole_count == 0
    assert unripe(book, period, by_what="person").value == 0.5
    assert unripe(book, period, by_what="item").value == 0.5


def test_the_wait_of_a_group_is_its_own():
    book = practice(
        "ann books 2026-10-05 completed by=lee\nbob books 2026-10-05 completed by=kim"
    )
    start = book.appointments["starts_at"]
    seated = start + pd.to_timedelta([20, 4], unit="min")
    book = replace(
        book,
        appointments=book.appointments.assign(arrived_at=start, seated_at=seated),
        memory={},
    )
    found = ask(book, "kept_waiting")
    assert found.numbers == {"median": 4.0, "p90": 20.0}
    assert waits(book, narrow(book, found, {"provider": "lee"})) == {
        "median": 20.0,
        "p90": 20.0,
    }
    assert waits(book, narrow(book, found, {"provider": "nobody"})) == {}
