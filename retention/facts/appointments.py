"""Appointments: booked, broken, and what followed (definitions.md 4, 6)."""

import numpy as np

from retention.core import codes
from retention.core.arrays import BoolArray, DayArray, IndexArray, StrArray
from retention.core.dates import keyed
from retention.facts import standing, visits
from retention.facts.visits import winners
from retention.practice import Practice, fact

NOT_AN_APPOINTMENT = ("planned", "note", "deleted")


@fact
def booked(practice: Practice) -> BoolArray:
    """Whether each appointment is booked: scheduled for the day of the export or later
    (definitions.md 0).
    """
    book = practice.appointments
    return (book["status"] == "scheduled").to_numpy() & (
        book["day"].to_numpy() >= np.datetime64(practice.exported, "D")
    )


@fact
def has_booking(practice: Practice) -> BoolArray:
    """Whether each person has anything booked; where no appointments were loaded, by
    the reported next visit.
    """
    if "appointment" in practice.loaded:
        return _people(practice, booked(practice))
    has_reported: BoolArray = ~np.isnat(next_reported(practice))
    return has_reported


@fact
def next_reported(practice: Practice) -> DayArray:
    """Each person's next visit as their row of the patient list, or a merged one,
    reports it, from the day of the export on; NaT without one.
    """
    day = practice.people["next_visit_reported"].to_numpy().astype("datetime64[D]")
    ahead = day >= np.datetime64(practice.exported, "D")
    out = np.full(len(day), np.datetime64("NaT", "D"))
    np.fmin.at(out, winners(practice)[ahead], day[ahead])
    return out


@fact
def bookings_known(practice: Practice) -> bool:
    """Whether anything says what is booked: the appointment book, or reported next
    visits.
    """
    return "appointment" in practice.loaded or bool(
        practice.people["next_visit_reported"].notna().any()
    )


@fact
def with_codes(practice: Practice) -> BoolArray:
    """Whether any procedure with a code, planned or done, stands on each
    appointment.
    """
    return _appointments(
        practice,
        _counted(practice) & practice.procedures["code_raw"].notna().to_numpy(),
    )


@fact
def hygiene(practice: Practice) -> BoolArray:
    """Whether each appointment is a hygiene appointment: a hygiene code on it, or
    marked so (definitions.md 4).
    """
    code = practice.procedures["code"].cat
    hygiene_codes = np.append(code.categories.isin(codes.HYGIENE), False)
    is_hygiene = hygiene_codes[code.codes.to_numpy()]
    by_code = _appointments(practice, _counted(practice) & is_hygiene)
    marked: BoolArray = practice.appointments["is_hygiene"].to_numpy()
    return by_code | marked


@fact
def has_hygiene_booking(practice: Practice) -> BoolArray:
    """Whether each person has a hygiene appointment booked; one without codes counts as
    one (definitions.md 4), and so does a next visit that is only reported.
    """
    if "appointment" not in practice.loaded:
        return has_booking(practice)
    return _people(
        practice, booked(practice) & (hygiene(practice) | ~with_codes(practice))
    )


@fact
def past_still_scheduled(practice: Practice) -> BoolArray:
    """Whether each appointment of a person lies before the export and is still
    "scheduled" (definitions.md 6).
    """
    book = practice.appointments
    export_day = np.datetime64(practice.exported, "D")
    is_past: BoolArray = book["day"].to_numpy() < export_day
    is_person = practice.people["is_person"].to_numpy()
    is_scheduled = (book["status"] == "scheduled").to_numpy()
    is_open: BoolArray = is_past & is_scheduled & is_person[book["person"].to_numpy()]
    return is_open


@fact
def created_on_exported(practice: Practice) -> bool:
    """Whether the practice exports the day on which an appointment was made."""
    return bool(practice.appointments["created_on"].notna().any())


def _counted(practice: Practice) -> BoolArray:
    return practice.procedures["status"].isin(["planned", "completed"]).to_numpy()


def _appointments(practice: Practice, procedures: BoolArray) -> BoolArray:
    """Whether one of those procedures stands on each appointment."""
    on = practice.procedures["appointment"].to_numpy()[procedures]
    out = np.zeros(len(practice.appointments), dtype=bool)
    out[on[on >= 0]] = True
    return out


def _people(practice: Practice, appointments: BoolArray) -> BoolArray:
    out = np.zeros(len(practice.people), dtype=bool)
    out[practice.appointments["person"].to_numpy()[appointments]] = True
    return out


_LONG_AGO = np.datetime64("0001-01-01", "D")


def has_later_event(
    person: IndexArray, after: DayArray, who: IndexArray, when: DayArray
) -> BoolArray:
    """For each (person, day): whether one of the events (who, when) is of that person
    and on a later day.

    Nothing follows a day that nobody knows.
    """
    latest = np.full(max(person.max(initial=-1), who.max(initial=-1)) + 1, _LONG_AGO)
    dated = ~np.isnat(when)
    np.maximum.at(latest, who[dated], when[dated].astype("datetime64[D]"))
    return latest[person] > after


@fact
def real(practice: Practice) -> BoolArray:
    """Whether each row of the appointment book is an appointment: no template, note or
    deleted one.
    """
    return ~practice.appointments["status"].isin(NOT_AN_APPOINTMENT).to_numpy()


@fact
def hygiene_rebooked(practice: Practice, within: int) -> BoolArray:
    """For each visit: whether a hygiene appointment for a later day was made up to
    `within` days after it.
    """
    return rebooked(practice, real(practice) & hygiene(practice), within)


