"""A file that nobody declared: its header line, what its columns probably are, and
loading it as a person said.
"""

import random
from datetime import date, datetime
from pathlib import Path

import pytest

from retention import ingest
from retention.core.errors import RetentionError
from retention.ingest import Declaration, ImportSource

PATIENTS = """\
Patient register - Elm Street
Printed on 11/20/2026

Cust No;Surname;Forename;Born;M/F;Tel;Mail;Town;Postcode;Last seen;Status
00017;Archer;Ann;04/21/1980;F;503 555 0101;ann@example.com;Salem;01234;09/10/2026;Current
00018;Barlow;Bob;09/09/1971;M;503 555 0102;bob@example.com;Salem;97301;02/03/2026;Gone away
"""
VISITS = """\
Visit date,Time,Account,Who,Outcome,Practitioner,Booked
03/24/2026,9:00 AM,00017,Ann Archer,came,Lee,01/22/2026
04/25/2026,10:30 AM,00018,Bob Barlow,FTA,Lee,01/22/2026
"""
WORK = """\
Acct #,ADA,Date of Service,Charge,Th,Status,Doctor
00017,D1110,03/24/2026,$120.00,,Done,Lee
00017,D0220,03/24/2026,$20.00,,Done,Lee
00017,D0220,03/24/2026,$20.00,,Done,Lee
00018,D2740,04/25/2026,"$1,150.00",14,Proposed,Lee
"""
CALLS = """\
Call Start,Direction,Caller ID,Duration (s),Answered
2026-03-04 09:00,Inbound,5035550101,65,Yes
2026-03-04 09:10,Outbound,5035550102,0,No
"""
REVIEWS = (
    "Review Date,Source,Reviewer,Rating,Comment\n2026-03-04,Google,Ann "
    "A.,5,Lovely\n2026-03-05,Yelp,Bob B.,2,Waited\n"
)
RECALLS = (
    "Patient ID,Name,Next recall due,Recall "
    "type\n17,Ann,03/24/2027,Hygiene\n18,Bob,03/24/2027,Perio\n"
)


@pytest.fixture
def look(tmp_path: Path):
    """Peeks into a file of that text."""

    def peek(
        text: str, name: str = "export.csv", line: int | None = None
    ) -> ingest.Sample:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return ingest.peek(ImportSource(name, path), line)

    return peek


def proposed(sample: ingest.Sample, table: str) -> dict[str, str]:
    return {
        one.column: one.header
        for one in ingest.propose(sample, table)
        if one.score >= ingest.LIKELY
    }


def declared(sample: ingest.Sample) -> Declaration:
    table = ingest.likely_tables(sample)[0]
    return Declaration(table, proposed(sample, table))


@pytest.mark.parametrize(
    ("text", "table"),
    [
        (PATIENTS, "patient"),
        (VISITS, "appointment"),
        (WORK, "procedure"),
        (CALLS, "call"),
        (REVIEWS, "review"),
        (RECALLS, "recall"),
    ],
)
def test_the_table_is_told_by_what_the_headings_mean(look, text: str, table: str):
    assert ingest.likely_tables(look(text))[0] == table


def test_the_header_line_is_found_below_a_title(look):
    sample = look(PATIENTS)
    assert (sample.header.line, sample.header.cells[0], sample.rows.table.num_rows) == (
        4,
        "Cust No",
        2,
    )


def test_another_line_can_be_named_as_the_header(look):
    assert look(PATIENTS, line=1).header.cells == ("Patient register - Elm Street",)


def test_headings_and_values_propose_the_columns(look):
    assert proposed(look(PATIENTS), "patient") == {
        "id": "Cust No",
        "last_name": "Surname",
        "first_name": "Forename",
        "birth_date": "Born",
        "sex": "M/F",
        "mobile_phone": "Tel",
        "email": "Mail",
        "city": "Town",
        "zip": "Postcode",
        "last_visit_reported": "Last seen",
        "status": "Status",
    }


def test_every_proposal_says_why(look):
    because = {
        one.column: one.because for one in ingest.propose(look(PATIENTS), "patient")
    }
    assert because["id"] == "is a heading known for this, and holds numbers"
    assert because["sex"] == "holds female and male"
    assert (
        because["email"] == "is a heading known for this, and holds addresses of e-mail"
    )


def test_a_heading_whose_values_speak_against_it_is_not_filled_in(look):
    sample = look("Patient ID,E-mail\n1,Salem\n2,Portland\n")
    [one] = [one for one in ingest.propose(sample, "patient") if one.column == "email"]
    assert one.score < ingest.LIKELY
    assert one.because.endswith("but holds words")


