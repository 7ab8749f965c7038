"""What a system's files cannot say, as data beside its golden sample (`cannot.json`),
and the demo without it.

`lacks` names the tables and columns that are not there, the rows that are not kept (by
table.column and word, or for want of a day: `undated`), the words that become another,
and the columns that rows of some status do not have (`blank`); `figures` names the
figures that are different for it, each with the reason.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from tests.systems.golden import GOLDEN


@dataclass(frozen=True)
class Cannot:
    """What a system cannot carry."""

    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: Mapping[str, list[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    undated: tuple[str, ...] = ()
    blank: Mapping[str, list[str]] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)


def cannot(key: str) -> Cannot:
    """What the system of that key cannot carry."""
    found = json.loads((GOLDEN / key / "cannot.json").read_text("utf-8"))
    return Cannot(**found.get("lacks", {}), figures=found.get("figures", {}))


def lacking(tables: schema.Tables, without: Cannot) -> schema.Tables:
    """The tables without what cannot be carried."""
    left = dict(tables)
    for place, words in without.rows.items():
        name, column = place.split(".")
        left[name] = left[name].filter(
            pc.invert(pc.is_in(left[name][column], pa.array(words)))
        )
    for name, column in (place.split(".") for place in without.undated):
        left[name] = left[name].filter(pc.is_valid(left[name][column]))
    for place, words in without.blank.items():
        name, column = place.split(".")
        empty = pc.is_in(left[name]["status"], pa.array(words))
        left[name] = _with(
            left[name], column, pc.if_else(empty, None, left[name][column])
        )
    for place, become in without.words.items():
        name, column = place.split(".")
        at = pc.index_in(left[name][column], pa.array(list(become)))
        said = pc.coalesce(pa.array(list(become.values())).take(at), left[name][column])
        left[name] = _with(left[name], column, said)
    for place in without.columns:
        name, column = place.split(".")
        left[name] = _with(
            left[name],
            column,
            pa.nulls(
                left[name].num_rows, schema.BY_NAME[name].arrow.field(column).type
            ),
        )
    return {name: table for name, table in left.items() if name not in without.tables}


def _with(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return table.set_column(
        table.schema.get_field_index(column), table.schema.field(column), values
    )
