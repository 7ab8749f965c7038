"""Open Dental's lists of people to see to, compared by their published rules."""

import numpy as np

from retention.core.arrays import BoolArray, CentsArray, DayArray, FloatArray, is_among
from retention.facts import appointments, contactability, recall, standing, visits
from retention.metrics.reconcile import conditions
from retention.metrics.reconcile.comparison import (
    EVERYTHING,
    Comparison,
    DifferenceRule,
)
from retention.metrics.reconcile.reports import NOT_PATIENT
from retention.practice import Period, Practice

AWAY = np.timedelta64(730, "D")
"""Days away after which Open Dental's Reactivation list takes a patient in.

It can be set otherwise there.
"""

_BOOKED = DifferenceRule(
    "by preference, the report leaves out whoever has any appointment scheduled",
    lambda practice, _: appointments.has_booking(practice),
    by_setting=True,
)


def _planned_since(practice: Practice, period: Period) -> BoolArray:
    """Whether each procedure was planned on the period's first day or later.

    Undated ones count where everything is asked for.
    """
    day = practice.procedures["planned_on"].to_numpy()
    is_since = day >= np.datetime64(period.first)
    if period.first <= EVERYTHING:
        is_since |= np.isnat(day)
    return conditions.planned(practice) & is_since


def _planned_cents(practice: Practice, period: Period) -> CentsArray | FloatArray:
    is_planned = _planned_since(practice, period)
    person = practice.procedures["person"].to_numpy()[is_planned]
    cents = practice.procedures["cents"].to_numpy()[is_planned]
    return np.bincount(person, weights=cents, minlength=len(practice.people))


def _planned_and_booked(practice: Practice, period: Period) -> BoolArray:
    has_planned = _planned_cents(practice, period) > 0
    return has_planned & appointments.has_booking(practice)


def _in_treatment_finder(practice: Practice, period: Period) -> BoolArray:
    is_patient = conditions.status(practice, "active")
    is_scheduled = conditions.scheduled(practice)
    has_planned = _planned_cents(practice, period) > 0
    return is_patient & ~is_scheduled & has_planned


TREATMENT = Comparison(
    "treatment_finder",
    "Open Dental: Treatment Finder",
    "Status Patient, planned procedures of any code since a day with fees above zero, "
    "and no appointment scheduled for today or later; planned templates do not count "
    "as appointments.",
    "sitting",
    _in_treatment_finder,
    they_count=(
        DifferenceRule(
            "Treatment Finder counts every planned procedure, exams and cleanings "
            "too; we count treatment alone",
            lambda practice, _: (
                ~conditions.of_procedures(
                    practice,
                    conditions.planned(practice) & conditions.is_care(practice),
                )
            ),
        ),
        DifferenceRule(
            "the plan's day lies after the day of the export",
            lambda practice, _: _planned_later(practice),
        ),
        DifferenceRule(
            "booked with us: the appointment is of the old status ASAP, which the "
            "report does not look at",
            lambda practice, _: (
                appointments.has_booking(practice) & ~conditions.scheduled(practice)
            ),
        ),
        DifferenceRule(
            "booked with us: the appointment was made after the report was printed",
            _planned_and_booked,
            by_setting=True,
        ),
    ),
    we_count=(
        NOT_PATIENT,
        DifferenceRule(
            "Treatment Finder drops people with any scheduled appointment, so a booked "
            "cleaning hides an unbooked crown",
            lambda practice, _: conditions.scheduled(practice),
        ),
        DifferenceRule(
            "planned before the report's first day",
            lambda practice, period: (
                ~conditions.of_procedures(practice, _planned_since(practice, period))
            ),
        ),
        DifferenceRule(
            "the fees of what is planned are zero",
            lambda practice, period: _planned_cents(practice, period) <= 0,
        ),
    ),
    default="everything",
    of_export=True,
    notes=(
        (
            "Treatment Finder can be narrowed to insured people, a renewal month or "
            "codes: print it without them."
        ),
    ),
)


def _planned_later(practice: Practice) -> BoolArray:
    day = practice.procedures["planned_on"].to_numpy()
    is_later = day > practice.export_day
    is_planned_care = conditions.planned(practice) & conditions.is_care(practice)
    return conditions.of_procedures(practice, is_planned_care & is_later)


def _due(practice: Practice, period: Period) -> BoolArray:
    """Whether each person has a recall that is switched on and due in the range."""
    rows = recall.enabled(practice)
    due_on = rows["due_on"].to_numpy()
    not_before = due_on >= np.datetime64(period.first)
    not_after = due_on <= np.datetime64(period.last)
    person = rows["person"].to_numpy()
    return is_among(person[not_before & not_after], len(practice.people))


def _due_before_export(practice: Practice, period: Period) -> BoolArray:
    # by ordinals: a period may end on the calendar's first day
    day_before = practice.exported.toordinal() - 1
    last = min(period.last.toordinal(), day_before)
    until_export = Period(period.as_of, period.first, period.last.fromordinal(last))
    return _due(practice, until_export)


