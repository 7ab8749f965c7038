"""What an import changes, and what changed between two snapshots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.ingest.merge.upsert import KeyMatch, meet

MOST_SHOWN = 20
NEW = "new"
CHANGED = "changed"
UNCHANGED = "unchanged"
VANISHED = "vanished"


@dataclass(frozen=True)
class Example:
    """One row that an import adds, changes or no longer has: its id, whose it is, its
    cells as text by column.

    `before` is None for a new row and `after` for a vanished one, both hold the filled
    cells, as both sides of an unchanged row do; of a changed row they hold the columns
    that differ, "" where there is nothing. Days are 2026-11-21, amounts 12.50, flags
    yes or no.
    """

    id: str
    patient_id: str | None
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None


@dataclass(frozen=True)
class Change:
    """What becomes of one table: rows of the files that are new, changed and unchanged,
    and rows now vanished.

    `examples` has up to 20 of each kind ("new", "changed", "unchanged", "vanished"), by
    id.
    """

    table: str
    new: int
    changed: int
    unchanged: int
    vanished: int
    examples: Mapping[str, tuple[Example, ...]]


def change_of(table: str, met: KeyMatch, vanished: np.ndarray) -> Change:
    """The change of one table; `vanished` are the places in the previous table of rows
    that vanish with this import.
    """
    new = np.flatnonzero(met.is_new)
    same = np.flatnonzero(~met.changed)
    changed = int(met.changed[met.new].sum())
    new_rows = _rows(met.rows, new[:MOST_SHOWN])
    same_rows = _rows(met.rows, same[:MOST_SHOWN])
    vanished_rows = _rows(met.before, vanished[:MOST_SHOWN])
    examples = {
        NEW: without_other_side(table, None, new_rows),
        CHANGED: differing(table, met, MOST_SHOWN),
        UNCHANGED: _on_both_sides(table, same_rows),
        VANISHED: without_other_side(table, vanished_rows, None),
    }
    return Change(table, len(new), changed, len(same), len(vanished), examples)


def as_text(kind: schema.Kind, value: object) -> str:
    """A stored value as people read it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind is schema.Kind.CENTS:
        return f"{int(str(value)) / 100:.2f}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def cells(table: str, rows: pa.Table) -> list[dict[str, str]]:
    """Each row's cells as text by column, the id among them; for few rows."""
    kinds = {column.name: column.kind for column in schema.BY_NAME[table].columns}
    return [
        {name: as_text(kinds[name], value) for name, value in row.items()}
        for row in rows.to_pylist()
    ]


def _rows(table: pa.Table, places: Sequence[int] | np.ndarray) -> pa.Table:
    """Some rows of a table, without searching it where there are none."""
    if not len(places):
        return table.slice(0, 0)
    return table.take(pa.array(places, pa.int64()))