@pytest.mark.slow
def test_no_header_is_proposed_for_two_columns(look):
    for table in ingest.FILLABLE:
        headers = [one.header for one in ingest.propose(look(PATIENTS), table)]
        assert len(headers) == len(set(headers))


def test_a_header_that_stands_twice_cannot_be_named(look):
    assert look(
        "Date,Date,Account\n2026-01-01,2026-01-02,1\n2026-01-01,2026-01-02,2\n"
    ).headers == ("Account",)


def test_a_check_shows_what_the_first_rows_become(look):
    sample = look(VISITS)
    found = ingest.check(sample, declared(sample))
    assert (found.rows, found.loads, found.set_aside) == (2, 2, 0)
    assert found.values["starts_at"] == (
        ("03/24/2026", "Mar 24, 2026, 09:00"),
        ("04/25/2026", "Apr 25, 2026, 10:30"),
    )
    assert found.values["status"] == (("came", "unknown"), ("FTA", "no_show"))


def test_a_check_says_which_rows_would_be_set_aside(look):
    sample = look("Account;Outcome;Visit date\n1;came;2026-01-01\n;came;2026-01-02\n")
    found = ingest.check(sample, declared(sample))
    assert (found.rows, found.loads) == (2, 1)
    assert [problem.row for problem in found.problems if problem.set_aside] == [3]


def test_a_check_looks_at_200_rows(look):
    rows = "".join(f"{number};came;2026-01-01\n" for number in range(1000))
    sample = look(f"Account;Outcome;Visit date\n{rows}")
    assert ingest.check(sample, declared(sample)).rows == 200


def test_a_mapped_file_loads_as_it_was_declared(hand_in, rows, look):
    mappings = {
        ingest.fingerprint(sample.header.cells): declared(sample)
        for sample in map(look, (PATIENTS, VISITS))
    }
    loaded = hand_in(p=PATIENTS, v=VISITS, mappings=mappings)
    assert [report.layout for report in loaded.reports] == [
        "mapped.patient",
        "mapped.appointment",
    ]
    assert rows(loaded, "patient")["00017"] == {
        "last_name": "Archer",
        "first_name": "Ann",
        "birth_date": date(1980, 4, 21),
        "sex": "female",
        "status": "active",
        "status_raw": "Current",
        "mobile_phone": "503 555 0101",
        "email": "ann@example.com",
        "city": "Salem",
        "zip": "01234",
        "last_visit_reported": date(2026, 9, 10),
    }
    assert rows(loaded, "appointment")["00018@2026-04-25T10:30:00"] == {
        "patient_id": "00018",
        "starts_at": datetime.fromisoformat("2026-04-25T10:30"),
        "status": "no_show",
        "status_raw": "FTA",
        "provider_id": "Lee",
        "created_on": date(2026, 1, 22),
    }


def test_work_without_numbers_of_its_own_keeps_every_row_however_shuffled(
    hand_in, look
):
    mappings = {ingest.fingerprint(look(WORK).header.cells): declared(look(WORK))}
    loaded = hand_in(w=WORK, mappings=mappings)
    head, *lines = WORK.splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    again = hand_in(w=head + "".join(lines), mappings=mappings)
    assert loaded.tables["procedure"].num_rows == 4
    assert again.tables["procedure"].equals(loaded.tables["procedure"])
    assert not hand_in(loaded.tables, w=WORK, mappings=mappings).changed


def test_words_of_the_practice_and_one_word_for_every_row(hand_in, rows, look):
    sample = look(VISITS)
    columns = {"patient_id": "Account", "starts_at": "Visit date", "status": "Outcome"}
    known = {
        ingest.fingerprint(sample.header.cells): Declaration(
            "appointment", columns, {"status": {"Came": "completed"}}
        )
    }
    assert (
        rows(hand_in(v=VISITS, mappings=known), "appointment")[
            "00017@2026-03-24T00:00:00"
        ]["status"]
        == "completed"
    )
    work = look(WORK)
    every = Declaration(
        "procedure",
        {"patient_id": "Acct #", "code_raw": "ADA"},
        every={"status": "planned"},
    )
    loaded = hand_in(w=WORK, mappings={ingest.fingerprint(work.header.cells): every})
    assert {row["status"] for row in rows(loaded, "procedure").values()} == {"planned"}


