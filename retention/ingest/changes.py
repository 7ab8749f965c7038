"""What an import changes, table by table: counts, and a few rows of each kind to look
at before it is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import pyarrow as pa

from retention import schema
from retention.ingest.merge import Met

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


def change_of(table: str, met: Met, vanished: np.ndarray) -> Change:
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


def differing(table: str, met: Met, most: int | None = None) -> tuple[Example, ...]:
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
