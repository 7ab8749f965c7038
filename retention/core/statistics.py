"""How sure a share is: where it, or a difference, lies with 95 % certainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retention.core.arrays import FloatArray, IntArray

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: 95 % lie within."""

Column = Sequence[int] | IntArray
"""A count per stratum."""


def wilson(part: int, whole: int, z: float = Z) -> tuple[float, float] | None:
    """Return the interval of a share of independent subjects.

    Wilson 1927; unlike the textbook interval it holds for small wholes and for shares
    near 0 and 1.

    Args:
        part: How many have it.
        whole: Of how many.
        z: The quantile of the normal distribution; 95 % unless another is given.

    Returns:
        Both ends, between 0 and 1; None where the whole is empty.
    """
    if not whole:
        return None

    share = part / whole
    weight = z**2 / whole
    middle = (share + weight / 2) / (1 + weight)
    variance = share * (1 - share) / whole
    half = z / (1 + weight) * math.sqrt(variance + weight / (4 * whole))
    low = max(middle - half, 0.0)
    high = min(middle + half, 1.0)
    return low, high


@dataclass(frozen=True)
class Difference:
    """A share minus another, with its 95 % interval; all between -1 and 1."""

    value: float
    low: float
    high: float


def difference(
    part: Column, whole: Column, other_part: Column, other_whole: Column
) -> Difference | None:
    """Return the difference of two shares that were compared by strata.

    Weights of Mantel and Haenszel, and the stratified Newcombe interval of Yan and Su
    2010; with one stratum it is Newcombe's own. A stratum where one whole is empty
    tells nothing and is passed over.

    Args:
        part: How many have it, one count per stratum.
        whole: Of how many, likewise.
        other_part: The same of the share that is taken away.
        other_whole: Its whole.

    Returns:
        The difference; None where every stratum is passed over.
    """
    given = (part, whole, other_part, other_whole)
    columns = [np.asarray(column, dtype=float) for column in given]
    in_both = (columns[1] > 0) & (columns[3] > 0)
    if not in_both.any():
        return None

    parts, wholes, other_parts, other_wholes = (column[in_both] for column in columns)
    weight = wholes * other_wholes / (wholes + other_wholes)
    weight /= weight.sum()
    value = float(weight @ (parts / wholes - other_parts / other_wholes))
    below, above = _reach(parts, wholes, weight)
    other_below, other_above = _reach(other_parts, other_wholes, weight)
    low = value - math.hypot(below, other_above)
    high = value + math.hypot(above, other_below)
    return Difference(value, max(low, -1.0), min(high, 1.0))


def _reach(
    part: FloatArray, whole: FloatArray, weight: FloatArray
) -> tuple[float, float]:
    """Return how far below and above its interval lets a weighted share lie.

    The interval is the stratified Wilson interval of Yan and Su 2010.
    """
    z = _quantile(part / whole, whole, weight)
    intervals = [
        wilson(int(stratum_part), int(stratum_whole), z)
        for stratum_part, stratum_whole in zip(part, whole, strict=True)
    ]
    low, high = np.clip(weight @ np.array(intervals), 0.0, 1.0)
    spread = Z * math.sqrt(float(weight**2 @ (1 / whole)))
    below = spread * math.sqrt(low * (1 - low))
    above = spread * math.sqrt(high * (1 - high))
    return below, above


def _quantile(share: FloatArray, whole: FloatArray, weight: FloatArray) -> float:
    """Return the quantile at which the strata's intervals make up the whole's.

    The strata's own Wilson intervals are weighted. Where nobody or everybody has it in
    all strata, it is the limit for shares that are equal.
    """
    variance = share * (1 - share) / whole
    if not variance.any():
        variance = 1 / whole
    spread_of_whole = math.sqrt(float(weight**2 @ variance))
    mean_spread = float(weight @ np.sqrt(variance))
    return Z * spread_of_whole / mean_spread
