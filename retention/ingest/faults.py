"""Keeping count of what is wrong in a file, without keeping a million copies of one fault."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from retention.problems import Problem

MOST_KEPT = 1_000
"""Problems kept row by row for one file, column and kind of fault; the rest is told in one sentence."""
_LONG = 200  # letters kept of the text that was found


@dataclass
class Faults:
    """The problems of one file, gathered while it is read."""

    file: str
    _kept: list[Problem] = field(default_factory=list)
    _counts: Counter[tuple[str, str, bool]] = field(default_factory=Counter)

    def add(self, row: int, column: str, found: str, say: str, *, set_aside: bool = False) -> None:
        """One fault, at one row or (0) of the whole file."""
        self._note(Problem(self.file, row, column, found[:_LONG], say, set_aside), say)

    def add_rows(
        self,
        rows: np.ndarray,
        column: str,
        found: pa.Array,
        kind: str,
        *,
        told: Sequence[str] = (),
        set_aside: bool = False,
    ) -> None:
        """One kind of fault at many rows (line numbers), with the text found in each.

        `told` are the sentences row by row where they differ (as many as are kept are enough), else `kind` is told."""
        texts = found.slice(0, MOST_KEPT).to_pylist()
        says = told or [kind] * len(texts)
        for row, text, say in zip(rows[:MOST_KEPT].tolist(), texts, says, strict=True):
            self._note(Problem(self.file, row, column, (text or "")[:_LONG], say, set_aside), kind)
        self._counts[column, kind, set_aside] += max(len(rows) - MOST_KEPT, 0)

    def _note(self, problem: Problem, kind: str) -> None:
        key = problem.column, kind, problem.set_aside
        self._counts[key] += 1
        if self._counts[key] <= MOST_KEPT:
            self._kept.append(problem)

    @property
    def count(self) -> int:
        """How many faults there were, those not kept included."""
        return self._counts.total()

    def problems(self) -> tuple[Problem, ...]:
        """The kept problems by row, then one for each kind of which more were met than are kept."""
        more = [
            Problem(self.file, 0, column, f"{count - MOST_KEPT:,} further rows", f"{say} (not listed)", aside)
            for (column, say, aside), count in self._counts.items()
            if count > MOST_KEPT
        ]
        return (*sorted(self._kept, key=lambda problem: problem.row), *more)
