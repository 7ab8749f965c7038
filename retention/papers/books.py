"""Spreadsheets out of frames: every cell is text, whatever it looks like."""

import io

import pandas as pd

_AS_TYPED = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST = 32_767
"""Characters a spreadsheet's cell can hold."""
_MOST_WIDTH = 60


def spreadsheet_xlsx(frame: pd.DataFrame) -> bytes:
    """The frame as one sheet whose cells are all text: no formula, link or number is
    made of any, zeros in front stay.

    Each cell has the format of text, so that it also stays text when somebody edits it.
    Characters that no spreadsheet can hold, and what is longer than a cell, are left
    out.
    """
    import xlsxwriter  # here, since it takes 50 ms that no other file should wait for

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _AS_TYPED) as book:
        sheet = book.add_worksheet("List")
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True})
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(frame.columns):
            cells = [_holdable(cell) for cell in frame[name]]
            width = min(max(map(len, (str(name), *cells))) + 2, _MOST_WIDTH)
            sheet.set_column(at, at, width, text)
            sheet.write_string(0, at, str(name), head)
            for row, cell in enumerate(cells, start=1):
                sheet.write_string(row, at, cell, text)
    return out.getvalue()


def _holdable(cell: object) -> str:
    """The cell's text without control characters, which XML forbids; "" for an empty
    one.
    """
    text = "" if cell is None or cell is pd.NA or cell != cell else str(cell)
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff")
    )[:_LONGEST]
