"""Any figure against any report: no published rule, so our own reasons and each
person's standing explain.
"""

from collections.abc import Callable

import numpy as np

from retention.facts import standing, visits
from retention.metrics.figure import Figure
from retention.metrics.reading import Reading
from retention.metrics.reconcile import conditions
from retention.metrics.reconcile.comparison import Comparison, DifferenceRule
from retention.practice import Period, Practice, Subject


def plain(practice: Practice, figure: Figure, reading: Reading) -> Comparison:
    """The comparison of a figure with a report whose rule is not known to us."""
    left_out = {
        reason: _people(practice, reading, rows)
        for reason, rows in reading.left_out.items()
    }
    part = _people(practice, reading, reading.part_rows)
    outside = _people(practice, reading, reading.rows) & ~part
    counts = np.logical_or.reduce([part, *left_out.values()])
    return Comparison(
        figure.key,
        figure.title,
        "The report's own rule is not known to us: our own reasons explain.",
        figure.key,
        lambda *_: counts,
        they_count=(
            *(
                DifferenceRule(f"left out by us: {reason}", _is(who))
                for reason, who in left_out.items()
            ),
            DifferenceRule(
                "of our whole, and not of the part that is counted",
                _is(outside),
                by_setting=True,
            ),
            *_standing(figure),
        ),
        we_count=(
            DifferenceRule(
                "the status is not Patient",
                lambda book, _: ~conditions.status(book, "active"),
                by_setting=True,
            ),
        ),
        of_export=figure.of_export,
        needs=figure.needs,
        is_published=False,
    )


def _is(who: np.ndarray) -> Callable[[Practice, Period], np.ndarray]:
    return lambda *_: who


def _people(practice: Practice, reading: Reading, rows: np.ndarray) -> np.ndarray:
    """Whether each person has one of the rows of the reading's frame."""
    if reading.subject is Subject.VISIT:
        rows = visits.visits(practice).person[rows]
    elif reading.subject is not Subject.PERSON:
        frames = {
            Subject.ITEM: practice.procedures,
            Subject.APPOINTMENT: practice.appointments,
            Subject.CLAIM: practice.claims,
        }
        rows = frames[reading.subject]["person"].to_numpy()[rows]
    out = np.zeros(len(practice.people), dtype=bool)
    out[rows] = True
    return out


def _standing(figure: Figure) -> tuple[DifferenceRule, ...]:
    """What is true of a person whom we do not count, likeliest first; visits explain
    figures made of visits alone.
    """
    return (
        _WHO
        if figure.of_export
        else (*_WHO, _NEVER, _NOT_IN_PERIOD if figure.takes_period else _NOT_LATELY)
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
