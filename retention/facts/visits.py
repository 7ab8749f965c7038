"""Visits: one person on one day with work done, and what follows (definitions.md 0)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.core import codes
from retention.core.arrays import (
    BoolArray,
    CentsArray,
    DayArray,
    IndexArray,
    IntArray,
    is_among,
)
from retention.core.dates import ONE, days, keyed, months_before, unkeyed
from retention.practice import Practice, fact


@fact
def winners(practice: Practice) -> IndexArray:
    """Return for each row of the patient list the row that has its history.

    That is the winner's after a merge, else its own.
    """
    into = practice.people["merged_into"].to_numpy()
    own = np.arange(len(into))
    return np.where(into >= 0, into, own)


NONE = np.datetime64("NaT", "D")
PER_PERSON = ["first_visit", "last_visit", "visits"]
"""Columns of `per_person`."""
_REPORTED = ["first_visit_reported", "last_visit_reported"]


@dataclass(frozen=True, eq=False)
class Visits:
    """Visits up to the day of the export, sorted by person and day; one array per
    column, one place per visit.
    """

    person: IndexArray
    """Number of the person."""
    day: DayArray
    hygiene: BoolArray
    """True where a hygiene code was completed."""
    exam: BoolArray
    cents: CentsArray
    """Completed production of the day."""


@fact
def visits(practice: Practice) -> Visits:
    """Return every visit of every person, up to the day of the export."""
    source = {
        "procedure": _from_procedures,
        "appointment": _from_appointments,
        "patient": _from_reports,
    }
    visits_of = source[practice.visits_from]
    return visits_of(practice)


def _from_procedures(practice: Practice) -> Visits:
    work = practice.procedures
    code = work["code"].cat
    member = code.codes.to_numpy()
    counts_by_code = np.append(~code.categories.isin(codes.BROKEN), True)
    is_completed = (work["status"] == "completed").to_numpy()
    rows = np.flatnonzero(is_completed & counts_by_code[member])

    completed_on = work["completed_on"].to_numpy()
    person = work["person"].to_numpy()
    rows = rows[_counts(practice, person[rows], completed_on[rows])]

    is_hygiene = np.append(code.categories.isin(codes.HYGIENE), False)
    is_exam = np.append(code.categories.isin(codes.EXAMS), False)

    return _grouped(
        person[rows],
        completed_on[rows],
        hygiene=is_hygiene[member[rows]],
        exam=is_exam[member[rows]],
        cents=work["cents"].to_numpy()[rows],
    )


def _from_appointments(practice: Practice) -> Visits:
    book = practice.appointments
    completed = book[book["status"] == "completed"]
    person = completed["person"].to_numpy()
    day = completed["day"].to_numpy()
    counts = _counts(practice, person, day)
    no_cents = np.zeros(int(counts.sum()), dtype=np.int64)

    return _grouped(
        person[counts],
        day[counts],
        hygiene=completed["is_hygiene"].to_numpy()[counts],
        exam=no_cents > 0,
        cents=no_cents,
    )


def _from_reports(practice: Practice) -> Visits:
    reported = practice.people[_REPORTED]
    person = np.tile(winners(practice), len(_REPORTED))
    day = reported.to_numpy().T.ravel()
    counts = _counts(practice, person, day)
    no_cents = np.zeros(int(counts.sum()), dtype=np.int64)

    return _grouped(
        person[counts],
        day[counts],
        hygiene=no_cents > 0,
        exam=no_cents > 0,
        cents=no_cents,
    )


def _first_reported(practice: Practice) -> DayArray:
    """Return each person's earliest reported first visit; NaT without one.

    Their own row or one merged into it may report it.
    """
    reported = days(practice.people["first_visit_reported"])
    earliest = np.full(len(practice.people), NONE)
    np.fmin.at(earliest, winners(practice), reported)
    return earliest


def _counts(practice: Practice, person: IndexArray, day: DayArray) -> BoolArray:
    """Return which rows are of people, on a day up to the export.

    NaT compares as false.
    """
    is_person: BoolArray = practice.people["is_person"].to_numpy()
    is_past = day <= practice.export_day
    return is_past & is_person[person]


def _grouped(
    person: IndexArray,
    day: DayArray,
    hygiene: BoolArray,
    exam: BoolArray,
    cents: CentsArray,
) -> Visits:
    """Return one visit per person and day of the rows."""
    key, place = np.unique(keyed(person, day), return_inverse=True)
    size = len(key)
    person_of_visit, day_of_visit = unkeyed(key)
    hygiene_rows = np.bincount(place[hygiene], minlength=size)
    exam_rows = np.bincount(place[exam], minlength=size)
    production = np.bincount(place, weights=cents, minlength=size)

    return Visits(
        person=person_of_visit,
        day=day_of_visit,
        hygiene=hygiene_rows > 0,
        exam=exam_rows > 0,
        cents=production.astype(np.int64),
    )


@fact
def codes_exported(practice: Practice) -> bool:
    """Return whether any procedure has a code that we know.

    True where there are no procedures that could have one.
    """
    work = practice.procedures
    if not len(work):
        return True
    return bool(work["code"].notna().any())


@fact
def floor(practice: Practice) -> date | None:
    """Return the history floor: the first visit of anybody; None without any visit."""
    day = visits(practice).day
    if not len(day):
        return None

    first: date = day.min().item()
    return first


def too_short(practice: Practice, first: date) -> str:
    """Return why a window that begins on that day can show nothing.

    "" where it can (definitions.md 0, history floor).
    """
    lowest = floor(practice)
    if lowest is None:
        return "no visits were loaded"
    if first < lowest:
        return "history too short"
    return ""


@fact
def first_visit(practice: Practice) -> DayArray:
    """Return each person's first visit.

    It is the reported one where it lies before the history floor (definitions.md 0).
    """
    first = first_in_data(practice)
    lowest = floor(practice)
    if lowest is None:
        return first

    reported = _first_reported(practice)
    is_before_floor = reported < np.datetime64(lowest, "D")
    has_visit = ~np.isnat(first)
    return np.where(is_before_floor & has_visit, reported, first)


def came_before(practice: Practice, day: date) -> BoolArray:
    """Return whether each person came before a day.

    By a visit in the data, or by a first or last visit that the PMS reports, of their
    own row or of one merged into it.
    """
    reported = practice.people[_REPORTED]
    is_reported = (reported < pd.Timestamp(day)).any(axis=1).to_numpy()
    came = first_in_data(practice) < np.datetime64(day, "D")
    came[winners(practice)[is_reported]] = True
    return came


@fact
def first_in_data(practice: Practice) -> DayArray:
    """Return each person's first visit in the data; NaT for people without one."""
    visit = visits(practice)
    return _assigned(practice, visit.person[::-1], visit.day[::-1])


