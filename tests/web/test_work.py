"""Stories of the screens on which people work: Outreach, Settings."""

import pytest

from retention import outreach, workflows
from retention.web import text
from retention.web.queue import PER_PAGE
from retention.workflows import Home
from tests.web.conftest import NOW, Open, Screen

pytestmark = pytest.mark.slow  # the whole app in each test


def _key(home: Home) -> str:
    return workflows.chosen_practice(home, None)


def _targets(home: Home) -> outreach.Targets:
    state = workflows.state(home, _key(home))
    practice = workflows.open_practice(home, state)
    return outreach.targets(practice, workflows.log(home, state.practice), NOW.date())


def _log(screen: Screen, patient: str, outcome: str, note: str = "") -> Screen:
    screen.app.get_by_key(f"outreach.outcome.{patient}").set_value(outcome)
    screen.app.text_area(key=f"outreach.note.{patient}").set_value(note)
    return screen.click(f"outreach.save.{patient}")


def _first_left(home: Home, patients: list[str]) -> str:
    """The first of those patients who still stands on the list's first page."""
    shown = {row.patient_id for row in _targets(home).rows(0, PER_PAGE)}
    return next(patient for patient in patients if patient in shown)


def test_the_queue_opens_with_whom_a_call_is_worth_most(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "outreach")
    found = _targets(demo_once)
    [first] = found.rows(0, 1)
    assert screen.app.radio(key="outreach.person").value == first.patient_id
    assert f"{len(found)} people to contact" in screen.words
    for part in first.reasons:
        assert part.sentence in screen.words
    assert f"Attempts: {first.attempts} of 4." in screen.words


def test_a_logged_contact_leaves_the_list_and_the_next_opens(demo: Home, open_page: Open):
    screen = open_page(demo, "outreach")
    first, *others = (row.patient_id for row in _targets(demo).rows(0, 20))
    _log(screen, first, "left_message", "Will ring back.")
    [contact] = workflows.log(demo, _key(demo)).contacts.to_dict("records")
    assert (contact["patient_id"], contact["outcome"], contact["reached"]) == (first, "left_message", False)
    assert first not in set(_targets(demo).frame["patient_id"])
    assert screen.app.radio(key="outreach.person").value == _first_left(demo, others)
    assert "Saved: Left a message" in screen.words


def test_from_the_middle_of_the_list_the_one_below_opens(demo: Home, open_page: Open):
    _, _, third, *others = (row.patient_id for row in _targets(demo).rows(0, 20))
    screen = open_page(demo, "outreach")
    screen.app.radio(key="outreach.person").set_value(third)
    _log(screen.run(), third, "left_message")
    assert screen.app.radio(key="outreach.person").value == _first_left(demo, others)


def test_where_the_one_below_has_left_too_the_one_after_opens(demo: Home, open_page: Open):
    """Somebody who died takes a child that only they speak for off the list."""
    rows = _targets(demo).rows(0, 20)
    at = next(at for at, row in enumerate(rows) if rows[at + 1].speak_to == row.person)
    screen = open_page(demo, "outreach")
    screen.app.radio(key="outreach.person").set_value(rows[at].patient_id)
    _log(screen.run(), rows[at].patient_id, "deceased")
    assert rows[at + 1].patient_id not in set(_targets(demo).frame["patient_id"])
    after = _first_left(demo, [row.patient_id for row in rows[at + 1 :]])
    assert screen.app.radio(key="outreach.person").value == after


def test_nothing_is_saved_without_an_outcome(demo: Home, open_page: Open):
    screen = open_page(demo, "outreach")
    [first] = _targets(demo).rows(0, 1)
    screen.click(f"outreach.save.{first.patient_id}")
    assert screen.errors == [text.NO_OUTCOME]
    assert workflows.log(demo, _key(demo)).contacts.empty


def test_a_call_back_without_a_day_is_refused_in_words(demo: Home, open_page: Open):
    screen = open_page(demo, "outreach")
    [first] = _targets(demo).rows(0, 1)
    _log(screen, first.patient_id, "call_back")
    assert "Nothing was saved" in screen.errors[0]
    assert workflows.log(demo, _key(demo)).contacts.empty


