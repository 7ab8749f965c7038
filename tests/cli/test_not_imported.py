"""What is not imported through the command line: reports, files that are not needed,
leads, rows of nobody.
"""

import pytest

from tests import exports
from tests.cli.conftest import Line, Make

pytestmark = pytest.mark.slow  # whole commands on real homes

REPORT = (
    "Recall List\nInvented Smiles\n6/30/2026\n\n"
    "Due Date\tPatient\tAge\tType\tInterval\t#Remind\tLastRemind\tContact\tStatus\tNote\tBilling Type\tWebSched\n"
)
LEADS = (
    "id,created_time,campaign_name,form_name,full_name,phone_number,email\n"
    "l:901,2026-11-01T10:00:00-05:00,Whitening,Ask us,Quinn Asker,p:+14135550190,quinn@example.com\n"
)


@pytest.mark.parametrize("how", [(), ("--dry-run",), ("--as-of", exports.DAY)])
def test_a_printed_report_alone_is_refused_and_makes_no_import(
    line: Line, file: Make, how
):
    result = line.run("import", file("recall.txt", REPORT), *how)
    assert result.exit_code == 1
    assert (
        "is a report, not a table: export `recall`, `recalltype` and `patient` as "
        "a user query"
    ) in result.stderr
    assert "current" not in result.stdout
    assert line.run("imports").exit_code == 1, "there is no practice yet"


def test_a_file_that_is_not_needed_makes_no_import_either(imported: Line, file: Make):
    result = imported.run(
        "import",
        file(
            "payment.csv", "PayNum,PayType,PayDate,PayAmt,PatNum\n1,1,2026-11-01,50,1\n"
        ),
    )
    assert (result.exit_code, len(imported.json("imports")["imports"])) == (1, 1)
    assert (
        "Nothing was imported. “payment.csv” is a file we know and need nothing of."
        in result.stderr
    )


def test_leads_hold_the_import_and_are_left_out_or_taken_as_said(
    imported: Line, file: Make
):
    leads = file("leads.csv", LEADS)
    asked = imported.run("import", leads, "--as-of", exports.DAY)
    assert asked.exit_code == 1
    assert "Suggested: no. Answer with --set patients.list.patients." in asked.stderr
    key = asked.stderr.split("--set ")[1].split("=")[0]
    left_out = imported.run(
        "import", leads, "--as-of", exports.DAY, "--set", f"{key}=no"
    )
    assert left_out.exit_code == 1
    assert "is left out: load the list of patients" in left_out.stderr
    assert len(imported.json("imports")["imports"]) == 1
    answers = (
        "--set",
        f"{key}=yes",
        "--set",
        "whole.list.patients=partial",
        "--set",
        "time_zone=America/New_York",
    )
    assert (
        imported.json("import", leads, "--as-of", exports.DAY, *answers)["files"][0][
            "loaded"
        ]
        == 1
    )


def test_map_proposes_nothing_for_leads_and_reads_them_where_the_table_is_named(
    line: Line, file: Make
):
    leads = file("leads.csv", LEADS)
    refused = line.run("map", leads)
    assert refused.exit_code == 1
    assert (
        "looks like people who asked for something (“campaign_name”, “form_name”)"
        in refused.stderr
    )
    assert (
        line.json("map", leads, "--table", "patient")["declaration"]["table"]
        == "patient"
    )


def test_rows_of_nobody_hold_the_import_until_it_is_said_what_they_are(
    imported: Line, file: Make
):
    visits = file(
        "visits.csv",
        "appointment_id,patient_id,starts_at,status\n1,C-1,2026-11-02 "
        "09:00,completed\n",
    )
    asked = imported.run("import", visits, "--as-of", exports.DAY)
    assert asked.exit_code == 1
    assert (
        "1 of 1 row in “visits.csv” belongs to nobody on the list of patients."
        in asked.stderr
    )
    assert "Suggested: stop." in asked.stderr
    stopped = imported.run(
        "import",
        visits,
        "--as-of",
        exports.DAY,
        "--set",
        "strangers.list.appointments=stop",
    )
    assert (stopped.exit_code, "Nothing was imported" in stopped.stderr) == (1, True)
    assert len(imported.json("imports")["imports"]) == 1


def test_json_is_refused_without_showing_whom_it_holds(line: Line, file: Make):
    whole = '[{"id":"pat_1","firstName":"Zenobia"}]\n'
    refused = line.run("import", file("patients.json", whole), "--as-of", exports.DAY)
    assert refused.exit_code == 1
    assert "holds JSON" in refused.stderr
    assert "Zenobia" not in refused.stderr
