"""`import`, `imports`, `undo`, `problems`: nothing lost, nothing half done, a sentence
for everything.
"""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from retention import services
from retention.cli import context
from tests import exports
from tests.cli.conftest import Line, Make

pytestmark = pytest.mark.slow  # whole commands on real homes


def _accounted(report: dict) -> bool:
    return report["rows_read"] == sum(
        report[kind] for kind in ("loaded", "unchanged", "set_aside", "not_needed")
    )


def test_every_file_is_recognised_or_named_and_every_row_accounted_for(
    line: Line, folder: Path
):
    done = line.json("import", folder, "--as-of", exports.DAY)
    assert (done["snapshot"], done["changed"], done["not_needed"]) == (
        1,
        True,
        ["payment.csv"],
    )
    assert {report["name"]: report["loaded"] for report in done["files"]} == {
        "appointment.csv": 2,
        "clinic.csv": 1,
        "patient.csv": 4,
        "procedurecode.csv": 4,
        "procedurelog.csv": 14,
        "provider.csv": 2,
        "recall.csv": 2,
        "recalltype.csv": 1,
    }
    assert all(_accounted(report) for report in done["files"])


def test_a_second_run_changes_nothing_and_says_so(imported: Line, folder: Path):
    again = imported.run("import", folder, "--as-of", exports.DAY)
    assert "Nothing has changed since import 1." in again.stdout
    assert len(imported.json("imports")["imports"]) == 1


def test_without_the_day_of_the_export_a_question_is_open_and_nothing_changes(
    line: Line, folder: Path
):
    result = line.run("import", folder, "--json")
    asked = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [
        (question["key"], question["suggested"]) for question in asked["questions"]
    ] == [("as_of", "2026-09-10")]
    assert asked["snapshot"] is None
    assert line.run("imports").exit_code == 1  # not even the practice was made


def test_the_question_can_be_answered_beforehand(line: Line, folder: Path):
    assert line.json("import", folder, "--set", f"as_of={exports.DAY}")["snapshot"] == 1


def test_a_try_changes_nothing(line: Line, folder: Path):
    tried = line.run("import", folder, "--as-of", exports.DAY, "--dry-run")
    assert "Nothing was changed" in tried.stdout
    assert line.run("imports").exit_code == 1


def test_undo_goes_back_and_keeps_what_people_did(imported: Line, file: Make):
    newer = exports.PATIENT.replace("1,Archer,Ann,0", "1,Archer,Ann,2")
    imported.json("import", file("patient.csv", newer), "--as-of", "2026-11-22")
    imported.run("log", 2, "--reason", "sitting", "--outcome", "no_answer")
    assert imported.json("report", "active")["figures"][0]["value"] == 1
    assert "Import 1 is current again" in imported.run("undo").stdout
    assert imported.json("report", "active")["figures"][0]["value"] == 2
    assert imported.json("targets")["left_out"]["cool_down"] == 1


def test_undo_of_the_only_import_leaves_the_practice_as_before_it(
    imported: Line, folder: Path
):
    imported.run("log", 2, "--reason", "sitting", "--outcome", "no_answer")
    assert "No import counts any more" in imported.run("undo").stdout
    refused = imported.run("report", "active")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Nothing has been imported" in refused.stderr
    assert "no import to undo" in imported.run("undo").stderr
    assert imported.run("doctor").exit_code == 0
    assert imported.json("import", folder, "--as-of", exports.DAY)["snapshot"] == 2
    assert imported.json("targets")["left_out"]["cool_down"] == 1


def test_an_older_export_is_refused(imported: Line, folder: Path):
    refused = imported.run("import", folder, "--as-of", "2026-11-01")
    assert refused.exit_code == 1
    assert "Undo the newer import first" in refused.stderr


def test_problems_are_kept_row_by_row(line: Line, file: Make):
    line.json(
        "import",
        file("recall.csv", exports.RECALL.replace("2027-03-11", "someday")),
        "--as-of",
        exports.DAY,
    )
    (problem,) = line.json("problems")["problems"]
    assert (problem["row"], problem["column"], problem["found"]) == (
        2,
        "DateDue",
        "someday",
    )


