"""Tables as a system would hold them that lacks something, before they are written."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import codes, schema
from retention.demo.export.cells import in_style
from retention.demo.export.exporter import Column
from retention.practice.merges import follow

_OF_PATIENTS = {
    name: "patient_id"
    for name, table in schema.BY_NAME.items()
    if "patient_id" in table.arrow.names
}


def merged(tables: schema.Tables) -> schema.Tables:
    """Put everything under the patients who were kept, without merge links.

    Merging moves all that a patient has. The kept row has the earliest of the first
    visits reported for it (definitions.md 0, merges).
    """
    if "merge" not in tables:
        return tables

    patients = tables["patient"]
    kept = _kept(tables)
    is_kept = pa.array(kept == np.arange(len(kept)))
    first = (
        pd.Series(patients["first_visit_reported"].to_pylist(), dtype="datetime64[s]")
        .groupby(kept)
        .transform("min")
    )
    with_first = _with(
        patients,
        "first_visit_reported",
        pa.array(first.astype("datetime64[s]")).cast(pa.date32()),
    )
    moved = {
        name: _moved(tables[name], column, patients["id"], kept)
        for name, column in _OF_PATIENTS.items()
        if name in tables
    }
    moved["patient"] = _moved(with_first, "household_id", patients["id"], kept).filter(
        is_kept
    )
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
    row = pc.index_in(table[column], patients)
    winner_of_row = patients.take(pa.array(kept))
    winners = winner_of_row.take(row)
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
    """Return the tables with each patient's next recall on the patient.

    Its columns are due_on, previous_on, is_disabled. Recalls that are switched on go
    before the others, then the earliest.
    """
    patients = tables["patient"]
    order = [("is_disabled", "ascending"), ("due_on", "ascending")]
    recalls = tables.get("recall", schema.table("recall", {})).sort_by(order)
    index = pc.index_in(patients["id"], recalls["patient_id"])
    for column in ("due_on", "previous_on", "is_disabled"):
        patients = patients.append_column(column, recalls[column].take(index))
    return {**tables, "patient": patients}


def _with(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    index = table.schema.get_field_index(column)
    return table.set_column(index, table.schema.field(column), values)


_SAYS = {"D9986": "no_show", "D9987": "cancelled"}


def in_utc(name: str, zone: str, style: str = "%Y-%m-%dT%H:%M:%SZ") -> Column:
    """Write moments of a place's clocks in UTC; a day alone as its noon there."""

    def column(table: pa.Table) -> pa.Array:
        moments = _utc(table[name], zone)
        return pc.fill_null(in_style(moments, style), "")

    return column


def with_offset(name: str, zone: str) -> Column:
    """Write moments of a place's clocks with their offset from UTC.

    They look like `2026-07-01T09:30:00.000+01:00`.
    """

    def column(table: pa.Table) -> pa.Array:
        moments = _noon(table[name])
        ahead = pc.subtract(
            pc.cast(moments, pa.int64()), pc.cast(_utc(table[name], zone), pa.int64())
        )
        hours = pc.cast(pc.divide(pc.abs(ahead), 3600), pa.string())
        minutes = pc.cast(
            pc.divide(
                pc.subtract(
                    pc.abs(ahead), pc.multiply(pc.divide(pc.abs(ahead), 3600), 3600)
                ),
                60,
            ),
            pa.string(),
        )
        sign = pc.if_else(pc.less(ahead, 0), "-", "+")
        offset = pc.binary_join_element_wise(
            pc.utf8_lpad(hours, 2, "0"), pc.utf8_lpad(minutes, 2, "0"), ":"
        )
        text = pc.strftime(moments, format="%Y-%m-%dT%H:%M:%S.000")
        return pc.fill_null(pc.binary_join_element_wise(text, sign, offset, ""), "")

    return column


def _utc(cells: pa.ChunkedArray, zone: str) -> pa.Array:
    """Return moments of a zone's clocks in UTC.

    Of an hour that comes twice it is the first; one that is left out is the next.
    """
    moments = pd.DatetimeIndex(_noon(cells).to_numpy(zero_copy_only=False))
    first = np.ones(len(moments), bool)
    there = moments.tz_localize(
        ZoneInfo(zone), ambiguous=first, nonexistent="shift_forward"
    )
    utc = there.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    return pa.array(utc, pa.timestamp("s"), from_pandas=True)


def _noon(cells: pa.ChunkedArray) -> pa.Array:
    is_day = pa.types.is_date(cells.type)
    moments = pc.cast(cells, pa.timestamp("s"))
    moments = (
        moments.combine_chunks() if isinstance(moments, pa.ChunkedArray) else moments
    )
    return pc.add(moments, pa.scalar(43_200, pa.duration("s"))) if is_day else moments


def missed_or_canceled(tables: schema.Tables) -> schema.Tables:
    """Return broken appointments as missed, or as cancelled.

    They are cancelled where the code on them says so (`shaping.coded` before).
    """
    if not {"appointment", "procedure"} <= set(tables):
        return tables

    book = tables["appointment"]
    work = tables["procedure"]
    status = book["status"]
    for code, word in _SAYS.items():
        on = work["appointment_id"].filter(
            pc.fill_null(pc.equal(work["code_raw"], code), False)
        )
        broken = pc.and_(
            pc.is_in(book["id"], on), pc.equal(status, "broken_unspecified")
        )
        status = pc.if_else(broken, word, status)
    status = pc.if_else(pc.equal(status, "broken_unspecified"), "no_show", status)
    return {**tables, "appointment": set_column(book, "status", status)}


def without_broken_codes(tables: schema.Tables) -> schema.Tables:
    """Return the tables without broken-appointment codes."""
    return without(tables, "procedure", "code_raw", codes.BROKEN)


def switched_on(tables: schema.Tables) -> pa.Table:
    """Return the recalls with a due day that are not switched off.

    Nor are they paused until a day after the last work done.
    """
    recalls = tables["recall"]
    last_work = pc.max(tables["procedure"]["completed_on"])
    is_paused = pc.fill_null(pc.greater(recalls["disabled_until"], last_work), False)
    is_disabled = pc.fill_null(recalls["is_disabled"], False)
    is_on = pc.invert(pc.or_(is_disabled, is_paused))
    has_due_day = pc.is_valid(recalls["due_on"])
    return recalls.filter(pc.and_(is_on, has_due_day))


def set_column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """The table with that column, in place of the one it may have."""
    index = table.schema.get_field_index(name)
    if index < 0:
        return table.append_column(name, values)
    return table.set_column(index, name, values)


def look_up(
    keys: pa.ChunkedArray, table: pa.Table, by: str, column: str
) -> pa.ChunkedArray:
    """Return for each key the value of a column in the row that has it.

    It is none where no row has.
    """
    row = pc.index_in(keys, pc.drop_null(table[by]))
    return table[column].take(row)


def grouped(table: pa.Table, by: str, column: str, what: str) -> pa.Table:
    """One row for each key: `by`, and the `min` or `max` of a column under its name."""
    groups = table.group_by(by, use_threads=False)
    aggregated = groups.aggregate([(column, what)])
    return aggregated.rename_columns({f"{column}_{what}": column})
