"""Best customers, those of them at risk, and who was sent by a patient (definitions.md
6).
"""

import numpy as np

from retention.facts import customers, standing, visits
from retention.metrics.figure import basis, figure
from retention.metrics.patient_base import new
from retention.metrics.reading import Reading
from retention.practice import Period, Practice, Subject

OWN_ONLY = "no referring patients are exported: own work only"
NO_REFERRERS = "not measured: no referring patients are exported"


@figure("best_customers", "Best customers", needs=("procedure",))
def best_customers(practice: Practice, period: Period) -> Reading:
    """Of the people with completed work in the last 36 months, the tenth with the
    highest production.

    Production is their own completed work and that of people they sent who were first
    seen in those months.
    """
    if visits.floor(practice) is None:
        return Reading.cannot(Subject.PERSON, "no visits were loaded")
    own, members = customers.own_cents(practice, period.as_of)
    total = customers.with_referred(practice, period.as_of, own)
    reading = Reading.share_of_people(
        customers.best(total, members), members, notes=_notes(practice)
    )
    return reading.with_amounts(total)


@figure(
    "best_customers_at_risk",
    "Best customers at risk",
    needs=("procedure",),
    better="less",
)
def best_customers_at_risk(practice: Practice, period: Period) -> Reading:
    """Of the best customers who have not left, those away longer than nine in ten of
    their own gaps between visits.

    People with fewer than three gaps are held against the practice's gaps.
    """
    if visits.floor(practice) is None:
        return Reading.cannot(Subject.PERSON, "no visits were loaded")
    own, members = customers.own_cents(practice, period.as_of)
    total = customers.with_referred(practice, period.as_of, own)
    best = customers.best(total, members)
    left = standing.departed(practice, period.as_of)
    _, overall = customers.gap_limit(practice, period.as_of)
    reading = Reading.share_of_people(
        customers.at_risk(practice, period.as_of),
        best & ~left,
        {"departed": best & left},
        notes=_notes(practice),
        numbers={} if overall is None else {"practice_gap_p90_days": overall},
    )
    return reading.with_amounts(total)


@figure(
    "referrals",
    "Sent by a patient",
    takes_period=True,
    better="more",
    needs=("referral",),
)
def referrals(practice: Practice, period: Period) -> Reading:
    """Of the new patients of the period, the share whom another patient sent, whatever
    else sent them first.
    """
    if not customers.referrers_exported(practice):
        return Reading.cannot(Subject.PERSON, NO_REFERRERS)
    found = new(practice, period)
    if not found.is_known:
        return found
    whole = np.isin(np.arange(len(practice.people)), found.rows)
    return Reading.share_of_people(
        customers.sent_by_a_patient(practice), whole, notes=basis(practice)
    )


def _notes(practice: Practice) -> tuple[str, ...]:
    return () if customers.referrers_exported(practice) else (OWN_ONLY,)
