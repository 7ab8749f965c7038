"""A person's timeline: every kind of event once, newest first; and tokens, which lead
to one person only.
"""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from retention import services, store
from retention.core.errors import RetentionError
from retention.practice import Practice
from retention.services import Contact, Event, Home
from tests.builders import from_rows, tables
from tests.services.test_duplicates import opened, put

NOW = datetime.fromisoformat("2026-11-22T09:00")
LIFE = """
ann visit 2024-03-01 D1110 120.00 by=lee
ann visit 2024-03-01 D0120 50.00 by=kim
ann plans 2024-03-01 D2740 1150.00 done=2024-05-06
ann plans 2024-03-01 D2391 200.00
ann plans 2024-03-01 D2392 210.00 on=a1
ann plans 2024-03-01 D7140 300.00 planned_inactive
ann plans D6010 900.00
ann books 2026-12-03 start=9:30 by=lee as=a1
ann books 2024-03-01 completed
ann books 2024-07-01 no_show
ann books 2024-08-01
ann contact 2024-02-20 text sent
ann claim 2024-03-02 80.00 answered=2024-04-01
ann claim 60.00 not_sent
ann claim 70.00 sent
ann into eve 2025-01-01
eve visit 2023-01-05 D0150 80.00
bob visit 2023-01-05 D0150 80.00
"""


@pytest.fixture
def key(home: Home) -> str:
    known = tables(LIFE)
    call = {
        "id": "1",
        "patient_id": "ann",
        "at": datetime.fromisoformat("2024-01-02T10:00"),
        "direction": "received",
    }
    known["call"] = from_rows("call", [{**call, "is_answered": False}])
    return put(home, known)


@pytest.fixture
def book(home: Home, key: str) -> Practice:
    return opened(home, key)


def told(
    home: Home, key: str, book: Practice, patient: str = "eve", **options: bool
) -> list[tuple]:
    return [
        (f"{one.day}", one.kind, one.what, one.cents)
        for one in services.timeline(home, key, book, patient, **options)
    ]


def test_all_that_happened_is_told_the_newest_first_a_merged_rows_history_too(
    home: Home, key: str, book: Practice
):
    assert told(home, key, book) == [
        ("2026-12-03", "appointment", "9:30 am with lee: booked", None),
        ("2024-08-01", "appointment", "9:00 am: past, still “scheduled”", None),
        ("2024-07-01", "appointment", "9:00 am: missed", None),
        ("2024-05-06", "visit", "D2740 crowns", 115000),
        ("2024-03-02", "claim", "sent, answered Apr 1, 2024", 8000),
        (
            "2024-03-01",
            "visit",
            "D1110 preventive, D0120 diagnostic, with lee and kim",
            17000,
        ),
        (
            "2024-03-01",
            "plan",
            (
                "D2740 crowns: done May 6, 2024; D2391 restorative: not done; D2392 "
                "restorative: booked for Dec 3, 2026; D7140 oral surgery: given up"
            ),
            186000,
        ),
        ("2024-02-20", "elsewhere", "text, sent", None),
        ("2024-01-02", "call", "Called us, not answered", None),
        ("2023-01-05", "visit", "D0150 diagnostic", 8000),
        ("None", "plan", "D6010 implants: not done", 90000),
        ("None", "claim", "not sent yet", 6000),
        ("None", "claim", "sent, not answered yet", 7000),
    ]
    assert told(home, key, book) == told(home, key, book, "ann")


def test_what_was_said_and_stopped_here_is_told_under_the_old_number_too(
    home: Home, key: str, book: Practice
):
    home.store.contacts.log(
        key,
        store.NewContact(
            "ann",
            reason="sitting",
            outcome="call_back",
            at=NOW,
            call_back_on=date(2026, 11, 30),
            note="Mornings",
            by="Mia",
        ),
    )
    services.stop(
        services.OpenedPractice(home, key, book), "eve", "No more letters", NOW
    )
    services.lift_stop(home, key, "eve", datetime.fromisoformat("2026-11-23T09:00"))
    assert told(home, key, book)[1:4] == [
        ("2026-11-23", "stop", "every channel allowed again", None),
        (
            "2026-11-22",
            "contact",
            (
                "Asked to be called back, about: treatment left sitting, call back on "
                "Nov 30, 2026 (Mia): “Mornings”"
            ),
            None,
        ),
        ("2026-11-22", "stop", "every channel switched off: “No more letters”", None),
    ]


