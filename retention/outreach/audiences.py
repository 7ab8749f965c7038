"""Who has each reason: sets of people, of whom none has departed (definitions.md 7).

Those of the records are as of the day of the export; those of the log as of the day of
work.
"""

from datetime import date

import numpy as np

from retention.core import dates
from retention.core.arrays import BoolArray, IndexArray, is_among
from retention.facts import (
    appointments,
    calls,
    claims,
    customers,
    recall,
    standing,
    treatment,
    visits,
)
from retention.outreach.contact_log import LoggedFacts
from retention.practice import Practice, fact

SOON = 6
"""Months before the active window runs out in which people are lapsing."""
LAPSED_FOR = 18
"""Months after it in which people are lapsed; who stays away for longer is on no
list.
"""


@fact
def sitting(practice: Practice) -> BoolArray:
    """People with treatment left sitting (definitions.md 5)."""
    items = treatment.care(practice)
    is_sitting = treatment.sitting(practice)

    return _people(practice, items.person[is_sitting])


@fact
def recall_overdue(practice: Practice) -> BoolArray:
    """People overdue for a recall (definitions.md 4)."""
    return recall.overdue(practice).overdue


@fact
def recall_estimated(practice: Practice) -> BoolArray:
    """People without any recall row, overdue by their last hygiene visit.

    See definitions.md 4.
    """
    return recall.estimated(practice).overdue


@fact
def came_once(practice: Practice) -> BoolArray:
    """One visit ever, 6 months or more before the export, active, nothing booked.

    Not to be asked where the records do not reach back over the active window
    (definitions.md 0, history floor): of those seen once nobody could then say that it
    was the first time. Where only a patient list was loaded, the reported first and
    last visit must both be there and be the same.
    """
    first = visits.first_visit(practice)
    last = visits.last_visit(practice)
    once = visits.per_person(practice)["visits"].to_numpy() == 1
    if practice.visits_from == "patient":
        reported = practice.people[["first_visit_reported", "last_visit_reported"]]
        once &= reported.notna().all(axis=1).to_numpy()

    half_a_year_ago = np.datetime64(dates.before(practice.exported, 6), "D")
    is_active = standing.active(practice, practice.exported)
    return (
        once
        & (first == last)
        & (last <= half_a_year_ago)
        & is_active
        & unbooked(practice)
    )


def lapsing_window(practice: Practice) -> tuple[int, int]:
    """Months before the export between which a last visit makes a person lapsing.

    Returns:
        The earlier bound, after which, and the later one, up to which it lies.
    """
    window_start = practice.policy.active_months
    return window_start, window_start - SOON


def lapsed_window(practice: Practice) -> tuple[int, int]:
    """Months before the export between which a last visit makes a person lapsed.

    Returns:
        The earlier bound, after which, and the later one, up to which it lies.
    """
    window_start = practice.policy.active_months
    return window_start + LAPSED_FOR, window_start


@fact
def lapsing(practice: Practice) -> BoolArray:
    """Last visit in the last 6 months of the active window, nothing booked.

    The last visit of each is in the records, so that a short history makes the list
    shorter and never wrong.
    """
    since, until = lapsing_window(practice)
    return _last_came(practice, since, until)


@fact
def lapsed(practice: Practice) -> BoolArray:
    """Last visit in the 18 months before the active window, nothing booked.

    A short history makes the list shorter, as with `lapsing`.
    """
    since, until = lapsed_window(practice)
    return _last_came(practice, since, until)


def lapsed_from(practice: Practice) -> date:
    """The first day of the lapsed's window."""
    months, _ = lapsed_window(practice)
    day_before = dates.before(practice.exported, months)

    return day_before + dates.ONE


@fact
def broken_lately(practice: Practice) -> BoolArray:
    """People with an appointment broken in the 90 days before the export.

    Those that were made good are out (definitions.md 6).
    """
    person = practice.appointments["person"].to_numpy()
    not_rebooked = appointments.not_rebooked(practice)
    lately = appointments.lately(practice)

    return _people(practice, person[not_rebooked & lately])


@fact
def best_at_risk(practice: Practice) -> BoolArray:
    """Best customers who stay away longer than they ever used to (definitions.md 6)."""
    return customers.at_risk(practice, practice.exported)


@fact
def claim(practice: Practice) -> BoolArray:
    """People with a claim that has waited for an answer for more than 30 days."""
    person = practice.claims["person"].to_numpy()
    waits = claims.to_explain(practice)

    return _people(practice, person[waits])


def call_back(it: LoggedFacts) -> BoolArray:
    """People who asked to be called back, up to today, and were not yet."""
    today = np.datetime64(it.today, "D")
    is_due = it.call_back_on <= today

    return standing.stays(it.practice) & is_due


def call(it: LoggedFacts) -> BoolArray:
    """People whose last call to us was missed, and not returned since.

    A contact with the household logged here on the day of the call or later returns it,
    reached or not; a letter does not.
    """
    missed = calls.unreturned(it.practice)
    household = it.household

    latest = np.full(len(missed), visits.NONE)
    np.fmax.at(latest, household, it.last_made)

    called_on = missed.astype("datetime64[D]")
    is_returned = latest[household] >= called_on

    return ~np.isnat(missed) & ~is_returned


def complaint(it: LoggedFacts) -> BoolArray:
    """People whose complaint was logged here, and is not answered yet.

    A visit, or a contact that reached somebody, answers it.
    """
    is_open = ~np.isnat(it.complaint_on)
    return standing.stays(it.practice) & is_open


def _people(practice: Practice, person: IndexArray) -> BoolArray:
    return is_among(person, len(practice.people))


def _last_came(practice: Practice, since: int, until: int) -> BoolArray:
    """Whose last visit lies so many months before the export, nothing booked."""
    last = visits.last_visit(practice)
    after = np.datetime64(dates.before(practice.exported, since), "D")
    upto = np.datetime64(dates.before(practice.exported, until), "D")
    is_inside = (last > after) & (last <= upto)

    stays = ~standing.departed(practice, practice.exported)
    return is_inside & stays & unbooked(practice)


@fact
def unbooked(practice: Practice) -> BoolArray:
    """Whether nothing is booked, by appointments or by the reported next visit."""
    booked = appointments.has_booking(practice)
    return ~booked


def sitting_items(practice: Practice, person: int) -> IndexArray:
    """A person's sitting items, the dearest first, then the oldest."""
    order, people = _sitting_order(practice)
    first = np.searchsorted(people, person)
    after = np.searchsorted(people, person, side="right")

    return order[first:after]


@fact
def _sitting_order(practice: Practice) -> tuple[IndexArray, IndexArray]:
    """All sitting items by person, the dearest first, then the oldest.

    Returns:
        The items, and the person of each.
    """
    items = treatment.care(practice)
    place = np.flatnonzero(treatment.sitting(practice))
    planned_on = items.planned_on[place]
    undated = np.isnat(planned_on)
    oldest = np.where(undated, np.datetime64("9999-12-31"), planned_on)

    cheapest = -items.cents[place]
    person = items.person[place]
    order = place[np.lexsort((oldest, cheapest, person))]

    return order, items.person[order]