@fact
def last_visit(practice: Practice) -> DayArray:
    """Return each person's last visit up to the export; NaT for people without one."""
    visit = visits(practice)
    return _assigned(practice, visit.person, visit.day)


def last_up_to(practice: Practice, day: date) -> DayArray:
    """Return each person's last visit on or before a day; NaT without one."""
    visit = visits(practice)
    is_past = visit.day <= np.datetime64(day, "D")
    return _assigned(practice, visit.person[is_past], visit.day[is_past])


def first_from(practice: Practice, day: date) -> DayArray:
    """Return each person's first visit on or after a day; NaT without one."""
    visit = visits(practice)
    is_ahead = visit.day >= np.datetime64(day, "D")
    person = visit.person[is_ahead]
    visit_day = visit.day[is_ahead]
    return _assigned(practice, person[::-1], visit_day[::-1])


def seen(
    practice: Practice, first: date, last: date, which: BoolArray | None = None
) -> BoolArray:
    """Return whether each person had a visit from the first to the last day.

    Args:
        practice: Whose visits.
        first: First day that counts.
        last: Last day that counts.
        which: Whether each visit counts, by place; all where not given.
    """
    order, day, person = by_day(practice)
    ends = np.array([first, last + ONE], dtype="datetime64[D]")
    begin, end = np.searchsorted(day, ends)
    came = person[begin:end]
    if which is not None:
        counts = which[order[begin:end]]
        came = came[counts]
    return is_among(came, len(practice.people))


