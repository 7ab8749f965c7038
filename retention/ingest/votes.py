"""Votes of a column's texts on a question of style that its reader cannot know: is the
day first, is there a comma.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

SHOWN = 3
"""Undecided texts kept as examples."""


@dataclass(frozen=True)
class Votes:
    """How many texts can only mean yes, only no, or either, and some that could be
    either.
    """

    yes: int = 0
    no: int = 0
    undecided: int = 0
    examples: tuple[str, ...] = ()

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(
            self.yes + other.yes,
            self.no + other.no,
            self.undecided + other.undecided,
            (*self.examples, *other.examples)[:SHOWN],
        )

    @property
    def decided(self) -> bool | None:
        """What the larger number says; None where nothing decides."""
        return None if self.yes == self.no else self.yes > self.no


File = TypeVar("File")


def decided(
    votes: Mapping[tuple[File, str], Votes],
) -> dict[tuple[File, str], bool | None]:
    """For each column of each file what its own votes decide, else those of its file,
    else all together.
    """
    everywhere = sum(votes.values(), Votes()).decided
    of_file: dict[File, Votes] = {}
    for (file, _), vote in votes.items():
        of_file[file] = of_file.get(file, Votes()) + vote
    return {
        place: next(
            (
                one
                for one in (own.decided, of_file[place[0]].decided)
                if one is not None
            ),
            everywhere,
        )
        for place, own in votes.items()
    }
