"""The queue and the card: a row is opened, and is that person's; what came of it is
logged, and the next row opens.
"""

from datetime import date, timedelta

import pytest

from retention import services
from retention.facts.identity import names
from retention.outreach import HouseholdRow
from retention.services import Caller, Contact, Home
from retention.web.copy import frame, front_desk
from tests.web.conftest import NOW, Open, Screen, key_of, queue_of

pytestmark = pytest.mark.slow  # the whole app in each test

TOM = Caller("t" * 32, "Tom")
AT_WORK = {"caller.said": "Maria"}


def _rows(home: Home) -> list[str]:
    return queue_of(home).for_today.household_ids()


def _contacts(home: Home) -> list[dict]:
    return services.log(home, key_of(home)).contacts.to_dict("records")


def _log_by_tom(home: Home, place: int, outcome: str, **more: object) -> str:
    """Tom logs that outcome for the row in that place; gives its household."""
    row = queue_of(home).rows[place]
    practice = services.open_practice(home, services.state(home, key_of(home)))
    contact = Contact(row.reason.reason, outcome, **more)
    services.log_contact(
        services.OpenedPractice(home, key_of(home), practice),
        row.lead.patient_id,
        contact,
        NOW,
        caller=TOM,
    )
    return row.household_id


def _start(home: Home, open_page: Open) -> Screen:
    """Maria at work, the first row open."""
    return open_page(home, "outreach", AT_WORK).click("outreach.start")


def _open(screen: Screen) -> str:
    """The household whose row is open on a screen; "" where none is."""
    wanted = screen.app.session_state["outreach.opened"]
    return wanted[0] if wanted else ""


def _save(screen: Screen, outcome: str, note: str = "") -> Screen:
    screen.click(f"outreach.outcome.{outcome}")
    screen.app.text_area(key=f"outreach.note.{_open(screen)}").set_value(note)
    return screen.click("outreach.save")


def test_nobody_opens_a_row_before_saying_who_they_are(
    demo_once: Home, open_page: Open
):
    screen = open_page(demo_once, "outreach")
    assert front_desk.WHO in screen.words
    first = _rows(demo_once)[0]
    assert screen.app.button(key=f"outreach.open.{first}").disabled
    assert "outreach.start" not in {button.key for button in screen.app.button}


def test_who_works_here_is_asked_once(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "outreach")
    screen.app.text_input(key="caller.name").set_value("  Maria   Lopez ")
    screen.click("caller.go")
    assert front_desk.WHO not in screen.words
    assert "You are **Maria Lopez**." in screen.words
    assert front_desk.WHO not in screen.run().words
    assert front_desk.WHO in screen.click("caller.change").words


def test_an_empty_name_is_refused_in_words(demo_once: Home, open_page: Open):
    assert open_page(demo_once, "outreach").click("caller.go").errors == [
        front_desk.WHO_EMPTY
    ]


def test_names_that_were_logged_before_are_at_hand(demo: Home, open_page: Open):
    _log_by_tom(demo, 0, "no_answer")
    screen = open_page(demo, "outreach").click("caller.known.0")
    assert "You are **Tom**." in screen.words


def test_the_queue_is_cut_at_what_a_day_holds_and_can_be_shown_whole(
    demo_once: Home, open_page: Open
):
    screen = open_page(demo_once, "outreach", AT_WORK)
    everybody = queue_of(demo_once).rows.household_ids()
    assert _shown(screen) == everybody[:25]
    assert (
        f"0 of 25 calls done today; {len(everybody)} households on the whole list."
        in screen.words
    )
    screen.app.toggle(key="outreach.all").set_value(True)
    assert (
        len(screen.run().app.get_by_key("outreach.page").proto.SerializeToString()) > 0
    )


def _shown(screen: Screen) -> list[str]:
    """The households of the rows on a screen, in order."""
    keys = [str(button.key) for button in screen.app.button]
    return [
        key.removeprefix("outreach.open.")
        for key in keys
        if key.startswith("outreach.open.")
    ]


def test_looking_at_the_queue_takes_nobody(demo: Home, open_page: Open):
    open_page(demo, "outreach", AT_WORK)
    assert services.claims(demo, key_of(demo), NOW) == ()


def test_opening_a_row_takes_it_and_shows_the_card(demo: Home, open_page: Open):
    row = queue_of(demo).rows[0]
    screen = _start(demo, open_page)
    [claim] = services.claims(demo, key_of(demo), NOW)
    assert (claim.household_id, claim.by) == (row.household_id, "Maria")
    assert f"Patient {row.lead.patient_id} in your system" in screen.words
    for part in row.lead.reasons:
        assert part.sentence in screen.words
    assert front_desk.ATTEMPT.format(number=1, most=row.most) in screen.words


