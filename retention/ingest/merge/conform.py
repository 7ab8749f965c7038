"""From a sheet to rows of a table: every declared column that the file has, and which
rows are set aside.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.ingest.parse.sheet import Sheet, map_columns
from retention.ingest.problems import ProblemLog
from retention.ingest.recognise.contact_columns import Forbidding, forbidding
from retention.ingest.recognise.layouts import Field, Layout

_WHAT = {
    "id": "number of its own",
    "patient_id": "patient number",
    "plan_id": "plan number",
    "procedure_id": "procedure number",
    "loser_id": "patient number",
    "winner_id": "patient number",
    "last_name": "name",
    "planned_on": "day",
    "completed_on": "day",
    "at": "day and time",
}


_WORDS = (schema.Kind.CHOICE, schema.Kind.FLAG)


@dataclass(frozen=True)
class Batch:
    """What one file gives to its table: rows with the declared columns, which columns
    the file has, line numbers.

    A column of words of which none was understood is not among those that the file has:
    it says nothing.
    """

    rows: pa.Table
    present: frozenset[str]
    numbers: np.ndarray
    key_header: str
    faults: ProblemLog
    read_from: frozenset[str] = frozenset()
    """Of patients, the headings from which it was read what forbids contact
    (`forbidding.key_of`).
    """


def conform(
    layout: Layout,
    table: schema.Table,
    sheet: Sheet,
    chosen: Mapping[str, tuple[Field, str]],
    *,
    is_part: bool = False,
    used: Collection[str] = (),
) -> Batch:
    """The rows that belong into the layout's table; the others are told among the
    faults of the sheet.

    `chosen` gives, for each column that the file has, how it is read and from which
    header. Of a part (`is_part`) nothing is told here: its rows are rows of another
    table first. `used` are headings of a patient list that need not be asked about.
    """
    sheet.columns = {column: header for column, (_, header) in chosen.items()}
    columns = {
        column: field.parser.read(sheet, header)
        for column, (field, header) in chosen.items()
    }
    is_patient = table.name == schema.PATIENT.name
    found = (
        forbidding(sheet, chosen, columns, used)
        if is_patient
        else Forbidding({}, frozenset())
    )
    columns |= found.columns
    faults = ProblemLog(sheet.faults.file) if is_part else sheet.faults
    fits = _kept(layout, sheet, faults)
    for column, (field, header) in chosen.items():
        if field.needed:
            fits &= _has(column, header, columns[column], fits, sheet, faults)
    rows = len(sheet)
    stored = [_stored(columns.get(name.name), name, rows) for name in table.arrow]
    if not fits.all():
        kept = pa.array(fits)
        stored = map_columns(lambda values: values.filter(kept), stored)
    present = _understood(table, sheet, chosen) | found.columns.keys()
    key = chosen["id"][1]
    return Batch(
        pa.table(stored, schema=table.arrow),
        present,
        sheet.numbers[fits],
        key,
        faults,
        found.read_from,
    )


def _understood(
    table: schema.Table, sheet: Sheet, chosen: Mapping[str, tuple[Field, str]]
) -> frozenset[str]:
    """The columns that the file has, without words that nobody understood and their
    text as exported.
    """
    mute = {
        column
        for column, (_, header) in chosen.items()
        if table.column(column).kind in _WORDS and sheet.understood_nothing(header)
    }
    return frozenset(
        column for column in chosen if column.removesuffix("_raw") not in mute
    )


def _stored(values: pa.Array | None, field: pa.Field, length: int) -> pa.Array:
    if values is None:
        return pa.nulls(length, field.type)

    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return values if values.type == field.type else pc.cast(values, field.type)


def _kept(layout: Layout, sheet: Sheet, faults: ProblemLog) -> np.ndarray:
    """Which rows are meant for the table at all; the others are not needed."""
    keep = layout.keep
    if keep is None or not sheet.has(keep.header):
        return np.ones(len(sheet), bool)

    texts = sheet.text(keep.header)
    which = (
        keep.which.read(sheet, keep.header)
        if keep.which
        else pc.is_in(texts, pa.array(keep.texts))
    )
    kept = pc.fill_null(which, False).to_numpy(zero_copy_only=False)
    others = np.flatnonzero(~kept)
    if len(others):
        faults.add_rows(
            sheet.numbers[others],
            keep.header,
            texts.take(others),
            keep.say,
            not_needed=True,
        )
    return kept


def _has(
    column: str,
    header: str,
    values: pa.Array,
    among: np.ndarray,
    sheet: Sheet,
    faults: ProblemLog,
) -> np.ndarray:
    """Which rows have a value in a needed column; the others are set aside, told once
    for their first lack.
    """
    has = pc.is_valid(values).to_numpy(zero_copy_only=False)
    lacks = np.flatnonzero(among & ~has)
    if len(lacks):
        say = (
            f"is no {_WHAT.get(column, column)}, and without one the row cannot be kept"
        )
        faults.add_rows(
            sheet.numbers[lacks],
            header,
            sheet.text(header).take(lacks),
            say,
            set_aside=True,
        )
    return has
