"""Names for the arrays that figures are made of, by what one element holds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
"""Yes or no."""
DayArray = NDArray[np.datetime64[Any]]
"""Days or moments; NaT where there is none."""
CentsArray = NDArray[np.signedinteger]
"""Amounts of money, in cents."""
IndexArray = NDArray[np.signedinteger]
"""Rows of a table, or of people."""
FloatArray = NDArray[np.floating]
"""Shares, chances and other numbers that are not whole."""
IntArray = NDArray[np.signedinteger]
"""Counts, and other whole numbers."""
StrArray = NDArray[np.str_ | np.object_]
"""Texts; None where there is none."""


def is_among(rows: IndexArray, size: int) -> BoolArray:
    """Return whether each of `size` rows is one of those rows."""
    among = np.zeros(size, dtype=bool)
    among[rows] = True
    return among
