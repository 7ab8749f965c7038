"""How sure a share is: the range in which it, or the difference of two, lies with 95 %
certainty.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: 95 % lie within."""

Column = Sequence[int] | np.ndarray
"""A count per stratum."""


def wilson(part: int, whole: int, z: float = Z) -> tuple[float, float] | None:
    """The interval of a share of independent subjects, both ends between 0 and 1; None
    where the whole is empty.

    It holds 95 % unless another quantile `z` of the normal distribution is given.
    Wilson 1927; unlike the textbook interval it holds for small wholes and for shares
    near 0 and 1.
    """
    if not whole:
        return None
    share = part / whole
    weight = z**2 / whole
    middle = (share + weight / 2) / (1 + weight)
    half = (
        z / (1 + weight) * math.sqrt(share * (1 - share) / whole + weight / (4 * whole))
    )
    return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True)
class Difference:
    """A share minus another, with the interval in which it lies with 95 % certainty;
    all between -1 and 1.
    """

    value: float
    low: float
    high: float


def difference(
    part: Column, whole: Column, other_part: Column, other_whole: Column
) -> Difference | None:
    """The difference of two shares that were compared stratum by stratum, one place per
    stratum in each column.

    Weights of Mantel and Haenszel, and the stratified Newcombe interval of Yan and Su
    2010; with one stratum it is Newcombe's own. A stratum where one whole is empty
    tells nothing and is passed over; None where all are such.
    """
    columns = [
        np.asarray(column, dtype=float)
        for column in (part, whole, other_part, other_whole)
    ]
    both = (columns[1] > 0) & (columns[3] > 0)
    if not both.any():
        return None
    one, of, other, other_of = (column[both] for column in columns)
    weight = of * other_of / (of + other_of)
    weight /= weight.sum()
    value = float(weight @ (one / of - other / other_of))
    down = _reach(one, of, weight)
    up = _reach(other, other_of, weight)
    low = value - math.hypot(down[0], up[1])
    high = value + math.hypot(down[1], up[0])
    return Difference(value, max(low, -1.0), min(high, 1.0))


def _reach(
    part: np.ndarray, whole: np.ndarray, weight: np.ndarray
) -> tuple[float, float]:
    """How far below and above its stratified Wilson interval (Yan and Su 2010) lets a
    weighted share lie.
    """
    z = _quantile(part / whole, whole, weight)
    ends = np.array(
        [wilson(int(k), int(n), z) for k, n in zip(part, whole, strict=True)]
    )
    low, high = np.clip(weight @ ends, 0.0, 1.0)
    spread = Z * math.sqrt(float(weight**2 @ (1 / whole)))
    return spread * math.sqrt(low * (1 - low)), spread * math.sqrt(high * (1 - high))


def _quantile(share: np.ndarray, whole: np.ndarray, weight: np.ndarray) -> float:
    """The quantile at which the strata's own Wilson intervals, weighted, make up the
    interval of the whole.

    Where nobody or everybody has it in all strata, the limit for shares that are equal.
    """
    variance = share * (1 - share) / whole
    if not variance.any():
        variance = 1 / whole
    return (
        Z * math.sqrt(float(weight**2 @ variance)) / float(weight @ np.sqrt(variance))
    )
