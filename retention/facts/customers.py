"""Best customers: production of each person and of those they sent, and how long they
stay away (definitions.md 6).
"""

from datetime import date

import numpy as np

from retention.core import dates
from retention.core.arrays import BoolArray, CentsArray, FloatArray, IntArray
from retention.facts import standing, visits
from retention.practice import Practice, fact

BEST_SHARE = 0.1
FEWEST_GAPS = 3
WINDOW_MONTHS = 36


@fact
def referrer(practice: Practice) -> IntArray:
    """The patient who sent each person by their first referral source; -1 where it is
    none, or themselves.
    """
    out = np.full(len(practice.people), -1)
    first = practice.referrals.drop_duplicates("person")
    out[first["person"].to_numpy()] = first["by"].to_numpy()
    return np.where(out == np.arange(len(out)), -1, out)


@fact
def sent_by_a_patient(practice: Practice) -> BoolArray:
    """Whether any referral source of each person is a patient other than themselves."""
    person, by = (practice.referrals[name].to_numpy() for name in ("person", "by"))
    out = np.zeros(len(practice.people), dtype=bool)
    out[person[(by >= 0) & (by != person)]] = True
    return out


@fact
def referrers_exported(practice: Practice) -> bool:
    """Whether any referral source is a patient."""
    return bool((practice.referrals["by"] >= 0).any())


@fact
def own_cents(practice: Practice, as_of: date) -> tuple[CentsArray, BoolArray]:
    """Each person's completed production in the 36 months up to a day, and whether
    there was any visit.
    """
    found = visits.visits(practice)
    start = np.datetime64(dates.before(as_of, WINDOW_MONTHS), "D")
    inside = (found.day > start) & (found.day <= np.datetime64(as_of, "D"))
    size = len(practice.people)
    cents = np.bincount(
        found.person[inside], weights=found.cents[inside], minlength=size
    ).astype(np.int64)
    return cents, np.bincount(found.person[inside], minlength=size) > 0


def with_referred(practice: Practice, as_of: date, cents: CentsArray) -> IntArray:
    """Production of each person and of those they sent who were first seen in the 36
    months.
    """
    first = visits.first_visit(practice)
    by = referrer(practice)
    start = np.datetime64(dates.before(as_of, WINDOW_MONTHS), "D")
    sent = (by >= 0) & (first > start) & (first <= np.datetime64(as_of, "D"))
    return cents + np.bincount(
        by[sent], weights=cents[sent], minlength=len(cents)
    ).astype(np.int64)


def best(total: IntArray, members: BoolArray) -> BoolArray:
    """The top tenth of the members by total, rounded up; ties go to the lower id."""
    rows = np.flatnonzero(members)
    order = rows[np.argsort(-total[rows], kind="stable")]
    out = np.zeros(len(total), dtype=bool)
    out[order[: int(np.ceil(len(rows) * BEST_SHARE))]] = True
    return out


def best_of(practice: Practice, as_of: date) -> BoolArray:
    """Whether each person is one of the best customers on a day: the top tenth by
    production (`with_referred`).
    """
    own, members = own_cents(practice, as_of)
    return best(with_referred(practice, as_of, own), members)


def at_risk(practice: Practice, as_of: date) -> BoolArray:
    """Whether each person is a best customer who has not departed and is away longer
    than their limit (`gap_limit`).
    """
    stays = ~standing.departed(practice, as_of)
    return (
        best_of(practice, as_of)
        & stays
        & (days_away(practice, as_of) > gap_limit(practice, as_of)[0])
    )


def days_away(practice: Practice, as_of: date) -> FloatArray:
    """Days since each person's last visit up to a day; NaN for people without one."""
    return (np.datetime64(as_of, "D") - visits.last_up_to(practice, as_of)).astype(
        float
    )


@fact
def gap_limit(practice: Practice, as_of: date) -> tuple[IntArray, int | None]:
    """Days each person may stay away: the 90th percentile of their own gaps between
    visits, and the practice's.

    Nearest rank; people with fewer than three gaps have the practice's. None where
    nobody ever came twice.
    """
    found = visits.visits(practice)
    upto = found.day <= np.datetime64(as_of, "D")
    person = found.person[upto]
    day = found.day[upto]
    same = person[1:] == person[:-1]
    who = person[1:][same]
    gaps = (day[1:] - day[:-1])[same].astype(np.int64)
    if not len(gaps):
        return np.full(len(practice.people), np.iinfo(np.int64).max), None
    order = np.lexsort((gaps, who))
    who = who[order]
    gaps = gaps[order]
    number = np.bincount(who, minlength=len(practice.people))
    start = np.concatenate([[0], np.cumsum(number)[:-1]])
    place = start + np.maximum(np.ceil(0.9 * number).astype(np.int64) - 1, 0)
    overall = int(np.sort(gaps)[int(np.ceil(0.9 * len(gaps))) - 1])
    return np.where(
        number >= FEWEST_GAPS, gaps[np.minimum(place, len(gaps) - 1)], overall
    ), overall