@fact
def uncoded_rebooked(practice: Practice, within: int) -> BoolArray:
    """Likewise an appointment without codes, which cannot be told from others."""
    bare = ~hygiene(practice) & ~with_codes(practice)
    return rebooked(practice, real(practice) & bare, within)


@fact
def hygiene_since(practice: Practice) -> BoolArray:
    """For each visit: whether a later hygiene visit, or a hygiene appointment booked
    for a later day, followed it.
    """
    found = visits.visits(practice)
    ahead = practice.appointments[booked(practice) & hygiene(practice)]
    again = has_later_event(
        found.person, found.day, found.person[found.hygiene], found.day[found.hygiene]
    )
    return again | has_later_event(
        found.person, found.day, ahead["person"].to_numpy(), ahead["day"].to_numpy()
    )


def rebooked(practice: Practice, chosen: BoolArray, within: int) -> BoolArray:
    """For each visit: whether a chosen appointment for a later day was made on its day
    or up to `within` days after.
    """
    found = visits.visits(practice)
    book = practice.appointments[chosen & practice.appointments["created_on"].notna()]
    person = book["person"].to_numpy()
    order = np.argsort(
        person
    )  # neighbours are looked up together: less than half the time
    person = person[order]
    made, day = (
        book[name].to_numpy()[order].astype("datetime64[D]")
        for name in ("created_on", "day")
    )
    known = keyed(found.person, found.day)
    one = np.timedelta64(1, "D")
    first = np.searchsorted(known, keyed(person, made - within))
    last = np.searchsorted(
        known, keyed(person, np.minimum(made, day - one)), side="right"
    )
    spans = np.bincount(
        first[first < last], minlength=len(known) + 1
    )  # each appointment answers a run of visits
    return (
        np.cumsum(spans - np.bincount(last[first < last], minlength=len(known) + 1))[
            : len(known)
        ]
        > 0
    )


KINDS = {
    "no_show": "missed",
    "cancelled": "cancelled",
    "broken_unspecified": "broken unspecified",
}
BY_CODE = {"D9986": "missed", "D9987": "cancelled"}


LATELY_DAYS = 90
"""Days after which nobody calls about a broken appointment any more (definitions.md
7).
"""
# completed appointments, from which the lack of every broken one is no accident
_ENOUGH = 200


@fact
def exported(practice: Practice) -> bool:
    """Whether broken appointments are exported at all: some systems take them off the
    book.
    """
    completed = (practice.appointments["status"] == "completed").sum()
    return bool(completed < _ENOUGH or (kind(practice) != "").any())


@fact
def kind(practice: Practice) -> StrArray:
    """What each broken appointment was: missed, cancelled or broken unspecified; "" for
    all others.

    A broken-appointment code completed on one that is unspecified tells which it was.
    """
    by_status = (
        practice.appointments["status"]
        .astype(object)
        .map(KINDS)
        .fillna("")
        .to_numpy(dtype=object)
    )
    unspecified = by_status == "broken unspecified"
    coded = by_code(practice)
    return np.where(unspecified & (coded != ""), coded, by_status)


@fact
def by_code(practice: Practice) -> StrArray:
    """What the broken-appointment code completed on each appointment says; "" without
    one.
    """
    work = practice.procedures
    out = np.full(len(practice.appointments), "", dtype=object)
    for code, name in BY_CODE.items():
        on = work["appointment"].to_numpy()[
            ((work["code"] == code) & (work["status"] == "completed")).to_numpy()
        ]
        out[on[on >= 0]] = name
    return out


@fact
def made_good(practice: Practice) -> BoolArray:
    """Whether each appointment was followed by a later completed one up to the export,
    a later visit, or a booking.
    """
    book = practice.appointments
    visit = visits.visits(practice)
    person = book["person"].to_numpy()
    day = book["day"].to_numpy()
    is_completed = book["status"] == "completed"
    is_past = book["day"] <= np.datetime64(practice.exported)
    held = book[is_completed & is_past]
    completed = has_later_event(
        person, day, held["person"].to_numpy(), held["day"].to_numpy()
    )
    visited = has_later_event(person, day, visit.person, visit.day)
    is_booked: BoolArray = has_booking(practice)[person]
    return completed | visited | is_booked


@fact
def not_rebooked(practice: Practice) -> BoolArray:
    """Whether each appointment is one broken up to the export, not made good, of a
    person who has not departed.
    """
    has_left = standing.departed(practice, practice.exported)
    stays = ~has_left[practice.appointments["person"].to_numpy()]
    is_broken: BoolArray = kind(practice) != ""
    is_lost: BoolArray = of_people(practice) & is_broken & stays & ~made_good(practice)
    return is_lost


@fact
def lately(practice: Practice) -> BoolArray:
    """Whether each appointment is one broken in the 90 days before the export
    (definitions.md 7, `broken`).

    As in all windows the left end is open and the right one closed: (D − 90 days, D].
    """
    since = np.datetime64(practice.exported, "D") - LATELY_DAYS
    is_broken = kind(practice) != ""
    is_late: BoolArray = practice.appointments["day"].to_numpy() > since
    is_recent: BoolArray = of_people(practice) & is_broken & is_late
    return is_recent


@fact
def of_people(practice: Practice) -> BoolArray:
    """Whether each appointment is of a person, up to the day of the export."""
    book = practice.appointments
    export_day = np.datetime64(practice.exported, "D")
    is_past: BoolArray = book["day"].to_numpy() <= export_day
    is_past_of_person: BoolArray = (
        is_past & standing.people(practice)[book["person"].to_numpy()]
    )
    return is_past_of_person
