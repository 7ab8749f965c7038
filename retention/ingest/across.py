"""One id in several files of an import: each of its columns comes from the last file
that has that column.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retention.ingest.repeats import (
    OTHER,
    PARTLY,
    REPEAT,
    Stacked,
    equal_cells,
    tell,
    winners,
)


@dataclass(frozen=True)
class Chosen:
    """For each id the row that counts, as places in the stacked rows, sorted by id.

    Of ids that several files have, `members` are the rows by id, each id's from
    `starts` on, and `at` is their place in `order`. `joined` are those among the
    members that are not told, as they agree with what counts and have columns that it
    lacks; `joined_at` are their ids' places in `order`.
    """

    stacked: Stacked
    order: np.ndarray
    at: np.ndarray
    members: np.ndarray
    starts: np.ndarray
    joined: np.ndarray
    joined_at: np.ndarray

    @property
    def filled(self) -> Iterator[str]:
        """The columns that a row which counts may have from another one."""
        if len(self.at):
            yield from (
                name
                for name in self.stacked.rows.column_names
                if self.stacked.some_lack(name)
            )

    def givers(self, name: str) -> np.ndarray:
        """For each id the place of the row that gives a column, in the stacked rows."""
        if not len(self.at) or not self.stacked.some_lack(name):
            return self.order
        given = _last_with(self.stacked, name, self.members, self.starts)
        found = self.order.copy()
        found[self.at] = np.where(given < 0, found[self.at], given)
        return found

    def lacks(self, name: str) -> np.ndarray:
        """Which ids have a column in none of the files they stand in."""
        return ~self.stacked.has(name)[self.stacked.of_file[self.givers(name)]]

    def by_file(self, which: np.ndarray) -> tuple[int, ...]:
        """How many rows of each file stand in the table, of the ids that are marked."""
        files = np.append(self.order[which], self.joined[which[self.joined_at]])
        return tuple(
            np.bincount(
                self.stacked.of_file[files], minlength=len(self.stacked.batches)
            ).tolist()
        )


def choose(stacked: Stacked, order: np.ndarray, same: np.ndarray) -> Chosen:
    """One row for each id; the others become problems of their files, unless they go
    into it unchanged.

    `order` sorts the rows by id, stable, and `same` says which places in it repeat the
    id before. Of rows of several files the last counts, and where all agree in the
    columns that they have, the first.
    """
    order = order.astype(np.int64, copy=False)
    none = np.empty(0, np.int64)
    if not same.any():
        return Chosen(stacked, order, none, none, none, none, none)
    order, same = _once_a_file(stacked, order, same)
    of_several = np.flatnonzero(same | np.append(same[1:], False))
    members = order[of_several]
    starts = np.flatnonzero(~same[of_several])
    group = np.cumsum(~same[of_several]) - 1
    ends = np.append(starts[1:], len(members))[: len(starts)] - 1
    agrees = _agrees(stacked, members, starts, group)
    all_agree = np.bincount(group, ~agrees, minlength=len(starts)) == 0
    counts = np.where(all_agree, starts, ends)
    first = np.flatnonzero(~same)
    at = np.searchsorted(first, of_several[starts])
    chosen = order[first]
    chosen[at] = members[counts]
    losers = np.setdiff1d(np.arange(len(members)), counts, assume_unique=True)
    joined = _tell_losers(
        stacked, members[losers], chosen[at[group[losers]]], agrees[losers]
    )
    return Chosen(
        stacked,
        chosen,
        at,
        members,
        starts,
        members[losers[joined]],
        at[group[losers[joined]]],
    )


def _once_a_file(
    stacked: Stacked, order: np.ndarray, same: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The order with one row for each id and file, and which places in it repeat the id
    before.
    """
    files = stacked.of_file[order]
    ids = np.cumsum(~same)
    again = same & np.append(False, files[1:] == files[:-1])
    if not again.any():
        return order, same
    counts = winners(stacked, order, again)
    ids = ids[counts]
    return order[counts], np.append(False, ids[1:] == ids[:-1])


def _last_with(
    stacked: Stacked, name: str, members: np.ndarray, starts: np.ndarray
) -> np.ndarray:
    """For each id the last of its rows whose file has a column; -1 where none has."""
    if not len(starts):
        return starts
    has = stacked.has(name)[stacked.of_file[members]]
    last = np.maximum.reduceat(np.where(has, np.arange(len(members)), -1), starts)
    return np.where(last < 0, -1, members[last])


def _agrees(
    stacked: Stacked, members: np.ndarray, starts: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Which rows say, in every column that their file has, what the last file that has
    it says.
    """
    agrees = np.ones(len(members), bool)
    for name in stacked.rows.column_names:
        given = _last_with(stacked, name, members, starts)[group]
        column = stacked.rows[name]
        has = stacked.has(name)[stacked.of_file[members]]
        mine = column.take(pa.array(members))
        its = column.take(pa.array(given, mask=given < 0))
        agrees &= ~has | equal_cells(mine, its)
    return agrees


def _tell_losers(
    stacked: Stacked, losers: np.ndarray, counting: np.ndarray, agrees: np.ndarray
) -> np.ndarray:
    """Tell the rows that do not count, each beside the one that does; gives which of
    them lose nothing, untold.
    """
    have = [batch.present for batch in stacked.batches]
    more = np.array([[bool(mine - its) for its in have] for mine in have])
    brings = more[stacked.of_file[losers], stacked.of_file[counting]]
    for which, kind in (
        (agrees & ~brings, REPEAT),
        (~agrees & ~brings, OTHER),
        (~agrees & brings, PARTLY),
    ):
        tell(stacked, losers[which], counting[which], kind)
    return agrees & brings
