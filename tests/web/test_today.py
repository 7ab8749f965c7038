"""Today: how old the records are, what a day holds, what was promised, and what is to
be put right.
"""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from retention import services
from retention.core import formatting
from retention.facts.identity import names
from retention.services import Caller, Contact, Home
from retention.web.copy import frame, front_desk
from retention.web.today.summary import wins
from tests.web.conftest import NOW, Open, key_of, queue_of

pytestmark = pytest.mark.slow  # the whole app in each test

TOM = Caller("t" * 32, "Tom")
AT_WORK = {"caller.said": "Maria"}


def _log(
    home: Home, place: int, outcome: str, by: str, at: datetime = NOW, **more: object
) -> str:
    """Somebody logs that outcome for the row in that place; gives its household."""
    row = queue_of(home).rows[place]
    practice = services.open_practice(home, services.state(home, key_of(home)))
    contact = Contact(row.reason.reason, outcome, **more)
    caller = Caller(by * 8, by)
    services.log_contact(
        services.OpenedPractice(home, key_of(home), practice),
        row.lead.patient_id,
        contact,
        at,
        caller=caller,
    )
    return row.household_id


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-11-21T10:00", "Your records are from today."),
        ("2026-11-22T10:00", "Your records are from yesterday."),
        ("2026-11-26T10:00", "Your records are 5 days old."),
        (
            "2026-12-03T10:00",
            (
                "Your records are 12 days old: whoever booked since then still stands "
                "on the list."
            ),
        ),
    ],
)
def test_the_age_of_the_records_is_said_in_words(
    today: str,
    said: str,
    demo_once: Home,
    open_page: Open,
    monkeypatch: pytest.MonkeyPatch,
):
    screen = open_page(demo_once, "today", AT_WORK)
    monkeypatch.setenv("RETENTION_TODAY", today)
    assert said in screen.run().words


def test_the_tiles_say_what_a_day_holds_what_sits_and_who_is_active(
    demo: Home, open_page: Open
):
    _log(demo, 0, "no_answer", "Tom")
    screen = open_page(demo, "today", AT_WORK)
    state = services.state(demo, key_of(demo))
    practice = services.open_practice(demo, state)
    period = services.period_of(practice, None, None)
    [ages] = services.figures(["sitting_ages"])
    found = {row.group: row.reading.amount for row in ages(practice, period).rows}
    long = sum(
        cents for group, cents in found.items() if group not in ("0-30", "undated")
    )
    values = {metric.label: metric.value for metric in screen.app.metric}
    assert values[front_desk.TO_CALL] == "24"
    assert "of 25 calls a day, 1 done already" in screen.words
    assert values[front_desk.SITTING_LONG] == formatting.money(long)
    assert "than a year before" in screen.words


def test_treatment_that_sits_opens_its_people(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "today", AT_WORK).click("people.sitting_long")
    assert len(screen.app.table) == 1


def test_what_calls_brought_is_counted_for_yesterday_and_today(
    demo: Home, open_page: Open
):
    yesterday = NOW - timedelta(days=1)
    for outcome in ("booked", "no_answer", "booked"):
        _log(demo, 0, outcome, "Tom", yesterday)
    _log(demo, 0, "left_message", "Tom")
    words = open_page(demo, "today", AT_WORK).words
    assert "**2 booked** of yesterday’s 3 calls." in words
    assert "**0 booked** of today’s 1 call." in words


def test_after_a_weekend_the_last_day_with_calls_is_counted(
    demo: Home, open_page: Open
):
    _log(demo, 0, "booked", "Tom", NOW - timedelta(days=2))
    assert "**1 booked** of Friday’s 1 call." in open_page(demo, "today", AT_WORK).words


