"""`said-booked` and `outcomes`: what came of the work, with a whole beside each
count.
"""

import pytest

from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes


def test_a_booking_waits_for_the_next_export_and_is_missed_in_it(
    imported: Line, folder
):
    imported.run("log", 2, "--reason", "sitting", "--outcome", "booked")
    assert imported.json("said-booked") == {
        "missing": [],
        "found": 0,
        "waiting": 1,
        "unknown": "",
    }
    told = (
        "No booking was logged before the export. 1 booking can only be looked for in "
        "the next export."
    )
    assert imported.run("said-booked").stdout.strip() == told
    imported.json("import", folder, "--as-of", "2026-12-20")
    [missing] = imported.json("said-booked")["missing"]
    assert missing == {
        "contact": 1,
        "patient_id": "2",
        "day": "2026-11-23",
        "reason": "sitting",
        "by": "",
    }
    assert "2026-11-23" in imported.run("said-booked", "--csv").stdout
    assert imported.run("said-booked").stdout.endswith(
        "In the export: 0 of 1 booking.\n"
    )


def test_outcomes_are_told_with_their_whole(imported: Line):
    imported.run("log", 2, "--reason", "sitting", "--outcome", "no_answer")
    imported.run("log", 3, "--reason", "sitting", "--outcome", "booked")
    assert imported.json("outcomes") == {
        "by": "reason",
        "groups": [
            {
                "group": "Treatment left sitting",
                "contacts": 2,
                "reached": 1,
                "booked": 1,
                "ripe": 0,
                "came": 0,
            }
        ],
    }
    assert (
        "reached 1 and booked 1 of 2; came within 30 days: –"
        in imported.run("outcomes").stdout
    )
    assert imported.run("outcomes", "--by", "caller", "--csv").stdout.splitlines()[
        1:
    ] == ['"not said","2","1","1","0","0"']


def test_without_contacts_there_is_nothing_to_tell(imported: Line):
    assert "Nothing is logged yet" in imported.run("outcomes", "--by", "hour").stdout
    assert imported.json("outcomes", "--by", "script") == {"by": "script", "groups": []}


def test_a_campaign_s_result_waits_for_its_window_and_then_tells_both_arms(
    imported: Line, folder
):
    made = imported.json(
        "campaign", "new", "Autumn", "--kind", "treatment", "--profile", "calls"
    )
    number = made["campaign"]
    early = imported.json("campaign", "result", number)
    assert (early["verdict"], early["windows"][1]["is_over"]) == (
        "not yet known",
        False,
    )
    assert early["windows"][1]["treated"]["came"] is None
    assert "before the campaign" in early["sentence"]
    imported.json("import", folder, "--as-of", "2027-01-25")
    late = imported.json("campaign", "result", number)
    assert [window["days"] for window in late["windows"]] == [30, 60, 90]
    assert [window["is_over"] for window in late["windows"]] == [True, True, False]
    own = late["windows"][1]
    assert (
        own["treated"]["households"]
        + own["held_out"]["households"]
        + own["outside"]["households"]
        == 2
    )
    assert own["treated"]["came"] == 0
    told = imported.run("campaign", "result", number).stdout
    assert f"Campaign {number}, Autumn" in told
    assert "Within 90 days, not over before Feb 21, 2027:" in told
    assert "this proves nothing" in told
    every = imported.json("campaign", "result")
    assert [one["verdict"] for one in every["campaigns"]] == [late["verdict"]]
    assert (every["together"]["campaigns"], every["together"]["verdict"]) == (
        1,
        late["verdict"],
    )
    assert (
        "Taken together. Not yet known: 1 campaign"
        in imported.run("campaign", "result").stdout
    )


def test_an_unknown_campaign_is_refused(imported: Line):
    refused = imported.run("campaign", "result", 7)
    assert refused.exit_code == 1
    assert "no campaign 7" in refused.stderr


def test_chances_are_learnt_from_contacts_that_are_old_enough(imported: Line, folder):
    imported.run("log", 2, "--reason", "sitting", "--outcome", "booked")
    young = imported.json("chances")
    sitting = next(one for one in young["chances"] if one["reason"] == "sitting")
    assert (sitting["attempts"], sitting["chance"]) == (0, sitting["published"])
    assert young["calibration"]["contacts"] == 0
    imported.json("import", folder, "--as-of", "2027-01-25")
    imported.today = "2027-01-26"
    old = imported.json("chances")
    sitting = next(one for one in old["chances"] if one["reason"] == "sitting")
    assert (sitting["attempts"], sitting["worked"]) == (1, 1)
    assert sitting["chance"] > sitting["published"]
    [held] = old["calibration"]["bins"]
    assert (held["contacts"], held["worked"], held["observed"]) == (1, 1, 1.0)
    assert "1 of 1 worked" in imported.run("chances").stdout
