"""Best customers: production of each person and of those they sent, and how long they
stay away (definitions.md 6).
"""

from datetime import date

import numpy as np

from retention.core import dates
from retention.core.arrays import (
    BoolArray,
    CentsArray,
    FloatArray,
    IndexArray,
    IntArray,
    is_among,
)
from retention.facts import standing, visits
from retention.practice import Practice, fact

BEST_SHARE = 0.1
FEWEST_GAPS = 3
WINDOW_MONTHS = 36


@fact
def referrer(practice: Practice) -> IntArray:
    """Return the patient who sent each person, by their first referral source.

    -1 where it is none, or themselves.
    """
    number = len(practice.people)
    first = practice.referrals.drop_duplicates("person")
    sender = np.full(number, -1)
    sender[first["person"].to_numpy()] = first["by"].to_numpy()
    is_self = sender == np.arange(number)
    return np.where(is_self, -1, sender)


@fact
def sent_by_a_patient(practice: Practice) -> BoolArray:
    """Return whether a patient other than themselves sent each person.

    Any of their referral sources will do.
    """
    referrals = practice.referrals
    person = referrals["person"].to_numpy()
    sender = referrals["by"].to_numpy()
    is_other = (sender >= 0) & (sender != person)
    return is_among(person[is_other], len(practice.people))


@fact
def referrers_exported(practice: Practice) -> bool:
    """Return whether any referral source is a patient."""
    is_patient = practice.referrals["by"] >= 0
    return bool(is_patient.any())


@fact
def own_cents(practice: Practice, as_of: date) -> tuple[CentsArray, BoolArray]:
    """Return each person's completed production in the 36 months up to a day.

    Returns:
        Cents of each person, and whether there was any visit.
    """
    visit = visits.visits(practice)
    start, end = _window(as_of)
    is_inside = (visit.day > start) & (visit.day <= end)
    person = visit.person[is_inside]
    size = len(practice.people)
    cents = np.bincount(person, weights=visit.cents[is_inside], minlength=size)
    number_of_visits = np.bincount(person, minlength=size)
    return cents.astype(np.int64), number_of_visits > 0


def _window(as_of: date) -> tuple[np.datetime64, np.datetime64]:
    """Return the ends of the 36 months up to a day: the first open, the last closed."""
    start = dates.before(as_of, WINDOW_MONTHS)
    return np.datetime64(start, "D"), np.datetime64(as_of, "D")


def with_referred(practice: Practice, as_of: date, cents: CentsArray) -> IntArray:
    """Return production of each person and of those they sent.

    Those they sent count if they were first seen in the 36 months.
    """
    first_visit = visits.first_visit(practice)
    sender = referrer(practice)
    start, end = _window(as_of)
    is_new = (first_visit > start) & (first_visit <= end)
    was_sent = (sender >= 0) & is_new
    of_sent = np.bincount(
        sender[was_sent], weights=cents[was_sent], minlength=len(cents)
    )
    return cents + of_sent.astype(np.int64)


def best(total: IntArray, members: BoolArray) -> BoolArray:
    """Return the top tenth of the members by total, rounded up.

    Ties go to the lower id.
    """
    rows = np.flatnonzero(members)
    order = np.argsort(-total[rows], kind="stable")
    number = int(np.ceil(len(rows) * BEST_SHARE))
    top = rows[order[:number]]
    return is_among(top, len(total))


def best_of(practice: Practice, as_of: date) -> BoolArray:
    """Return whether each person is one of the best customers on a day.

    They are the top tenth by production (`with_referred`).
    """
    own, members = own_cents(practice, as_of)
    total = with_referred(practice, as_of, own)
    return best(total, members)


def at_risk(practice: Practice, as_of: date) -> BoolArray:
    """Return whether each person is a best customer who stays away too long.

    They have not departed and are away longer than their limit (`gap_limit`).
    """
    has_left = standing.departed(practice, as_of)
    limit, _ = gap_limit(practice, as_of)
    is_away = days_away(practice, as_of) > limit
    return best_of(practice, as_of) & ~has_left & is_away


def days_away(practice: Practice, as_of: date) -> FloatArray:
    """Return the days since each person's last visit up to a day.

    NaN for people without one.
    """
    day = np.datetime64(as_of, "D")
    last = visits.last_up_to(practice, as_of)
    return (day - last).astype(float)


@fact
def gap_limit(practice: Practice, as_of: date) -> tuple[IntArray, int | None]:
    """Return the days each person may stay away, and the practice's limit.

    It is the 90th percentile (nearest rank) of their own gaps between visits; people
    with fewer than three gaps have the practice's.

    Returns:
        Days of each person; the practice's limit, None where nobody ever came twice.
    """
    person, gaps = _gaps(practice, as_of)
    size = len(practice.people)
    if not len(gaps):
        no_limit = np.iinfo(np.int64).max
        return np.full(size, no_limit), None

    order = np.lexsort((gaps, person))
    sorted_gaps = gaps[order]
    number = np.bincount(person, minlength=size)
    ends = np.cumsum(number)
    starts = np.concatenate([[0], ends[:-1]])
    rank = np.ceil(0.9 * number).astype(np.int64)
    place = starts + np.maximum(rank - 1, 0)
    own = sorted_gaps[np.minimum(place, len(gaps) - 1)]

    rank_of_all = int(np.ceil(0.9 * len(gaps)))
    overall = int(np.sort(gaps)[rank_of_all - 1])
    has_enough = number >= FEWEST_GAPS
    return np.where(has_enough, own, overall), overall


def _gaps(practice: Practice, as_of: date) -> tuple[IndexArray, IntArray]:
    """Return the days between each two visits of a person up to a day, and whose."""
    visit = visits.visits(practice)
    is_past = visit.day <= np.datetime64(as_of, "D")
    person = visit.person[is_past]
    day = visit.day[is_past]
    is_same = person[1:] == person[:-1]
    between = day[1:] - day[:-1]
    return person[1:][is_same], between[is_same].astype(np.int64)
