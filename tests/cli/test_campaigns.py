"""`campaign`: made with its file or not at all, found again, and its people held to
what was drawn.
"""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from retention import services
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes

LETTERS = ("--kind", "own_service", "--profile", "letter")


def test_a_campaign_is_made_with_its_file_and_found_again(
    imported: Line, tmp_path: Path
):
    out = tmp_path / "letters.csv"
    made = imported.json(
        "campaign",
        "new",
        "Spring",
        *LETTERS,
        "--share",
        0,
        "--out",
        out,
        "--column",
        "Patient Id",
        "--by",
        "Maria",
    )
    assert (made["campaign"], made["people"], made["rows"]) == (1, 2, 2)
    assert made["households"] == {"treated": 2, "held_out": 0}
    header, *rows = csv.reader(out.read_text("utf-8-sig").splitlines())
    assert header == [
        "Name",
        "Salutation",
        "Address 1",
        "Address 2",
        "City",
        "State",
        "Zip",
        "Patient Id",
    ]
    assert {row[-1] for row in rows} == {"1", "2"}
    (listed,) = imported.json("campaign", "list")["campaigns"]
    assert (listed["name"], listed["kind"], listed["columns"][-1]) == (
        "Spring",
        "own_service",
        "Patient Id",
    )
    shown = imported.json("campaign", "show", 1)
    assert (shown["people"], shown["by"], shown["window"]) == (2, "Maria", 60)
    assert (
        "Spring (own_service, letter), Nov 23, 2026, by Maria"
        in imported.run("campaign", "show", 1).stdout
    )
    assert (
        imported.run("campaign", "list", "--csv")
        .stdout.splitlines()[1]
        .startswith('"1","2026-11-23","Spring"')
    )


def test_everyone_in_the_file_is_logged_and_not_written_to_again(
    imported: Line, tmp_path: Path
):
    imported.json(
        "campaign",
        "new",
        "Spring",
        *LETTERS,
        "--share",
        0,
        "--out",
        tmp_path / "a.xlsx",
    )
    assert imported.json("targets")["targets"] == []
    again = imported.run(
        "campaign", "new", "Again", *LETTERS, "--share", 0, "--out", tmp_path / "b.csv"
    )
    assert again.exit_code == 1
    assert "Nobody is left" in again.stderr
    assert not (tmp_path / "b.csv").exists()


def test_who_is_held_out_is_off_the_list_and_says_why(imported: Line, tmp_path: Path):
    made = imported.json(
        "campaign",
        "new",
        "Calls",
        "--kind",
        "treatment",
        "--profile",
        "calls",
        "--share",
        0.5,
    )
    assert made["households"] == {"treated": 1, "held_out": 1}
    assert made["rows"] == 0
    listed = {target["patient"] for target in imported.json("targets")["targets"]}
    (held,) = {"2", "3"} - listed
    stopped = [rule for rule in imported.json("why", held)["rules"] if rule["holds"]]
    assert [rule["rule"] for rule in stopped] == ["held_out"]
    imported.today = "2027-01-22"
    assert {target["patient"] for target in imported.json("targets")["targets"]} == {
        "2",
        "3",
    }


def test_a_try_makes_nothing(imported: Line):
    tried = imported.json("campaign", "new", "Spring", *LETTERS, "--dry-run")
    assert (tried["campaign"], tried["people"]) == (None, 2)
    assert any("households; this list has 2" in note for note in tried["notes"])
    assert imported.json("campaign", "list")["campaigns"] == []


def test_a_spreadsheet_holds_text_only(imported: Line, tmp_path: Path):
    out = tmp_path / "letters.xlsx"
    imported.json("campaign", "new", "Spring", *LETTERS, "--share", 0, "--out", out)
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert "01234" in {row[-1] for row in rows}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((*LETTERS,), ".xlsx or .csv"),
        ((*LETTERS, "--out", "letters.pdf"), ".xlsx or .csv"),
        (
            ("--kind", "own_service", "--profile", "lob", "--out", "lob.xlsx"),
            "ends in .csv",
        ),
        (
            ("--kind", "own_service", "--profile", "calls", "--out", "a.csv"),
            "No file is made",
        ),
        ((*LETTERS, "--column", "Amount", "--out", "a.csv"), "Amount"),
        ((*LETTERS, "--provider", "9", "--out", "a.csv"), "provider"),
    ],
)
def test_a_wrong_call_says_what_was_expected(imported: Line, arguments, says):
    refused = imported.run("campaign", "new", "Spring", *arguments)
    assert refused.exit_code == 2
    assert says in refused.stderr


def test_what_the_law_forbids_is_a_sentence_and_no_file(imported: Line, tmp_path: Path):
    out = tmp_path / "a.csv"
    refused = imported.run(
        "campaign",
        "new",
        "X",
        "--kind",
        "paid_by_others",
        "--profile",
        "letter",
        "--out",
        out,
    )
    assert (refused.exit_code, out.exists()) == (1, False)
    assert "signed authorisation" in refused.stderr


def test_a_file_that_cannot_be_written_makes_no_campaign(
    imported: Line, tmp_path: Path
):
    refused = imported.run(
        "campaign", "new", "Spring", *LETTERS, "--out", tmp_path / "no" / "letters.csv"
    )
    assert refused.exit_code == 1
    assert imported.json("campaign", "list")["campaigns"] == []


