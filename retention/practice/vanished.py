"""Rows that a later whole export no longer had: kept in the records, left out of
figures (definitions.md 0).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.arrays import BoolArray
from retention.core.schema import (
    CODE,
    LOCATION,
    PATIENT,
    PROVIDER,
    RECALL_TYPE,
    REFERRER,
    VANISHED,
    Tables,
)

KEPT = frozenset(
    {one.name for one in (PATIENT, CODE, LOCATION, PROVIDER, RECALL_TYPE, REFERRER)}
)
"""Tables that other rows point at: their vanished rows still say who a patient is, and
what a code or provider.
"""


def without_vanished(tables: Tables) -> Tables:
    """Return the tables without their vanished rows.

    The tables in `KEPT` keep theirs.
    """
    vanished = tables.get(VANISHED.name)
    if vanished is None:
        return tables

    remaining = {}
    for name, table in tables.items():
        remaining[name] = table
        if name in KEPT:
            continue

        vanished_ids = _ids(vanished, name)
        if len(vanished_ids):
            has_vanished = pc.is_in(table["id"].cast(pa.string()), vanished_ids)
            remaining[name] = table.filter(pc.invert(has_vanished))
    return remaining


def is_vanished(tables: Tables, patients: pa.ChunkedArray) -> BoolArray:
    """Return which of the patients' rows have vanished."""
    vanished = tables.get(VANISHED.name)
    if vanished is None:
        return np.zeros(len(patients), dtype=bool)

    vanished_ids = _ids(vanished, PATIENT.name)
    has_vanished = pc.is_in(patients.cast(pa.string()), vanished_ids)
    return has_vanished.to_numpy()


def deleted_where(patients: pa.Table, vanished: BoolArray) -> pa.Table:
    """Return the patients' rows, those that have vanished as deleted ones.

    Whatever holds for deleted rows holds for them.
    """
    if not vanished.any():
        return patients

    position = patients.schema.get_field_index("status")
    status = patients["status"].cast(pa.string())
    with_deleted = pc.if_else(pa.array(vanished), "deleted", status)
    return patients.set_column(position, "status", with_deleted)


def _ids(vanished: pa.Table, table: str) -> pa.Array:
    """Return the ids of the vanished rows of a table."""
    is_of_table = pc.equal(vanished["table"], table)
    ids = vanished["row_id"].filter(is_of_table)
    return ids.cast(pa.string()).combine_chunks()
