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
    """The tables without their vanished rows, but for those of tables in `KEPT`."""
    vanished = tables.get(VANISHED.name)
    if vanished is None:
        return tables
    left = {}
    for name, table in tables.items():
        gone = np.empty(0) if name in KEPT else _ids(vanished, name)
        left[name] = (
            table.filter(pc.invert(pc.is_in(table["id"].cast(pa.string()), gone)))
            if len(gone)
            else table
        )
    return left


def is_vanished(tables: Tables, patients: pa.ChunkedArray) -> BoolArray:
    """Which of the patients' rows have vanished."""
    vanished = tables.get(VANISHED.name)
    if vanished is None:
        return np.zeros(len(patients), dtype=bool)
    return pc.is_in(patients.cast(pa.string()), _ids(vanished, PATIENT.name)).to_numpy()


def deleted_where(patients: pa.Table, vanished: BoolArray) -> pa.Table:
    """The patients' rows, those that have vanished as deleted ones: whatever holds for
    these holds for them.
    """
    if not vanished.any():
        return patients
    at = patients.schema.get_field_index("status")
    status = patients["status"].cast(pa.string())
    return patients.set_column(
        at, "status", pc.if_else(pa.array(vanished), "deleted", status)
    )


def _ids(vanished: pa.Table, table: str) -> pa.Array:
    return (
        vanished["row_id"]
        .filter(pc.equal(vanished["table"], table))
        .cast(pa.string())
        .combine_chunks()
    )
