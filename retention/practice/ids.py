"""The order in which people sort ids, and where an id stands."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.arrays import IndexArray, IntArray

MOST_GAPS = 8
"""How many numbers there may be for every one that is an id; beyond it ids are looked
up by hashing.
"""


def natural_order(ids: pa.ChunkedArray) -> IndexArray:
    """Return the positions that sort ids as people do: numbers by value, then words.

    `natural` does the same one by one.
    """
    if pa.types.is_integer(ids.type):
        return np.argsort(ids.to_numpy(), kind="stable")

    is_number = pc.ascii_is_decimal(ids)
    number = pc.if_else(is_number, pc.ascii_ltrim(ids, "0"), "")
    size = pc.binary_length(number)
    keys = pa.table(
        [pc.invert(is_number), size, number, ids],
        names=["word", "size", "number", "id"],
    )
    order = [(name, "ascending") for name in keys.column_names]
    return pc.sort_indices(keys, order).to_numpy()


def natural(key: str) -> tuple[bool, int, str]:
    """Sort key of one id: "2" before "10" before "A1"."""
    is_number = key.isascii() and key.isdecimal()
    return (not is_number, int(key) if is_number else 0, key)


def index_in(cells: pa.ChunkedArray | pa.Array, values: pa.ChunkedArray) -> IndexArray:
    """Return the position of each cell among the values, -1 where it is none of them.

    Dictionaries are looked up once. Ids come as text or, where all of a column are
    plain numbers, as such.
    """
    if pa.types.is_dictionary(cells.type):
        place, distinct = numbered(cells)
        position_or_none = np.append(index_in(distinct, values), -1)
        return position_or_none[place]

    if cells.type != values.type:
        cells = cells.cast(pa.string())
        values = values.cast(pa.string())
    if pa.types.is_integer(cells.type) and len(values):
        known = values.to_numpy()
        if np.ptp(known) < MOST_GAPS * len(known):
            return _by_number(cells, known)

    position = pc.index_in(cells, values.combine_chunks(), skip_nulls=True)
    return pc.fill_null(position, -1).to_numpy().astype(np.int64)


def _by_number(cells: pa.ChunkedArray, known: IntArray) -> IntArray:
    """Return the position of each number among the known ones, -1 where it is none.

    It is read off a list with a place for each number. Such a list is read in the order
    of the rows, a hashed one all over memory. Chunk by chunk, for memory that is used
    again is several times as fast as memory that the system has to give.
    """
    low = known.min()
    high = known.max()
    unknown = high - low + 1
    positions = np.full(unknown + 1, -1)
    positions[known - low] = np.arange(len(known))

    parts = [positions[:0]]
    for chunk in cells.chunks:
        number = pc.fill_null(chunk, -1).to_numpy()
        is_within = (number >= low) & (number <= high)
        place = np.where(is_within, number - low, unknown)
        parts.append(positions[place])
    return np.concatenate(parts)


def numbered(cells: pa.ChunkedArray) -> tuple[IntArray, pa.Array]:
    """Return the place of each cell among the distinct ones, and those.

    The place is -1 where the cell is empty.
    """
    is_encoded = pa.types.is_dictionary(cells.type)
    encoded = cells if is_encoded else cells.dictionary_encode()
    whole = encoded.combine_chunks()
    place = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False)
    return place, whole.dictionary


def texts(cells: pa.ChunkedArray) -> list[str]:
    """Return the cells as text, None where they are empty."""
    as_text = cells.cast(pa.string())
    return as_text.to_pylist()