def test_who_else_of_the_family_is_due_stands_on_the_card(demo: Home, open_page: Open):
    row = next(row for row in queue_of(demo).for_today if row.others)
    screen = open_page(demo, "outreach", AT_WORK).click(
        f"outreach.open.{row.household_id}"
    )
    assert front_desk.FAMILY_DUE in screen.words
    assert row.others[0].reasons[0].sentence in screen.words


def test_a_row_that_somebody_else_has_open_is_greyed_with_the_name_and_until_when(
    demo: Home, open_page: Open
):
    first = _rows(demo)[0]
    services.take(demo, key_of(demo), first, TOM, NOW)
    screen = open_page(demo, "outreach", AT_WORK)
    assert screen.app.button(key=f"outreach.open.{first}").disabled
    assert "Open at Tom’s screen until 10:15 am" in screen.words
    screen.click("outreach.start")
    assert _open(screen) == _rows(demo)[1]


def test_where_somebody_was_faster_a_sentence_says_who_and_the_next_opens(
    demo: Home, open_page: Open
):
    screen = open_page(demo, "outreach", AT_WORK)
    first, second, *_ = _rows(demo)
    services.take(demo, key_of(demo), first, TOM, NOW)
    screen.click(f"outreach.open.{first}")
    assert "Tom was faster" in screen.words
    assert _open(screen) == second
    assert {claim.by for claim in services.claims(demo, key_of(demo), NOW)} == {
        "Tom",
        "Maria",
    }


def test_a_row_left_in_another_window_of_ones_own_can_be_taken_over(
    demo: Home, open_page: Open
):
    first = _rows(demo)[0]
    services.take(demo, key_of(demo), first, Caller("o" * 32, "Maria"), NOW)
    screen = open_page(demo, "outreach", AT_WORK)
    assert "under your name until 10:15 am" in screen.words
    screen.click(f"outreach.over.{first}")
    assert _open(screen) == first


def test_another_row_can_be_opened_and_the_first_is_given_back(
    demo: Home, open_page: Open
):
    first, _, third, *_ = _rows(demo)
    screen = _start(demo, open_page)
    assert _open(screen) == first
    screen.click(f"outreach.open.{third}")
    assert [
        claim.household_id for claim in services.claims(demo, key_of(demo), NOW)
    ] == [third]


def test_a_row_is_put_back_without_a_call(demo: Home, open_page: Open):
    screen = _start(demo, open_page).click("outreach.close")
    assert _open(screen) == ""
    assert services.claims(demo, key_of(demo), NOW) == ()
    assert _contacts(demo) == []


def test_a_logged_contact_leaves_the_queue_and_the_next_opens(
    demo: Home, open_page: Open
):
    first, second, *_ = _rows(demo)
    patient = queue_of(demo).rows[0].lead.patient_id
    screen = _save(_start(demo, open_page), "left_message", "Will ring back.")
    logged = _contacts(demo)[0]
    assert (
        logged["patient_id"],
        logged["outcome"],
        logged["reached"],
        logged["by"],
        logged["note"],
    ) == (
        patient,
        "left_message",
        False,
        "Maria",
        "Will ring back.",
    )
    assert first not in _rows(demo)
    assert _open(screen) == second
    assert "Saved: Left a message." in screen.words
    assert "24 calls left today" in screen.words


def test_from_the_middle_of_the_queue_the_one_below_opens(demo: Home, open_page: Open):
    _, _, third, fourth, *_ = _rows(demo)
    screen = open_page(demo, "outreach", AT_WORK).click(f"outreach.open.{third}")
    assert _open(_save(screen, "no_answer")) == fourth


def test_what_is_said_holds_for_all_of_the_family_who_are_due(
    demo: Home, open_page: Open
):
    row = next(row for row in queue_of(demo).for_today if row.others)
    screen = open_page(demo, "outreach", AT_WORK).click(
        f"outreach.open.{row.household_id}"
    )
    _save(screen, "declined_not_now")
    family = {row.lead.patient_id, *(other.patient_id for other in row.others)}
    assert {contact["patient_id"] for contact in _contacts(demo)} == family


def test_a_wrong_number_is_said_of_one_person_so_that_one_number_goes_out(
    demo: Home, open_page: Open
):
    row = next(row for row in queue_of(demo).for_today if row.others)
    screen = open_page(demo, "outreach", AT_WORK).click(
        f"outreach.open.{row.household_id}"
    )
    _save(screen, "wrong_number")
    assert [contact["patient_id"] for contact in _contacts(demo)] == [
        row.lead.patient_id
    ]


def test_nothing_is_saved_without_an_outcome(demo: Home, open_page: Open):
    screen = _start(demo, open_page).click("outreach.save")
    assert screen.errors == [frame.NO_OUTCOME]
    assert _contacts(demo) == []