def without_other_side(
    table: str, before: pa.Table | None, after: pa.Table | None
) -> tuple[Example, ...]:
    """Rows that stand on one side only, before or after, as examples."""
    examples: list[Example] = []
    one_side = after if before is None else before
    for row in cells(table, one_side):
        filled = _filled(row)
        owner = whose(table, row)
        if before is None:
            example = Example(row["id"], owner, None, filled)
        else:
            example = Example(row["id"], owner, filled, None)
        examples.append(example)
    return tuple(examples)


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row in which there is something, without its id."""
    return {name: text for name, text in row.items() if text and name != "id"}


def _on_both_sides(table: str, rows: pa.Table) -> tuple[Example, ...]:
    """Rows that stand on both sides alike, as examples."""
    return tuple(
        replace(one, before=one.after) for one in without_other_side(table, None, rows)
    )


def differing(
    table: str, met: KeyMatch, most: int | None = None
) -> tuple[Example, ...]:
    """Rows that stand on both sides and differ, as examples with the columns that
    do.
    """
    changed = met.changed[met.new]
    before = _rows(met.before, met.old[changed][:most])
    after = _rows(met.rows, met.new[changed][:most])
    pairs = zip(cells(table, before), cells(table, after), strict=True)
    examples: list[Example] = []
    for old, new in pairs:
        columns = [name for name in new if old[name] != new[name]]
        was = {name: old[name] for name in columns}
        is_now = {name: new[name] for name in columns}
        example = Example(new["id"], whose(table, new), was, is_now)
        examples.append(example)
    return tuple(examples)


def whose(table: str, row: Mapping[str, str]) -> str | None:
    """The patient a row is of, None where its table is of nobody."""
    if table == schema.PATIENT.name:
        return row["id"]
    return row.get("patient_id") or None


PATIENT = schema.PATIENT.name
_VANISHED = schema.VANISHED.name


def changes_between(before: schema.Tables, after: schema.Tables) -> tuple[Change, ...]:
    """One change per table that stands on either side, by name: rows that one side
    lacks, or that vanish, are gone.
    """
    names = sorted({*before, *after} - {_VANISHED})
    return tuple(_change(name, before, after) for name in names)


def patients_between(
    before: schema.Tables, after: schema.Tables
) -> tuple[Example, ...]:
    """The patients known on both sides whose own row differs, by id, and those who
    vanish (without `after`).

    One who had vanished and is back differs in the column “vanished”: the day since
    when, then nothing.
    """
    met = _matched(PATIENT, before, after)
    gone = met.before.take(pa.array(_gone(PATIENT, met, before, after), pa.int64()))
    lost = {*gone["id"].to_pylist()}
    changed = [example for example in differing(PATIENT, met) if example.id not in lost]
    since = dict(
        zip(
            *(
                _vanished(before, PATIENT)[name].to_pylist()
                for name in ("row_id", "since")
            ),
            strict=True,
        )
    )
    still = {*_vanished(after, PATIENT)["row_id"].to_pylist()}
    back = [
        Example(who, who, {_VANISHED: since[who].isoformat()}, {_VANISHED: ""})
        for who in since
        if who not in still
    ]
    return (*changed, *without_other_side(PATIENT, gone, None), *back)


def patient_row(tables: schema.Tables, patient_id: str) -> dict[str, str] | None:
    """The patient's own row as text, filled cells only, with the day since when it has
    vanished; None without one.
    """
    if PATIENT not in tables:
        return None

    patients = tables[PATIENT]
    is_own = pc.equal(patients["id"], patient_id)
    rows = cells(PATIENT, patients.filter(is_own))
    if not rows:
        return None

    row = _filled(rows[0])
    vanished = _vanished(tables, PATIENT)
    gone = vanished.filter(pc.equal(vanished["row_id"], patient_id))
    if len(gone):
        row[_VANISHED] = gone["since"][0].as_py().isoformat()
    return row


def _change(name: str, before: schema.Tables, after: schema.Tables) -> Change:
    met = _matched(name, before, after)
    return change_of(name, met, _gone(name, met, before, after))


def _matched(name: str, before: schema.Tables, after: schema.Tables) -> KeyMatch:
    empty = schema.BY_NAME[name].arrow.empty_table()
    return meet(before.get(name, empty), after.get(name, empty))


def _gone(
    name: str, met: KeyMatch, before: schema.Tables, after: schema.Tables
) -> np.ndarray:
    """Places in the earlier table of rows that the later one lacks, or that vanish in
    between.
    """
    had, have = (
        _vanished(tables, name)["row_id"].combine_chunks() for tables in (before, after)
    )
    vanish = have.filter(pc.invert(pc.is_in(have, had)))
    places = (
        np.flatnonzero(pc.is_in(met.before["id"], vanish).to_numpy())
        if len(vanish)
        else np.empty(0, np.int64)
    )
    return np.union1d(met.missing, places)


def _vanished(tables: schema.Tables, name: str) -> pa.Table:
    """The rows of a table that had vanished."""
    nothing = schema.VANISHED.arrow.empty_table()
    vanished = tables.get(_VANISHED, nothing)
    is_own = pc.equal(vanished["table"], name)
    return vanished.filter(is_own)
