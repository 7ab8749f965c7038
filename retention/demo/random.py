"""Chance: one stream of random numbers for each part of the practice.

So a change in one leaves the others.
"""

from collections.abc import Sequence

import numpy as np


def stream(seed: int, part: str) -> np.random.Generator:
    """The random numbers of one part."""
    return np.random.default_rng([seed, *part.encode()])


def pick(rng: np.random.Generator, shares: Sequence[float], count: int) -> np.ndarray:
    """Numbers 0, 1, 2 … in those shares (which need not add up to 1)."""
    edges = np.cumsum(shares) / np.sum(shares)
    last = len(edges) - 1
    numbers = np.searchsorted(edges, rng.random(count), side="right")
    return np.minimum(numbers, last)


def happens(
    rng: np.random.Generator, share: float | np.ndarray, count: int
) -> np.ndarray:
    """Yes or no for each, yes in that share."""
    return rng.random(count) < share


def between(rng: np.random.Generator, low: int, high: int, count: int) -> np.ndarray:
    """Whole numbers from low to high, both among them."""
    return rng.integers(low, high, count, endpoint=True)
