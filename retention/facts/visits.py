"""Visits: one person on one day with work done, and what follows (definitions.md 0)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.core import codes
from retention.core.arrays import BoolArray, CentsArray, DayArray, IndexArray, IntArray
from retention.core.dates import ONE, keyed, months_before, unkeyed
from retention.practice import Practice, fact


@fact
def winners(practice: Practice) -> IndexArray:
    """For each row of the patient list, the row that has its history: the winner's
    after a merge, else its own.
    """
    into = practice.people["merged_into"].to_numpy()
    return np.where(into >= 0, into, np.arange(len(into)))


NONE = np.datetime64("NaT", "D")
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
    """Every visit of every person, up to the day of the export."""
    source = {
        "procedure": _from_procedures,
        "appointment": _from_appointments,
        "patient": _from_reports,
    }
    return source[practice.visits_from](practice)


def _from_procedures(practice: Practice) -> Visits:
    work = practice.procedures
    code = work["code"].cat
    place = np.append(~code.categories.isin(codes.BROKEN), True)
    rows = np.flatnonzero(
        (work["status"] == "completed").to_numpy() & place[code.codes.to_numpy()]
    )
    completed_on = work["completed_on"].to_numpy()
    person = work["person"].to_numpy()
    counts = _counts(practice, person[rows], completed_on[rows])
    rows = rows[counts]
    member = code.codes.to_numpy()[rows]
    return _grouped(
        person[rows],
        completed_on[rows],
        hygiene=np.append(code.categories.isin(codes.HYGIENE), False)[member],
        exam=np.append(code.categories.isin(codes.EXAMS), False)[member],
        cents=work["cents"].to_numpy()[rows],
    )


def _from_appointments(practice: Practice) -> Visits:
    held = practice.appointments[practice.appointments["status"] == "completed"]
    keep = _counts(practice, held["person"].to_numpy(), held["day"].to_numpy())
    nothing = np.zeros(int(keep.sum()), dtype=np.int64)
    return _grouped(
        held["person"].to_numpy()[keep],
        held["day"].to_numpy()[keep],
        hygiene=held["is_hygiene"].to_numpy()[keep],
        exam=nothing > 0,
        cents=nothing,
    )


def _from_reports(practice: Practice) -> Visits:
    reported = practice.people[_REPORTED]
    person = np.tile(winners(practice), 2)
    day = reported.to_numpy().T.ravel()
    keep = _counts(practice, person, day)
    nothing = np.zeros(int(keep.sum()), dtype=np.int64)
    return _grouped(
        person[keep], day[keep], hygiene=nothing > 0, exam=nothing > 0, cents=nothing
    )


def _first_reported(practice: Practice) -> DayArray:
    """Each person's earliest reported first visit, of their own row or one merged into
    it; NaT without one.
    """
    out = np.full(len(practice.people), NONE)
    np.fmin.at(
        out,
        winners(practice),
        practice.people["first_visit_reported"].to_numpy().astype("datetime64[D]"),
    )
    return out


def _counts(practice: Practice, person: IndexArray, day: DayArray) -> BoolArray:
    """Rows of people, on a day up to the export (NaT compares as false)."""
    export_day = practice.export_day
    is_person: BoolArray = practice.people["is_person"].to_numpy()
    return (day <= export_day) & is_person[person]


def _grouped(
    person: IndexArray,
    day: DayArray,
    hygiene: BoolArray,
    exam: BoolArray,
    cents: CentsArray,
) -> Visits:
    key, place = np.unique(keyed(person, day), return_inverse=True)
    who, on = unkeyed(key)
    return Visits(
        person=who,
        day=on,
        hygiene=np.bincount(place[hygiene], minlength=len(key)) > 0,
        exam=np.bincount(place[exam], minlength=len(key)) > 0,
        cents=np.bincount(place, weights=cents, minlength=len(key)).astype(np.int64),
    )


@fact
def codes_exported(practice: Practice) -> bool:
    """Whether any procedure has a code that we know; true where there are no procedures
    that could have one.
    """
    return not len(practice.procedures) or bool(
        practice.procedures["code"].notna().any()
    )


@fact
def floor(practice: Practice) -> date | None:
    """The history floor: the first visit of anybody; None where there is no visit."""
    day = visits(practice).day
    return day.min().item() if len(day) else None


def too_short(practice: Practice, first: date) -> str:
    """Why a window that begins on that day can tell nothing; "" where it can
    (definitions.md 0, history floor).
    """
    lowest = floor(practice)
    if lowest is None:
        return "no visits were loaded"
    return "history too short" if first < lowest else ""


@fact
def first_visit(practice: Practice) -> DayArray:
    """Each person's first visit; the reported one where it lies before the history
    floor (definitions.md 0).
    """
    first = first_in_data(practice)
    reported = _first_reported(practice)
    lowest = floor(practice)
    if lowest is None:
        return first
    return np.where(
        (reported < np.datetime64(lowest, "D")) & ~np.isnat(first), reported, first
    )


def came_before(practice: Practice, day: date) -> BoolArray:
    """Whether each person came before a day: by a visit in the data, or by a first or
    last visit that the PMS reports, of their own row or of one merged into it.
    """
    known = (practice.people[_REPORTED] < pd.Timestamp(day)).any(axis=1).to_numpy()
    out = first_in_data(practice) < np.datetime64(day, "D")
    out[winners(practice)[known]] = True
    return out


@fact
def first_in_data(practice: Practice) -> DayArray:
    """Each person's first visit in the data; NaT for people without one."""
    found = visits(practice)
    return _assigned(practice, found.person[::-1], found.day[::-1])


