"""Declaring a comparison with a report, and what it found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from retention.facts import standing
from retention.metrics.figure import Figure, Unit
from retention.metrics.reading import Reading
from retention.practice import Period, Practice

Who = Callable[[Practice, Period], np.ndarray]
"""One yes or no per person (per event, where the comparison counts events)."""

EVERYTHING = date(1900, 1, 1)
"""First day of a period that leaves nothing out, undated rows neither."""


@dataclass(frozen=True)
class DifferenceRule:
    """One way in which two counts differ, in words; the first of a comparison's rules
    that holds explains a person.
    """

    say: str
    holds: Who
    by_setting: bool = False
    """A choice or an older version of the report: it explains what the published rule
    alone does not.
    """


@dataclass(frozen=True)
class Comparison:
    """A report by its published rule (the vendor's manual, its source where it is open)
    against one of our figures.
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
    """The period where none is given: "months" (the last 12 full ones), "window"
    (active window) or "everything".
    """
    needs: tuple[str, ...] = ("procedure",)
    of_export: bool = False
    """Looks at the state on the day of the export: refused for an earlier day."""
    notes: tuple[str, ...] = ()
    """What the report can be set to, and the records do not tell."""
    events: Callable[[Practice], np.ndarray] | None = None
    """Of a comparison that counts events: the person of each; None: people are
    counted.
    """
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


def unit_of(figure: Figure, reading: Reading) -> str:
    """The unit of a reading's value: "share" (between 0 and 1), "cents", else what the
    figure counts.
    """
    if reading.is_share:
        return SHARE
    return CENTS if figure.unit is Unit.AMOUNT else figure.unit.value


@dataclass(frozen=True)
class Group:
    """One rule of the difference: why, which side alone counts them ("theirs" or
    "ours"), and how many.
    """

    why: str
    side: str
    count: int


@dataclass(frozen=True)
class Reconciliation:
    """A figure of ours held against what the practice's own system printed, in one unit
    on both sides.

    For a list: people, with the ids of each side. For a number: the sizes of the groups
    that explain the difference.
    """

    comparison: Comparison
    figure: Figure
    period: Period
    unit: str
    """ "people", "appointments", "visits", "cents" or "share": of both sides."""
    ours: float
    theirs: float
    groups: tuple[Group, ...]
    """The rules that explain, each with its count, where they hold for anyone; of a
    list, the not explained too.
    """
    explained: float
    """Of a list: people of the difference with a rule.

    Of a number: how far the published rule, on our own records, moves our value towards
    theirs.
    """
    notes: tuple[str, ...] = ()
    is_list: bool = False
    both: tuple[str, ...] = ()
    """Ids of the people on both sides; the three fields below are of lists alone,
    too.
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
