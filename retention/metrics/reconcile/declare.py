"""Declaring a comparison: a report of the practice's system, our figure, and the rules
by which they differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from retention.facts import standing
from retention.practice import Period, Practice

Who = Callable[[Practice, Period], np.ndarray]
"""One yes or no per person (per event, where the comparison counts events)."""

EVERYTHING = date(1900, 1, 1)
"""First day of a period that leaves nothing out, undated rows neither."""


@dataclass(frozen=True)
class Rule:
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
    they_count: tuple[Rule, ...]
    """Why the report counts whom we do not."""
    we_count: tuple[Rule, ...]
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
