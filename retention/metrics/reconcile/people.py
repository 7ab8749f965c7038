"""Open Dental's reports of patients who came, against our figures, by their published
rules.
"""

import numpy as np

from retention.facts import standing, visits
from retention.metrics.reconcile import records
from retention.metrics.reconcile.declare import Comparison, Rule
from retention.practice import Period, Practice

NOT_PATIENT = Rule(
    "the status is not Patient", lambda practice, _: ~records.status(practice, "active")
)


def _worked(practice: Practice, period: Period) -> np.ndarray:
    """Status Patient, and any completed procedure in the range."""
    any_work = records.worked(
        practice, records.completed(practice), period.first, period.last
    )
    return any_work & records.status(practice, "active")


def _visited(practice: Practice, period: Period) -> np.ndarray:
    return records.worked(
        practice, records.completed_care(practice), period.first, period.last
    )


_CODE_AS_CARE = Rule(
    "Open Dental counts a broken-appointment code as care",
    lambda practice, period: ~_visited(practice, period),
)
_ACTIVE_RULE = (
    "Status Patient and at least one procedure completed in the range; "
    "broken-appointment codes count as procedures."
)

ACTIVE = Comparison(
    "active_patients",
    "Open Dental: Active Patients",
    _ACTIVE_RULE,
    "active",
    _worked,
    they_count=(
        _CODE_AS_CARE,
        Rule(
            "the last visit lies before our active window, inside the report's range",
            lambda practice, period: ~standing.active(practice, period.as_of),
        ),
    ),
    we_count=(
        NOT_PATIENT,
        Rule(
            "no completed procedure in the report's range, which is shorter than "
            "our active window",
            lambda practice, period: (
                ~records.worked(
                    practice, records.completed(practice), period.first, period.last
                )
            ),
        ),
    ),
    default="window",
)

SEEN = Comparison(
    "patients_seen",
    "Open Dental: Active Patients of a range",
    _ACTIVE_RULE,
    "seen",
    _worked,
    they_count=(_CODE_AS_CARE,),
    we_count=(NOT_PATIENT,),
)


def _first_in(practice: Practice, period: Period, procedures: np.ndarray) -> np.ndarray:
    first = records.first_day(practice, procedures)
    return (first >= np.datetime64(period.first)) & (
        first <= np.datetime64(period.last)
    )


def _new(practice: Practice, period: Period) -> np.ndarray:
    return _first_in(practice, period, records.completed_care(practice))


def _new_with_codes(practice: Practice, period: Period) -> np.ndarray:
    return _first_in(practice, period, records.completed(practice))


NEW = Comparison(
    "new_patients",
    "Open Dental: New Patients",
    "The first completed procedure falls in the range, broken-appointment codes aside; "
    "any status, and not the first visit that the patient's row reports.",
    "new",
    _new,
    they_count=(
        Rule(
            "deleted in the patient list, which this report does not look at",
            lambda practice, _: records.status(practice, "deleted"),
        ),
        Rule(
            "first visit reported before the data: the report looks at procedures "
            "alone",
            lambda practice, period: (
                visits.first_visit(practice) < np.datetime64(period.first)
            ),
        ),
        Rule(
            "older versions of the report count a broken-appointment code as the "
            "first visit",
            _new_with_codes,
            by_setting=True,
        ),
    ),
    we_count=(
        Rule(
            "older versions of the report count an earlier broken-appointment "
            "code as the first visit",
            lambda practice, period: ~_new_with_codes(practice, period),
            by_setting=True,
        ),
    ),
)
