"""Whom a printed list means: ids and names found in the patient list, and those that
cannot be told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.facts.winners import winners
from retention.practice import Practice, fact

NOT_FOUND = "is not in the patient list"
_SHAPES = (
    ("last", ", ", "first"),
    ("last", ", ", "first", " ", "middle"),
    ("first", " ", "last"),
    ("first", " ", "middle", " ", "last"),
    ("last", ", ", "preferred"),
    ("preferred", " ", "last"),
    ("last", ", '", "preferred", "' ", "first"),
    ("last", ", '", "preferred", "' ", "first", " ", "middle"),
)
"""How systems print a name; Open Dental's reports print the last two."""


@dataclass(frozen=True)
class Listed:
    """A printed list, told apart: the rows of the patient list it names, and the lines
    that name nobody for sure.
    """

    rows: np.ndarray
    """Rows of the patient list, each once, in their order."""
    unknown: tuple[tuple[str, str], ...]
    """(what the list says, why it is left aside)."""


def listed(practice: Practice, lines: Iterable[str]) -> Listed:
    """Read lines as ids, and those that are none as names; a name that several people
    share is never guessed.
    """
    by_id = _by_id(practice)
    rows = set()
    unknown = []
    for line in dict.fromkeys(text for text in map(str.strip, lines) if text):
        named = (
            [by_id[line]] if line in by_id else _by_name(practice).get(_fold(line), ())
        )
        if len(named) == 1:
            rows.add(named[0])
        else:
            unknown.append(
                (line, f"is shared by {len(named)} people" if named else NOT_FOUND)
            )
    return Listed(np.array(sorted(rows), dtype=np.int64), tuple(unknown))


@fact
def _by_id(practice: Practice) -> Mapping[str, int]:
    return {key: row for row, key in enumerate(practice.people["id"])}


@fact
def _by_name(practice: Practice) -> Mapping[str, Sequence[int]]:
    """Everyone of a name, in each of its shapes; rows merged into one person are
    one.
    """
    people = practice.people
    parts = {
        name: people[f"{name}_name"].fillna("").astype(object)
        for name in ("last", "first", "middle", "preferred")
    }
    found: defaultdict[str, set[int]] = defaultdict(set)
    for shape in _SHAPES:
        _add(found, _written(parts, shape), winners(practice))
    return {name: sorted(rows) for name, rows in found.items()}


def _written(parts: Mapping[str, pd.Series], shape: Sequence[str]) -> list[str]:
    """Each row's name in a shape; "" where a part of it is missing."""
    words = [parts.get(part, part) for part in shape]
    whole = np.logical_and.reduce(
        [word.to_numpy() != "" for word in words if isinstance(word, pd.Series)]
    )
    texts = words[0]
    for word in words[1:]:
        texts = texts + word
    return [
        _fold(text) if known else "" for text, known in zip(texts, whole, strict=True)
    ]


def _add(
    found: defaultdict[str, set[int]], texts: Sequence[str], persons: np.ndarray
) -> None:
    for text, row in zip(texts, persons.tolist(), strict=True):
        if text:
            found[text].add(row)


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace(".", "").split())
