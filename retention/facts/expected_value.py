"""Worth: what treatment that sits, and a person who does not come, may bring, in cents
(definitions.md 5 and 7).
"""

from dataclasses import dataclass

import numpy as np

from retention.core import codes, dates
from retention.core.arrays import BoolArray, CentsArray, FloatArray, IntArray
from retention.facts import treatment, visits
from retention.practice import Practice, fact

FIRST_DAYS = tuple(first for _, first, _ in treatment.AGES)
"""First day of age of each bucket of what sits."""
WITHIN = np.timedelta64(90, "D")
PRIOR_WEIGHT = 2
UNKNOWN_CHANCE = 0.05
"""Chance used where the practice has no ripe history of its own, which the list then
says: 1 in 20, our own caution.
"""

CATEGORIES = (
    *dict.fromkeys(name for *_, name in codes.CATEGORIES),
    codes.UNKNOWN_CATEGORY,
)
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, eq=False)
class Chances:
    """The chance that an item still sitting at an age is done within the next 90
    days.
    """

    by_age: FloatArray
    """One row per category of `CATEGORIES`, one column per age bucket."""
    at_risk: FloatArray
    """Items of the practice's own history behind each chance, same shape."""
    mean: float
    """Over all categories and ages; the prior, and the chance of undated items."""
    is_measured: bool
    """False where there is no ripe history and `UNKNOWN_CHANCE` stands in for the
    mean.
    """


@fact
def chances(practice: Practice) -> Chances:
    """The practice's own ripe history of dated care items, of everybody, inactive plans
    apart (definitions.md 5).

    An item is at risk in a bucket if it reached the bucket's first day of age undone,
    at least 90 days before the export; it counts as done if it was completed within 90
    days after that. Beta prior at the mean, weight 2.
    """
    items = treatment.care(practice)
    dated = (
        ~np.isnat(items.planned_on)
        & ~items.inactive
        & ~(items.done & np.isnat(items.completed_on))
    )
    pairs = [_risk_and_done(practice, items, dated, first) for first in FIRST_DAYS]
    risk, done = (np.column_stack(counts) for counts in zip(*pairs, strict=True))
    mean = float(done.sum() / risk.sum()) if risk.sum() else UNKNOWN_CHANCE
    return Chances(
        (done + PRIOR_WEIGHT * mean) / (risk + PRIOR_WEIGHT),
        risk,
        mean,
        bool(risk.sum()),
    )


def _risk_and_done(
    practice: Practice, items: treatment.Care, dated: BoolArray, first: int
) -> tuple[IntArray, IntArray]:
    """Items at risk, and those of them done, by category, of the bucket that begins at
    that age.
    """
    reached = items.planned_on + np.timedelta64(first, "D")
    ripe = dated & (reached + WITHIN <= practice.export_day)
    at_risk = ripe & ~(items.completed_on <= reached)
    done = at_risk & (items.completed_on <= reached + WITHIN)
    category = categories(practice)
    count = len(CATEGORIES)
    return np.bincount(category[at_risk], minlength=count), np.bincount(
        category[done], minlength=count
    )


@fact
def categories(practice: Practice) -> IntArray:
    """The category of each care item, as its place in `CATEGORIES`."""
    code = practice.procedures["code"].cat
    place = [
        CATEGORIES.index(codes.category(name)) for name in (*code.categories, None)
    ]
    return np.array(place)[code.codes.to_numpy()[treatment.care(practice).row]]


@fact
def item_chances(practice: Practice) -> FloatArray:
    """For each care item, the chance that it is done within 90 days if it sits at the
    export.
    """
    items = treatment.care(practice)
    found = chances(practice)
    undated = np.isnat(items.planned_on)
    age = np.where(
        undated,
        0,
        (practice.export_day - items.planned_on).astype(np.int64),
    )
    bucket = np.searchsorted(FIRST_DAYS, np.maximum(age, 0), side="right") - 1
    return np.where(undated, found.mean, found.by_age[categories(practice), bucket])


@fact
def of_sitting(practice: Practice) -> IntArray:
    """Worth of each person's sitting items, in whole cents: the sum of amount ×
    chance.
    """
    items = treatment.care(practice)
    sits = treatment.sitting(practice)
    parts = items.cents * item_chances(practice)
    return _whole(
        np.bincount(
            items.person[sits], weights=parts[sits], minlength=len(practice.people)
        )
    )


@fact
def median_visit(practice: Practice) -> int | None:
    """Median completed amount per visit in the last 12 months, in cents.

    None where there was no visit in them, or where visits carry no amounts (no
    procedures were loaded).
    """
    found = visits.visits(practice)
    lately = found.day > np.datetime64(dates.before(practice.exported, 12), "D")
    if practice.visits_from != "procedure" or not lately.any():
        return None
    return int(np.floor(np.median(found.cents[lately]) + 0.5))


@fact
def visits_a_year(practice: Practice) -> FloatArray:
    """Each person's visits per year between their first and last visit, taken as one
    year at least; 1 without any.
    """
    first = visits.first_in_data(practice)
    last = visits.last_visit(practice)
    span = np.where(np.isnat(first), 0, (last - first).astype(np.int64)) / _DAYS_A_YEAR
    count = np.bincount(visits.visits(practice).person, minlength=len(practice.people))
    return np.where(count > 0, count / np.maximum(span, 1), 1)


@fact
def of_a_return(practice: Practice) -> IntArray:
    """Worth of each person's coming back for a year, in whole cents: the median visit ×
    their visits per year.
    """
    return _whole((median_visit(practice) or 0) * visits_a_year(practice))


def _whole(cents: CentsArray | FloatArray) -> IntArray:
    nearest: IntArray = np.floor(cents + 0.5).astype(np.int64)
    return nearest
