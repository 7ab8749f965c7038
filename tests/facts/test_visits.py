"""What is true of each person: their visits, what was done on the day, and when they
left.
"""

from datetime import date

import numpy as np
import pytest

from retention.facts import appointments, recall, standing, visits
from retention.practice import conform
from tests.builders import ANN, BOB, LONG_AGO, practice, tables

NONE = None


def by_id(book, values) -> dict:
    """Id of each patient to a value per person; no day is None."""
    return dict(zip(book.people["id"], np.asarray(values).tolist(), strict=True))


def test_ann_and_bob_are_who_everyone_knows_them_to_be():
    book = practice(ANN + BOB)
    life = visits.per_person(book)
    assert by_id(book, life["visits"]) == {"ann": 24, "bob": 1}
    assert by_id(book, visits.first_visit(book)) == {
        "ann": date(2015, 3, 10),
        "bob": date(2024, 5, 6),
    }
    assert by_id(book, visits.last_visit(book)) == {
        "ann": date(2026, 9, 10),
        "bob": date(2024, 5, 6),
    }
    assert by_id(book, visits.second_visit(book)) == {
        "ann": date(2015, 9, 10),
        "bob": NONE,
    }


def test_a_visit_knows_what_was_done_and_what_it_was_worth():
    book = practice(
        "ann visit 2026-01-05 D1110 100.00\nann visit 2026-01-05 D0120 50.00\nann "
        "visit 2026-02-05 D2391 20.00"
    )
    found = visits.visits(book)
    assert found.day.tolist() == [date(2026, 1, 5), date(2026, 2, 5)]
    assert found.hygiene.tolist() == found.exam.tolist() == [True, False]
    assert found.cents.tolist() == [15_000, 2_000]


def test_a_broken_appointment_code_adds_no_production():
    book = practice(
        "ann visit 2026-01-05 D1110 100.00\nann visit 2026-01-05 D9986 35.00"
    )
    assert visits.visits(book).cents.tolist() == [10_000]


def test_visits_around_a_day():
    book = practice("ann visit 2026-01-05 D1110\nann visit 2026-03-05 D1110")
    assert by_id(book, visits.last_up_to(book, date(2026, 1, 5))) == {
        "ann": date(2026, 1, 5)
    }
    assert by_id(book, visits.last_up_to(book, date(2026, 1, 4))) == {"ann": NONE}
    assert by_id(book, visits.first_from(book, date(2026, 1, 6))) == {
        "ann": date(2026, 3, 5)
    }
    assert by_id(book, visits.first_from(book, date(2026, 3, 6))) == {"ann": NONE}


@pytest.mark.parametrize("oldest", ["2010-01-04", "1811-01-04"])
def test_both_ends_of_a_span_are_in_it_however_far_back_the_records_go(oldest):
    book = practice(
        f"eve visit {oldest} D1110\nann visit 2026-01-05 D1110\nbob visit "
        "2026-03-05 D0120"
    )

    def seen(first: date, last: date, which=None) -> set[str]:
        return {
            who
            for who, true in by_id(book, visits.seen(book, first, last, which)).items()
            if true
        }

    assert seen(date(2026, 1, 5), date(2026, 3, 5)) == {"ann", "bob"}
    assert seen(date(2026, 1, 6), date(2026, 3, 4)) == set()
    assert seen(date.fromisoformat(oldest), date(2026, 1, 5)) == {"eve", "ann"}
    assert seen(date(1811, 1, 4), date(2026, 3, 5), visits.visits(book).exam) == {"bob"}


def test_a_reported_first_visit_counts_only_before_the_records_begin():
    text = "ann visit 2026-01-05 D1110\nann reports {}"
    early, late = (
        practice(LONG_AGO + text.format(day)) for day in ("2010-01-03", "2010-01-04")
    )
    assert by_id(early, visits.first_visit(early))["ann"] == date(2010, 1, 3)
    assert by_id(late, visits.first_visit(late))["ann"] == date(2026, 1, 5)
    assert visits.floor(early) == date(2010, 1, 4)


def test_the_day_someone_departs():
    book = practice("""
    ann visit 2026-01-05 D1110
    ann is archived
    bob visit 2026-01-05 D1110
    bob is deceased 2026-04-01
    cat books 2026-12-01
    cat is inactive
    dan visit 2026-01-05 D1110
    """)
    departed = by_id(book, standing.departed_on(book))
    assert (departed["ann"], departed["bob"], departed["dan"]) == (
        date(2026, 1, 6),
        date(2026, 4, 1),
        NONE,
    )
    assert by_id(book, standing.departed(book, date(1990, 1, 1)))["cat"]


def test_only_what_is_scheduled_from_the_day_of_the_export_on_is_booked():
    book = practice(
        "ann books 2026-11-20\nann books 2026-11-19\nann books 2026-12-01 "
        "planned\nbob books 2026-12-01 no_show"
    )
    assert appointments.booked(book).tolist() == [True, False, False, False]
    assert by_id(book, appointments.has_booking(book)) == {"ann": True, "bob": False}


def test_the_oldest_overdue_recall_dates_the_person():
    book = practice(
        "ann visit 2025-01-05 D0120\nann recall 2026-05-01\nann recall "
        "2026-02-01\nann recall 2027-01-01"
    )
    assert by_id(book, recall.overdue(book).since) == {"ann": date(2026, 2, 1)}


def test_a_fact_is_computed_once():
    book = practice(ANN)
    assert visits.visits(book) is visits.visits(book)
    another = conform(tables(ANN), book.exported)
    assert standing.people(book) is not standing.people(another)


def test_the_frame_of_visits_has_the_columns_declared():
    life = visits.per_person(practice(ANN + BOB))
    assert list(life.columns) == visits.PER_PERSON
