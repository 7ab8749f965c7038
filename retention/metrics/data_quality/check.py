"""Declaring a check of the records.

A check is a function whose docstring says what is wrong, why it matters and what
to do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from inspect import getdoc

import pandas as pd

from retention.core.arrays import IndexArray
from retention.core.errors import Problem
from retention.core.schema import Tables
from retention.practice import Practice


@dataclass(frozen=True, eq=False)
class CheckInput:
    """What the checks look at: the practice, and the records beside it."""

    practice: Practice
    tables: Tables
    """The stored tables, everything in them."""
    today: date
    """The day of work, T."""
    problems: Sequence[Problem] = ()
    """What was wrong in the files of the last import; of many alike some."""
    set_aside: int = 0
    """How many rows of those files were set aside, in all."""
    doubles: Sequence[tuple[str, str, str]] = ()
    """Undecided pairs of patients that look like one person: both ids, and why."""


@dataclass(frozen=True, eq=False)
class Finding:
    """What a check found: how many, of how many, and which."""

    rows: pd.DataFrame
    """One row per finding: id (as the practice's system writes it), what (in words)."""
    count: int
    whole: int | None = None
    """How many were looked at; None where there is no such number."""
    unknown: str = ""
    """Why it cannot be said.

    Then nothing was found, which is not the same as all being well.
    """
    limit: int = 0
    """As much as can be without anything being wrong."""

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to put right."""
        return not self.unknown and self.count <= self.limit


@dataclass(frozen=True)
class DataCheck:
    """A declared check; call it with what there is to see."""

    key: str
    title: str
    unit: str
    """What is counted, in the plural."""
    function: Callable[[CheckInput], Finding] = field(repr=False)
    needs: tuple[str, ...] = ()
    """Tables without which it cannot be said."""

    @property
    def about(self) -> str:
        """What is looked for; then, in a new paragraph, why it matters.

        That second paragraph says what to do as well.
        """
        return getdoc(self.function) or ""

    @property
    def advice(self) -> str:
        """Why it matters and what to do."""
        _, _, second_paragraph = self.about.partition("\n\n")
        return " ".join(second_paragraph.split())

    def __call__(self, sight: CheckInput) -> Finding:
        """What was found, or why it cannot be said."""
        for table in self.needs:
            if table not in sight.tables:
                words = table.replace("_", " ")
                return cannot(f"no {words}s were loaded")
        return self.function(sight)


def check(
    key: str, title: str, unit: str, *, needs: tuple[str, ...] = ()
) -> Callable[[Callable[[CheckInput], Finding]], DataCheck]:
    """Declare the function below as a check under that key."""
    return lambda function: DataCheck(key, title, unit, function, needs)


def finding(
    ids: Iterable[str],
    what: Iterable[str],
    whole: int | None = None,
    *,
    count: int | None = None,
    limit: int = 0,
) -> Finding:
    """Make findings from their ids and words.

    Their number is that of the ids, where no other count is given.
    """
    columns = {"id": list(ids), "what": list(what)}
    rows = pd.DataFrame(columns, columns=["id", "what"], dtype="str")
    if count is None:
        count = len(rows)
    return Finding(rows, count, whole, limit=limit)


def cannot(why: str) -> Finding:
    """Make a finding of nothing, with the reason why it cannot be said."""
    nothing = finding([], [])
    return Finding(nothing.rows, 0, unknown=why)


def names(practice: Practice, people: IndexArray) -> list[str]:
    """Return "Ada Byron" for each of those rows of the patient list.

    It is "no name" where a row has none.
    """
    columns = practice.people[["first_name", "last_name"]]
    texts = columns.iloc[people].fillna("").astype(object)
    full_names = []
    for first, last in texts.itertuples(index=False, name=None):
        full_name = f"{first} {last}".strip()
        full_names.append(full_name or "no name")
    return full_names
