"""Names for the arrays that facts are made of, by what each place holds."""

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
DayArray = NDArray[np.datetime64]
CentsArray = NDArray[np.int64]
IndexArray = NDArray[np.intp]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
StrArray = NDArray[np.object_]
