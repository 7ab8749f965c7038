"""Checks: what a cell of a campaign file must be for its reader, and the words where it
is not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

EMAIL_LENGTH = 80


@dataclass(frozen=True)
class Check:
    """What a cell must be: a test, and the end of the sentence “<cell> …” where it
    fails.
    """

    fits: Callable[[str], bool]
    say: str


def at_most(length: int) -> Check:
    """Text of at most so many characters, or none."""
    return Check(
        lambda cell: len(cell) <= length, f"is longer than {length} characters"
    )


def filled(length: int) -> Check:
    """Text of at least one and at most so many characters."""
    return Check(
        lambda cell: 0 < len(cell) <= length,
        f"is empty or longer than {length} characters",
    )


def like(pattern: str, say: str) -> Check:
    """Text that the whole pattern fits."""
    return Check(lambda cell: re.fullmatch(pattern, cell) is not None, say)


def is_email(cell: str) -> bool:
    """Whether it is an e-mail address as the standards want it, short enough for every
    service.
    """
    try:
        validate_email(cell, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(cell) <= EMAIL_LENGTH
