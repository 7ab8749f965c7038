"""Stories of the screens on which people work: the lookup, settings.

Today, the queue and campaigns have their own.
"""

import pytest

from retention import services
from retention.services import Home
from retention.web.copy import frame
from tests.web.conftest import NOW, Open, key_of, queue_of

pytestmark = pytest.mark.slow  # the whole app in each test


def test_a_stop_is_listed_in_settings_and_can_be_lifted(demo: Home, open_page: Open):
    state = services.state(demo, key_of(demo))
    practice = services.open_practice(demo, state)
    first = queue_of(demo).rows[0].lead
    number = services.stop(
        services.OpenedPractice(demo, state.practice, practice),
        first.patient_id,
        "Too many letters",
        NOW,
    )
    screen = open_page(demo, "settings")
    assert "Too many letters" in screen.words
    screen.click(f"settings.lift.{number}")
    assert frame.NO_STOPS in screen.words
    assert first.patient_id in set(queue_of(demo).targets.frame["patient_id"])


def test_the_lookup_says_why_someone_is_not_on_the_list(four: Home, open_page: Open):
    screen = open_page(four, "outreach", {"outreach.view": frame.VIEWS[1]})
    screen.app.text_input(key="lookup.name").set_value("dorn")
    words = screen.run().words
    assert "Not on the list: has left the practice." in words
    screen.app.text_input(key="lookup.name").set_value("nobody like this")
    assert frame.LOOK_NOBODY in screen.run().words


def test_settings_are_saved_and_count_at_once(demo: Home, open_page: Open):
    screen = open_page(demo, "settings")
    screen.app.text_input(key="settings.cool_down_days").set_value("30")
    screen.app.text_input(key="settings.postal_address").set_value(
        "1 Elm Street, Salem OR 97301"
    )
    screen.click("settings.save")
    policy = services.state(demo, key_of(demo)).policy
    assert (policy.cool_down_days, policy.postal_address) == (
        30,
        "1 Elm Street, Salem OR 97301",
    )
    assert frame.VALUES_SAVED in screen.words


@pytest.mark.parametrize(
    ("name", "value"),
    [("active_months", "17"), ("most_attempts", "0"), ("recall_months", "six")],
)
def test_a_value_outside_its_limits_is_refused(
    name: str, value: str, demo: Home, open_page: Open
):
    screen = open_page(demo, "settings")
    screen.app.text_input(key=f"settings.{name}").set_value(value)
    screen.click("settings.save")
    assert "Nothing was changed" in screen.errors[0]
    assert (
        services.state(demo, key_of(demo)).policy
        == services.state(demo, key_of(demo)).policy.__class__()
    )
