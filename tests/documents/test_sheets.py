"""CSV: people's spreadsheets get safe cells, machines get them as they are."""

import csv
import io

import pandas as pd
import pytest

from retention import documents

FRAME = pd.DataFrame(
    {
        "name": ["Ann, the 2nd", '=HYPERLINK("x")', "Zoë"],
        "phone": ["+1 617 555-0100", "-5", None],
    }
)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_spreadsheet_file_begins_with_the_mark_and_ends_lines_as_spreadsheets_do():
    content = documents.spreadsheet_csv(FRAME)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 4


def test_every_cell_comes_back_and_a_formula_is_made_harmless():
    assert read(documents.spreadsheet_csv(FRAME)) == [
        ["name", "phone"],
        ["Ann, the 2nd", "+1 617 555-0100"],
        ['\'=HYPERLINK("x")', "-5"],
        ["Zoë", ""],
    ]


def test_every_cell_for_a_spreadsheet_is_quoted_so_that_codes_keep_their_zeros():
    assert documents.spreadsheet_csv(pd.DataFrame({"zip": ["02134"]})).endswith(
        b'"zip"\r\n"02134"\r\n'
    )


def test_a_machine_gets_the_cells_as_they_are_without_a_mark():
    assert documents.machine_csv(FRAME).startswith(b"name,phone\r\n")
    assert read(documents.machine_csv(FRAME))[2] == ['=HYPERLINK("x")', "-5"]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "\x00=1"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str):
    assert documents.is_formula(cell)
    assert documents.safe(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-12", "+3.50", "+1 (617) 555-0100", "Ann", "a=b", "", 7, None]
)
def test_numbers_phones_and_words_stay_as_they_are(cell: object):
    assert not documents.is_formula(cell)
    assert documents.safe(cell) == cell


def test_a_file_without_rows_still_has_its_headings():
    assert read(documents.spreadsheet_csv(FRAME.iloc[:0])) == [["name", "phone"]]
