"""How ids are stored: as numbers where all of a column are plain ones, for text is slow
to look up.

Opening 3.1 million procedures took 2.0 s with ids as text and takes 0.8 s with numbers.
Dictionaries of text have to be made one for all row groups, which alone took more than
twice the time for twice the rows.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention import schema

NUMBER = pa.int64()
MOST_DIGITS = 18  # what surely fits

_FEW = {"provider_id", "hygienist_id", "location_id", "code_id", "type_id"}
"""Ids of so few rows that a dictionary of them is quicker still."""


def numbers(name: str, stored: pa.Table) -> list[str]:
    """The columns of a table that hold many ids, all of them numbers that give the same
    text again.
    """
    table = schema.BY_NAME.get(name)
    return (
        []
        if table is None
        else [one for one in _many(table) if _are_plain(stored[one])]
    )


def _many(table: schema.Table) -> list[str]:
    """The columns that hold ids of people or of rows about them, of which a practice
    has many.
    """
    grows = (
        table in (schema.PATIENT, schema.PLAN_ITEM) or "patient_id" in table.arrow.names
    )
    return [
        one.name
        for one in table.columns
        if grows and one.kind is schema.Kind.ID and one.name not in _FEW
    ]


def _are_plain(cells: pa.ChunkedArray) -> bool:
    """Whether every cell is empty or a number as programs count: digits alone, no zero
    in front.
    """
    plain = pc.and_(pc.ascii_is_decimal(cells), pc.invert(pc.starts_with(cells, "0")))
    short = pc.less_equal(pc.binary_length(cells), MOST_DIGITS)
    return pc.all(pc.and_(plain, short)).as_py() is not False
