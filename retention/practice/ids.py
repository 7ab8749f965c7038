"""The order in which people sort ids, and where an id or a household stands."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.arrays import IndexArray, IntArray

MOST_GAPS = 8
"""How many numbers there may be for every one that is an id; beyond it ids are looked
up by hashing.
"""


def natural_order(ids: pa.ChunkedArray) -> IndexArray:
    """Positions that sort ids as people do: numbers by value, then words; as `natural`
    does one by one.
    """
    if pa.types.is_integer(ids.type):
        return np.argsort(ids.to_numpy(), kind="stable")
    is_number = pc.ascii_is_decimal(ids)
    number = pc.if_else(is_number, pc.ascii_ltrim(ids, "0"), "")
    keys = pa.table(
        [pc.invert(is_number), pc.binary_length(number), number, ids],
        names=["word", "size", "number", "id"],
    )
    return pc.sort_indices(
        keys, [(name, "ascending") for name in keys.column_names]
    ).to_numpy()


def natural(key: str) -> tuple[bool, int, str]:
    """Sort key of one id: "2" before "10" before "A1"."""
    is_number = key.isascii() and key.isdecimal()
    return (not is_number, int(key) if is_number else 0, key)


def index_in(cells: pa.ChunkedArray | pa.Array, values: pa.ChunkedArray) -> IndexArray:
    """The position of each cell among the values, -1 where it is none of them;
    dictionaries are looked up once.

    Ids come as text or, where all of a column are plain numbers, as such.
    """
    if pa.types.is_dictionary(cells.type):
        at, different = numbered(cells)
        return np.append(index_in(different, values), -1)[at]
    if cells.type != values.type:
        cells = cells.cast(pa.string())
        values = values.cast(pa.string())
    if pa.types.is_integer(cells.type) and len(values):
        known = values.to_numpy()
        if np.ptp(known) < MOST_GAPS * len(known):
            return _by_number(cells, known)
    found = pc.index_in(cells, values.combine_chunks(), skip_nulls=True)
    return pc.fill_null(found, -1).to_numpy().astype(np.int64)


def _by_number(cells: pa.ChunkedArray, known: IntArray) -> IntArray:
    """The position of each number among the known ones, -1 where it is none: read off a
    list with a place for each.

    Such a list is read in the order of the rows, a hashed one all over memory. Chunk by
    chunk, for memory that is used again is several times as fast as memory that the
    system has to give.
    """
    low = known.min()
    high = known.max()
    places = np.full(high - low + 2, -1)
    places[known - low] = np.arange(len(known))
    numbers = (pc.fill_null(chunk, -1).to_numpy() for chunk in cells.chunks)
    within = (
        np.where((one >= low) & (one <= high), one - low, high - low + 1)
        for one in numbers
    )
    return np.concatenate([places[:0], *(places[at] for at in within)])


def numbered(cells: pa.ChunkedArray) -> tuple[IntArray, pa.Array]:
    """The place of each cell among the different ones, -1 where it is empty; and
    those.
    """
    encoded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
    one = encoded.combine_chunks()
    return pc.fill_null(one.indices, -1).to_numpy(zero_copy_only=False), one.dictionary


def texts(cells: pa.ChunkedArray) -> list[str]:
    """The cells as text, None where they are empty."""
    return cells.cast(pa.string()).to_pylist()


def oldest_on_account(people: pd.DataFrame) -> IntArray:
    """For each row of the patient list, the row of the oldest person with the same
    household id.

    Of people whose day of birth is unknown the first; a row without a household id
    stands for itself.
    """
    account = people["household_id"].astype("category").cat.codes.to_numpy()
    own = np.arange(len(people))
    born = people["birth_date"].to_numpy().astype("datetime64[D]")
    order = np.lexsort(
        (own, np.where(np.isnat(born), np.datetime64("9999-01-01", "D"), born), account)
    )
    heads, first = np.unique(account[order], return_index=True)
    return np.where(account >= 0, order[first][np.searchsorted(heads, account)], own)
