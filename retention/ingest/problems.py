"""Keeping count of what is wrong in a file, and of its lines that are not needed,
without a million copies of one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from retention.core.errors import Problem

MOST_KEPT = 1_000
"""Problems kept row by row for one file, column and kind of fault; the rest is told in
one sentence.
"""
_LONG = 200  # letters kept of the text that was found


@dataclass
class ProblemLog:
    """The problems of one file, gathered while it is read."""

    file: str
    _kept: list[Problem] = field(default_factory=list)
    _counts: Counter[Problem] = field(default_factory=Counter)
    """How many of each kind there were, by a problem of that kind without row and
    text.
    """

    def add(
        self,
        row: int,
        column: str,
        found: str,
        say: str,
        *,
        set_aside: bool = False,
        not_needed: bool = False,
    ) -> None:
        """One fault, at one row or (0) of the whole file."""
        self._note(
            Problem(self.file, row, column, found[:_LONG], say, set_aside, not_needed),
            say,
        )

    def add_rows(
        self,
        rows: np.ndarray,
        column: str,
        found: pa.Array,
        kind: str,
        *,
        set_aside: bool = False,
        not_needed: bool = False,
    ) -> None:
        """One kind of fault at many rows (line numbers), with the text found there."""
        shared = Problem(self.file, 0, column, "", kind, set_aside, not_needed)
        self._add_rows(shared, rows, found, [kind] * min(len(rows), MOST_KEPT))

    def set_aside_rows(
        self,
        rows: np.ndarray,
        column: str,
        found: pa.Array,
        kind: str,
        sentences: Sequence[str],
    ) -> None:
        """One kind of fault at many rows, each with a sentence of its own; as many
        sentences as are kept are enough.
        """
        shared = Problem(self.file, 0, column, "", kind, set_aside=True)
        self._add_rows(shared, rows, found, sentences)

    def _add_rows(
        self,
        shared: Problem,
        rows: np.ndarray,
        found: pa.Array,
        sentences: Sequence[str],
    ) -> None:
        """A problem like `shared` for each row."""
        numbers = rows[:MOST_KEPT].tolist()
        texts = found.slice(0, MOST_KEPT).to_pylist()
        for row, text, sentence in zip(numbers, texts, sentences, strict=True):
            shown = (text or "")[:_LONG]
            problem = replace(shared, row=row, found=shown, say=sentence)
            self._note(problem, shared.say)
        beyond = len(rows) - MOST_KEPT
        self._counts[shared] += max(beyond, 0)

    def _note(self, problem: Problem, kind: str) -> None:
        """Count a problem, and keep it while there are few of its kind."""
        of_kind = replace(problem, row=0, found="", say=kind)
        self._counts[of_kind] += 1
        count = self._counts[of_kind]
        if count <= MOST_KEPT:
            self._kept.append(problem)

    @property
    def count(self) -> int:
        """How many faults there were, those not kept included."""
        return self._counts.total() - self.not_needed

    @property
    def not_needed(self) -> int:
        """How many lines were not needed, those not kept included."""
        lines = 0
        for kind, count in self._counts.items():
            if kind.not_needed:
                lines += count
        return lines

    def problems(self) -> tuple[Problem, ...]:
        """The kept problems by row, then one for each kind of which more were met than
        are kept.
        """
        more = [
            replace(
                kind,
                found=f"{count - MOST_KEPT:,} further rows",
                say=f"{kind.say} (not listed)",
            )
            for kind, count in self._counts.items()
            if count > MOST_KEPT
        ]
        return (*sorted(self._kept, key=lambda problem: problem.row), *more)
