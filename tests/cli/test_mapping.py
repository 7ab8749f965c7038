"""`map`: a file nobody declared is proposed, checked, kept, shared and forgotten."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.conftest import Line, Make
from tests.ingest.test_mapping import PATIENTS, VISITS

pytestmark = pytest.mark.slow  # whole commands on real homes


def test_a_proposal_says_why_and_what_the_first_rows_become(line: Line, file: Make):
    said = line.run("map", file("register.txt", PATIENTS))
    assert said.exit_code == 0
    assert "headings in line 4: Patients" in said.stdout
    assert (
        "“Born”  (is a heading known for this, and holds days)  04/21/1980 → Apr "
        "21, 1980"
    ) in said.stdout
    assert "Of the first 2 rows, 2 would load and 0 be set aside." in said.stdout


def test_looking_keeps_nothing(line: Line, file: Make):
    path = file("register.csv", PATIENTS)
    line.run("map", path)
    assert (
        "on the Imports page"
        in line.run("import", path, "--as-of", "2026-11-20").stderr
    )


def test_a_kept_mapping_lets_the_file_in_and_can_be_forgotten(line: Line, file: Make):
    path = file("register.csv", PATIENTS)
    said = line.run("map", path, "--save", "--practice", "Elm Street")
    assert "Kept for Elm Street" in said.stderr
    wish = (
        "--as-of",
        "2026-11-20",
        "--practice",
        "Elm Street",
        "--set",
        "word.patient.status.goneaway=inactive",
    )
    [report] = line.json("import", path, *wish)["files"]
    assert (report["layout"], report["loaded"]) == ("mapped.patient", 2)
    assert line.run("map", path, "--forget").exit_code == 0
    assert line.run("import", path, "--as-of", "2026-11-20").exit_code == 1


def test_columns_are_named_and_taken_back(line: Line, file: Make):
    path = file("visits.csv", VISITS)
    given = (
        "--column",
        "time=",
        "--column",
        "hygienist_id=Who",
        "--column",
        "status=",
        "--every",
        "status=completed",
    )
    declared = line.json("map", path, *given)["declaration"]
    assert declared == {
        "table": "appointment",
        "words": {},
        "every": {"status": "completed"},
        "columns": {
            "patient_id": "Account",
            "starts_at": "Visit date",
            "provider_id": "Practitioner",
            "created_on": "Booked",
            "hygienist_id": "Who",
        },
    }


def test_what_is_still_to_be_named_keeps_it_from_being_kept(
    line: Line, file: Make, tmp_path: Path
):
    said = line.run(
        "map",
        file("visits.csv", VISITS),
        "--column",
        "patient_id=",
        "--save",
        "--export",
        tmp_path / "m.json",
    )
    assert said.exit_code == 1
    assert (
        "Still to be named with --column: Patient number. Nothing was kept."
        in said.stderr
    )
    assert not (tmp_path / "m.json").exists()


def test_a_header_the_file_has_not_got_is_refused(line: Line, file: Make):
    said = line.run("map", file("visits.csv", VISITS), "--column", "status=Fate")
    assert (said.exit_code, "has no column “Fate”" in said.stderr) == (1, True)


def test_a_shared_mapping_is_taken_in(line: Line, file: Make, tmp_path: Path):
    path = file("register.csv", PATIENTS)
    shared = tmp_path / "mapping.json"
    line.run("map", path, "--column", "city=", "--export", shared)
    assert "Archer" not in shared.read_text("utf-8")
    declared = line.json("map", path, "--take", shared)["declaration"]
    assert declared["columns"] == json.loads(shared.read_text("utf-8"))["columns"]
    assert "city" not in declared["columns"]


def test_a_file_that_is_no_mapping_is_not_taken_in(line: Line, file: Make):
    said = line.run(
        "map",
        file("register.csv", PATIENTS),
        "--take",
        file("m.json", '{"what": "else"}'),
    )
    assert (said.exit_code, "This is no mapping" in said.stderr) == (1, True)


def test_one_sheet_of_a_workbook_is_mapped(line: Line, tmp_path: Path):
    book = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(book) as written:
        for name, content in (("Totals", "Month,Visits\nMay,12\n"), ("Visits", VISITS)):
            sheet = written.add_worksheet(name)
            for at, row in enumerate(content.splitlines()):
                sheet.write_row(at, 0, row.split(","))
    assert "“book.xlsx / Totals”, “book.xlsx / Visits”" in line.run("map", book).stderr
    assert (
        line.json("map", book, "--sheet", "Visits")["declaration"]["table"]
        == "appointment"
    )
    line.run("map", book, "--sheet", "Visits", "--save")
    answers = (
        "--as-of",
        "2026-11-20",
        "--set",
        "word.appointment.status.came=completed",
    )
    [report] = line.json("import", book, *answers)["files"]
    assert (report["name"], report["loaded"]) == ("book.xlsx / Visits", 2)
