"""`targets`, `why`, `log`, `stop`, `mailing`: the list empties, and nobody who asked
for peace is in it.
"""

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes


def _on_list(line: Line) -> set[str]:
    return {target["patient"] for target in line.json("targets")["targets"]}


def test_the_list_names_people_reasons_and_worth(imported: Line):
    found = imported.json("targets")
    assert {target["patient"] for target in found["targets"]} == {"2", "3"}
    bob = next(target for target in found["targets"] if target["patient"] == "2")
    assert [reason["reason"] for reason in bob["reasons"]] == ["sitting", "came_once"]
    assert "$1,150" in bob["reasons"][0]["sentence"]
    assert bob["priority_cents"] > 0


def test_a_logged_contact_leaves_the_list_until_the_cool_down_is_over(imported: Line):
    assert (
        imported.run(
            "log", 2, "--reason", "sitting", "--outcome", "no_answer"
        ).stdout.strip()
        == "1"
    )
    assert _on_list(imported) == {"3"}
    imported.today = "2026-12-08"
    assert _on_list(imported) == {"2", "3"}


def test_a_stop_switches_everything_off(imported: Line):
    assert imported.run("stop", 2).exit_code == 0
    assert _on_list(imported) == {"3"}
    assert imported.json("targets")["left_out"]["do_not_contact"] == 1


def test_what_a_household_said_is_logged_for_all_of_it_in_one_go(imported: Line):
    assert (
        imported.run(
            "log", 3, 1, "--reason", "lapsed", "--outcome", "do_not_contact"
        ).stdout.strip()
        == "1"
    )
    assert _on_list(imported) == {"2"}
    for patient in (1, 3):
        because = {
            rule["rule"]: rule["holds"]
            for rule in imported.json("why", patient)["rules"]
        }
        assert because["do_not_contact"]


def test_people_of_two_households_are_not_logged_in_one_go(imported: Line):
    refused = imported.run(
        "log", 2, 3, "--reason", "lapsed", "--outcome", "do_not_contact"
    )
    assert (refused.exit_code, "not of one household" in refused.stderr) == (1, True)
    assert _on_list(imported) == {"2", "3"}


def test_several_are_stopped_and_let_go_again_at_once_or_not_at_all(imported: Line):
    assert imported.run("stop", 2, 77).exit_code == 1
    assert _on_list(imported) == {"2", "3"}
    assert imported.run("stop", 2, 3, "--why", "Enough").exit_code == 0
    assert _on_list(imported) == set()
    assert imported.run("stop", 2, 3, "--lift").exit_code == 0
    assert _on_list(imported) == {"2", "3"}


def test_a_stop_is_lifted_where_one_stands(imported: Line):
    refused = imported.run("stop", 2, "--lift")
    assert (refused.exit_code, "no stop" in refused.stderr) == (1, True)
    assert imported.run("stop", 2).exit_code == 0
    assert imported.run("stop", 2, "--lift").exit_code == 0
    assert _on_list(imported) == {"2", "3"}


def test_why_answers_for_anyone(imported: Line):
    assert imported.json("why", 2)["on_list"]
    ann = imported.json("why", 1)
    assert (ann["on_list"], ann["reasons"]) == (False, [])
    assert all({"rule", "holds", "because"} <= set(rule) for rule in ann["rules"])
    assert imported.run("why", 77).exit_code == 1


def test_an_unknown_patient_or_outcome_is_refused(imported: Line):
    assert (
        imported.run(
            "log", 77, "--reason", "sitting", "--outcome", "no_answer"
        ).exit_code
        == 1
    )
    refused = imported.run("log", 2, "--reason", "sitting", "--outcome", "maybe")
    assert refused.exit_code == 1
    assert "left_message" in refused.stderr


def test_a_letter_file_is_made_logged_and_not_made_twice(
    imported: Line, tmp_path: Path
):
    out = tmp_path / "letters.csv"
    made = imported.json("mailing", "--profile", "letter", "--out", out)
    letters = pd.read_csv(out, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert list(letters.columns) == [
        "Name",
        "Salutation",
        "Address 1",
        "Address 2",
        "City",
        "State",
        "Zip",
    ]
    assert (made["rows"], made["people"], len(letters)) == (2, 2, 2)
    assert "01234" in set(letters["Zip"])
    assert _on_list(imported) == set()
    assert imported.json("mailing", "--profile", "letter", "--out", out)["rows"] == 0


def test_a_list_to_call_by_leaves_its_people_on_the_list(
    imported: Line, tmp_path: Path
):
    before = _on_list(imported)
    made = imported.json(
        "mailing", "--profile", "phone", "--out", tmp_path / "calls.csv"
    )
    assert (made["people"], before) == (2, {"2", "3"})
    assert _on_list(imported) == before


def test_the_file_has_the_form_that_its_name_says(imported: Line, tmp_path: Path):
    out = tmp_path / "letters.xlsx"
    imported.json("mailing", "--profile", "letter", "--out", out)
    assert list(pd.read_excel(out, engine="calamine").columns)[:2] == [
        "Name",
        "Salutation",
    ]


def test_a_form_that_the_reader_does_not_take_is_refused_and_nothing_logged(
    imported: Line, tmp_path: Path
):
    for profile, name in (
        ("lob", "lob.xlsx"),
        ("letter", "letters"),
        ("letter", "letters.txt"),
    ):
        refused = imported.run(
            "mailing", "--profile", profile, "--out", tmp_path / name
        )
        assert (
            refused.exit_code,
            list(tmp_path.glob("le*")) + list(tmp_path.glob("lob*")),
        ) == (2, [])
        assert "ends in" in refused.stderr
    assert _on_list(imported) == {"2", "3"}


def test_a_file_for_a_machine_has_no_mark_and_no_prefix(imported: Line, tmp_path: Path):
    out = tmp_path / "lob.csv"
    imported.json("mailing", "--profile", "lob", "--out", out)
    assert out.read_bytes().startswith(b"name,address_line1")


def test_an_email_file_waits_for_the_postal_address(imported: Line, tmp_path: Path):
    out = tmp_path / "mail.csv"
    assert (
        imported.run("mailing", "--profile", "constant-contact", "--out", out).exit_code
        == 1
    )
    assert not out.exists()
    imported.run("policy", "postal_address=12 High Street, Salem, OR 97301")
    assert (
        imported.json("mailing", "--profile", "constant-contact", "--out", out)["rows"]
        >= 1
    )


def test_a_file_that_cannot_be_written_is_not_logged(imported: Line, tmp_path: Path):
    refused = imported.run(
        "mailing", "--profile", "letter", "--out", tmp_path / "no" / "letters.csv"
    )
    assert refused.exit_code == 1
    assert _on_list(imported) == {"2", "3"}
