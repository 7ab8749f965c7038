"""Best customers, those of them at risk, and referrals (definitions.md 6)."""

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

    own_cents, members = customers.own_cents(practice, period.as_of)
    total_cents = customers.with_referred(practice, period.as_of, own_cents)
    is_best = customers.best(total_cents, members)
    reading = Reading.share_of_people(is_best, members, notes=_notes(practice))
    return reading.with_amounts(total_cents)


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

    own_cents, members = customers.own_cents(practice, period.as_of)
    total_cents = customers.with_referred(practice, period.as_of, own_cents)
    is_best = customers.best(total_cents, members)
    has_left = standing.departed(practice, period.as_of)
    at_risk = customers.at_risk(practice, period.as_of)
    reading = Reading.share_of_people(
        at_risk,
        is_best & ~has_left,
        left_out={"departed": is_best & has_left},
        notes=_notes(practice),
        numbers=_gap_numbers(practice, period),
    )
    return reading.with_amounts(total_cents)


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

    new_patients = new(practice, period)
    if not new_patients.is_known:
        return new_patients

    every_row = np.arange(len(practice.people))
    is_new = np.isin(every_row, new_patients.rows)
    was_sent = customers.sent_by_a_patient(practice)
    return Reading.share_of_people(was_sent, is_new, notes=basis(practice))


def _gap_numbers(practice: Practice, period: Period) -> dict[str, float]:
    """The practice's own limit of a gap, by name; {} where there is none."""
    _, overall_days = customers.gap_limit(practice, period.as_of)
    if overall_days is None:
        return {}
    return {"practice_gap_p90_days": overall_days}


def _notes(practice: Practice) -> tuple[str, ...]:
    if customers.referrers_exported(practice):
        return ()
    return (OWN_ONLY,)
