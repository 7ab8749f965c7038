"""A figure's answer: the subjects first, the number derived from them (definitions.md
1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

import numpy as np

from retention.facts.survival import Curve
from retention.practice import Subject

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Reading:
    """People or items, each in the whole or not, in the part or not, with an amount
    where it is money.

    A count has no whole of its own (`is_share` false): its subjects are its part. What
    cannot be given has a reason in `unknown` and no value, which is never the same as
    0.
    """

    subject: Subject
    rows: np.ndarray = field(default_factory=lambda: _NONE)
    """The subjects of the whole (of the count), by row of their frame."""
    person: np.ndarray = field(default_factory=lambda: _NONE)
    """The person of each subject."""
    part: np.ndarray = field(default_factory=lambda: _NONE.astype(bool))
    """Whether each subject is in the part."""
    is_share: bool = False
    by_count: bool = False
    """Of a share with amounts: the value is the share of subjects, the amounts stand
    beside it.
    """
    cents: np.ndarray | None = None
    """Amount of each subject, where the figure is money."""
    left_out: Mapping[str, np.ndarray] = field(default_factory=dict)
    """Subjects left out, by reason; rows of the same frame."""
    apart: Mapping[str, np.ndarray] = field(default_factory=dict)
    """Subjects counted apart, by name: they stay where they are, and are worth a look;
    rows of the same frame.
    """
    in_whole: np.ndarray | None = None
    """Of a ratio of two headcounts: whether each subject is in the whole.

    None: all are, and the part is inside it.
    """
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Further numbers that the figure is about, by name (a median, a limit)."""
    notes: tuple[str, ...] = ()
    unknown: str = ""
    items: "Reading | None" = None
    """Of a share of people drawn from items: the items, so that it can be split by what
    they are.
    """

    @classmethod
    def of_people(
        cls,
        who: np.ndarray,
        left_out: Mapping[str, np.ndarray] | None = None,
        **more: object,
    ) -> Self:
        """A count of people from one yes or no per person; reasons likewise."""
        rows = np.flatnonzero(who)
        reasons = {
            reason: np.flatnonzero(holds) for reason, holds in (left_out or {}).items()
        }
        return cls(
            Subject.PERSON,
            rows,
            rows,
            np.ones(len(rows), dtype=bool),
            left_out=reasons,
            **more,  # type: ignore[arg-type]
        )

    @classmethod
    def share_of_people(
        cls,
        part: np.ndarray,
        whole: np.ndarray,
        left_out: Mapping[str, np.ndarray] | None = None,
        **more: object,
    ) -> Self:
        """A share of people from two yes-or-no columns per person; the part is taken
        inside the whole.
        """
        return replace(
            cls.of_people(whole, left_out, **more),
            part=part[np.flatnonzero(whole)],
            is_share=True,
        )

    @classmethod
    def ratio_of_people(
        cls, part: np.ndarray, whole: np.ndarray, **more: object
    ) -> Self:
        """A ratio of two headcounts from two yes-or-no columns per person; the part may
        lie outside the whole.
        """
        either = np.flatnonzero(part | whole)
        both = cls.of_people(part | whole, None, **more)
        return replace(both, part=part[either], in_whole=whole[either], is_share=True)

    @classmethod
    def cannot(cls, subject: Subject, why: str) -> Self:
        """No value, with the reason."""
        return cls(subject, unknown=why)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to count."""
        return not self.unknown

    @property
    def whole_count(self) -> int | None:
        """Number of subjects in the whole of a share; None for a count or an
        unknown.
        """
        return len(self.whole_rows) if self.is_share and self.is_known else None

    @property
    def whole_rows(self) -> np.ndarray:
        """The subjects of the whole, by row of their frame."""
        return self.rows if self.in_whole is None else self.rows[self.in_whole]

    @property
    def part_rows(self) -> np.ndarray:
        """The subjects of the part, by row of their frame."""
        return self.rows[self.part]

    @property
    def part_count(self) -> int | None:
        """Number of subjects in the part; None where it cannot be given."""
        return int(self.part.sum()) if self.is_known else None

    @property
    def amount(self) -> int | None:
        """Cents of the part; None where the figure is not money."""
        return (
            int(self.cents[self.part].sum())
            if self.cents is not None and self.is_known
            else None
        )

    @property
    def whole_amount(self) -> int | None:
        """Cents of the whole of a share; None where the figure is not money."""
        return (
            int(self.cents.sum())
            if self.cents is not None and self.is_share and self.is_known
            else None
        )

    @property
    def people_count(self) -> int | None:
        """Number of different people in the part; None where it cannot be given."""
        return len(np.unique(self.person[self.part])) if self.is_known else None

    @property
    def value(self) -> float | int | None:
        """A share between 0 and 1, cents, or a count; None where it cannot be given or
        the whole is empty.
        """
        if not self.is_known:
            return None
        if not self.is_share:
            return self.part_count if self.cents is None else self.amount
        in_money = self.cents is not None and not self.by_count
        part, whole = (
            (self.amount, self.whole_amount)
            if in_money
            else (self.part_count, self.whole_count)
        )
        return part / whole if whole else None  # type: ignore[operator]

    @property
    def reason(self) -> str:
        """Why there is no value: the reason, or that the whole is empty; "" where there
        is one.
        """
        return self.unknown or ("nobody to count" if self.value is None else "")

    def only(self, chosen: np.ndarray) -> Self:
        """The same figure of the chosen subjects alone; reasons are dropped, they are
        not split.
        """
        return replace(
            self,
            rows=self.rows[chosen],
            person=self.person[chosen],
            part=self.part[chosen],
            cents=None if self.cents is None else self.cents[chosen],
            in_whole=None if self.in_whole is None else self.in_whole[chosen],
            left_out={},
            apart={},
            numbers={},
        )

    def by_person(self) -> "Reading":
        """The same share of people: whoever has one item in the part is in it; reasons,
        being of items, are dropped.
        """
        people = np.unique(self.person)
        part = np.isin(people, self.person[self.part])
        return replace(
            self,
            subject=Subject.PERSON,
            rows=people,
            person=people,
            part=part,
            cents=None,
            left_out={},
            items=self,
        )

    def with_amounts(self, cents: np.ndarray) -> Self:
        """The same share of people with an amount for each, from one amount per
        person.
        """
        return replace(self, cents=cents[self.person], by_count=True)

    def noted(self, *notes: str) -> Self:
        """With further notes."""
        return replace(self, notes=self.notes + tuple(note for note in notes if note))


@dataclass(frozen=True, eq=False)
class TableRow:
    """One group of a table: its name, the days it speaks of where they differ by row,
    and its reading.
    """

    group: str
    reading: Reading
    first: date | None = None
    last: date | None = None
    curve: Curve | None = None
    """The survival curve behind it, where it is one."""


@dataclass(frozen=True, eq=False)
class FigureTable:
    """A figure of several groups; `unknown` says why there is none."""

    rows: tuple[TableRow, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: str = ""

    def row(self, group: str) -> TableRow | None:
        """The group of that name; None where there is none."""
        return next((row for row in self.rows if row.group == group), None)