def _due_and_booked(practice: Practice, period: Period) -> BoolArray:
    return _due(practice, period) & appointments.has_hygiene_booking(practice)


def _recalled(practice: Practice, period: Period) -> BoolArray:
    is_patient = conditions.status(practice, "active")
    is_scheduled = conditions.hygiene_scheduled(practice)
    return _due(practice, period) & is_patient & ~is_scheduled


_REMINDED = DifferenceRule(
    "contacted since the last visit: by setting, the list hides people for some days "
    "after a contact, and for good after the last of them",
    lambda practice, _: contactability.last(practice) > visits.last_visit(practice),
    by_setting=True,
)

RECALL = Comparison(
    "recall_list",
    "Open Dental: Recall List",
    "Status Patient, a recall that is switched on and due in the range, and no "
    "appointment scheduled for it.",
    "recall_overdue",
    _recalled,
    they_count=(
        DifferenceRule(
            "no visit, appointment or procedure: we count people with a history alone",
            lambda practice, _: ~standing.people(practice),
        ),
        DifferenceRule(
            "due on the day of the export itself: we count what fell due before it",
            lambda practice, period: ~_due_before_export(practice, period),
        ),
        DifferenceRule(
            "a booked appointment that is marked as hygiene, or has no codes, "
            "counts as the cleaning with us",
            lambda practice, _: appointments.has_hygiene_booking(practice),
        ),
        DifferenceRule(
            "a hygiene visit on or after the due day: the recall was not moved on",
            lambda practice, _: ~recall.overdue(practice).overdue,
        ),
        DifferenceRule(
            "a cleaning is booked with us, while the recall itself holds no "
            "scheduled day",
            _due_and_booked,
            by_setting=True,
        ),
    ),
    we_count=(
        NOT_PATIENT,
        DifferenceRule(
            "no recall is due in the report's range",
            lambda practice, period: ~_due(practice, period),
        ),
        _BOOKED,
        _REMINDED,
    ),
    default="everything",
    needs=("recall",),
    of_export=True,
    notes=(
        (
            "A booked appointment with a hygiene code stands for Open Dental's own "
            "scheduled day of a recall."
        ),
        (
            "Kinds of recall, family balances and reminders, by which the list can be "
            "narrowed, are not told."
        ),
    ),
)


def _last_work(practice: Practice) -> DayArray:
    return conditions.last_day(practice, conditions.completed_care(practice))


def _away(practice: Practice) -> BoolArray:
    limit = practice.export_day - AWAY
    return _last_work(practice) < limit


_BOOK = ("scheduled",)
_TEMPLATE = ("planned",)
_OTHERS = (
    "completed",
    "no_show",
    "cancelled",
    "broken_unspecified",
    "rescheduled",
    "unscheduled",
    "note",
    "unknown",
)


def _reactivated(practice: Practice, _: Period) -> BoolArray:
    is_patient = conditions.status(practice, "active", "prospective")
    forbids = contactability.forbids_all(practice)
    has_appointment = conditions.ahead(practice, *_BOOK, *_TEMPLATE, *_OTHERS)
    return is_patient & ~forbids & _away(practice) & ~has_appointment


REACTIVATION = Comparison(
    "reactivation",
    "Open Dental: Reactivation",
    "Status Patient or Prospective, the last completed procedure more than 730 days "
    "ago, no appointment of any status from today on, and not marked as do not "
    "contact.",
    "lapsed",
    _reactivated,
    they_count=(
        DifferenceRule(
            "active with us still: a visit inside our active window",
            lambda practice, period: standing.active(practice, period.last),
        ),
        DifferenceRule(
            "lapsed before the period began: not active on the day before it",
            lambda practice, period: ~standing.active(practice, period.day_before),
        ),
    ),
    we_count=(
        DifferenceRule(
            "the status is neither Patient nor Prospective",
            lambda practice, _: ~conditions.status(practice, "active", "prospective"),
        ),
        DifferenceRule(
            "away for 730 days or less", lambda practice, _: ~_away(practice)
        ),
        DifferenceRule(
            "is booked", lambda practice, _: conditions.ahead(practice, *_BOOK)
        ),
        DifferenceRule(
            "a planned template dated from today on: the report wants no "
            "appointment of any status",
            lambda practice, _: conditions.ahead(practice, *_TEMPLATE),
        ),
        DifferenceRule(
            "a broken appointment, a note or the like dated from today on: the report "
            "wants no appointment of any status",
            lambda practice, _: conditions.ahead(practice, *_OTHERS),
        ),
        DifferenceRule(
            "marked as do not contact",
            lambda practice, _: contactability.forbids_all(practice),
        ),
        _REMINDED,
    ),
    default="window",
    of_export=True,
    notes=(
        (
            "The report's own stop day and its reactivation contacts are not told by "
            "the records."
        ),
    ),
)
