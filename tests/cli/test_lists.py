"""A practice with nothing but lists: figures work from what there is, and say so."""

from pathlib import Path

import pytest

from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes

PATIENTS = """\
Patient ID,Last Name,First Name,Date Of Birth,Phone,First Visit,Last Visit
0007,Archer,Ann,1980-04-01,(503) 555-0101,2019-01-10,2024-09-10
0012,Barlow,Bob,1971-09-09,(503) 555-0102,2024-02-03,2024-02-03
"""

APPOINTMENTS = """\
appointment_id,patient_id,appointment_date,appointment_time,status
1,0007,2020-01-10,09:00:00,attended
2,0007,2024-01-10,09:00:00,attended
3,0007,2024-06-10,09:00:00,did not attend
4,0012,2024-02-03,10:00:00,attended
5,0012,2024-12-03,10:00:00,scheduled
"""


def test_a_patient_list_alone_counts_reported_visits(line: Line, tmp_path: Path):
    (tmp_path / "list.csv").write_text(PATIENTS)
    line.json("import", tmp_path / "list.csv", "--as-of", "2024-10-01")
    figures = {figure["key"]: figure for figure in line.json("report")["figures"]}
    assert figures["active"]["value"] == 2
    assert "reported by the PMS" in figures["active"]["notes"][0]
    assert (figures["sitting"]["value"], figures["sitting"]["notes"]) == (
        None,
        ["not measured: no procedures were loaded"],
    )
    assert figures["recall_overdue"]["value"] is None
    assert line.json("people", "active")["part_ids"] == ["0007", "0012"]
    assert line.run("targets").exit_code == 0


def test_lists_of_patients_and_appointments_count_visits_from_appointments(
    line: Line, tmp_path: Path
):
    (tmp_path / "patients.csv").write_text(PATIENTS)
    (tmp_path / "appointments.csv").write_text(APPOINTMENTS)
    line.json("import", tmp_path, "--as-of", "2024-10-01")
    figures = {
        figure["key"]: figure
        for figure in line.json("report", "--period", "2024")["figures"]
    }
    assert (figures["seen"]["value"], figures["new"]["value"]) == (2, 1)
    assert "completed appointments" in figures["seen"]["notes"][0]
    assert figures["presented"]["value"] is None
    assert [
        t["patient"] for t in line.json("targets", "--reason", "came_once")["targets"]
    ] == []
