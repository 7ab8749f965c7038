"""Spreadsheets: cells are text in the file itself, whatever reads it."""

import io
import zipfile

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

from retention import documents

FRAME = pd.DataFrame(
    {"Name": ["=1+1", "http://a.example", None], "Zip": ["01234", "5", np.nan]}
)


def test_the_file_has_neither_formula_nor_number_nor_link():
    with zipfile.ZipFile(io.BytesIO(documents.spreadsheet_xlsx(FRAME))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        parts = book.namelist()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert not [name for name in parts if "rels" in name and "sheet1" in name]
    assert 't="n"' not in sheet
    assert sheet.count("<v>") == sheet.count('t="s"') == 8


def test_cells_come_back_as_they_were_and_nothing_as_nothing():
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(documents.spreadsheet_xlsx(FRAME)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows == [
        ["Name", "Zip"],
        ["=1+1", "01234"],
        ["http://a.example", "5"],
        ["", ""],
    ]


def test_what_no_cell_can_hold_is_left_out():
    frame = pd.DataFrame({"Name": ["a\x00b\x1fc", "x" * 40_000, "one\ntwo"]})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(documents.spreadsheet_xlsx(frame)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert [rows[1][0], len(rows[2][0]), rows[3][0]] == ["abc", 32_767, "one\ntwo"]


def test_a_list_without_rows_has_its_header():
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(documents.spreadsheet_xlsx(FRAME.iloc[:0]))
    ).get_sheet_by_index(0)
    assert rows.to_python() == [["Name", "Zip"]]
