"""Merging files into the records by key: new, changed and unchanged rows; what a file
lacks is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.merge.conform import Batch
from retention.ingest.merge.deduplicate import (
    ResolvedRows,
    StackedRows,
    choose,
    equal_rows,
)
from retention.ingest.parse.sheet import map_columns

_PLAIN = r"^(0|[1-9]\d{0,17})$"


@dataclass(frozen=True)
class KeyMatch:
    """How the rows of the files, each id once, met those known before.

    `old` are places in `before` of rows that the files have too, `new` the places of
    the same rows in `rows`; `changed` says of each of `rows` whether it is new or
    differs.
    """

    before: pa.Table
    rows: pa.Table
    old: np.ndarray
    new: np.ndarray
    changed: np.ndarray

    @property
    def is_new(self) -> np.ndarray:
        """Which rows of the files were not known before."""
        is_known = _mask(self.rows, self.new)
        return ~is_known

    @property
    def missing(self) -> np.ndarray:
        """Places in `before` of the rows that the files lack."""
        is_there = _mask(self.before, self.old)
        return np.flatnonzero(~is_there)


@dataclass(frozen=True)
class MergedTable:
    """A table after merging; for each file how many rows are loaded (new or changed)
    and unchanged; how they met.
    """

    table: pa.Table
    loaded: tuple[int, ...]
    unchanged: tuple[int, ...]
    met: KeyMatch

    @property
    def changed(self) -> bool:
        """Whether any row is new or differs."""
        return any(self.loaded)


def merge(previous: pa.Table | None, batches: Sequence[Batch]) -> MergedTable:
    """The previous table with the rows of the files, sorted by id: numbers by number,
    then texts.

    Of several rows with one id the last one counts, in the order of the files; the
    others are set aside and told. Where its file has not got a column, the last of the
    other files that has it says what stands there; where none of them has, a row keeps
    the value it had in the previous table.
    """
    lengths = [len(batch.numbers) for batch in batches]
    of_file = np.repeat(np.arange(len(batches)), lengths)
    stacked = StackedRows(all_rows(batches), of_file, batches)
    order, same = sorted_keys(stacked.rows["id"])
    chosen = choose(stacked, order, same)
    rows = _chosen_rows(chosen)
    before = previous
    if before is None:
        before = rows.schema.empty_table()
    table, met = _merged(before, rows, chosen)
    loaded = chosen.by_file(met.changed)
    unchanged = chosen.by_file(~met.changed)
    return MergedTable(table, loaded, unchanged, met)


def all_rows(batches: Sequence[Batch]) -> pa.Table:
    """The rows of all files, one file after the other."""
    tables = [batch.rows for batch in batches]
    return pa.concat_tables(tables)


def sorted_keys(keys: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """The order of ids, numbers by number and then texts, and which places in it repeat
    the one before.
    """
    keys = keys.combine_chunks()
    plain = pc.match_substring_regex(keys, _PLAIN)
    digits = pc.if_else(plain, keys, "-1")
    numbers = pc.cast(digits, pa.int64()).to_numpy(zero_copy_only=False)
    if pc.all(plain).as_py() is not False:
        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        repeats = np.append(False, ordered[1:] == ordered[:-1])
        return order, repeats[: len(keys)]  # without keys there is no first one

    columns = pa.table({"text": pc.invert(plain), "number": numbers, "key": keys})
    by = [(name, "ascending") for name in columns.column_names]
    order = pc.sort_indices(columns, sort_keys=by).to_numpy()
    texts = keys.take(pa.array(order))
    equal = pc.equal(texts[1:], texts[:-1])
    return order, np.append(False, equal.to_numpy(zero_copy_only=False))


def _take(rows: pa.Table, order: np.ndarray) -> pa.Table:
    """Rows in an order, without copying where it is the order they have."""
    is_whole = len(order) == rows.num_rows
    if is_whole and (order[1:] > order[:-1]).all():
        return rows

    places = pa.array(order)

    def in_order(column: pa.ChunkedArray) -> pa.ChunkedArray:
        return column.take(places)

    columns = map_columns(in_order, rows.columns)
    return pa.table(columns, schema=rows.schema)


def _chosen_rows(chosen: ResolvedRows) -> pa.Table:
    """The rows that count, with the columns that they have from other files."""
    every = chosen.stacked.rows
    rows = _take(every, chosen.order)
    for name in chosen.filled:
        givers = pa.array(chosen.givers(name))
        column = every[name].take(givers)
        rows = with_column(rows, name, column)
    return rows


def with_column(
    rows: pa.Table, name: str, column: pa.Array | pa.ChunkedArray
) -> pa.Table:
    """The rows with another content in one of their columns."""
    at = rows.schema.get_field_index(name)
    return rows.set_column(at, rows.schema.field(at), column)


def _merged(
    before: pa.Table, rows: pa.Table, chosen: ResolvedRows
) -> tuple[pa.Table, KeyMatch]:
    """The merged table, and how the sorted rows met it."""
    changed = np.ones(rows.num_rows, bool)
    if not before.num_rows:
        nowhere = np.empty(0, np.int64)
        match = KeyMatch(before, rows, nowhere, nowhere, changed)
        return rows.combine_chunks(), match

    order, at = _paired(before, rows)
    old = order[at - 1]
    new = order[at] - before.num_rows
    if len(old):
        known = before.take(pa.array(old))
        rows = _completed(rows, new, known, chosen)
        same = rows.take(pa.array(new))
        changed[new] = ~equal_rows(same, known)
    match = KeyMatch(before, rows, old, new, changed)
    if not changed.any():
        return before, match

    kept = np.delete(order, at - 1)
    both = pa.concat_tables([before, rows])
    return _take(both, kept).combine_chunks(), match


def meet(before: pa.Table, after: pa.Table) -> KeyMatch:
    """How two states of a table, each id once, differ."""
    order, at = _paired(before, after)
    old = order[at - 1]
    new = order[at] - before.num_rows
    known = before.take(pa.array(old))
    same = after.take(pa.array(new))
    changed = np.ones(after.num_rows, bool)
    changed[new] = ~equal_rows(same, known)
    return KeyMatch(before, after, old, new, changed)


def _paired(before: pa.Table, rows: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Both tables' rows in the order of their ids, and the places in it of ids that
    stand in both.
    """
    chunks = [*before["id"].chunks, *rows["id"].chunks]
    ids = pa.chunked_array(chunks, pa.string())
    order, same = sorted_keys(ids)
    return order, np.flatnonzero(same)


def _mask(table: pa.Table, places: np.ndarray) -> np.ndarray:
    found = np.zeros(table.num_rows, bool)
    found[places] = True
    return found


def _completed(
    rows: pa.Table, new: np.ndarray, known: pa.Table, chosen: ResolvedRows
) -> pa.Table:
    """The rows with the values that are known from before, in the columns which their
    files have not got.
    """
    for name in rows.column_names:
        if chosen.stacked.has(name).all():
            continue
        lacks = chosen.lacks(name)[new]
        at = np.full(rows.num_rows, -1)
        at[new[lacks]] = np.flatnonzero(lacks)
        is_lacking = at >= 0
        places = pa.array(at, mask=~is_lacking)
        earlier = known[name].take(places)
        column = pc.if_else(pa.array(is_lacking), earlier, rows[name])
        rows = with_column(rows, name, column)
    return rows
