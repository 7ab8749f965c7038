"""Declaring a comparison with a report, and what it found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from retention.core.arrays import BoolArray, IndexArray
from retention.facts import standing
from retention.metrics.figure import Figure, Unit
from retention.metrics.reading import Reading
from retention.practice import Period, Practice

Who = Callable[[Practice, Period], BoolArray]
"""One yes or no per person (per event, where the comparison counts events)."""

EVERYTHING = date(1900, 1, 1)
"""First day of a period that leaves nothing out, undated rows neither."""


@dataclass(frozen=True)
class DifferenceRule:
    """One way in which two counts differ, in words.

    The first of a comparison's rules that holds explains a person.
    """

    say: str
    holds: Who
    by_setting: bool = False
    """Whether it is a choice or an older version of the report.

    It explains what the published rule alone does not.
    """


@dataclass(frozen=True)
class Comparison:
    """A report by its published rule, against one of our figures.

    The rule is from the vendor's manual, or its source where that is open.
    """

    key: str
    title: str
    about: str
    """The published rule, in words."""
    figure: str
    """Key of our figure."""
    counts: Who
    """Who the published rule counts, on our records."""
    they_count: tuple[DifferenceRule, ...]
    """Why the report counts whom we do not."""
    we_count: tuple[DifferenceRule, ...]
    """Why we count whom the report does not."""
    default: str = "months"
    """The period where none is given: "months", "window" or "everything".

    "months" are the last 12 full ones, "window" is the active window.
    """
    needs: tuple[str, ...] = ("procedure",)
    of_export: bool = False
    """Looks at the state on the day of the export: refused for an earlier day."""
    notes: tuple[str, ...] = ()
    """What the report can be set to, and the records do not tell."""
    events: Callable[[Practice], IndexArray] | None = None
    """The person of each event; None where people are counted."""
    is_published: bool = True
    """Whether a published rule stands behind it; else only our own reasons explain."""

    def period(self, practice: Practice, as_of: date) -> Period:
        """The period compared where none is given."""
        if self.default == "everything":
            return Period(as_of, EVERYTHING, as_of)
        if self.default == "window":
            return Period(as_of, standing.window_start(practice, as_of), as_of)
        return Period.default(as_of)


NOT_EXPLAINED = "not explained"
THEIRS = "theirs"
OURS = "ours"
SHARE = "share"
CENTS = "cents"
PEOPLE = "people"
APPOINTMENTS = "appointments"


def unit_of(figure: Figure[Any], reading: Reading) -> str:
    """Return the unit of a reading's value.

    It is "share" (between 0 and 1), "cents", or what the figure counts.
    """
    if reading.is_share:
        return SHARE
    if figure.unit is Unit.AMOUNT:
        return CENTS
    return figure.unit.value


@dataclass(frozen=True)
class Group:
    """One rule of the difference: why, which side, and how many.

    `side` is the one that alone counts them: "theirs" or "ours".
    """

    why: str
    side: str
    count: int


@dataclass(frozen=True)
class Reconciliation:
    """A figure of ours compared with what the practice's own system printed.

    Both sides are in one unit. For a list: people, with the ids of each side. For a
    number: the sizes of the groups that explain the difference.
    """

    comparison: Comparison
    figure: Figure[Any]
    period: Period
    unit: str
    """ "people", "appointments", "visits", "cents" or "share": of both sides."""
    ours: float
    theirs: float
    groups: tuple[Group, ...]
    """The rules that hold for anyone, each with its count.

    Of a list, the not explained are among them.
    """
    explained: float
    """Of a list: people of the difference with a rule.

    Of a number: how far the published rule, on our own records, moves our value towards
    theirs.
    """
    notes: tuple[str, ...] = ()
    is_list: bool = False
    both: tuple[str, ...] = ()
    """Ids of the people on both sides.

    This and the three fields below are of lists alone.
    """
    only_ours: tuple[tuple[str, str], ...] = ()
    """(id, why the report does not count them)."""
    only_theirs: tuple[tuple[str, str], ...] = ()
    """(id, why we do not count them)."""
    unknown: tuple[tuple[str, str], ...] = ()
    """(what the list says, why nobody could be told by it): counted on neither side."""

    @property
    def difference(self) -> float:
        """Theirs − ours."""
        return self.theirs - self.ours

    @property
    def not_explained(self) -> float:
        """Of a list: people of the difference without a rule.

        Of a number: what is left of the difference, signed.
        """
        if self.is_list:
            return len(self.only_ours) + len(self.only_theirs) - self.explained
        return self.difference - self.explained
