"""Recall: who is overdue for a cleaning (definitions.md 4)."""

from retention.facts import recall as facts
from retention.metrics.declare import figure
from retention.metrics.reading import Reading
from retention.practice import Period, Practice

REASONS = ("not due before D", "booked", "hygiene visit since it fell due")


@figure("recall_overdue", "Overdue for recall", of_export=True, needs=("recall",), better="less")
def recall_overdue(practice: Practice, period: Period) -> Reading:
    """Of the people with a dated recall that is switched on, those whose recall fell due before the day of the export.

    Left out: people who left, people with a hygiene appointment booked (one without codes counts as one), and people
    with a hygiene visit on or after the due day. One person counts once, aged by the oldest such recall."""
    found = facts.overdue(practice)
    return Reading.share_of_people(found.overdue, found.counts, {why: found.left_out == why for why in REASONS})
