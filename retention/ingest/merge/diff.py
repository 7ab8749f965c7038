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
    changed = int(met.changed[met.new].sum())
    same = np.flatnonzero(~met.changed)
    examples = {
        NEW: without_other_side(table, None, _rows(met.rows, new[:MOST_SHOWN])),
        CHANGED: differing(table, met, MOST_SHOWN),
        UNCHANGED: _on_both_sides(table, _rows(met.rows, same[:MOST_SHOWN])),
        VANISHED: without_other_side(
            table, _rows(met.before, vanished[:MOST_SHOWN]), None
        ),
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
    return (
        table.take(pa.array(places, pa.int64())) if len(places) else table.slice(0, 0)
    )


def without_other_side(
    table: str, before: pa.Table | None, after: pa.Table | None
) -> tuple[Example, ...]:
    """Rows that stand on one side only, before or after, as examples."""
    found = []
    for row in cells(table, before if before is not None else after):
        filled = {name: text for name, text in row.items() if text and name != "id"}
        sides = (filled, None) if before is not None else (None, filled)
        found.append(Example(row["id"], whose(table, row), *sides))
    return tuple(found)


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
    sides = (
        _rows(met.before, met.old[changed][:most]),
        _rows(met.rows, met.new[changed][:most]),
    )
    found = []
    for old, new in zip(*(cells(table, side) for side in sides), strict=True):
        columns = [name for name in new if old[name] != new[name]]
        before, after = ({name: row[name] for name in columns} for row in (old, new))
        found.append(Example(new["id"], whose(table, new), before, after))
    return tuple(found)


def whose(table: str, row: Mapping[str, str]) -> str | None:
    """The patient a row is of, None where its table is of nobody."""
    return row["id"] if table == schema.PATIENT.name else row.get("patient_id") or None


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
    found = cells(
        PATIENT, tables[PATIENT].filter(pc.equal(tables[PATIENT]["id"], patient_id))
    )
    if not found:
        return None
    gone = _vanished(tables, PATIENT).filter(
        pc.equal(_vanished(tables, PATIENT)["row_id"], patient_id)
    )
    row = found[0] | {
        _VANISHED: gone["since"][0].as_py().isoformat() if len(gone) else ""
    }
    return {name: text for name, text in row.items() if text and name != "id"}


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
    table = tables.get(_VANISHED, schema.VANISHED.arrow.empty_table())
    return table.filter(pc.equal(table["table"], name))