def test_who_leaves_is_asked_why(demo: Home, open_page: Open):
    screen = _save(_start(demo, open_page), "declined_leaving")
    assert screen.errors == [front_desk.NO_WHY_LEAVING]
    assert _contacts(demo) == []
    screen.app.selectbox(key=f"outreach.leaving.{_open(screen)}").select("insurance")
    screen.click("outreach.save")
    assert _contacts(demo)[-1]["closing_reason"] == "insurance"


def test_a_call_back_falls_on_the_next_weekday_unless_another_day_is_named(
    demo: Home, open_page: Open
):
    screen = _save(_start(demo, open_page), "call_back")  # a Sunday
    assert {contact["call_back_on"].date() for contact in _contacts(demo)} == {
        date(2026, 11, 23)
    }
    screen.click("outreach.outcome.call_back")
    screen.app.date_input(key=f"outreach.day.{_open(screen)}").set_value(
        date(2026, 12, 1)
    )
    screen.click("outreach.save")
    assert _contacts(demo)[-1]["call_back_on"].date() == date(2026, 12, 1)


def _family_of_adults(home: Home) -> HouseholdRow:
    """The first household in which several are due, all of them speaking for
    themselves.
    """
    rows = [row for row in queue_of(home).rows if row.others]
    return next(
        row
        for row in rows
        if all(one.speak_to == one.person for one in (row.lead, *row.others))
    )


def _ticks(screen: Screen) -> dict[str, str]:
    """The people named in the window: patient to the key of the tick."""
    keys = [
        str(box.key)
        for box in screen.app.checkbox
        if str(box.key).startswith("outreach.stop.who.")
    ]
    return {key.split(".", 4)[4]: key for key in keys}


def _open_stop(home: Home, open_page: Open, row: HouseholdRow) -> Screen:
    """The window for that household's card."""
    screen = open_page(
        home,
        "outreach",
        {**AT_WORK, "outreach.all": True, "outreach.opened": (row.household_id,)},
    )
    return screen.click(f"outreach.stop.open.{row.household_id}")


def test_asked_us_to_stop_names_the_people_and_ticks_whom_we_spoke_to(
    demo: Home, open_page: Open
):
    row = _family_of_adults(demo)
    screen = _open_stop(demo, open_page, row)
    ticks = _ticks(screen)
    family = {row.lead.patient_id, *(other.patient_id for other in row.others)}
    assert family <= set(ticks)
    assert next(iter(ticks)) == row.lead.patient_id
    assert [
        patient for patient, key in ticks.items() if screen.app.checkbox(key=key).value
    ] == [row.lead.patient_id]
    practice = services.open_practice(demo, services.state(demo, key_of(demo)))
    [name] = names(practice, [row.lead.person])
    label = screen.app.button(key=f"outreach.stop.now.{row.household_id}").label
    assert label.replace("\\", "") == f"Stop contacting {name}"
    assert _contacts(demo) == []


def test_of_a_child_the_parent_we_speak_to_is_named_first_and_both_are_ticked(
    demo: Home, open_page: Open
):
    row = next(
        row for row in queue_of(demo).rows if row.lead.speak_to != row.lead.person
    )
    screen = open_page(
        demo,
        "outreach",
        {**AT_WORK, "outreach.all": True, "outreach.opened": (row.household_id,)},
    )
    ticks = _ticks(screen.click(f"outreach.stop.open.{row.household_id}"))
    assert list(ticks)[:2] == [row.lead.speak_to_id, row.lead.patient_id]
    ticked = [
        patient for patient, key in ticks.items() if screen.app.checkbox(key=key).value
    ]
    assert ticked == [row.lead.speak_to_id, row.lead.patient_id]


def test_who_asked_before_is_named_and_cannot_be_ticked_and_the_card_says_so(
    demo: Home, open_page: Open
):
    row = _family_of_adults(demo)
    practice = services.open_practice(demo, services.state(demo, key_of(demo)))
    services.stop(
        services.OpenedPractice(demo, key_of(demo), practice),
        row.others[0].patient_id,
        "Enough",
        NOW,
    )
    [name] = names(practice, [row.others[0].person])
    screen = _open_stop(demo, open_page, row)
    assert front_desk.DO_NOT_ASK_FOR.format(names=name) in screen.words
    ticks = _ticks(screen)
    box = screen.app.checkbox(key=ticks[row.others[0].patient_id])
    assert (box.value, box.disabled) == (False, True)
    assert front_desk.STOPPED_BEFORE in box.label


