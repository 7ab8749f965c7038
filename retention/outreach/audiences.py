"""Who has each reason: sets of people, of whom none has departed (definitions.md 7).

Those of the records are as of the day of the export; those of the log as of the day of
work.
"""

from datetime import date

import numpy as np

from retention.core import dates
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
def sitting(practice: Practice) -> np.ndarray:
    """People with treatment left sitting (definitions.md 5)."""
    return _people(
        practice, treatment.care(practice).person[treatment.sitting(practice)]
    )


@fact
def recall_overdue(practice: Practice) -> np.ndarray:
    """People overdue for a recall (definitions.md 4)."""
    return recall.overdue(practice).overdue


@fact
def recall_estimated(practice: Practice) -> np.ndarray:
    """People without any recall row who are overdue by their last hygiene visit
    (definitions.md 4).
    """
    return recall.estimated(practice).overdue


@fact
def came_once(practice: Practice) -> np.ndarray:
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
    long_ago = last <= np.datetime64(dates.before(practice.exported, 6), "D")
    return (
        once
        & (first == last)
        & long_ago
        & standing.active(practice, practice.exported)
        & unbooked(practice)
    )


def lapsing_window(practice: Practice) -> tuple[int, int]:
    """The last months of the active window, as months before the export: after the
    first, up to the second.
    """
    return practice.policy.active_months, practice.policy.active_months - SOON


def lapsed_window(practice: Practice) -> tuple[int, int]:
    """The months after the active window, as months before the export: after the first,
    up to the second.
    """
    return practice.policy.active_months + LAPSED_FOR, practice.policy.active_months


@fact
def lapsing(practice: Practice) -> np.ndarray:
    """Last visit in the last 6 months of the active window, nothing booked.

    The last visit of each is in the records, so that a short history makes the list
    shorter and never wrong.
    """
    return _last_came(practice, *lapsing_window(practice))


@fact
def lapsed(practice: Practice) -> np.ndarray:
    """Last visit in the 18 months before the active window, nothing booked; a short
    history as with `lapsing`.
    """
    return _last_came(practice, *lapsed_window(practice))


def lapsed_from(practice: Practice) -> date:
    """The first day of the lapsed's window."""
    return dates.before(practice.exported, lapsed_window(practice)[0]) + dates.ONE


@fact
def broken_lately(practice: Practice) -> np.ndarray:
    """People with an appointment broken in the 90 days before the export and not made
    good (definitions.md 6).
    """
    person = practice.appointments["person"].to_numpy()
    return _people(
        practice,
        person[appointments.not_rebooked(practice) & appointments.lately(practice)],
    )


@fact
def best_at_risk(practice: Practice) -> np.ndarray:
    """Best customers who stay away longer than they ever used to (definitions.md 6)."""
    return customers.at_risk(practice, practice.exported)


@fact
def claim(practice: Practice) -> np.ndarray:
    """People with a claim that has waited for an answer for more than 30 days."""
    return _people(
        practice, practice.claims["person"].to_numpy()[claims.to_explain(practice)]
    )


def call_back(it: LoggedFacts) -> np.ndarray:
    """People who asked to be called back, up to today, and were not yet."""
    return _stays(it.practice) & (it.call_back_on <= np.datetime64(it.today, "D"))


def call(it: LoggedFacts) -> np.ndarray:
    """People whose last call to us was missed, and followed by nothing in the records
    or here.

    A contact with the household logged here on the day of the call or later returns it,
    reached or not; a letter does not.
    """
    missed = calls.unreturned(it.practice)
    household = it.practice.people["household"].to_numpy()
    latest = np.full(len(missed), np.datetime64("NaT", "D"))
    np.fmax.at(latest, household, it.last_made)
    return ~np.isnat(missed) & ~(latest[household] >= missed.astype("datetime64[D]"))


def complaint(it: LoggedFacts) -> np.ndarray:
    """People whose complaint was logged here, and who were neither spoken to nor seen
    since.
    """
    return _stays(it.practice) & ~np.isnat(it.complaint_on)


def _stays(practice: Practice) -> np.ndarray:
    return standing.stays(practice)


def _people(practice: Practice, person: np.ndarray) -> np.ndarray:
    out = np.zeros(len(practice.people), dtype=bool)
    out[person] = True
    return out


def _last_came(practice: Practice, since: int, until: int) -> np.ndarray:
    last = visits.last_visit(practice)
    after, upto = (
        np.datetime64(dates.before(practice.exported, months), "D")
        for months in (since, until)
    )
    stays = ~standing.departed(practice, practice.exported)
    return (last > after) & (last <= upto) & stays & unbooked(practice)


@fact
def unbooked(practice: Practice) -> np.ndarray:
    """Whether nothing is booked, by appointments or by the reported next visit."""
    return ~appointments.has_booking(practice)
