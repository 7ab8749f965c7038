"""History: what an import changed, and what each import changed in one patient's
row.
"""

import pytest

from tests import exports
from tests.cli.conftest import Line, Make

pytestmark = pytest.mark.slow  # whole commands on real homes

WHOLE = ("--set", "whole.opendental.patient=whole")


@pytest.fixture
def three(imported: Line, file: Make) -> Line:
    """Ann turns inactive with import 2; with import 3 Dan vanishes, and Eve is new with
    one visit.
    """
    inactive = exports.PATIENT.replace("1,Archer,Ann,0", "1,Archer,Ann,2")
    imported.json("import", file("patient.csv", inactive), "--as-of", "2026-11-21")
    later = inactive.replace("4,Dorn,Dan", "5,Evans,Eve")
    visit = (
        exports.procedures().splitlines()[0]
        + "\n99,5,0,2026-11-21,80.00,2,1,1,3,1,0,2026-11-21,2026-11-21\n"
    )
    files = (file("patient.csv", later), file("procedurelog.csv", visit))
    partial = ("--set", "whole.opendental.procedurelog=partial")
    imported.json("import", *files, "--as-of", "2026-11-22", *WHOLE, *partial)
    return imported


def test_a_status_is_shown_with_the_import_that_first_saw_it(three: Line):
    first, changed = three.json("history", 1)["history"]
    assert (first["number"], first["kind"], first["after"]["status"]) == (
        1,
        "new",
        "active",
    )
    assert (changed["number"], changed["exported"]) == (2, "2026-11-21")
    assert changed["before"] == {"status": "active", "status_raw": "0"}
    assert changed["after"] == {"status": "inactive", "status_raw": "2"}
    assert "status “active” → “inactive”" in three.run("history", 1).stdout


def test_one_who_vanishes_and_comes_back_has_both_in_the_history(
    three: Line, file: Make
):
    three.json(
        "import",
        file("patient.csv", exports.PATIENT),
        "--as-of",
        "2026-11-23",
        "--set",
        "whole.opendental.patient=partial",
    )
    found = [
        (
            moment["number"],
            moment["before"].get("vanished"),
            moment["after"].get("vanished"),
        )
        for moment in three.json("history", 4)["history"]
    ]
    assert found == [(1, None, None), (3, "", "2026-11-22"), (4, "2026-11-22", "")]
    (back,) = [
        one
        for one in three.json("imports", "--changes", 4)["patients"]
        if one["id"] == "4"
    ]
    assert (back["before"], back["after"]) == (
        {"vanished": "2026-11-22"},
        {"vanished": ""},
    )


def test_what_an_import_changed_is_listed_table_by_table_and_by_patient(three: Line):
    found = three.json("imports", "--changes", 3)
    assert (found["older"], found["newer"], found["exported"]) == (2, 3, "2026-11-22")
    counts = {
        one["table"]: (one["new"], one["changed"], one["unchanged"], one["vanished"])
        for one in found["tables"]
    }
    assert counts == {"patient": (1, 0, 4, 1), "procedure": (1, 0, 14, 0)}
    assert [(one["id"], one["after"]) for one in found["patients"]] == [("4", None)]
    printed = three.run("imports", "--changes", 2).stdout
    assert "patient: 0 new, 1 changed, 3 unchanged, 0 vanished" in printed
    assert "status “active” → “inactive”" in printed


def test_the_first_import_is_all_new(three: Line):
    found = three.json("imports", "--changes", 1)
    assert found["older"] is None
    assert {one["table"]: one["new"] for one in found["tables"]}["patient"] == 4
    assert found["patients"] == []


def test_an_undone_import_leaves_the_history_and_can_still_be_looked_at(
    three: Line, file: Make
):
    three.run("undo")
    assert [moment["number"] for moment in three.json("history", 4)["history"]] == [1]
    assert three.run("history", 5).exit_code == 1
    assert three.json("imports", "--changes", 3)["older"] == 2
    bob = exports.PATIENT.replace("1,Archer,Ann,0", "1,Archer,Ann,2").replace(
        "Bob,0", "Bob,2"
    )
    three.json("import", file("patient.csv", bob), "--as-of", "2026-11-23")
    found = three.json("imports", "--changes", 4)
    assert (found["older"], [one["id"] for one in found["patients"]]) == (2, ["2"])


def test_two_imports_can_be_held_against_each_other(three: Line):
    from retention import services

    home = services.home(three.home)
    found = services.changes_between(home, "my-practice", 1, 3)
    assert [(one.id, one.after) for one in found.patients] == [
        ("1", {"status": "inactive", "status_raw": "2"}),
        ("4", None),
    ]
    assert services.changes_between(home, "my-practice", 3, 3).tables == ()


@pytest.mark.parametrize("call", [("history", "nobody"), ("imports", "--changes", 9)])
def test_what_is_not_there_is_refused(imported: Line, call: tuple[object, ...]):
    refused = imported.run(*call)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "There is no" in refused.stderr
