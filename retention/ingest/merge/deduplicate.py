"""Rows with one key: which of them counts, column by column (definitions.md 0)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.merge.conform import Batch
from retention.ingest.problems import MOST_KEPT

REPEAT = "is a repeat of {}"
OTHER = "stands again with other content in {}, which counts"
PARTLY = (
    "stands again with other content in {}, which counts in the columns that both "
    "files have"
)


@dataclass(frozen=True)
class StackedRows:
    """The rows of several files, one file below the other, and from which file each row
    is.
    """

    rows: pa.Table
    of_file: np.ndarray
    batches: Sequence[Batch]

    @cached_property
    def lines(self) -> np.ndarray:
        """Each row's line in its file."""
        of_files = [batch.numbers for batch in self.batches]
        return np.concatenate(of_files)

    def has(self, name: str) -> np.ndarray:
        """Which of the files have a column."""
        flags = [name in batch.present for batch in self.batches]
        return np.array(flags)

    def some_lack(self, name: str) -> bool:
        """Whether some of the files have a column, and others have not."""
        has = self.has(name)
        return bool(has.any() and not has.all())

    def place(self, row: int, seen_from: int) -> str:
        """Where a row stands, for a reader of the file with that number."""
        file = int(self.of_file[row])
        line = f"row {self.lines[row]}"
        if file == seen_from:
            return line

        name = self.batches[file].faults.file
        return f"{line} of {name}"


