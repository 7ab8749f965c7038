"""Any figure against any report, without a published rule.

Our own reasons and each person's standing explain.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from retention.core.arrays import BoolArray, IndexArray, is_among
from retention.facts import standing, visits
from retention.metrics.figure import Figure
from retention.metrics.groups import persons
from retention.metrics.reading import Reading
from retention.metrics.reconcile import conditions
from retention.metrics.reconcile.comparison import Comparison, DifferenceRule
from retention.practice import Period, Practice, Subject


def plain(practice: Practice, figure: Figure[Any], reading: Reading) -> Comparison:
    """Make the comparison of a figure with a report of an unknown rule."""
    left_out = {}
    for reason, rows in reading.left_out.items():
        left_out[reason] = _people(practice, reading, rows)
    part = _people(practice, reading, reading.part_rows)
    counts = np.logical_or.reduce([part, *left_out.values()])
    outside = _people(practice, reading, reading.rows) & ~part
    own_reasons = [
        DifferenceRule(f"left out by us: {reason}", _is(people))
        for reason, people in left_out.items()
    ]
    not_in_part = DifferenceRule(
        "of our whole, and not of the part that is counted",
        _is(outside),
        by_setting=True,
    )

    return Comparison(
        figure.key,
        figure.title,
        "The report's own rule is not known to us: our own reasons explain.",
        figure.key,
        _is(counts),
        they_count=(*own_reasons, not_in_part, *_standing(figure)),
        we_count=(_NOT_PATIENT,),
        of_export=figure.of_export,
        needs=figure.needs,
        is_published=False,
    )


def _is(who: BoolArray) -> Callable[[Practice, Period], BoolArray]:
    return lambda *_: who


def _people(practice: Practice, reading: Reading, rows: IndexArray) -> BoolArray:
    """Whether each person has one of the rows of the reading's frame."""
    person = rows
    if reading.subject is not Subject.PERSON:
        person = persons(practice, reading.subject, rows)
    return is_among(person, len(practice.people))


def _standing(figure: Figure[Any]) -> tuple[DifferenceRule, ...]:
    """Return what is true of people whom we do not count, likeliest first.

    Visits explain figures made of visits alone.
    """
    if figure.of_export:
        return _WHO
    if figure.takes_period:
        return (*_WHO, _NEVER, _NOT_IN_PERIOD)
    return (*_WHO, _NEVER, _NOT_LATELY)


_NOT_PATIENT = DifferenceRule(
    "the status is not Patient",
    lambda book, _: ~conditions.status(book, "active"),
    by_setting=True,
)
_WHO = (
    DifferenceRule(
        "deleted in the patient list",
        lambda book, _: conditions.status(book, "deleted"),
        by_setting=True,
    ),
    DifferenceRule(
        "no visit, appointment or procedure: we count people with a history alone",
        lambda book, _: ~standing.people(book),
        by_setting=True,
    ),
    DifferenceRule(
        "left the practice, by status",
        lambda book, period: standing.departed(book, period.as_of),
        by_setting=True,
    ),
)
_NEVER = DifferenceRule(
    "never had a visit in the records",
    lambda book, period: np.isnat(visits.last_up_to(book, period.as_of)),
    by_setting=True,
)
_NOT_IN_PERIOD = DifferenceRule(
    "no visit in the period",
    lambda book, period: ~visits.seen(book, period.first, period.last),
    by_setting=True,
)
_NOT_LATELY = DifferenceRule(
    "no visit in the active window",
    lambda book, period: (
        ~visits.seen(book, standing.window_start(book, period.as_of), period.as_of)
    ),
    by_setting=True,
)