def test_who_leaves_is_told_with_why(home: Home, key: str, book: Practice):
    services.log_contact(
        services.OpenedPractice(home, key, book),
        "bob",
        Contact("lapsing", "declined_leaving", closing_reason="no_need"),
        NOW,
    )
    assert (
        told(home, key, book, "bob")[0][2]
        == "Leaving us, about: lapsing, because of: no need"
    )


def test_nobody_elses_events_are_told(home: Home, key: str, book: Practice):
    services.log_contact(
        services.OpenedPractice(home, key, book),
        "eve",
        Contact("sitting", "no_answer"),
        NOW,
    )
    assert told(home, key, book, "bob") == [
        ("2023-01-05", "visit", "D0150 diagnostic", 8000)
    ]


def test_what_imports_changed_is_told_where_it_is_asked_for(
    home: Home, key: str, book: Practice
):
    put(home, tables(LIFE + "bob is inactive 2026-11-20"), exported=date(2026, 11, 21))
    book = opened(home, key)
    assert told(home, key, book, "bob", with_imports=True) == [
        (
            "2026-11-21",
            "import",
            "import 2: status “active” → “inactive”, status on “” → “2026-11-20”",
            None,
        ),
        ("2026-11-20", "import", "first seen, in import 1", None),
        ("2023-01-05", "visit", "D0150 diagnostic", 8000),
    ]
    assert "import" not in {kind for _, kind, *_ in told(home, key, book, "bob")}


def test_visits_that_are_only_reported_say_so(home: Home):
    known = tables(
        "ann reports 2020-01-05 2024-03-01",
        without=("procedure", "appointment", "recall", "merge"),
    )
    key = put(home, known)
    assert services.timeline(home, key, opened(home, key), "ann") == (
        Event(date(2024, 3, 1), "visit", "as your system reports it", 0),
        Event(date(2020, 1, 5), "visit", "as your system reports it", 0),
    )


def test_an_unknown_patient_is_refused(home: Home, key: str, book: Practice):
    with pytest.raises(RetentionError, match="There is no patient zoe"):
        services.timeline(home, key, book, "zoe")


def test_a_token_leads_back_to_its_patient_and_to_nobody_else(
    home: Home, key: str, book: Practice
):
    tokens = {
        patient: services.person_token(
            services.OpenedPractice(home, key, book), patient
        )
        for patient in ("bob", "eve")
    }
    assert (
        tokens["bob"]
        != tokens["eve"]
        == services.person_token(services.OpenedPractice(home, key, book), "ann")
    )
    assert all(re.fullmatch("[0-9a-f]{32}", token) for token in tokens.values())
    for patient, token in tokens.items():
        assert (
            services.person_of_token(services.OpenedPractice(home, key, book), token)
            == patient
        )
        assert (
            services.person_of_token(
                services.OpenedPractice(home, key, book), f" {token.upper()} "
            )
            == patient
        )
        assert (
            services.person_of_token(
                services.OpenedPractice(home, key, book), token[:-1]
            )
            is None
        )
    assert [
        services.person_of_token(services.OpenedPractice(home, key, book), given)
        for given in ("", "bob", "é" * 32)
    ] == [None] * 3


def test_a_token_outlives_an_import_and_differs_between_practices(
    home: Home, key: str, book: Practice, tmp_path: Path
):
    token = services.person_token(services.OpenedPractice(home, key, book), "bob")
    put(home, tables(LIFE + "zoe visit 2026-11-01 D0150"), exported=date(2026, 11, 21))
    assert (
        services.person_token(
            services.OpenedPractice(home, key, opened(home, key)), "bob"
        )
        == token
    )
    other = services.home(tmp_path / "other")
    other_key = put(other, tables(LIFE))
    elsewhere = opened(other, other_key)
    assert (
        services.person_token(
            services.OpenedPractice(other, other_key, elsewhere), "bob"
        )
        != token
    )
    assert (
        services.person_of_token(
            services.OpenedPractice(other, other_key, elsewhere), token
        )
        is None
    )
