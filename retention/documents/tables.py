"""Tables out of frames, as CSV or spreadsheets: every cell is inert text."""

import csv
import io
import re

import pandas as pd

from retention.core import formatting

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?|\+?[\d ().-]{7,20}")


def list_file(frame: pd.DataFrame, form: str, *, machine: bool = False) -> bytes:
    """Write the frame as a file of that form, "csv" or "xlsx".

    CSV for a `machine` has no mark and escapes nothing.
    """
    if form == "xlsx":
        return spreadsheet_xlsx(frame)
    if machine:
        return machine_csv(frame)
    return spreadsheet_csv(frame)


def spreadsheet_csv(frame: pd.DataFrame) -> bytes:
    """Write the frame as CSV for people who open it in a spreadsheet.

    It is UTF-8 with mark, all quoted, cells made safe. A text that would start a
    formula gets an apostrophe before it, unless it is a plain number or phone.
    """
    mark = "\ufeff".encode()
    safe_cells = frame.map(safe)
    return mark + _csv(safe_cells, csv.QUOTE_ALL)


def machine_csv(frame: pd.DataFrame) -> bytes:
    """Write the frame as CSV for a service that reads it by machine.

    It is UTF-8 without mark, cells as they are.
    """
    return _csv(frame, csv.QUOTE_MINIMAL)


def safe(cell: object) -> object:
    """Return a cell as a spreadsheet may hold it.

    One that would start a formula gets an apostrophe before it.
    """
    if is_formula(cell):
        return f"'{cell}"
    return cell


def is_formula(cell: object) -> bool:
    """Whether a spreadsheet would read the text as a formula."""
    if not isinstance(cell, str):
        return False
    if not formatting.begins_like_a_formula(cell):
        return False
    return not _PLAIN.fullmatch(cell.strip())


def _csv(frame: pd.DataFrame, quoting: int) -> bytes:
    out = io.StringIO(newline="")
    frame.to_csv(out, index=False, quoting=quoting, lineterminator="\r\n")  # type: ignore[call-overload]
    return out.getvalue().encode()


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
    """Write the frame as one sheet whose cells are all text.

    No formula, link or number is made of any, zeros in front stay. Each cell has the
    format of text, so that it also stays text when somebody edits it. Characters that
    no spreadsheet can hold, and what is longer than a cell, are left out.
    """
    import xlsxwriter  # here, since it takes 50 ms that no other file should wait for

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _AS_TYPED) as book:
        sheet = book.add_worksheet("List")
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(frame.columns):
            title = str(name)
            cells = [_holdable(cell) for cell in frame[name]]
            longest = max(len(words) for words in (title, *cells))
            width = min(longest + 2, _MOST_WIDTH)
            sheet.set_column(column, column, width, text)
            sheet.write_string(0, column, title, head)
            for row, cell in enumerate(cells, start=1):
                sheet.write_string(row, column, cell, text)
    return out.getvalue()


def _holdable(cell: object) -> str:
    """Return the cell's text without control characters; "" for an empty one.

    XML forbids those characters.
    """
    is_empty = cell is None or cell is pd.NA or cell != cell
    if is_empty:
        return ""

    letters = filter(_is_holdable, str(cell))
    text = "".join(letters)
    return text[:_LONGEST]


def _is_holdable(letter: str) -> bool:
    if letter in "\t\n\r":
        return True
    return letter >= " " and letter not in "\ufffe\uffff"
