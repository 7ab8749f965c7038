"""What people are called: by name, or by initials where a page may show none."""

from collections.abc import Sequence

import numpy as np

from retention import formats
from retention.practice import Practice


def names(practice: Practice, rows: np.ndarray | Sequence[int]) -> list[str]:
    """ "Ada Byron" for each of those rows of the patient list, the preferred name before
    the first; "–" for none.
    """
    frame = (
        practice.people[["first_name", "preferred_name", "last_name"]]
        .iloc[list(rows)]
        .fillna("")
    )
    given = frame["preferred_name"].where(
        frame["preferred_name"] != "", frame["first_name"]
    )
    return [
        name or formats.ABSENT
        for name in (given + " " + frame["last_name"]).str.strip()
    ]


def initials(practice: Practice, rows: np.ndarray | Sequence[int]) -> list[str]:
    """ "A. B." for each of those rows; "–" for none."""
    return [shortened(name) for name in names(practice, rows)]


def shortened(name: str) -> str:
    """ "A.

    B." for Ada Byron, "Dr. A. B." for Dr. Ada Byron; "–" for a name without a letter.
    """
    words = (
        word if word.endswith(".") else f"{word[0].upper()}."
        for word in name.split()
        if word[0].isalnum()
    )
    return " ".join(words) or formats.ABSENT
