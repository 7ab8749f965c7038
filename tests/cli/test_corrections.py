"""`corrections`: what contacts brought up is listed until it is put right; `log` keeps
who and why.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from retention import services
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes


def test_a_correction_is_listed_until_it_is_ticked_off(imported: Line):
    imported.run(
        "log",
        2,
        "--reason",
        "sitting",
        "--outcome",
        "moved",
        "--note",
        "to Salem",
        "--by",
        "Maria",
    )
    (one,) = imported.json("corrections")["corrections"]
    assert (one["number"], one["patient_id"], one["what"], one["by"]) == (
        1,
        "2",
        "moved",
        "Maria",
    )
    assert "to Salem" in imported.run("corrections").stdout
    (done,) = imported.json("corrections", "--done", 1, "--by", "Joan")["corrections"]
    assert done["done_by"] == "Joan"
    assert (
        imported.run("corrections").stdout
        == "Nothing has to be put right in your own system.\n"
    )
    assert (
        imported.run("corrections", "--csv")
        .stdout.splitlines()[1]
        .startswith('"1","2026-11-23","2","Bob Barlow"')
    )


def test_what_is_not_open_cannot_be_ticked_off(imported: Line):
    refused = imported.run("corrections", "--done", 1)
    assert refused.exit_code == 1
    assert "no open correction 1" in refused.stderr


def test_who_leaves_is_asked_why(imported: Line):
    leaving = ("log", 2, "--reason", "sitting", "--outcome", "declined_leaving")
    refused = imported.run(*leaving)
    assert refused.exit_code == 1
    assert "insurance" in refused.stderr
    assert imported.run(*leaving, "--closing-reason", "insurance").stdout.strip() == "1"


def test_a_household_that_somebody_has_open_is_in_no_list_and_no_file(
    imported: Line, tmp_path: Path
):
    home = services.home(imported.home)
    caller = services.Caller("token", "Maria")
    clock = datetime.now().time()  # noqa: DTZ005  the command line's own
    at = datetime.combine(date.fromisoformat(imported.today), clock) - timedelta(
        minutes=1
    )
    services.take(home, services.chosen_practice(home, None), "2", caller, at)
    listed = imported.json("targets")
    assert (
        [one["patient"] for one in listed["targets"]],
        listed["left_out"]["claimed"],
    ) == (["3"], 1)
    made = imported.json(
        "mailing", "--profile", "letter", "--out", tmp_path / "letters.csv"
    )
    assert (made["rows"], made["left_out"]["claimed"]) == (1, 1)