def _assigned(practice: Practice, person: IndexArray, day: DayArray) -> DayArray:
    """Return one day per person; of several the last in order stands."""
    assigned = np.full(len(practice.people), NONE)
    assigned[person] = day
    return assigned


@fact
def per_person(practice: Practice) -> pd.DataFrame:
    """Return the visits of each person.

    Returns:
        One row per person by number, with `PER_PERSON`: days and a count.
    """
    person = visits(practice).person
    number_of_visits = np.bincount(person, minlength=len(practice.people))
    return pd.DataFrame(
        {
            "first_visit": first_visit(practice).astype("datetime64[s]"),
            "last_visit": last_visit(practice).astype("datetime64[s]"),
            "visits": number_of_visits,
        },
        columns=PER_PERSON,
    )


@fact
def second_visit(practice: Practice) -> DayArray:
    """Return each person's second visit in the data; NaT with fewer than two."""
    visit = visits(practice)
    person = visit.person
    follows = np.concatenate([[False], person[1:] == person[:-1]])
    is_again = follows[: len(person)]
    return _assigned(practice, person[is_again][::-1], visit.day[is_again][::-1])


@fact
def year_on(practice: Practice) -> IntArray:
    """Return for each visit in which year after the person's first it lies.

    0 up to 12 months after, 1 up to 24 … Years are open on the left and closed on the
    right, so the first visit itself is in year −1 (definitions.md 3).
    """
    visit = visits(practice)
    first_day = first_visit(practice)[visit.person]
    first_month = first_day.astype("datetime64[M]")
    months = visit.day.astype("datetime64[M]") - first_month
    years: IntArray = months.astype(np.int64) // 12
    anniversary = months_before(first_day, -12 * years)
    is_after = visit.day > anniversary
    return np.where(is_after, years, years - 1)


def years_seen(practice: Practice, as_of: date) -> BoolArray:
    """Return whether each person was seen in each year after their first visit.

    Returns:
        One row per year (`year_on`), one column per person; visits up to a day.
    """
    visit = visits(practice)
    year = year_on(practice)
    is_past = visit.day <= np.datetime64(as_of, "D")
    counts = (year >= 0) & is_past
    number_of_years = int(year.max(initial=0)) + 1
    was_seen = np.zeros((number_of_years, len(practice.people)), dtype=bool)
    was_seen[year[counts], visit.person[counts]] = True
    return was_seen


@fact
def by_day(practice: Practice) -> tuple[IntArray, DayArray, IntArray]:
    """Return all visits by place, in order of day and then of person.

    Returns:
        The place, the day and the person of each.
    """
    visit = visits(practice)
    order = _in_order(visit.day)
    return order, visit.day[order], visit.person[order]


def _in_order(day: DayArray) -> IndexArray:
    """Return the places of the days, earliest first, equal ones as they stand."""
    number = day.astype(np.int64)
    number -= number.min(initial=0)
    # 179 years: 16 bits are sorted in one pass
    if number.max(initial=0) < 1 << 16:
        return np.argsort(number.astype(np.uint16), kind="stable")
    return np.argsort(number, kind="stable")


@fact
def by_month(practice: Practice) -> tuple[IntArray, DayArray]:
    """Return all visits by place, in order of month and then of person.

    Returns:
        The place and the month of each.
    """
    month = visits(practice).day.astype("datetime64[M]")
    # 16 bits are sorted in one pass
    number = month.astype(np.int64).astype(np.int16)
    order = np.argsort(number, kind="stable")
    return order, month[order]
