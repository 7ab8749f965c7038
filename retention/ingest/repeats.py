"""Rows met twice: which of them counts, and what is told about the others
(definitions.md 0).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.conform import Batch
from retention.ingest.faults import MOST_KEPT

REPEAT = "is a repeat of {}"
OTHER = "stands again with other content in {}, which counts"
PARTLY = (
    "stands again with other content in {}, which counts in the columns that both "
    "files have"
)


@dataclass(frozen=True)
class Stacked:
    """The rows of several files, one file below the other, and from which file each row
    is.
    """

    rows: pa.Table
    of_file: np.ndarray
    batches: Sequence[Batch]

    @cached_property
    def lines(self) -> np.ndarray:
        """Each row's line in its file."""
        return np.concatenate([batch.numbers for batch in self.batches])

    def has(self, name: str) -> np.ndarray:
        """Which of the files have a column."""
        return np.array([name in batch.present for batch in self.batches])

    def some_lack(self, name: str) -> bool:
        """Whether some of the files have a column, and others have not."""
        return len({name in batch.present for batch in self.batches}) > 1

    def place(self, row: int, seen_from: int) -> str:
        """Where a row stands, for a reader of the file with that number."""
        file = int(self.of_file[row])
        return f"row {self.lines[row]}" + (
            "" if file == seen_from else f" of {self.batches[file].faults.file}"
        )


def winners(stacked: Stacked, order: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Which places of the sorted order count, one for each id; the other rows become
    problems of their files.

    `order` sorts the rows by id and `same` says which places repeat the id before. The
    last row of an id counts; where all are alike the first does, so that it is the
    repeats that are told.
    """
    group = np.cumsum(~same) - 1
    first = np.flatnonzero(~same)
    last = np.append(first[1:], len(order)) - 1
    met_again = np.flatnonzero(same | np.append(same[1:], False))
    equal = np.ones(len(order), bool)
    mine = order[met_again]
    its_last = order[last[group[met_again]]]
    equal[met_again] = equal_rows(
        stacked.rows.take(pa.array(mine)), stacked.rows.take(pa.array(its_last))
    )
    counts = np.where(np.bincount(group, ~equal) == 0, first, last)
    losers = met_again[met_again != counts[group[met_again]]]
    for repeated, kind in ((True, REPEAT), (False, OTHER)):
        told = losers[equal[losers] == repeated]
        tell(stacked, order[told], order[counts[group[told]]], kind)
    return counts


def tell(stacked: Stacked, losers: np.ndarray, counting: np.ndarray, kind: str) -> None:
    """Problems for rows that do not count, each naming the row that does."""
    for number, batch in enumerate(stacked.batches):
        own = stacked.of_file[losers] == number
        rows = losers[own]
        says = [
            kind.format(stacked.place(row, number)) for row in counting[own][:MOST_KEPT]
        ]
        if len(rows):
            keys = stacked.rows["id"].take(pa.array(rows))
            whole = kind.format("another row")
            batch.faults.add_rows(
                stacked.lines[rows],
                batch.key_header,
                keys,
                whole,
                told=says,
                set_aside=True,
            )


def equal_rows(left: pa.Table, right: pa.Table) -> np.ndarray:
    """Row by row, whether two tables of one length hold the same; nothing equals
    nothing.
    """
    equal = np.ones(left.num_rows, bool)
    for one, other in zip(left.columns, right.columns, strict=True):
        equal &= equal_cells(one, other)
    return equal


def equal_cells(one: pa.ChunkedArray, other: pa.ChunkedArray) -> np.ndarray | bool:
    """Cell by cell, whether two columns of one length hold the same; nothing equals
    nothing. True where all do.
    """
    if one.equals(other):
        return True
    both_empty = pc.and_(pc.is_null(one), pc.is_null(other))
    return pc.or_(pc.fill_null(pc.equal(one, other), False), both_empty).to_numpy()
