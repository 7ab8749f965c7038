"""How sure a share is: the range in which it, or the difference of two, lies with 95 % certainty."""

import math

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: 95 % lie within."""


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % interval of a share of independent subjects, both ends between 0 and 1; None where the whole is empty.

    Wilson 1927; unlike the textbook interval it holds for small wholes and for shares near 0 and 1."""
    if not whole:
        return None
    share, weight = part / whole, Z**2 / whole
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * math.sqrt(share * (1 - share) / whole + weight / (4 * whole))
    return max(middle - half, 0.0), min(middle + half, 1.0)
