"""Open Dental's reports of patients and broken appointments, by published rules."""

import numpy as np

from retention.core.arrays import BoolArray, DayArray, IndexArray, IntArray, is_among
from retention.facts import appointments, standing, visits
from retention.metrics.reconcile import conditions
from retention.metrics.reconcile.comparison import Comparison, DifferenceRule
from retention.practice import Period, Practice, fact

NOT_PATIENT = DifferenceRule(
    "the status is not Patient",
    lambda practice, _: ~conditions.status(practice, "active"),
)


def _worked(practice: Practice, period: Period) -> BoolArray:
    """Status Patient, and any completed procedure in the range."""
    any_work = conditions.worked(
        practice, conditions.completed(practice), period.first, period.last
    )
    is_patient = conditions.status(practice, "active")
    return any_work & is_patient


def _visited(practice: Practice, period: Period) -> BoolArray:
    return conditions.worked(
        practice, conditions.completed_care(practice), period.first, period.last
    )


_CODE_AS_CARE = DifferenceRule(
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
        DifferenceRule(
            "the last visit lies before our active window, inside the report's range",
            lambda practice, period: ~standing.active(practice, period.as_of),
        ),
    ),
    we_count=(
        NOT_PATIENT,
        DifferenceRule(
            "no completed procedure in the report's range, which is shorter than "
            "our active window",
            lambda practice, period: (
                ~conditions.worked(
                    practice, conditions.completed(practice), period.first, period.last
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


def _first_in(practice: Practice, period: Period, procedures: BoolArray) -> BoolArray:
    first = conditions.first_day(practice, procedures)
    not_before = first >= np.datetime64(period.first)
    not_after = first <= np.datetime64(period.last)
    return not_before & not_after


def _new(practice: Practice, period: Period) -> BoolArray:
    return _first_in(practice, period, conditions.completed_care(practice))


def _new_with_codes(practice: Practice, period: Period) -> BoolArray:
    return _first_in(practice, period, conditions.completed(practice))


NEW = Comparison(
    "new_patients",
    "Open Dental: New Patients",
    "The first completed procedure falls in the range, broken-appointment codes aside; "
    "any status, and not the first visit that the patient's row reports.",
    "new",
    _new,
    they_count=(
        DifferenceRule(
            "deleted in the patient list, which this report does not look at",
            lambda practice, _: conditions.status(practice, "deleted"),
        ),
        DifferenceRule(
            "first visit reported before the data: the report looks at procedures "
            "alone",
            lambda practice, period: (
                visits.first_visit(practice) < np.datetime64(period.first)
            ),
        ),
        DifferenceRule(
            "older versions of the report count a broken-appointment code as the "
            "first visit",
            _new_with_codes,
            by_setting=True,
        ),
    ),
    we_count=(
        DifferenceRule(
            "older versions of the report count an earlier broken-appointment "
            "code as the first visit",
            lambda practice, period: ~_new_with_codes(practice, period),
            by_setting=True,
        ),
    ),
)


_NOTES = (
    (
        "The report counts by status, by code or by adjustment, as it is set, and the "
        "three disagree."
    ),
    "Adjustments are not told by the records.",
)


def _no_person(practice: Practice) -> BoolArray:
    """Whether each appointment is of someone deleted in the patient list."""
    is_person: BoolArray = practice.people["is_person"].to_numpy()
    person = practice.appointments["person"].to_numpy()
    is_nobody: BoolArray = ~is_person[person]
    return is_nobody


def _by_status(practice: Practice, period: Period) -> BoolArray:
    day = practice.appointments["day"].to_numpy()
    is_broken: BoolArray = appointments.kind(practice) != ""
    return _inside(day, period) & is_broken


def _inside(day: DayArray, period: Period) -> BoolArray:
    not_before = day >= np.datetime64(period.first)
    not_after = day <= np.datetime64(period.last)
    return not_before & not_after


BY_STATUS = Comparison(
    "broken_by_status",
    "Open Dental: Broken Appointments, by status",
    "Appointments of the range whose status is Broken; what was moved to a new "
    "time or deleted is not there any more.",
    "broken_rate",
    _by_status,
    they_count=(
        DifferenceRule(
            "of someone deleted in the patient list",
            lambda practice, _: _no_person(practice),
        ),
    ),
    we_count=(),
    needs=("appointment",),
    of_export=True,
    notes=_NOTES,
    events=lambda practice: practice.appointments["person"].to_numpy(),
)


@fact
def _codes(practice: Practice) -> IntArray:
    """Return the rows of completed broken-appointment codes."""
    is_completed = conditions.completed(practice)
    is_broken_code = conditions.broken_code(practice)
    return np.flatnonzero(is_completed & is_broken_code)


def _people_of_events(practice: Practice) -> IndexArray:
    """Return the person of each event.

    Events are every appointment, then every broken-appointment code.
    """
    of_appointments = practice.appointments["person"].to_numpy()
    of_procedures = practice.procedures["person"].to_numpy()
    of_codes = of_procedures[_codes(practice)]
    return np.concatenate([of_appointments, of_codes])


def _first_on_appointment(
    practice: Practice, period: Period
) -> tuple[BoolArray, BoolArray]:
    """Tell which codes fall in the range, and which are first.

    First are those that are the first on an appointment that we count as broken.
    """
    work = practice.procedures.iloc[_codes(practice)]
    inside = _inside(work["completed_on"].to_numpy(), period)
    appointment = work["appointment"].to_numpy()
    ours = _on_counted(practice, period) & inside
    _, first = np.unique(appointment[ours], return_index=True)
    is_first = is_among(np.flatnonzero(ours)[first], len(appointment))
    return inside, is_first


def _on_counted(practice: Practice, period: Period) -> BoolArray:
    """Whether each code stands on an appointment that we count as broken."""
    counted = _by_status(practice, period) & ~_no_person(practice)
    appointment = _on(practice)
    # a code on no appointment (-1) takes the False at the end
    on_counted = np.append(counted, False)[appointment]
    return on_counted & (appointment >= 0)


def _by_code(practice: Practice, period: Period) -> BoolArray:
    """Whether the report counts each event.

    An appointment of ours with a code is one, each further code another.
    """
    inside, is_first = _first_on_appointment(practice, period)
    appointment = _on(practice)[is_first]
    coded = is_among(appointment, len(practice.appointments))
    return np.concatenate([coded, inside & ~is_first])


def _of_codes(practice: Practice, holds: BoolArray) -> BoolArray:
    """Make what holds of codes into what holds of events."""
    no_appointment = np.zeros(len(practice.appointments), dtype=bool)
    return np.concatenate([no_appointment, holds])


def _on(practice: Practice) -> IntArray:
    """Return the appointment of each code, by row; -1 where it is on none."""
    appointment = practice.procedures["appointment"].to_numpy()
    of_codes: IntArray = appointment[_codes(practice)]
    return of_codes


def _second_code(practice: Practice, period: Period) -> BoolArray:
    """Whether each event is a code on an appointment that we counted already."""
    return _of_codes(practice, _on_counted(practice, period))


BY_CODE = Comparison(
    "broken_by_code",
    "Open Dental: Broken Appointments, by code",
    "Broken-appointment codes completed in the range, whatever became of the "
    "appointment.",
    "broken_rate",
    _by_code,
    they_count=(
        DifferenceRule(
            "a further code on an appointment that we count as broken once",
            _second_code,
        ),
        DifferenceRule(
            "the code stands on no appointment: it was deleted, or the code was "
            "entered by hand",
            lambda practice, _: _of_codes(practice, _on(practice) < 0),
        ),
        DifferenceRule(
            "the code stands on an appointment that is not broken any more, is for a "
            "day outside the range, or is of someone deleted",
            lambda practice, _: _of_codes(practice, _on(practice) >= 0),
        ),
    ),
    we_count=(
        DifferenceRule(
            "broken by status, and no broken-appointment code was completed on it "
            "in the range",
            lambda practice, _: (
                ~_of_codes(practice, np.ones(len(_on(practice)), dtype=bool))
            ),
        ),
    ),
    needs=("appointment", "procedure"),
    of_export=True,
    notes=_NOTES,
    events=_people_of_events,
)
