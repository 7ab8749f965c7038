"""`said-booked` and `outcomes`: what came of the work, with a whole beside each count."""

from tests.cli.conftest import Line


def test_a_booking_waits_for_the_next_export_and_is_missed_in_it(imported: Line, folder):
    imported.run("log", 2, "--reason", "sitting", "--outcome", "booked")
    assert imported.json("said-booked") == {"missing": [], "found": 0, "waiting": 1, "unknown": ""}
    assert "next export" in imported.run("said-booked").stdout
    imported.json("import", folder, "--as-of", "2026-12-20")
    [missing] = imported.json("said-booked")["missing"]
    assert missing == {"contact": 1, "patient_id": "2", "day": "2026-11-23", "reason": "sitting", "by": ""}
    assert "2026-11-23" in imported.run("said-booked", "--csv").stdout
    assert imported.run("said-booked").stdout.endswith("In the export: 0 of 1 booking.\n")


def test_outcomes_are_told_with_their_whole(imported: Line):
    imported.run("log", 2, "--reason", "sitting", "--outcome", "no_answer")
    imported.run("log", 3, "--reason", "sitting", "--outcome", "booked")
    assert imported.json("outcomes") == {
        "by": "reason",
        "groups": [{"group": "Treatment left sitting", "contacts": 2, "reached": 1, "booked": 1, "ripe": 0, "came": 0}],
    }
    assert "reached 1 and booked 1 of 2; came within 30 days: –" in imported.run("outcomes").stdout
    assert imported.run("outcomes", "--by", "caller", "--csv").stdout.splitlines()[1:] == [
        '"not said","2","1","1","0","0"'
    ]


def test_without_contacts_there_is_nothing_to_tell(imported: Line):
    assert "Nothing is logged yet" in imported.run("outcomes", "--by", "hour").stdout
    assert imported.json("outcomes", "--by", "script") == {"by": "script", "groups": []}
