"""Phones, e-mails and zip codes as front desks type them, and ids that a spreadsheet
has touched.
"""

import pyarrow as pa
import pytest

from retention.core.errors import RetentionError
from retention.ingest.parse import contacts, values

HEAD = "patient_id,last_name,dob,Cell,Email,State,Zip\n"


@pytest.mark.parametrize(
    "text",
    [
        "604",
        "000-0000",
        "(503) 000-0000",
        "999-999-9999",
        "1234567",
        "none",
        "no phone",
        "503-555-5555",
        "x",
    ],
)
def test_what_only_fills_the_phone_field_is_no_phone(text):
    assert contacts.phones(pa.array([text]))[1].tolist() == [True]


@pytest.mark.parametrize(
    "text",
    [
        "(503) 555-0101",
        "555-0100",
        "+44 20 7946 0958",
        "5035550101 x12",
        "503.555.0000",
    ],
)
def test_a_number_that_can_be_called_stays_as_it_stands(text):
    assert contacts.phones(pa.array([text]))[0].to_pylist() == [text]


@pytest.mark.parametrize(
    "text",
    [
        "none@none.com",
        "None@gmail.com",
        "no@no.com",
        "noemail@example.com",
        "declined@x.com",
        "ava",
        "ava@home",
        "a@a.com",
        "na@na.com",
        "no-email@x.org",
        "someone@noemail.com",
        "test@test.com",
        "a b@example.com",
    ],
)
def test_what_only_fills_the_email_field_is_no_address(text):
    assert contacts.emails(pa.array([text]))[1].tolist() == [True]


@pytest.mark.parametrize(
    "text",
    [
        "ava@example.com",
        "no@example.com",
        "n.none@example.co.uk",
        "a@example.com",
        "é@x.de",
    ],
)
def test_an_address_stays_as_it_stands(text):
    assert contacts.emails(pa.array([text]))[0].to_pylist() == [text]


def test_placeholders_are_told_once_with_their_rows_and_read_as_none(hand_in, rows):
    file = HEAD + "".join(
        f"{n},Reed,1980-02-0{n},000-0000,none@none.com,,\n" for n in range(1, 4)
    )
    loaded = hand_in(p=file + "4,Reed,1980-02-04,503-555-0101,ava@example.com,,\n")
    assert [row.get("mobile_phone") for row in rows(loaded, "patient").values()] == [
        None,
        None,
        None,
        "503-555-0101",
    ]
    assert {(problem.found, problem.say) for problem in loaded.problems} == {
        ("000-0000", "is no phone number, and is read as none (rows: 3)"),
        ("none@none.com", "is no address of e-mail, and is read as none (rows: 3)"),
    }


def test_a_zip_code_keeps_its_zeros_and_gets_back_those_that_a_spreadsheet_dropped(
    hand_in, rows
):
    zips = [
        ("01234", "MA"),
        ("1234", "MA"),
        ("1234-5678", "ma"),
        ("904", "PR"),
        ("1234", "OR"),
        ("97301", "OR"),
        ("1234", ""),
    ]
    lines = [
        f"{n},Reed,1980-02-0{n},,,{state},{code}\n"
        for n, (code, state) in enumerate(zips, 1)
    ]
    loaded = hand_in(p=HEAD + "".join(lines))
    found = [row["zip"] for row in rows(loaded, "patient").values()]
    assert found == ["01234", "01234", "01234-5678", "00904", "1234", "97301", "1234"]
    assert [(problem.found, problem.say) for problem in loaded.problems] == [
        ("1234", "had lost its first 0, which was put back (rows: 3)")
    ]


def test_ids_keep_zeros_lose_blanks_and_what_was_written_for_a_spreadsheet(
    hand_in, rows
):
    loaded = hand_in(
        p=(
            "patient_id,last_name,dob\n 007 "
            ',Reed,1980-02-03\n"=""008""",Chen,1980-02-04\n'
        )
    )
    assert list(rows(loaded, "patient")) == ["007", "008"]


def test_a_file_of_ids_that_a_spreadsheet_has_cut_short_is_refused_with_the_way_out(
    hand_in,
):
    rows = "".join(f"2.98725E+13,Reed,1980-02-0{n}\n" for n in range(1, 5))
    with pytest.raises(
        RetentionError,
        match=r"“2.98725E\+13”: a spreadsheet has cut them short.*Export the file again",
    ):
        hand_in(p="patient_id,last_name,dob\n5,Reed,1980-02-09\n" + rows)


def test_years_without_days_are_told_once_and_no_birth_date_is_read(hand_in, rows):
    loaded = hand_in(
        p="patient_id,last_name,dob\n1,Reed,1980\n2,Chen,1990\n3,Barlow,\n"
    )
    assert [row.get("birth_date") for row in rows(loaded, "patient").values()] == [
        None
    ] * 3
    assert [(problem.row, problem.found) for problem in loaded.problems] == [
        (0, "1980")
    ]
    assert "no day is read" in loaded.problems[0].say


def test_cells_that_say_nothing_are_empty_and_a_name_is_not():
    said = pa.array([" ", "--", "#N/A", "\\N", "(null)", "NaN", "Null", "None", '=""'])
    assert values.clean(said).to_pylist() == [None] * 6 + ["Null", "None", None]