def winners(stacked: StackedRows, order: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Which places of the sorted order count, one for each id; the other rows become
    problems of their files.

    `order` sorts the rows by id and `same` says which places repeat the id before. The
    last row of an id counts; where all are alike the first does, so that it is the
    repeats that are told.
    """
    group = np.cumsum(~same) - 1
    first = np.flatnonzero(~same)
    last = np.append(first[1:], len(order)) - 1
    of_several = _of_several(same)
    group_of_several = group[of_several]
    its_last = order[last[group_of_several]]
    mine = stacked.rows.take(pa.array(order[of_several]))
    counting = stacked.rows.take(pa.array(its_last))
    equal = np.ones(len(order), bool)
    equal[of_several] = equal_rows(mine, counting)

    all_equal = np.bincount(group, ~equal) == 0
    counts = np.where(all_equal, first, last)
    is_loser = of_several != counts[group_of_several]
    losers = of_several[is_loser]
    for repeated, kind in ((True, REPEAT), (False, OTHER)):
        reported = losers[equal[losers] == repeated]
        winning = counts[group[reported]]
        report_losers(stacked, order[reported], order[winning], kind)
    return counts


def _of_several(same: np.ndarray) -> np.ndarray:
    """The places whose id stands more than once; `same` says which repeat the one
    before.
    """
    is_repeated = np.append(same[1:], False)
    return np.flatnonzero(same | is_repeated)


def report_losers(
    stacked: StackedRows, losers: np.ndarray, counting: np.ndarray, kind: str
) -> None:
    """Problems for rows that do not count, each naming the row that does."""
    whole = kind.format("another row")
    for number, batch in enumerate(stacked.batches):
        is_own = stacked.of_file[losers] == number
        rows = losers[is_own]
        if not len(rows):
            continue
        shown = counting[is_own][:MOST_KEPT]
        says = [kind.format(stacked.place(row, number)) for row in shown]
        keys = stacked.rows["id"].take(pa.array(rows))
        lines = stacked.lines[rows]
        batch.faults.set_aside_rows(lines, batch.key_header, keys, whole, says)


def equal_rows(left: pa.Table, right: pa.Table) -> np.ndarray:
    """Row by row, whether two tables of one length hold the same; nothing equals
    nothing.
    """
    equal = np.ones(left.num_rows, bool)
    columns = zip(left.columns, right.columns, strict=True)
    for one, other in columns:
        equal &= equal_cells(one, other)
    return equal


def equal_cells(one: pa.ChunkedArray, other: pa.ChunkedArray) -> np.ndarray | bool:
    """Cell by cell, whether two columns of one length hold the same; nothing equals
    nothing. True where all do.
    """
    if one.equals(other):
        return True

    both_empty = pc.and_(pc.is_null(one), pc.is_null(other))
    same = pc.equal(one, other)
    same = pc.fill_null(same, False)
    return pc.or_(same, both_empty).to_numpy()


@dataclass(frozen=True)
class ResolvedRows:
    """For each id the row that counts, as places in the stacked rows, sorted by id.

    Of ids that several files have, `members` are the rows by id, each id's from
    `starts` on, and `at` is their place in `order`. `joined` are those among the
    members that are not told, as they agree with what counts and have columns that it
    lacks; `joined_at` are their ids' places in `order`.
    """

    stacked: StackedRows
    order: np.ndarray
    at: np.ndarray
    members: np.ndarray
    starts: np.ndarray
    joined: np.ndarray
    joined_at: np.ndarray

    @property
    def filled(self) -> Iterator[str]:
        """The columns that a row which counts may have from another one."""
        if not len(self.at):
            return
        for name in self.stacked.rows.column_names:
            if self.stacked.some_lack(name):
                yield name

    def givers(self, name: str) -> np.ndarray:
        """For each id the place of the row that gives a column, in the stacked rows."""
        if not len(self.at):
            return self.order
        if not self.stacked.some_lack(name):
            return self.order

        given = _last_with(self.stacked, name, self.members, self.starts)
        givers = self.order.copy()
        givers[self.at] = np.where(given < 0, givers[self.at], given)
        return givers

    def lacks(self, name: str) -> np.ndarray:
        """Which ids have a column in none of the files they stand in."""
        files = self.stacked.of_file[self.givers(name)]
        has = self.stacked.has(name)
        return ~has[files]

    def by_file(self, which: np.ndarray) -> tuple[int, ...]:
        """How many rows of each file stand in the table, of the ids that are marked."""
        joined = self.joined[which[self.joined_at]]
        rows = np.append(self.order[which], joined)
        files = self.stacked.of_file[rows]
        counts = np.bincount(files, minlength=len(self.stacked.batches))
        return tuple(counts.tolist())


def choose(stacked: StackedRows, order: np.ndarray, same: np.ndarray) -> ResolvedRows:
    """One row for each id; the others become problems of their files, unless they go
    into it unchanged.

    `order` sorts the rows by id, stable, and `same` says which places in it repeat the
    id before. Of rows of several files the last counts, and where all agree in the
    columns that they have, the first.
    """
    order = order.astype(np.int64, copy=False)
    none = np.empty(0, np.int64)
    if not same.any():
        return ResolvedRows(stacked, order, none, none, none, none, none)

    order, same = _once_a_file(stacked, order, same)
    of_several = _of_several(same)
    members = order[of_several]
    is_start = ~same[of_several]
    starts = np.flatnonzero(is_start)
    group = np.cumsum(is_start) - 1
    ends = np.append(starts[1:], len(members))[: len(starts)] - 1
    agrees = _agrees(stacked, members, starts, group)
    all_agree = np.bincount(group, ~agrees, minlength=len(starts)) == 0
    counts = np.where(all_agree, starts, ends)

    first = np.flatnonzero(~same)
    at = np.searchsorted(first, of_several[starts])
    chosen = order[first]
    chosen[at] = members[counts]
    losers = np.setdiff1d(np.arange(len(members)), counts, assume_unique=True)
    at_of_losers = at[group[losers]]
    counting = chosen[at_of_losers]
    joined = _report_losers(stacked, members[losers], counting, agrees[losers])
    rows_joined = members[losers[joined]]
    at_joined = at_of_losers[joined]
    return ResolvedRows(stacked, chosen, at, members, starts, rows_joined, at_joined)


def _once_a_file(
    stacked: StackedRows, order: np.ndarray, same: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The order with one row for each id and file, and which places in it repeat the id
    before.
    """
    files = stacked.of_file[order]
    same_file = np.append(False, files[1:] == files[:-1])
    again = same & same_file
    if not again.any():
        return order, same

    counts = winners(stacked, order, again)
    ids = np.cumsum(~same)[counts]
    same_id = np.append(False, ids[1:] == ids[:-1])
    return order[counts], same_id


def _last_with(
    stacked: StackedRows, name: str, members: np.ndarray, starts: np.ndarray
) -> np.ndarray:
    """For each id the last of its rows whose file has a column; -1 where none has."""
    if not len(starts):
        return starts

    files = stacked.of_file[members]
    has = stacked.has(name)[files]
    places = np.arange(len(members))
    with_column = np.where(has, places, -1)
    last = np.maximum.reduceat(with_column, starts)
    return np.where(last < 0, -1, members[last])


def _agrees(
    stacked: StackedRows, members: np.ndarray, starts: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Which rows say, in every column that their file has, what the last file that has
    it says.
    """
    agrees = np.ones(len(members), bool)
    places = pa.array(members)
    files = stacked.of_file[members]
    for name in stacked.rows.column_names:
        column = stacked.rows[name]
        has = stacked.has(name)[files]
        last = _last_with(stacked, name, members, starts)
        given = last[group]
        mine = column.take(places)
        its = column.take(pa.array(given, mask=given < 0))
        agrees &= ~has | equal_cells(mine, its)
    return agrees


def _report_losers(
    stacked: StackedRows, losers: np.ndarray, counting: np.ndarray, agrees: np.ndarray
) -> np.ndarray:
    """Tell the rows that do not count, each beside the one that does; gives which of
    them lose nothing, untold.
    """
    have = [batch.present for batch in stacked.batches]
    has_more = np.array([[bool(mine - its) for its in have] for mine in have])
    losing_file = stacked.of_file[losers]
    counting_file = stacked.of_file[counting]
    brings = has_more[losing_file, counting_file]
    kinds = (
        (agrees & ~brings, REPEAT),
        (~agrees & ~brings, OTHER),
        (~agrees & brings, PARTLY),
    )
    for which, kind in kinds:
        report_losers(stacked, losers[which], counting[which], kind)
    return agrees & brings
