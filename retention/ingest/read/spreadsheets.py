"""Spreadsheets: each sheet as the text that saving it as CSV would give, read by
python-calamine.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import python_calamine as calamine

from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.read import archives
from retention.ingest.read.spreadsheet_limits import (
    damaged,
    measure,
    measure_old,
    too_much,
)

OLD_SIGN = b"\xd0\xcf\x11\xe0"
"""How an .xls begins, and a locked .xlsx."""
_PARTS = (
    "xl/workbook.xml",
    "xl/workbook.bin",
    "content.xml",
)  # one of them is in every XLSX, XLSB or ODS
_EXACT = 10**15  # whole numbers up to here have all their digits in a spreadsheet

Cell = str | float | bool | date | datetime | time | timedelta


def is_old(head: bytes) -> bool:
    """Whether a file that begins like this is a spreadsheet of the old kind (.xls)."""
    return head.startswith(OLD_SIGN)


def is_book(file: BinaryIO, head: bytes) -> bool:
    """Whether a file is a spreadsheet, whatever its name ends in."""
    return is_old(head) or (
        archives.is_archive(head) and not archives.names(file).isdisjoint(_PARTS)
    )


def sheets(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Each sheet's name, and its cells as CSV in UTF-8: one line a row of the sheet, an
    empty one for an empty row.

    RetentionError where the spreadsheet is damaged, locked, or larger than limits
    allow.
    """
    if len(content) > limits.BOOK:
        raise too_much(name)

    (measure_old if is_old(content) else measure)(content, name)
    with _reading(name):
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        kinds = book.sheets_metadata
    found = [one.name for one in kinds if one.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(found) > limits.SHEETS:
        raise too_much(name)
    for one in found:
        with _reading(name):
            rows = _csv(book.get_sheet_by_name(one).iter_rows())
        yield one, rows


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """What the reader says of a spreadsheet, in our words; it may also stop short in a
    way that is no `Exception`.
    """
    try:
        yield
    except calamine.PasswordError as fault:
        raise RetentionError(
            f"“{name}” is locked with a password. Open it in a spreadsheet "
            "program and save the sheet as CSV."
        ) from fault
    except (calamine.CalamineError, ValueError, OverflowError, OSError) as fault:
        raise damaged(name) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
        raise damaged(name) from fault


def _csv(rows: Iterator[Sequence[Cell]]) -> bytes:
    held = io.BytesIO()
    text = io.TextIOWrapper(held, "utf-8", "replace", newline="")
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        cells = [text_of(cell) for cell in row]
        writer.writerow(cells if any(cells) else ())
    text.flush()
    return held.getvalue()


def text_of(cell: Cell) -> str:
    """A cell as CSV has it: days and moments as ISO dates, whole numbers without a
    point, TRUE and FALSE.
    """
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float | int):
        return _number(cell)
    if isinstance(cell, timedelta):
        return _length(cell)
    if isinstance(cell, datetime):
        rounded = cell + timedelta(microseconds=500_000)
        return rounded.isoformat(" ", "seconds")
    if isinstance(cell, time):
        return cell.isoformat("seconds")
    return cell.isoformat()


def _number(number: float) -> str:
    """A number, without a point where it is whole and all its digits are known."""
    if abs(number) < _EXACT and number == int(number):
        return str(int(number))
    return repr(number)


def _length(length: timedelta) -> str:
    """A length of time as hours, minutes and seconds."""
    seconds = round(length.total_seconds())
    minutes = seconds // 60
    hours = seconds // 3600
    return f"{hours}:{minutes % 60:02}:{seconds % 60:02}"