def test_an_unknown_campaign_is_refused(imported: Line):
    refused = imported.run("campaign", "show", 7)
    assert (refused.exit_code, "no campaign 7" in refused.stderr) == (1, True)


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def test_a_campaigns_file_can_be_taken_again_as_it_was(imported: Line, tmp_path: Path):
    first = tmp_path / "first.csv"
    again = tmp_path / "again.csv"
    imported.json(
        "campaign",
        "new",
        "Spring",
        *LETTERS,
        "--share",
        0,
        "--out",
        first,
        "--column",
        "Patient Id",
    )
    imported.today = "2026-11-25"
    taken = imported.json("campaign", "file", 1, "--out", again, "--by", "Lee")
    assert again.read_bytes() == first.read_bytes()
    assert (taken["rows"], taken["people"], sum(taken["left_out"].values())) == (
        2,
        2,
        0,
    )
    (logged,) = imported.json("campaign", "show", 1)["taken"]
    assert (logged["by"], logged["rows"], logged["at"][:10]) == ("Lee", 2, "2026-11-25")
    assert (
        "File taken again Nov 25, 2026, by Lee: 2 rows."
        in imported.run("campaign", "show", 1).stdout
    )
    assert (
        len(services.home(imported.home).store.contacts.counting("my-practice")) == 2
    ), "a file taken again contacts nobody"


def test_who_asked_to_stop_since_is_left_out_of_the_file_taken_again(
    imported: Line, tmp_path: Path
):
    again = tmp_path / "again.csv"
    imported.json(
        "campaign",
        "new",
        "Spring",
        *LETTERS,
        "--share",
        0,
        "--out",
        tmp_path / "a.csv",
        "--column",
        "Patient Id",
    )
    imported.run("stop", "2")
    told = imported.run("campaign", "file", 1, "--out", again)
    assert [row[-1] for row in _rows(again)[1:]] == ["1"]
    assert "1 person asked to stop since; left out." in told.stderr
    assert (
        imported.json("campaign", "show", 1)["taken"][0]["left_out"]["do_not_contact"]
        == 1
    )
    imported.run("stop", "1")
    refused = imported.run("campaign", "file", 1, "--out", tmp_path / "none.csv")
    assert (refused.exit_code, (tmp_path / "none.csv").exists()) == (1, False)
    assert "Nobody of this campaign may be contacted any more" in refused.stderr


def test_a_file_that_cannot_be_written_again_is_not_logged(
    imported: Line, tmp_path: Path
):
    imported.json(
        "campaign", "new", "Spring", *LETTERS, "--share", 0, "--out", tmp_path / "a.csv"
    )
    for out, code in ((tmp_path / "no" / "a.csv", 1), (tmp_path / "a.pdf", 2)):
        assert imported.run("campaign", "file", 1, "--out", out).exit_code == code
    assert imported.json("campaign", "show", 1)["taken"] == []


def test_a_canceled_campaign_counts_nowhere_and_is_listed_as_canceled(
    imported: Line, tmp_path: Path
):
    before = {name: imported.json(name) for name in ("targets", "outcomes", "chances")}
    imported.json(
        "campaign",
        "new",
        "Spring",
        *LETTERS,
        "--share",
        0.5,
        "--out",
        tmp_path / "a.csv",
    )
    assert imported.json("targets")["targets"] == []
    assert imported.json("campaign", "cancel", 1, "--by", "Lee") == {
        "campaign": 1,
        "contacts": 1,
    }
    assert {name: imported.json(name) for name in before} == before
    (listed,) = imported.json("campaign", "list")["campaigns"]
    assert (listed["canceled_at"][:10], listed["canceled_by"]) == ("2026-11-23", "Lee")
    assert (
        "Spring (canceled on Nov 23, 2026 by Lee)"
        in imported.run("campaign", "list").stdout
    )
    assert (
        "It was canceled on Nov 23, 2026 by Lee."
        in imported.run("campaign", "show", 1).stdout
    )
    assert imported.json("campaign", "result", 1)["verdict"] is None
    assert (
        "canceled on Nov 23, 2026 by Lee, and has no result"
        in imported.run("campaign", "result", 1).stdout
    )
    assert "Spring. It was canceled" in imported.run("campaign", "result").stdout
    assert imported.json("campaign", "result")["together"]["sentence"]


def test_a_campaign_is_canceled_once_and_its_file_is_gone(
    imported: Line, tmp_path: Path
):
    imported.json(
        "campaign", "new", "Spring", *LETTERS, "--share", 0, "--out", tmp_path / "a.csv"
    )
    imported.json("campaign", "cancel", 1, "--by", "Lee")
    twice = imported.run("campaign", "cancel", 1)
    assert (twice.exit_code, twice.stderr) == (
        1,
        "Campaign 1 was canceled on Nov 23, 2026 by Lee. Nothing was changed.\n",
    )
    taken = imported.run("campaign", "file", 1, "--out", tmp_path / "b.csv")
    assert (taken.exit_code, (tmp_path / "b.csv").exists()) == (1, False)
    assert (
        "canceled on Nov 23, 2026 by Lee. Its file can no longer be taken"
        in taken.stderr
    )


def test_a_campaign_of_calls_has_no_file_to_take(imported: Line, tmp_path: Path):
    imported.json(
        "campaign",
        "new",
        "Calls",
        "--kind",
        "treatment",
        "--profile",
        "calls",
        "--share",
        0.5,
    )
    refused = imported.run("campaign", "file", 1, "--out", tmp_path / "a.csv")
    assert (refused.exit_code, "has no file" in refused.stderr) == (1, True)
    imported.json("campaign", "cancel", 1)
    assert {target["patient"] for target in imported.json("targets")["targets"]} == {
        "2",
        "3",
    }
