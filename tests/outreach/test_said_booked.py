"""Said booked, is booked: what was logged as a booking is looked for in the next
export.
"""

from retention.outreach import said_booked
from tests.builders import LONG_AGO
from tests.builders import practice as written

from .small import contact, log


def of(text, *contacts, **records):
    return said_booked(written(LONG_AGO + text, **records), log(*contacts))


def missing(found) -> list[str]:
    return [booking.patient_id for booking in found.missing]


def test_a_booking_without_a_sign_in_the_next_export_is_listed():
    found = of(
        "ann visit 2025-03-10 D1110\nbob books 2026-12-03",
        contact("ann", "booked", "2026-11-10", by="Maria"),
        contact("bob", "booked", "2026-11-10"),
    )
    assert (missing(found), found.found, found.waiting) == (["ann"], 1, 0)
    assert [booking.by for booking in found.missing] == ["Maria"]


def test_a_visit_an_appointment_made_or_one_that_broke_since_is_a_sign():
    text = """
        ann visit 2026-11-10 D1110
        bob books 2026-11-15 cancelled
        eva books 2026-11-02 no_show made=2026-11-10
        dan books 2026-12-01 note
        joe books 2026-11-09 completed made=2026-10-01
        joe visit 2026-11-09 D1110
    """
    found = of(
        text,
        *(
            contact(key, "booked", "2026-11-10")
            for key in ("ann", "bob", "eva", "dan", "joe")
        ),
    )
    assert missing(found) == ["dan", "joe"]


def test_what_was_logged_on_the_day_of_the_export_waits_for_the_next():
    found = of("ann visit 2025-03-10 D1110", contact("ann", "booked", "2026-11-20"))
    assert (missing(found), found.found, found.waiting) == ([], 0, 1)


def test_only_what_a_person_said_last_counts():
    text = "ann visit 2025-03-10 D1110\nbob visit 2025-03-10 D1110"
    found = of(
        text,
        contact("ann", "booked", "2026-11-10"),
        contact("ann", "declined_not_now", "2026-11-12"),
        contact("bob", "booked", "2026-11-10"),
        contact("bob", "no_answer", "2026-11-12"),
    )
    assert missing(found) == ["bob"]


def test_a_person_is_listed_once():
    found = of(
        "ann visit 2025-03-10 D1110",
        *(contact("ann", "booked", f"2026-11-{day}") for day in (10, 12)),
    )
    assert [booking.day.day for booking in found.missing] == [12]


def test_who_has_departed_is_not_listed():
    found = of(
        "ann visit 2025-03-10 D1110\nann is inactive",
        contact("ann", "booked", "2026-11-10"),
    )
    assert missing(found) == []


def test_a_reported_next_visit_is_a_sign_where_no_appointments_were_loaded():
    text = (
        "ann reports 2015-01-05 2025-01-06 next=2026-12-01\nbob reports 2015-01-05 "
        "2025-01-06"
    )
    called = (
        contact("ann", "booked", "2026-11-10"),
        contact("bob", "booked", "2026-11-10"),
    )
    assert missing(of(text, *called, without=("appointment", "procedure"))) == ["bob"]


def test_without_any_bookings_in_the_records_nothing_is_said():
    found = of(
        "ann visit 2025-03-10 D1110",
        contact("ann", "booked", "2026-11-10"),
        without=("appointment",),
    )
    assert (missing(found), found.found) == ([], 0)
    assert "no appointments" in found.unknown
