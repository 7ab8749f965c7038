"""Practices that several tests describe in the same words are made once.

A practice is never written to, so that tests can share one, and its facts with it. Where
a test changes a constant of the product for itself, nothing is shared.
"""

from collections.abc import Callable

from retention.practice import Practice

_PRACTICES: dict[str, Practice] = {}


def practice_of(description: str, make: Callable[[], Practice]) -> Practice:
    """The practice of that description, made where no test asked for it before."""
    if description not in _PRACTICES:
        _PRACTICES[description] = make()
    return _PRACTICES[description]


def forget() -> None:
    """Make every practice anew."""
    _PRACTICES.clear()
