"""Reconcile: a report of the practice's own system against our figure.

It goes person by person, with the rule.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from retention.core.errors import RetentionError, WrongCall
from retention.metrics import BY_KEY, Figure, Reading
from retention.metrics.reconcile.any_report import plain
from retention.metrics.reconcile.call_lists import REACTIVATION, RECALL, TREATMENT
from retention.metrics.reconcile.compare import (
    Case,
    against_list,
    against_number,
    number_unit,
)
from retention.metrics.reconcile.comparison import (
    EVERYTHING,
    Comparison,
    DifferenceRule,
    Group,
    Reconciliation,
    unit_of,
)
from retention.metrics.reconcile.reports import ACTIVE, BY_CODE, BY_STATUS, NEW, SEEN
from retention.practice import Period, Practice

COMPARISONS: tuple[Comparison, ...] = (
    ACTIVE,
    SEEN,
    NEW,
    TREATMENT,
    RECALL,
    REACTIVATION,
    BY_STATUS,
    BY_CODE,
)
"""The reports whose rules are published; any other figure is compared under its own
key.
"""

BY_NAME = {comparison.key: comparison for comparison in COMPARISONS}

__all__ = [
    "BY_NAME",
    "COMPARISONS",
    "EVERYTHING",
    "Comparison",
    "DifferenceRule",
    "Group",
    "Reconciliation",
    "figure_of",
    "period_of",
    "reconcile",
    "unit",
    "unit_of",
]


def figure_of(key: str) -> Figure[Any]:
    """Return our figure behind a comparison, or the figure of that key.

    Raises:
        WrongCall: It is a table, or there is none.
    """
    figure_key = BY_NAME[key].figure if key in BY_NAME else key
    figure = BY_KEY.get(figure_key)
    if figure is None:
        single_figures = [key for key, figure in BY_KEY.items() if not figure.is_table]
        known_keys = ", ".join((*BY_NAME, *single_figures))
        raise WrongCall(f"There is no comparison “{key}”. Known: {known_keys}.")
    if figure.is_table:
        raise WrongCall(f"“{figure.title}” is a table; compare a single figure.")
    return figure


def period_of(practice: Practice, key: str, as_of: date) -> Period:
    """The period that a comparison looks at where none is given."""
    if key in BY_NAME:
        return BY_NAME[key].period(practice, as_of)
    return Period.default(as_of)


def unit(practice: Practice, key: str, period: Period) -> str:
    """Return what a number of that comparison's report counts.

    It is people, appointments, visits, cents or a share.

    Raises:
        RetentionError: Our figure cannot be given.
    """
    case = _case(practice, key, period)
    return number_unit(case)


def reconcile(
    practice: Practice, key: str, theirs: Sequence[str] | float, period: Period
) -> Reconciliation:
    """Explain the difference between a comparison's report and our figure.

    Args:
        practice: The records.
        key: A comparison's, or a figure's.
        theirs: The printed list, ids or names, one a line; or the printed number in
            the unit of our value: a share between 0 and 1, cents, else a count.
        period: The days compared.

    Raises:
        RetentionError: Our figure cannot be given, or no line names anybody.
    """
    case = _case(practice, key, period)
    if not isinstance(theirs, Sequence):
        has_value = case.reading.value is not None
        if not has_value and not case.comparison.is_published:
            raise RetentionError(_cannot(case.figure.title, case.reading))
        return against_number(case, theirs)

    reconciliation = against_list(case, theirs)
    if theirs and not reconciliation.theirs:
        lines = len(reconciliation.unknown)
        raise RetentionError(
            f"No line of the list names one patient ({lines} lines read). "
            "Nothing was compared; give a list with one patient's number or name a "
            "line, or with a heading that names that column."
        )
    return reconciliation


def _case(practice: Practice, key: str, period: Period) -> Case:
    figure = figure_of(key)
    reading = figure(practice, period)
    if not reading.is_known:
        raise RetentionError(_cannot(figure.title, reading))

    comparison = BY_NAME[key] if key in BY_NAME else plain(practice, figure, reading)
    _refuse(practice, comparison, period)
    return Case(practice, comparison, figure, period, reading)


def _refuse(practice: Practice, comparison: Comparison, period: Period) -> None:
    has = practice.loaded
    if practice.visits_from != "procedure":
        has = has - {"procedure"}
    missing = [name for name in comparison.needs if name not in has]
    if missing:
        raise RetentionError(
            f"“{comparison.title}” looks at {missing[0]}s, and none were loaded. "
            "Import them first."
        )
    if comparison.of_export and period.as_of < practice.exported:
        raise RetentionError(
            f"“{comparison.title}” looks at the state of the day of the export: "
            f"{practice.exported}. Ask for that day."
        )


def _cannot(title: str, reading: Reading) -> str:
    return (
        f"“{title}” cannot be given ({reading.reason}), so there is nothing to "
        "compare. Nothing was changed."
    )
