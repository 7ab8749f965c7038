"""What contacts came to, told apart by reason, script, hour and caller, each count with
its whole.
"""

import pandas as pd
import pytest

from retention.outreach import GROUPS, Log, breakdown
from tests.builders import LONG_AGO
from tests.builders import practice as written

from .small import contact, log

BOOK = """
    ann visit 2026-09-20 D1110
    bob visit 2025-03-10 D1110
    eva visit 2026-11-15 D1110
"""


def called(key, outcome, on, at="09:30", by="Maria", script="lapsing.1", **columns):
    return {
        **contact(key, outcome, on, **columns),
        "at": pd.Timestamp(f"{on}T{at}"),
        "by": by,
        "script": script,
    }


def logged(*contacts) -> Log:
    """A log with the columns that the work adds: when, by whom, which script."""
    plain = log(
        *(
            {name: value for name, value in row.items() if name not in ("at", "script")}
            for row in contacts
        )
    )
    more = {name: [row[name] for row in contacts] for name in ("at", "script")}
    return Log(plain.contacts.assign(**more), plain.stops)


LOGGED = logged(
    called("ann", "booked", "2026-09-01", at="17:05"),
    called("bob", "no_answer", "2026-09-01"),
    called(
        "bob", "declined_not_now", "2026-09-08", by="", script=None, reason="sitting"
    ),
    called("eva", "booked", "2026-11-10", by=" Pat "),
    called("bob", "mailed", "2026-09-01"),
)


def rows(by: str, text: str = BOOK, **records):
    found = breakdown(written(LONG_AGO + text, **records), LOGGED, by)
    return [tuple(row) for row in found.itertuples(index=False)]


def test_by_reason_each_count_has_its_whole():
    assert rows("reason") == [
        ("Lapsing", 3, 2, 2, 2, 1),
        ("Treatment left sitting", 1, 1, 0, 1, 0),
    ]


def test_hours_stand_in_order():
    assert [(row[0], row[1]) for row in rows("hour")] == [("09:00", 3), ("17:00", 1)]


def test_callers_by_contacts_and_who_did_not_say_is_not_said():
    assert [(row[0], row[1]) for row in rows("caller")] == [
        ("Maria", 2),
        ("Pat", 1),
        ("not said", 1),
    ]


def test_scripts_and_those_without_one():
    assert [(row[0], row[1]) for row in rows("script")] == [
        ("lapsing.1", 3),
        ("not said", 1),
    ]


def test_a_visit_counts_within_30_days_and_only_where_they_are_over():
    found = dict(zip(("ann", "eva"), rows("hour", BOOK)[::-1], strict=True))
    assert found["ann"][4:] == (1, 1)
    assert found["eva"][4:] == (2, 0)


def test_a_visit_on_the_contacts_own_day_did_not_follow_it_and_day_30_still_counts():
    on = BOOK.replace("2026-09-20", "{}")
    came = {
        day: rows("hour", on.format(day))[1][5]
        for day in ("2026-09-01", "2026-09-02", "2026-10-01", "2026-10-02")
    }
    assert list(came.values()) == [0, 1, 1, 0]


def test_where_visits_are_unknown_nobody_is_said_to_have_stayed_away():
    found = rows(
        "reason",
        "ann books 2026-12-01\nbob books 2026-12-01\neva books 2026-12-01",
        without=("procedure",),
    )
    assert all(pd.isna(cell) for row in found for cell in row[4:])


@pytest.mark.parametrize("by", GROUPS)
def test_an_empty_log_has_no_groups(by):
    assert breakdown(written(LONG_AGO), Log.empty(), by).empty


@pytest.mark.parametrize("by", GROUPS)
def test_the_groups_add_up(by):
    found = breakdown(written(LONG_AGO + BOOK), LOGGED, by)
    assert found[["contacts", "reached", "booked", "ripe", "came"]].sum().tolist() == [
        4,
        3,
        2,
        3,
        1,
    ]
    assert (found["reached"] <= found["contacts"]).all()
    assert (found["came"] <= found["ripe"]).all()
