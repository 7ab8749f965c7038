"""Names for the arrays that figures are made of, by what one element holds."""

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
"""Yes or no."""
DayArray = NDArray[np.datetime64]
"""Days or moments; NaT where there is none."""
CentsArray = NDArray[np.int64]
"""Amounts of money, in cents."""
IndexArray = NDArray[np.intp]
"""Rows of a table, or of people."""
FloatArray = NDArray[np.float64]
"""Shares, chances and other numbers that are not whole."""
IntArray = NDArray[np.int64]
"""Counts, and other whole numbers."""
StrArray = NDArray[np.object_]
"""Texts; None where there is none."""
