"""Recall: who is overdue for a cleaning, by the practice's rows or by estimate, and for
how long (definitions.md 4).
"""

import numpy as np

from retention.facts import recall as facts
from retention.facts import visits
from retention.metrics.declare import Unit, basis_of_bookings, figure
from retention.metrics.reading import Reading, Row, Table
from retention.practice import Period, Practice

NOT_SEEN = "hygiene visits since the due day are not seen: no codes were exported"
REASONS = ("not due before D", "booked", "hygiene visit since it fell due")
AGES = (
    ("1-30", 1, 30),
    ("31-90", 31, 90),
    ("91-180", 91, 180),
    ("181-365", 181, 365),
    (">365", 366, 10**6),
)
"""Age buckets of overdue recalls: name, first and last day."""


@figure(
    "recall_overdue",
    "Overdue for recall",
    of_export=True,
    needs=("recall",),
    better="less",
)
def recall_overdue(practice: Practice, period: Period) -> Reading:
    """Of the people with a dated recall that is switched on, those whose recall fell
    due before the day of the export.

    Left out: people who left, people with a hygiene appointment booked (one without
    codes counts as one), and people with a hygiene visit on or after the due day. One
    person counts once, aged by the oldest such recall.
    """
    found = facts.overdue(practice)
    left_out = {why: found.left_out == why for why in REASONS}
    unseen = (
        ()
        if visits.codes_exported(practice) and practice.visits_from != "patient"
        else (NOT_SEEN,)
    )
    notes = (*unseen, *basis_of_bookings(practice))
    return Reading.share_of_people(found.overdue, found.counts, left_out, notes=notes)


@figure(
    "recall_estimated",
    "Overdue by estimate",
    of_export=True,
    needs=("procedure",),
    needs_codes=True,
    better="less",
)
def recall_estimated(practice: Practice, period: Period) -> Reading:
    """Of the people with a hygiene visit and no recall row at all, those whose last one
    lies more than 6 months back.

    Estimated: the practice's own system never said when they are due. People who left
    and people with a hygiene appointment booked are left out. Counted apart from
    "Overdue for recall"; the 6 months are the practice's setting.
    """
    found = facts.estimated(practice)
    left_out = {why: found.left_out == why for why in REASONS[:2]}
    notes = ("estimated", *basis_of_bookings(practice))
    return Reading.share_of_people(found.overdue, found.counts, left_out, notes=notes)


@figure("overdue_ages", "For how long overdue", unit=Unit.TABLE, of_export=True)
def overdue_ages(practice: Practice, period: Period) -> Table:
    """People overdue for recall, and those overdue by estimate, by days since the due
    day.

    Where one of the two is not measured, it has no rows here either.
    """
    rows = []
    missing = []
    for whole, found, prefix in (
        (recall_overdue, facts.overdue, ""),
        (recall_estimated, facts.estimated, "estimated "),
    ):
        why = whole(practice, period).unknown
        missing += [f"{whole.title}: {why}"] if why else []
        rows += [] if why else _ages(practice, found(practice), prefix)
    notes = (*missing, *basis_of_bookings(practice))
    return Table(
        tuple(rows), notes, "" if rows else "not measured: no recalls were loaded"
    )


def _ages(practice: Practice, found: facts.Overdue, prefix: str) -> list[Row]:
    age = (np.datetime64(practice.exported, "D") - found.since).astype(float)
    return [
        Row(
            prefix + name,
            Reading.of_people(found.overdue & (age >= low) & (age <= high)),
        )
        for name, low, high in AGES
    ]
