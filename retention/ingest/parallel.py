"""Work on whole columns done side by side: Arrow leaves Python's lock alone while it
works.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

Column = TypeVar("Column", pa.Array, pa.ChunkedArray)
Done = TypeVar("Done")
_MANY = 20_000
"""Rows from which threads are worth their while."""


def map_columns(
    work: Callable[[Column], Done], columns: Sequence[Column]
) -> list[Done]:
    """What the work makes of each column, in their order; columns of few rows are done
    one after the other.
    """
    if not columns or len(columns[0]) < _MANY:
        return list(map(work, columns))
    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, columns))