def test_one_call_about_a_family_is_one_and_who_had_booked_already_is_no_win():
    morning = NOW.replace(hour=9)
    noon = NOW.replace(hour=12)
    rows = [(f"{n}", "1", morning, "booked") for n in range(1, 5)]
    rows += [
        ("1", "1", noon, "already_booked"),
        ("9", None, morning, "already_booked"),
        ("1", "1", morning, "mailed"),
    ]
    contacts = pd.DataFrame(
        rows, columns=["patient_id", "household_id", "at", "outcome"]
    )
    assert wins(contacts.assign(day=pd.Timestamp(NOW.date())), NOW.date()) == [
        "**1 booked** of today’s 3 calls."
    ]


def test_start_calling_opens_the_first_row_of_outreach(demo: Home, open_page: Open):
    screen = open_page(demo, "today", AT_WORK).click("today.start")
    assert screen.app.title[0].value == frame.OUTREACH[0]
    [claim] = services.claims(demo, key_of(demo), NOW)
    assert claim.household_id == queue_of(demo).rows.household_ids()[0]


def test_who_starts_without_a_name_is_asked_first(demo: Home, open_page: Open):
    screen = open_page(demo, "today").click("today.start")
    assert front_desk.WHO in screen.words
    assert services.claims(demo, key_of(demo), NOW) == ()
    screen.app.switch_page("pages/outreach.py")  # where the visitor is now
    screen.run().app.text_input(key="caller.name").set_value("Maria")
    screen.click("caller.go")
    [claim] = services.claims(demo, key_of(demo), NOW)
    assert claim.by == "Maria"


def test_call_backs_are_listed_ones_own_first(demo: Home, open_page: Open):
    theirs = _log(demo, 3, "call_back", "Tom", call_back_on=NOW.date())
    mine = _log(demo, 5, "call_back", "Maria", call_back_on=NOW.date())
    _log(demo, 6, "call_back", "Maria", call_back_on=NOW.date() + timedelta(days=1))
    screen = open_page(demo, "today", AT_WORK)
    keys = [
        button.key
        for button in screen.app.button
        if str(button.key).startswith("today.open.")
    ]
    assert keys == [f"today.open.{mine}", f"today.open.{theirs}"]
    assert "Call-back promised by you" in screen.words
    assert "Call-back promised by Tom" in screen.words
    screen.click(f"today.open.{theirs}")
    assert [
        claim.household_id for claim in services.claims(demo, key_of(demo), NOW)
    ] == [theirs]


def test_a_row_left_open_is_there_to_go_on_with(demo: Home, open_page: Open):
    screen = open_page(demo, "outreach", AT_WORK).click("outreach.start")
    screen.app.switch_page("pages/today.py")
    words = screen.run().words
    assert front_desk.OPEN_ROWS in words
    assert "Kept for you until 10:15 am" in words


def test_what_calls_brought_up_is_ticked_off(demo: Home, open_page: Open):
    _log(demo, 0, "moved", "Tom", note="To Portland")
    screen = open_page(demo, "today", AT_WORK)
    [box] = screen.app.checkbox
    assert "moved away" in box.label
    assert "To Portland" in box.label
    box.check()
    screen.run()
    assert front_desk.NOTHING_TO_PUT_RIGHT in screen.words
    [done] = services.corrections(
        services.OpenedPractice(
            demo,
            key_of(demo),
            services.open_practice(demo, services.state(demo, key_of(demo))),
        ),
    )
    assert (done.done_by, done.done_at.date()) == ("Maria", date(2026, 11, 22))


def test_who_was_said_to_be_booked_and_is_not_in_the_schedule_is_listed(
    demo: Home, open_page: Open
):
    assert front_desk.ALL_BOOKED in open_page(demo, "today", AT_WORK).words
    row = queue_of(demo).rows[0]
    _log(demo, 0, "booked", "Tom", NOW - timedelta(days=9))
    practice = services.open_practice(demo, services.state(demo, key_of(demo)))
    [who] = names(practice, [row.lead.person])
    words = open_page(demo, "today", AT_WORK).words
    assert who in words
    assert "logged as booked on Nov 13, 2026 by Tom" in words


def test_the_days_paper_is_at_hand(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "today", AT_WORK)
    assert [button.label for button in screen.app.download_button] == [
        front_desk.SHEETS,
        front_desk.HUDDLE,
    ]