def test_who_asks_us_to_stop_is_in_no_list(demo: Home, open_page: Open):
    screen = open_page(demo, "outreach")
    [first] = _targets(demo).rows(0, 1)
    screen.app.text_input(key=f"outreach.stop_why.{first.patient_id}").set_value("Please no more calls")
    screen.click(f"outreach.stop.{first.patient_id}")
    assert text.STOPPED_NOTE in screen.words
    assert first.patient_id not in set(_targets(demo).frame["patient_id"])


def test_a_stop_is_listed_in_settings_and_can_be_lifted(demo: Home, open_page: Open):
    state = workflows.state(demo, _key(demo))
    practice = workflows.open_practice(demo, state)
    [first] = _targets(demo).rows(0, 1)
    number = workflows.stop(demo, state.practice, practice, first.patient_id, "Too many letters", NOW)
    screen = open_page(demo, "settings")
    assert "Too many letters" in screen.words
    screen.click(f"settings.lift.{number}")
    assert text.NO_STOPS in screen.words
    assert first.patient_id in set(_targets(demo).frame["patient_id"])


def test_one_reason_can_be_worked_alone(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "outreach", {"outreach.reason": "came_once"})
    assert all("Came once" in caption for caption in screen.app.radio(key="outreach.person").proto.captions)


def test_an_empty_queue_says_so(four: Home, open_page: Open):
    for row in _targets(four).rows():
        practice = workflows.open_practice(four, workflows.state(four, _key(four)))
        contact = workflows.Contact(row.reasons[0].reason, "booked")
        workflows.log_contact(four, _key(four), practice, row.patient_id, contact, NOW)
    assert text.QUEUE_EMPTY in open_page(four, "outreach").words


def test_the_lookup_says_why_someone_is_not_on_the_list(four: Home, open_page: Open):
    screen = open_page(four, "outreach", {"outreach.view": text.VIEWS[2]})
    screen.app.text_input(key="lookup.name").set_value("dorn")
    words = screen.run().words
    assert "Not on the list: has left the practice." in words
    screen.app.text_input(key="lookup.name").set_value("nobody like this")
    assert text.LOOK_NOBODY in screen.run().words


def test_a_mailing_is_logged_before_it_can_be_taken(demo: Home, open_page: Open):
    screen = open_page(demo, "outreach", {"outreach.view": text.VIEWS[1]})
    assert "mailing.file" not in [button.key for button in screen.app.download_button]
    screen.click("mailing.make")
    contacts = workflows.log(demo, _key(demo)).contacts
    assert len(contacts) > 10
    assert set(contacts["outcome"]) == {"mailed"}
    assert [button.key for button in screen.app.download_button] == ["mailing.file"]
    assert text.MAILING_EMPTY in screen.words  # whoever was written to is left in peace


def test_an_e_mail_file_waits_for_the_postal_address(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "outreach", {"outreach.view": text.VIEWS[1], "mailing.profile": "constant-contact"})
    assert "postal address" in screen.errors[0]


def test_settings_are_saved_and_count_at_once(demo: Home, open_page: Open):
    screen = open_page(demo, "settings")
    screen.app.text_input(key="settings.cool_down_days").set_value("30")
    screen.app.text_input(key="settings.postal_address").set_value("1 Elm Street, Salem OR 97301")
    screen.click("settings.save")
    policy = workflows.state(demo, _key(demo)).policy
    assert (policy.cool_down_days, policy.postal_address) == (30, "1 Elm Street, Salem OR 97301")
    assert text.VALUES_SAVED in screen.words


@pytest.mark.parametrize(("name", "value"), [("active_months", "17"), ("most_attempts", "0"), ("recall_months", "six")])
def test_a_value_outside_its_limits_is_refused(name: str, value: str, demo: Home, open_page: Open):
    screen = open_page(demo, "settings")
    screen.app.text_input(key=f"settings.{name}").set_value(value)
    screen.click("settings.save")
    assert "Nothing was changed" in screen.errors[0]
    assert workflows.state(demo, _key(demo)).policy == workflows.state(demo, _key(demo)).policy.__class__()
