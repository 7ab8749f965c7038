"""Rows on their way to the stored tables.

Pointers are row numbers until the rows stand in order of creation.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema

BORN = "born"
"""The column that orders a draft: the day a row was entered, dropped in the end."""

POINTS_AT: Mapping[str, str] = {
    "patient_id": "patient",
    "household_id": "patient",
    "loser_id": "patient",
    "winner_id": "patient",
    "provider_id": "provider",
    "hygienist_id": "provider",
    "location_id": "location",
    "code_id": "code",
    "type_id": "recall_type",
    "appointment_id": "appointment",
    "plan_id": "plan",
    "procedure_id": "procedure",
    "referrer_id": "referrer",
}
SHARED = ("provider", "location", "code", "recall_type")
"""Tables that stand in the first part alone and that every part points at."""

Draft = Mapping[str, pa.Table]
"""Table name to drafted rows; a pointer is the row number of its target in the same
part, null where there is none.
"""


def drafted(name: str) -> pa.Schema:
    """Return the table's columns as they are drafted.

    Pointers are numbers, there is no id, and there is the day the row was entered.
    """
    fields = [
        pa.field(field.name, pa.int64()) if field.name in POINTS_AT else field
        for field in schema.BY_NAME[name].arrow
        if field.name != "id"
    ]
    return pa.schema([*fields, pa.field(BORN, pa.int64())])


def rows(name: str, born: np.ndarray, columns: Mapping[str, object]) -> pa.Table:
    """Draft rows from arrays.

    Numbers below 0 in a pointer are none, and columns left out are null.
    """
    unknown = set(columns) - set(drafted(name).names)
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}")

    given = {BORN: born, **columns}
    arrays = [
        _array(given[field.name], field)
        if field.name in given
        else pa.nulls(len(born), field.type)
        for field in drafted(name)
    ]
    return pa.Table.from_arrays(arrays, schema=drafted(name))


def words(choices: Sequence[str | None], which: np.ndarray) -> pa.Array:
    """A text column: the choice at each number."""
    texts = pa.array(choices, pa.string())
    return pc.take(texts, pa.array(which))


def finish(parts: Sequence[Draft]) -> schema.Tables:
    """Make the stored tables of all parts.

    Rows are in order of creation, ids counted from 1, pointers are those ids.
    """
    joined = {
        table.name: _joined(table.name, parts)
        for table in schema.TABLES
        if any(table.name in part for part in parts)
    }
    order = {
        name: pc.sort_indices(table[BORN]).to_numpy() for name, table in joined.items()
    }
    ids = {name: _ids(places) for name, places in order.items()}
    return {
        name: _stored(name, table.take(pa.array(order[name])), ids)
        for name, table in joined.items()
    }


def _array(values: object, field: pa.Field) -> pa.Array:
    if field.name in POINTS_AT:
        numbers = np.asarray(values)
        return pa.array(numbers, field.type, mask=numbers < 0)
    if isinstance(values, np.ndarray) and pa.types.is_date(field.type):
        return pa.array(values.astype("datetime64[D]"), field.type)
    if isinstance(values, np.ndarray) and pa.types.is_timestamp(field.type):
        return pa.array(values.astype("datetime64[s]"), field.type)
    return pa.array(values, field.type)


def _joined(name: str, parts: Sequence[Draft]) -> pa.Table:
    """Put the parts' rows below each other.

    Each part's pointers are moved by the rows of their target above it.
    """
    moved = [drafted(name).empty_table()]
    above = dict.fromkeys(schema.BY_NAME, 0)
    for part in parts:
        if name in part:
            moved.append(_moved(part[name], above))
        for other, table in part.items():
            above[other] += 0 if other in SHARED else len(table)
    return pa.concat_tables(moved).combine_chunks()


def _moved(table: pa.Table, above: Mapping[str, int]) -> pa.Table:
    for index, column in enumerate(table.column_names):
        if column not in POINTS_AT:
            continue
        rows_above = above[POINTS_AT[column]]
        moved = pc.add(table[column], rows_above)
        table = table.set_column(index, table.field(column), moved)
    return table


def _ids(order: np.ndarray) -> pa.Array:
    """The id of each drafted row by its number."""
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    return pc.cast(pa.array(number), pa.string())


def _stored(name: str, table: pa.Table, ids: Mapping[str, pa.Array]) -> pa.Table:
    numbers = pa.array(np.arange(1, len(table) + 1))
    columns: dict[str, object] = {"id": pc.cast(numbers, pa.string())}
    for column in table.drop_columns([BORN]).column_names:
        values = table[column]
        if column in POINTS_AT:
            values = pc.take(ids[POINTS_AT[column]], values)
        columns[column] = _whole(values)
    return schema.table(name, columns)


def _whole(values: object) -> object:
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    return values
