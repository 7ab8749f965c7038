"""A figure's answer: subjects first, then the number (definitions.md 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

import numpy as np

from retention.core.arrays import BoolArray, CentsArray, IndexArray
from retention.facts.survival import Curve
from retention.practice import Subject

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Reading:
    """People or items, each in the whole or not, in the part or not.

    Where the figure is money each has an amount. A count has no whole of its own
    (`is_share` is false): its subjects are its part. What cannot be given has a
    reason in `unknown` and no value, which is never the same as 0.
    """

    subject: Subject
    rows: IndexArray = field(default_factory=lambda: _NONE)
    """The subjects of the whole (of the count), by row of their frame."""
    person: IndexArray = field(default_factory=lambda: _NONE)
    """The person of each subject."""
    part: BoolArray = field(default_factory=lambda: _NONE.astype(bool))
    """Whether each subject is in the part."""
    is_share: bool = False
    by_count: bool = False
    """Whether the value of a share with amounts is the share of subjects.

    The amounts stand beside it.
    """
    cents: CentsArray | None = None
    """Amount of each subject, where the figure is money."""
    left_out: Mapping[str, IndexArray] = field(default_factory=dict)
    """Subjects left out, by reason; rows of the same frame."""
    apart: Mapping[str, IndexArray] = field(default_factory=dict)
    """Subjects counted apart, by name; rows of the same frame.

    They stay where they are, and are worth a look.
    """
    in_whole: BoolArray | None = None
    """Whether each subject of a ratio of two headcounts is in the whole.

    Where it is None all are, and the part is inside it.
    """
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Further numbers that the figure is about, by name (a median, a limit)."""
    notes: tuple[str, ...] = ()
    unknown: str = ""
    items: "Reading | None" = None
    """The items from which a share of people was drawn.

    By them it can be split by what they are.
    """

    @classmethod
    def of_people(
        cls,
        who: BoolArray,
        left_out: Mapping[str, BoolArray] | None = None,
        **more: object,
    ) -> Self:
        """Make a count of people from one yes or no per person; reasons likewise."""
        rows = np.flatnonzero(who)
        every_row = np.ones(len(rows), dtype=bool)
        by_reason = left_out or {}
        reasons = {reason: np.flatnonzero(mask) for reason, mask in by_reason.items()}

        return cls(
            Subject.PERSON,
            rows,
            rows,
            every_row,
            left_out=reasons,
            **more,  # type: ignore[arg-type]
        )

    @classmethod
    def share_of_people(
        cls,
        part: BoolArray,
        whole: BoolArray,
        left_out: Mapping[str, BoolArray] | None = None,
        **more: object,
    ) -> Self:
        """Make a share of people from two yes-or-no columns per person.

        The part is taken inside the whole.
        """
        count = cls.of_people(whole, left_out, **more)
        part_of_whole = part[np.flatnonzero(whole)]
        return replace(count, part=part_of_whole, is_share=True)

    @classmethod
    def ratio_of_people(cls, part: BoolArray, whole: BoolArray, **more: object) -> Self:
        """Make a ratio of two headcounts from two yes-or-no columns per person.

        The part may lie outside the whole.
        """
        in_either = part | whole
        rows = np.flatnonzero(in_either)
        count = cls.of_people(in_either, None, **more)
        return replace(count, part=part[rows], in_whole=whole[rows], is_share=True)

    @classmethod
    def cannot(cls, subject: Subject, why: str) -> Self:
        """Make an answer without a value, with the reason."""
        return cls(subject, unknown=why)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to count."""
        return not self.unknown

    @property
    def whole_count(self) -> int | None:
        """Number of subjects in the whole of a share; None for any other."""
        if not self.is_share or not self.is_known:
            return None
        return len(self.whole_rows)

    @property
    def whole_rows(self) -> IndexArray:
        """The subjects of the whole, by row of their frame."""
        if self.in_whole is None:
            return self.rows
        return self.rows[self.in_whole]

    @property
    def part_rows(self) -> IndexArray:
        """The subjects of the part, by row of their frame."""
        return self.rows[self.part]

    @property
    def part_count(self) -> int | None:
        """Number of subjects in the part; None where it cannot be given."""
        if not self.is_known:
            return None
        return int(self.part.sum())

    @property
    def amount(self) -> int | None:
        """Cents of the part; None where the figure is not money."""
        if self.cents is None or not self.is_known:
            return None

        part_cents = self.cents[self.part]
        return int(part_cents.sum())

    @property
    def whole_amount(self) -> int | None:
        """Cents of the whole of a share; None where the figure is not money."""
        if self.cents is None or not self.is_share or not self.is_known:
            return None
        return int(self.cents.sum())

    @property
    def people_count(self) -> int | None:
        """Number of different people in the part; None where it cannot be given."""
        if not self.is_known:
            return None

        people = np.unique(self.person[self.part])
        return len(people)

    @property
    def value(self) -> float | int | None:
        """A share between 0 and 1, cents, or a count.

        None where it cannot be given or the whole is empty.
        """
        if not self.is_known:
            return None

        in_money = self.cents is not None
        if not self.is_share:
            return self.amount if in_money else self.part_count

        part: int | None = self.part_count
        whole: int | None = self.whole_count
        if in_money and not self.by_count:
            part = self.amount
            whole = self.whole_amount
        if not whole:
            return None
        return part / whole  # type: ignore[operator]

    @property
    def reason(self) -> str:
        """Why there is no value; "" where there is one."""
        if self.unknown:
            return self.unknown
        if self.value is None:
            return "nobody to count"
        return ""

    def only(self, chosen: BoolArray) -> Self:
        """Give the same figure of the chosen subjects alone.

        Reasons are dropped, for they are not split.
        """
        cents = None
        if self.cents is not None:
            cents = self.cents[chosen]
        in_whole = None
        if self.in_whole is not None:
            in_whole = self.in_whole[chosen]

        return replace(
            self,
            rows=self.rows[chosen],
            person=self.person[chosen],
            part=self.part[chosen],
            cents=cents,
            in_whole=in_whole,
            left_out={},
            apart={},
            numbers={},
        )

    def by_person(self) -> "Reading":
        """Give the same share of people: one item in the part is enough.

        Reasons are dropped, for they are of items.
        """
        people = np.unique(self.person)
        people_of_part = self.person[self.part]
        part = np.isin(people, people_of_part)
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

    def with_amounts(self, cents: CentsArray) -> Self:
        """Give the same share with each person's amount, from one per person."""
        return replace(self, cents=cents[self.person], by_count=True)

    def noted(self, *notes: str) -> Self:
        """Give the same reading with further notes; empty ones are dropped."""
        further = tuple(filter(None, notes))
        return replace(self, notes=self.notes + further)


@dataclass(frozen=True, eq=False)
class TableRow:
    """One group of a table: its name, its days and its reading.

    The days are those it speaks of, where they differ by row.
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
        """Return the row of the group of that name; None where there is none."""
        for row in self.rows:
            if row.group == group:
                return row
        return None
