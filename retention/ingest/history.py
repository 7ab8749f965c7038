"""What changed between two states of the records, in every table and for each
patient.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention import schema
from retention.ingest.changes import (
    Change,
    Example,
    cells,
    change_of,
    differing,
    without_other_side,
)
from retention.ingest.merge import Met, meet

PATIENT = schema.PATIENT.name
VANISHED = schema.VANISHED.name


def changes_between(before: schema.Tables, after: schema.Tables) -> tuple[Change, ...]:
    """One change per table that stands on either side, by name: rows that one side
    lacks, or that vanish, are gone.
    """
    names = sorted({*before, *after} - {VANISHED})
    return tuple(_change(name, before, after) for name in names)


def patients_between(
    before: schema.Tables, after: schema.Tables
) -> tuple[Example, ...]:
    """The patients known on both sides whose own row differs, by id, and those who
    vanish (without `after`).

    One who had vanished and is back differs in the column “vanished”: the day since
    when, then nothing.
    """
    met = _met(PATIENT, before, after)
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
        Example(who, who, {VANISHED: since[who].isoformat()}, {VANISHED: ""})
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
        VANISHED: gone["since"][0].as_py().isoformat() if len(gone) else ""
    }
    return {name: text for name, text in row.items() if text and name != "id"}


def _change(name: str, before: schema.Tables, after: schema.Tables) -> Change:
    met = _met(name, before, after)
    return change_of(name, met, _gone(name, met, before, after))


def _met(name: str, before: schema.Tables, after: schema.Tables) -> Met:
    empty = schema.BY_NAME[name].arrow.empty_table()
    return meet(before.get(name, empty), after.get(name, empty))


def _gone(
    name: str, met: Met, before: schema.Tables, after: schema.Tables
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
    table = tables.get(VANISHED, schema.VANISHED.arrow.empty_table())
    return table.filter(pc.equal(table["table"], name))
