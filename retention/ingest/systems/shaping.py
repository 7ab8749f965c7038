"""A practice's tables as a system would hold them that lacks something, before they are
written as its files.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention import schema
from retention.practice.merges import follow

_OF_PATIENTS = {
    name: "patient_id"
    for name, table in schema.BY_NAME.items()
    if "patient_id" in table.arrow.names
}


def merged(tables: schema.Tables) -> schema.Tables:
    """Everything under the patients who were kept, without the merge links: merging
    moves all that a patient has.

    The kept row has the earliest of the first visits reported for it (definitions.md 0,
    merges).
    """
    if "merge" not in tables:
        return tables
    patients = tables["patient"]
    kept = _kept(tables)
    own = pa.array(kept == np.arange(len(kept)))
    first = (
        pd.Series(patients["first_visit_reported"].to_pylist(), dtype="datetime64[s]")
        .groupby(kept)
        .transform("min")
    )
    told = _with(
        patients,
        "first_visit_reported",
        pa.array(first.astype("datetime64[s]")).cast(pa.date32()),
    )
    moved = {
        name: _moved(tables[name], column, patients["id"], kept)
        for name, column in _OF_PATIENTS.items()
        if name in tables
    }
    moved["patient"] = _moved(told, "household_id", patients["id"], kept).filter(own)
    return {
        name: table for name, table in {**tables, **moved}.items() if name != "merge"
    }


def _kept(tables: schema.Tables) -> np.ndarray:
    """For each row of the patient list, the row that has its history."""
    rows = {key: row for row, key in enumerate(tables["patient"]["id"].to_pylist())}
    links = (
        tables["merge"]
        .sort_by([("merged_at", "ascending")])
        .select(["id", "loser_id", "winner_id"])
    )
    return follow(
        len(rows), [tuple(link.values()) for link in links.to_pylist()], rows
    )[0]


def _moved(
    table: pa.Table, column: str, patients: pa.ChunkedArray, kept: np.ndarray
) -> pa.Table:
    at = pc.index_in(table[column], patients)
    winners = patients.take(pa.array(kept)).take(at)
    return _with(table, column, pc.coalesce(winners, table[column]))


def without(
    tables: schema.Tables, name: str, column: str, words: Iterable[str]
) -> schema.Tables:
    """The tables without the rows of one whose column holds one of those words."""
    if name not in tables:
        return tables
    gone = pc.fill_null(
        pc.is_in(tables[name][column], pa.array(list(words), pa.string())), False
    )
    return {**tables, name: tables[name].filter(pc.invert(gone))}


def coded(tables: schema.Tables) -> schema.Tables:
    """The tables with each procedure's code on the procedure itself."""
    if not {"procedure", "code"} <= set(tables):
        return tables
    work = tables["procedure"]
    listed = tables["code"]
    named = listed["code_raw"].take(pc.index_in(work["code_id"], listed["id"]))
    return {
        **tables,
        "procedure": _with(work, "code_raw", pc.coalesce(work["code_raw"], named)),
    }


def priced(tables: schema.Tables) -> schema.Tables:
    """The tables with one amount for each procedure: fee times quantity."""
    if "procedure" not in tables:
        return tables
    work = tables["procedure"]
    amount = pc.multiply(work["fee_cents"], pc.fill_null(work["quantity"], 1))
    return {**tables, "procedure": _with(work, "fee_cents", amount)}


def with_next_recall(tables: schema.Tables) -> Mapping[str, pa.Table]:
    """The tables with each patient's next recall on the patient: due_on, previous_on,
    is_disabled.

    Recalls that are switched on go before the others, then the earliest.
    """
    patients = tables["patient"]
    order = [("is_disabled", "ascending"), ("due_on", "ascending")]
    recalls = tables.get("recall", schema.table("recall", {})).sort_by(order)
    at = pc.index_in(patients["id"], recalls["patient_id"])
    for column in ("due_on", "previous_on", "is_disabled"):
        patients = patients.append_column(column, recalls[column].take(at))
    return {**tables, "patient": patients}


def _with(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return table.set_column(
        table.schema.get_field_index(column), table.schema.field(column), values
    )
