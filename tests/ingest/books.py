"""Spreadsheets and archives written for the tests: the same rows as XLSX, XLS and ODS,
and exports packed together.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
import xlwt
from odf import opendocument, table, text

Cells = Sequence[Sequence[object]]
Sheets = Mapping[str, Cells]


def xlsx(path: Path, sheets: Sheets) -> Path:
    """A spreadsheet of today's Excel."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "m/d/yyyy"})
    with_time = book.add_format({"num_format": "m/d/yyyy h:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(at, column, cell, with_time)
                elif isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write(at, column, cell)
    book.close()
    return path


def xls(path: Path, sheets: Sheets) -> Path:
    """A spreadsheet of Excel 97 to 2003."""
    book = xlwt.Workbook()
    day, moment = (
        xlwt.easyxf(num_format_str=form) for form in ("m/d/yyyy", "m/d/yyyy h:mm")
    )
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                style = (
                    moment
                    if isinstance(cell, datetime)
                    else day
                    if isinstance(cell, date)
                    else None
                )
                if cell is not None:
                    sheet.write(at, column, cell, *([style] if style else []))
    book.save(str(path))
    return path


def ods(path: Path, sheets: Sheets) -> Path:
    """A spreadsheet of LibreOffice."""
    book = opendocument.OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        sheet = table.Table(name=name)
        for row in rows:
            line = table.TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell))
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    book.save(str(path))
    return path


def _ods_cell(cell: object) -> table.TableCell:
    if cell is None:
        return table.TableCell()
    if isinstance(cell, bool):
        return table.TableCell(valuetype="boolean", booleanvalue=str(cell).lower())
    if isinstance(cell, int | float):
        return table.TableCell(valuetype="float", value=str(cell))
    if isinstance(cell, date):
        return table.TableCell(valuetype="date", datevalue=cell.isoformat())
    written = table.TableCell(valuetype="string")
    for line in str(cell).split("\n"):
        written.addElement(text.P(text=line))
    return written


WRITERS = {"xlsx": xlsx, "xls": xls, "ods": ods}


def zipped(
    path: Path, files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED
) -> Path:
    """An archive of files."""
    path.write_bytes(packed(files, packing))
    return path


def packed(files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive's bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()
