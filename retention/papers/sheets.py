"""Files of rows out of frames: for people who open them in a spreadsheet, and for
machines.
"""

import csv
import io
import re

import pandas as pd

from retention import formats
from retention.papers.books import spreadsheet_xlsx

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?|\+?[\d ().-]{7,20}")


def list_file(frame: pd.DataFrame, form: str, *, machine: bool = False) -> bytes:
    """The frame as a file of that form, "csv" or "xlsx"; CSV for a `machine` has no
    mark and escapes nothing.
    """
    if form == "xlsx":
        return spreadsheet_xlsx(frame)
    return machine_csv(frame) if machine else spreadsheet_csv(frame)


def spreadsheet_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV for people who open it in a spreadsheet: UTF-8 with mark, all
    quoted, cells made safe.

    A text that would start a formula gets an apostrophe before it, unless it is a plain
    number or phone.
    """
    return "\ufeff".encode() + _csv(frame.map(safe), csv.QUOTE_ALL)


def machine_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV for a service that reads it by machine: UTF-8 without mark,
    cells as they are.
    """
    return _csv(frame, csv.QUOTE_MINIMAL)


def safe(cell: object) -> object:
    """A cell as a spreadsheet may hold it: one that would start a formula gets an
    apostrophe before it.
    """
    return f"'{cell}" if is_formula(cell) else cell


def is_formula(cell: object) -> bool:
    """Whether a spreadsheet would read the text as a formula."""
    return (
        isinstance(cell, str)
        and formats.begins_like_a_formula(cell)
        and not _PLAIN.fullmatch(cell.strip())
    )


def _csv(frame: pd.DataFrame, quoting: int) -> bytes:
    out = io.StringIO(newline="")
    frame.to_csv(out, index=False, quoting=quoting, lineterminator="\r\n")  # type: ignore[call-overload]
    return out.getvalue().encode()
