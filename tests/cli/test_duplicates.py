"""`duplicates` in a terminal: proposed, decided, taken back."""

import json

import pytest

from tests.cli.conftest import Line, Make

pytestmark = pytest.mark.slow  # whole commands on real homes

TWICE = """\
PatNum,LName,FName,PatStatus,Gender,Birthdate,Address,City,State,Zip,HmPhone,WirelessPhone,Guarantor,Email
1,Archer,Ann,0,1,1980-04-01,1 Elm Street,Salem,OR,01234,,(503) 555-0101,1,ann@example.com
5,Archer,Anne,0,1,1980-04-01,1 Elm Street,Salem,OR,01234,,(503) 555-0101,5,
"""
PARTIAL = "whole.opendental.patient=partial"


def _doubled(imported: Line, file: Make) -> Line:
    imported.json(
        "import", file("patient.csv", TWICE), "--as-of", "2026-11-21", "--set", PARTIAL
    )
    return imported


def test_a_pair_is_proposed_with_why_and_which_row_to_keep(imported: Line, file: Make):
    [pair] = _doubled(imported, file).json("duplicates")["duplicates"]
    assert (pair["keep"]["id"], pair["other"]["id"]) == ("1", "5")
    assert pair["keep"]["visits"] == 10
    assert pair["why"] == [
        "same birth date",
        "names 95 % alike",
        "a phone in common",
        "same address",
    ]
    shown = imported.run("duplicates").stdout
    assert "Anne Archer" in shown
    assert "could they be twins?" in shown


def test_a_decision_is_kept_and_can_be_taken_back(imported: Line, file: Make):
    line = _doubled(imported, file)
    answer = line.json("duplicates", "--same", 1, 5)
    assert answer["duplicates"] == []
    assert [
        (one["winner_id"], one["loser_id"], one["decision"])
        for one in answer["decided"]
    ] == [("1", "5", "same")]
    assert (
        "patient 1" in json.dumps(line.json("why", "5")).lower()
        or line.json("why", "5")["patient"] == "1"
    )
    assert "takes it back" in line.run("duplicates", "--same", 1, 5).stdout
    assert len(line.json("duplicates", "--undo", 5, 1)["duplicates"]) == 1
    assert line.json("duplicates", "--different", 1, 5)["duplicates"] == []


def test_a_wrong_call_is_told_from_a_refusal(imported: Line):
    assert (
        imported.run("duplicates", "--same", 1, 2, "--different", 1, 2).exit_code == 2
    )
    refused = imported.run("duplicates", "--same", 1, 99)
    assert refused.exit_code == 1
    assert "no patient 99" in refused.stderr
    assert "No two rows" in imported.run("duplicates").stdout