def test_a_column_that_says_inactive_is_turned_round(hand_in, rows, look):
    text = "Cust No;Surname;Inactive?\n1;Archer;No\n2;Barlow;Yes\n"
    known = {
        ingest.fingerprint(look(text).header.cells): Declaration(
            "patient", {"id": "Cust No", "status": "Inactive?"}
        )
    }
    found = rows(hand_in(p=text, mappings=known), "patient")
    assert {key: row["status"] for key, row in found.items()} == {
        "1": "active",
        "2": "inactive",
    }


def test_a_file_that_people_left_out_is_not_needed(hand_in, look):
    known = {ingest.fingerprint(look(VISITS).header.cells): Declaration("", {})}
    loaded = hand_in(v=VISITS, mappings=known)
    assert (loaded.not_needed, loaded.tables) == (("v.csv",), {})


def test_the_marks_of_a_declared_layout_go_before_a_mapping(hand_in):
    text = "PatNum,LName,FName,PatStatus\n1,Archer,Ann,0\n"
    known = {
        ingest.fingerprint(("PatNum", "LName", "FName", "PatStatus")): Declaration(
            "provider", {"name": "LName"}
        )
    }
    assert [report.layout for report in hand_in(p=text, mappings=known).reports] == [
        "opendental.patient"
    ]


def test_a_fingerprint_is_of_the_headings_as_headings_are_compared():
    same = {
        ingest.fingerprint(cells)
        for cells in (("Cust No", "Born"), ("CUST_NO", "born"), ("cust no", "Born"))
    }
    assert len(same) == 1
    assert ingest.fingerprint(("Cust No", "Born")) != ingest.fingerprint(
        ("Born", "Cust No")
    )
    assert ingest.fingerprint(("ab", "c")) != ingest.fingerprint(("a", "bc"))


def test_each_file_is_told_by_itself(look, tmp_path: Path):
    look(PATIENTS, "patients.csv"), look(exports_of_a_system(), "patient.csv")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\0\0\1\2\3")
    told = ingest.identify_files(ingest.find([tmp_path]), mappings={})
    assert [(one.name, one.layout, one.is_unknown) for one in told] == [
        ("patient.csv", "opendental.patient", False),
        ("patients.csv", "", True),
        ("picture.csv", "", False),
    ]
    assert "on the Imports page (or with `map`)" in told[1].refusal


def exports_of_a_system() -> str:
    return "PatNum,LName,FName,PatStatus\n1,Archer,Ann,0\n"


def test_a_declaration_survives_being_written_out():
    whole = Declaration(
        "appointment",
        {"patient_id": "A", "starts_at": "B"},
        {"status": {"x": "completed"}},
        {"status": "note"},
    )
    assert Declaration.of_plain(whole.as_plain()) == whole


@pytest.mark.parametrize(
    ("plain", "say"),
    [
        ([], "names no table"),
        ({"table": "ledger"}, "no table “ledger”"),
        (
            {"table": "patient", "columns": {"id": "A", "shoe_size": "B"}},
            "no column “shoe_size”",
        ),
        ({"table": "patient", "columns": []}, None),
        ({"table": "patient", "columns": "A"}, "cannot be read"),
        ({"table": "patient", "columns": {"id": 3}}, "cannot be read"),
        ({"table": "patient", "columns": {}}, "Still to be named: Patient number"),
        (
            {"table": "patient", "columns": {"id": "A"}, "every": {"status": "gone"}},
            "“gone” is no status",
        ),
    ],
)
def test_what_is_no_declaration_is_refused_in_words(plain: object, say: str | None):
    with pytest.raises(RetentionError, match=say):
        Declaration.of_plain(plain)


def test_a_patient_list_mapped_by_hand_takes_its_recall_day_too(look, hand_in, rows):
    text = (
        "Cust No;Surname;Born;Next "
        "recall;Status\n17;Archer;04/21/1980;12/24/2026;Current\n18;Barlow;;;Current\n"
    )
    sample = look(text)
    assert ingest.likely_tables(sample)[0] == "patient"
    found = declared(sample)
    assert (found.table, found.columns["recall_due_on"]) == ("patient", "Next recall")
    loaded = hand_in(
        None,
        date(2026, 11, 20),
        mappings={ingest.fingerprint(sample.header.cells): found},
        p=text,
    )
    assert rows(loaded, "recall") == {
        "17/recall": {"patient_id": "17", "due_on": date(2026, 12, 24)}
    }
    assert loaded.reports[0].not_read == ()