BAD = {
    "an empty file": b"",
    "a wrong file": b"colour,shape\nred,round\n",
    "a binary file": bytes(range(256)) * 8,
    "a name where an id should be": exports.PATIENT.replace(
        "\n1,", '\n"Archer, Ann",'
    ).encode(),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_bad_file_gets_a_sentence_and_leaves_all_as_it_was(
    imported: Line, tmp_path: Path, content: bytes
):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    before = imported.json("report")
    refused = imported.run("import", bad, "--as-of", exports.DAY)
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.strip().endswith(".")
    assert "Traceback" not in refused.stderr
    assert imported.json("report") == before


def test_shared_names_are_listed_to_who_asked(line: Line, file: Make):
    file("patient.csv", "PatNum,LName,FName,PatStatus\n1,Quill,Zoe,0\n2,Quill,Zoe,0\n")
    visits = file(
        "visits.txt",
        "AptNum\tPatNum\tAptStatus\tAptDateTime\n9\tQuill, "
        "Zoe\tComplete\t2026-03-14 09:00\n",
    )
    refused = line.run("import", visits.parent, "--as-of", exports.DAY)
    assert (refused.exit_code, "Shared: “Quill, Zoe”." in refused.stderr) == (1, True)


def test_only_headers_are_recognised_and_change_nothing(imported: Line, file: Make):
    header = exports.PATIENT.splitlines()[0] + "\n"
    done = imported.json("import", file("patient.csv", header), "--as-of", exports.DAY)
    assert (done["changed"], done["files"][0]["rows_read"]) == (False, 0)


def test_a_path_that_is_not_there_is_refused(line: Line):
    refused = line.run("import", "nowhere", "--as-of", exports.DAY)
    assert (refused.exit_code, "nowhere" in refused.stderr) == (1, True)


def test_several_practices_in_a_home_must_be_named(imported: Line, folder: Path):
    imported.json("import", folder, "--practice", "Hill Street", "--as-of", exports.DAY)
    assert imported.run("report").exit_code == 1
    assert "Name one with --practice" in imported.run("report").stderr
    assert imported.run("--practice", "Hill Street", "report", "active").exit_code == 0


def test_a_practice_nobody_knows_is_a_wrong_call(imported: Line):
    assert imported.run("--practice", "Elsewhere", "report").exit_code == 2


def test_what_changes_is_said_before_and_after(imported: Line, file: Make):
    newer = exports.PATIENT.replace("1,Archer,Ann,0", "1,Archer,Ann,2").replace(
        "4,Dorn", "14,Dorn"
    )
    given = (
        "import",
        file("patient.csv", newer),
        "--as-of",
        "2026-11-22",
        "--set",
        "whole.opendental.patient=partial",
    )
    tried = imported.run(*given, "--dry-run").stdout
    assert "patient: 1 new, 1 changed, 2 unchanged, 0 vanished" in tried
    assert "status “active” → “inactive”" in tried
    (change,) = imported.json(*given)["changes"]
    assert change == {
        "table": "patient",
        "new": 1,
        "changed": 1,
        "unchanged": 2,
        "vanished": 0,
        "examples": {
            "new": ["14"],
            "changed": ["1"],
            "unchanged": ["2", "3"],
            "vanished": [],
        },
    }


def test_a_question_is_asked_once_and_an_undone_answer_is_forgotten(
    imported: Line, file: Make
):
    lines = exports.PATIENT.splitlines(keepends=True)
    fewer = (
        "import",
        file("patient.csv", "".join(lines[:-2])),
        "--as-of",
        "2026-11-22",
    )
    asked = imported.run(*fewer)
    assert asked.exit_code == 1
    assert "The files have 2 of 4 known rows. Missing: 3, 4." in asked.stderr
    changed = (
        "import",
        file("a.csv", lines[0] + lines[1].replace("Ann", "Anne")),
        "--as-of",
        "2026-11-22",
    )
    imported.json(*changed, "--set", "whole.opendental.patient=partial")
    assert imported.json(*fewer)["questions"] == []
    imported.run("undo", 1)
    assert imported.run(*fewer).exit_code == 1


def test_an_undone_import_can_be_made_again(imported: Line, file: Make):
    newer = (
        "import",
        file("patient.csv", exports.PATIENT.replace("Bob,0", "Bob,2")),
        "--as-of",
        "2026-11-22",
    )
    assert imported.json(*newer)["snapshot"] == 2
    imported.run("undo")
    assert imported.json("report", "active")["figures"][0]["value"] == 2
    assert imported.json(*newer)["snapshot"] == 3
    assert imported.json("report", "active")["figures"][0]["value"] == 1


def test_what_is_being_done_is_told_while_it_is_done(line: Line, folder: Path):
    told: list[str] = []
    wish = services.ImportOptions(as_of=date.fromisoformat(exports.DAY))
    home, now = services.home(line.home), datetime(2026, 11, 20)  # noqa: DTZ001  the practice's own clock
    services.import_files(home, None, services.find([folder]), wish, now, told.append)
    assert told[:2] == ["Reading appointment.csv", "Reading clinic.csv"]
    assert "Merging recall type" in told
    assert told[-1] == "Writing"


def test_on_a_terminal_one_line_shows_it_and_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with context.progress() as tell:
        tell("Reading patient.csv")
    assert capsys.readouterr().err == "\r\x1b[KReading patient.csv …\r\x1b[K"


def test_without_a_terminal_nothing_is_shown():
    with context.progress() as tell:
        assert tell is None


def test_lines_that_are_not_needed_and_columns_not_read_are_told_apart(
    line: Line, file: Make
):
    links = "PatientLinkNum,PatNumFrom,PatNumTo,LinkType,DateTimeLink,Why\n1,8,5,1,2026-01-02,\n2,6,7,2,2026-01-02,\n"
    done = line.run("import", file("patientlink.csv", links), "--as-of", exports.DAY)
    assert "1 loaded, 0 unchanged, 0 set aside, 1 not needed, 0 problems" in done.stdout
    assert "not read: Why" in done.stdout
    assert line.run("problems").stdout.startswith("(not needed) patientlink.csv, row 3")
    assert "is no merge: not needed" in line.run("problems").stdout


def test_answers_are_listed_and_a_forgotten_one_is_asked_again(
    imported: Line, file: Make
):
    key = "word.appointment.status.99"
    book = file(
        "appointment.csv", exports.APPOINTMENT.replace("2,2,1,/XX/", "2,2,99,/XX/")
    )
    assert "Nothing is answered" in imported.run("imports", "--answers").stdout
    imported.json("import", book, "--as-of", exports.DAY, "--set", f"{key}=unknown")
    assert (
        f"{key}=unknown  What does “99” mean"
        in imported.run("imports", "--answers").stdout
    )
    [said] = imported.json("imports", "--answers")["answers"]
    assert (said["key"], said["answer"]) == (key, "unknown")
    assert imported.json("imports", "--forget", key)["answers"] == []
    asked = json.loads(
        imported.run("import", book, "--as-of", exports.DAY, "--json").stdout
    )
    assert [question["key"] for question in asked["questions"]] == [key]
    refused = imported.run("imports", "--forget", key)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Nothing was answered" in refused.stderr


def test_a_day_given_for_a_log_of_calls_is_said_not_to_count(
    imported: Line, file: Make
):
    calls = (
        "uniqueid,Call Date,Call Type,Number,Talk Time,Answered\n7,2026-11-21 "
        "09:10:44,in,5035550102,0,0\n"
    )
    done = imported.run("import", file("calls.csv", calls), "--as-of", "2026-11-23")
    assert "The records stay of Nov 20, 2026" in done.stderr
    assert imported.json("report", "active")["as_of"] == exports.DAY


STRANGE = (
    "Patient ID,First Name,Last Name,Birthdate,Status,Cell Phone,Last Visit,Next Recall Due,Opt Out\n"
    "1,Ann,Testa,1980-01-15,Active,555-0101,2025-10-01,2026-04-01,by mail only\n"
    "2,Bob,Testb,1981-02-16,Moved,555-0102,2025-10-01,2026-04-01,\n"
    "3,Cyd,Testc,1982-03-17,Active,555-0103,2025-10-01,2026-04-01,No\n"
)


def test_what_may_be_a_refusal_holds_the_import_and_unknown_leaves_those_people_in_peace(
    line: Line, file: Make
):
    path = file("patients.csv", STRANGE)
    day = ("--as-of", "2026-11-20")
    held = line.run("import", path, *day)
    assert held.exit_code == 1
    assert "Nothing was changed: a question is open." in held.stderr
    assert "--set heading.patient.optout=refused|allowed|nothing|unknown" in held.stderr
    assert line.run("imports").exit_code == 1  # not even the practice was made
    answers = (
        "--set",
        "heading.patient.optout=unknown",
        "--set",
        "word.patient.status.moved=unknown",
    )
    assert line.json("import", path, *day, *answers)["snapshot"] == 1
    assert [one["patient"] for one in line.json("targets")["targets"]] == ["3"]
    why = {one: line.run("why", one).stdout for one in ("1", "2")}
    assert "A word in “Opt Out” that nobody explained." in why["1"]
    assert "A word in “Status” that nobody explained." in why["2"]
    assert "heading.patient.optout=unknown" in line.run("imports", "--answers").stdout