def test_lists_of_people_do_not_offer_the_phone_of_who_asked_us_to_stop(
    four: Home, open_page: Open
):
    practice = services.open_practice(four, services.state(four, key_of(four)))
    services.stop(
        services.OpenedPractice(four, key_of(four), practice), "2", "Enough", NOW
    )
    screen = open_page(four, "overview").click("overview.skip").click("people.active")
    rows = screen.app.table[0].value
    said = {
        name.split("](")[0].strip("["): phone
        for name, phone in zip(rows["Name"], rows["Phone"], strict=True)
    }
    assert (said["Bob Barlow"], frame.DO_NOT_CONTACT in said["Ann Archer"]) == (
        frame.DO_NOT_CONTACT,
        False,
    )


def test_settings_lists_everybody_who_was_ticked(demo: Home, open_page: Open):
    row = _family_of_adults(demo)
    practice = services.open_practice(demo, services.state(demo, key_of(demo)))
    also = {other.patient_id: other.weightiest.reason for other in row.others}
    said = Contact(row.reason.reason, "do_not_contact", note="Enough")
    services.log_contact(
        services.OpenedPractice(demo, key_of(demo), practice),
        row.lead.patient_id,
        said,
        NOW,
        caller=TOM,
        also=also,
    )
    words = open_page(demo, "settings").words
    for name in names(
        practice, [row.lead.person, *(other.person for other in row.others)]
    ):
        assert f"**{name}**, since Nov 22, 2026. Enough" in words


def test_one_reason_can_be_worked_alone(demo_once: Home, open_page: Open):
    screen = open_page(
        demo_once, "outreach", {**AT_WORK, "outreach.reason": "came_once"}
    )
    shown = _shown(screen)
    assert shown
    rows = queue_of(demo_once, "came_once").for_today
    assert shown == rows.household_ids()
    assert all(
        "came_once" in {part.reason for part in row.lead.reasons} for row in rows
    )


def test_an_open_row_stays_open_when_another_reason_is_chosen(
    demo: Home, open_page: Open
):
    screen = _start(demo, open_page)
    first = _open(screen)
    screen.app.selectbox(key="outreach.reason").select("came_once")
    assert _open(screen.run()) == first


def test_outside_the_hours_of_calling_a_sentence_says_so(
    demo: Home, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    screen = _start(demo, open_page)
    assert "no calls now" not in screen.words
    monkeypatch.setenv("RETENTION_TODAY", "2026-11-22T21:30")
    assert (
        "It is 9:30 pm: no calls now. Calls are made between 8 am and 9 pm."
        in screen.run().words
    )


def test_an_empty_queue_says_so(four: Home, open_page: Open):
    for _ in range(len(queue_of(four).rows)):
        _log_by_tom(four, 0, "booked")
    assert frame.QUEUE_EMPTY in open_page(four, "outreach", AT_WORK).words


def test_a_promised_call_back_comes_first_with_who_promised_it(
    demo: Home, open_page: Open
):
    household = _log_by_tom(demo, 7, "call_back", call_back_on=NOW.date())
    screen = open_page(demo, "outreach", AT_WORK)
    assert _shown(screen)[0] == household
    assert "Call-back promised by Tom for today" in screen.words


def test_a_day_that_is_done_says_so(demo: Home, open_page: Open):
    services.set_policy(demo, key_of(demo), {"calls_per_day": "1"}, NOW)
    screen = _save(_start(demo, open_page), "no_answer")
    assert front_desk.DAY_DONE.format(calls="1 call") in screen.words
    assert _open(screen) == ""


def test_a_claim_lasts_fifteen_minutes_from_the_last_touch(
    demo: Home, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    screen = _start(demo, open_page)
    monkeypatch.setenv("RETENTION_TODAY", "2026-11-22T10:10")
    screen.run()
    [claim] = services.claims(demo, key_of(demo), NOW + timedelta(minutes=20))
    assert claim.until == NOW + timedelta(minutes=25)


def test_who_of_the_family_is_not_meant_is_taken_out(demo: Home, open_page: Open):
    row = next(row for row in queue_of(demo).for_today if row.others)
    screen = open_page(demo, "outreach", AT_WORK).click(
        f"outreach.open.{row.household_id}"
    )
    screen.app.checkbox(key=f"outreach.for.{row.household_id}.0").uncheck()
    _save(screen, "booked")
    assert [contact["patient_id"] for contact in _contacts(demo)] == [
        other.patient_id for other in row.others
    ]
    assert {contact["script"] for contact in _contacts(demo)} != {None}


def test_what_is_meant_of_nobody_is_not_saved(demo: Home, open_page: Open):
    row = next(row for row in queue_of(demo).for_today if row.others)
    screen = open_page(demo, "outreach", AT_WORK).click(
        f"outreach.open.{row.household_id}"
    )
    for place in range(1 + len(row.others)):
        screen.app.checkbox(key=f"outreach.for.{row.household_id}.{place}").uncheck()
    assert _save(screen, "booked").errors == [front_desk.NO_ONE]
    assert _contacts(demo) == []