@fact
def last_visit(practice: Practice) -> DayArray:
    """Each person's last visit up to the export; NaT for people without one."""
    found = visits(practice)
    return _assigned(practice, found.person, found.day)


def last_up_to(practice: Practice, day: date) -> DayArray:
    """Each person's last visit on or before a day; NaT for people without one."""
    found = visits(practice)
    upto = found.day <= np.datetime64(day, "D")
    return _assigned(practice, found.person[upto], found.day[upto])


def first_from(practice: Practice, day: date) -> DayArray:
    """Each person's first visit on or after a day; NaT for people without one."""
    found = visits(practice)
    since = found.day >= np.datetime64(day, "D")
    return _assigned(practice, found.person[since][::-1], found.day[since][::-1])


def seen(
    practice: Practice, first: date, last: date, which: BoolArray | None = None
) -> BoolArray:
    """Whether each person had a visit (one of `which`, where given) from the first to
    the last day, both counted.
    """
    order, day, person = by_day(practice)
    inside = slice(
        *np.searchsorted(day, np.array([first, last + ONE], dtype="datetime64[D]"))
    )
    there = person[inside] if which is None else person[inside][which[order[inside]]]
    people = np.zeros(len(practice.people), dtype=bool)
    people[there] = True
    return people


def _assigned(practice: Practice, person: IndexArray, day: DayArray) -> DayArray:
    """One day per person; of several the last in order stands."""
    out = np.full(len(practice.people), NONE)
    out[person] = day
    return out


@fact
def per_person(practice: Practice) -> pd.DataFrame:
    """One row per person by number: first_visit, last_visit (days), visits (count)."""
    found = visits(practice)
    return pd.DataFrame(
        {
            "first_visit": first_visit(practice).astype("datetime64[s]"),
            "last_visit": last_visit(practice).astype("datetime64[s]"),
            "visits": np.bincount(found.person, minlength=len(practice.people)),
        }
    )


@fact
def second_visit(practice: Practice) -> DayArray:
    """Each person's second visit in the data; NaT for people with fewer than two."""
    found = visits(practice)
    again = np.concatenate([[False], found.person[1:] == found.person[:-1]])[
        : len(found.person)
    ]
    return _assigned(practice, found.person[again][::-1], found.day[again][::-1])


@fact
def year_on(practice: Practice) -> IntArray:
    """For each visit, in which year after the person's first it lies: 0 up to 12 months
    after, 1 up to 24 …

    Years are open on the left and closed on the right, so the first visit itself is in
    year −1 (definitions.md 3).
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
    """Whether each person (column) was seen in each year after their first visit (row;
    `year_on`), up to a day.
    """
    found = visits(practice)
    year = year_on(practice)
    counts = (year >= 0) & (found.day <= np.datetime64(as_of, "D"))
    out = np.zeros((int(year.max(initial=0)) + 1, len(practice.people)), dtype=bool)
    out[year[counts], found.person[counts]] = True
    return out


@fact
def by_day(practice: Practice) -> tuple[IntArray, DayArray, IntArray]:
    """All visits by place, in order of day and then of person; the day and the person
    of each.
    """
    found = visits(practice)
    order = _in_order(found.day)
    return order, found.day[order], found.person[order]


def _in_order(day: DayArray) -> IndexArray:
    """The places of the days, earliest first, equal ones as they stand."""
    number = day.astype(np.int64)
    number -= number.min(initial=0)
    narrow = (
        number.max(initial=0) < 1 << 16
    )  # 179 years: 16 bits are sorted in one pass
    return np.argsort(number.astype(np.uint16) if narrow else number, kind="stable")


@fact
def by_month(practice: Practice) -> tuple[IntArray, DayArray]:
    """All visits by place, in order of month and then of person; and the month of
    each.
    """
    month = visits(practice).day.astype("datetime64[M]")
    order = np.argsort(
        month.astype(np.int64).astype(np.int16), kind="stable"
    )  # 16 bits are sorted in one pass
    return order, month[order]
