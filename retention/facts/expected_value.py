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
    at_risk: IntArray
    """Items of the practice's own history behind each chance, same shape."""
    mean: float
    """Over all categories and ages; the prior, and the chance of undated items."""
    is_measured: bool
    """False where there is no ripe history and `UNKNOWN_CHANCE` stands in for the
    mean.
    """


@fact
def chances(practice: Practice) -> Chances:
    """Return the practice's own ripe history of dated care items.

    Of everybody, inactive plans apart (definitions.md 5). An item is at risk in a
    bucket if it reached the bucket's first day of age undone, at least 90 days before
    the export; it counts as done if it was completed within 90 days after that. Beta
    prior at the mean, weight 2.
    """
    items = treatment.care(practice)
    has_plan_day = ~np.isnat(items.planned_on)
    done_some_day = items.done & np.isnat(items.completed_on)
    dated = has_plan_day & ~items.inactive & ~done_some_day
    pairs = [_risk_and_done(practice, items, dated, first) for first in FIRST_DAYS]
    at_risk = np.column_stack([risk for risk, _ in pairs])
    done = np.column_stack([items_done for _, items_done in pairs])

    is_measured = bool(at_risk.sum())
    mean = float(done.sum() / at_risk.sum()) if is_measured else UNKNOWN_CHANCE
    by_age = (done + PRIOR_WEIGHT * mean) / (at_risk + PRIOR_WEIGHT)
    return Chances(by_age, at_risk, mean, is_measured)


def _risk_and_done(
    practice: Practice, items: treatment.Care, dated: BoolArray, first: int
) -> tuple[IntArray, IntArray]:
    """Return the items at risk by category, and those of them done.

    Args:
        practice: Whose records.
        items: Its care items.
        dated: Which of them have the days that are needed.
        first: First day of age of the bucket.
    """
    reached = items.planned_on + np.timedelta64(first, "D")
    limit = reached + WITHIN
    is_ripe = dated & (limit <= practice.export_day)
    at_risk = is_ripe & ~(items.completed_on <= reached)
    done = at_risk & (items.completed_on <= limit)
    return _by_category(practice, at_risk), _by_category(practice, done)


def _by_category(practice: Practice, items: BoolArray) -> IntArray:
    """Return how many of those care items are of each category."""
    category = categories(practice)[items]
    return np.bincount(category, minlength=len(CATEGORIES))


@fact
def categories(practice: Practice) -> IntArray:
    """Return the category of each care item, as its place in `CATEGORIES`."""
    code = practice.procedures["code"].cat
    code_names = (*code.categories, None)
    places = [CATEGORIES.index(codes.category(name)) for name in code_names]
    code_of_item = code.codes.to_numpy()[treatment.care(practice).row]
    return np.array(places)[code_of_item]


@fact
def item_chances(practice: Practice) -> FloatArray:
    """Return for each care item the chance that it is done within 90 days.

    It holds if the item sits at the export.
    """
    items = treatment.care(practice)
    learnt = chances(practice)
    is_undated = np.isnat(items.planned_on)
    days = (practice.export_day - items.planned_on).astype(np.int64)
    age = np.where(is_undated, 0, np.maximum(days, 0))
    bucket = np.searchsorted(FIRST_DAYS, age, side="right") - 1
    by_age = learnt.by_age[categories(practice), bucket]
    return np.where(is_undated, learnt.mean, by_age)


@fact
def of_sitting(practice: Practice) -> IntArray:
    """Return the worth of each person's sitting items, in whole cents.

    It is the sum of amount × chance.
    """
    items = treatment.care(practice)
    sits = treatment.sitting(practice)
    worth = items.cents * item_chances(practice)
    person = items.person[sits]
    size = len(practice.people)
    return _whole(np.bincount(person, weights=worth[sits], minlength=size))


@fact
def median_visit(practice: Practice) -> int | None:
    """Return the median completed amount per visit in the last 12 months, in cents.

    None where there was no visit in them, or where visits carry no amounts (no
    procedures were loaded).
    """
    visit = visits.visits(practice)
    start = dates.before(practice.exported, 12)
    is_recent = visit.day > np.datetime64(start, "D")
    has_amounts = practice.visits_from == "procedure"
    if not has_amounts or not is_recent.any():
        return None

    median = np.median(visit.cents[is_recent])
    return int(np.floor(median + 0.5))


@fact
def visits_a_year(practice: Practice) -> FloatArray:
    """Return each person's visits per year between their first and last visit.

    The time between is taken as one year at least; 1 without any visit.
    """
    first = visits.first_in_data(practice)
    last = visits.last_visit(practice)
    days = (last - first).astype(np.int64)
    years = np.where(np.isnat(first), 0, days) / _DAYS_A_YEAR
    person = visits.visits(practice).person
    number_of_visits = np.bincount(person, minlength=len(practice.people))
    per_year = number_of_visits / np.maximum(years, 1)
    return np.where(number_of_visits > 0, per_year, 1)


@fact
def of_a_return(practice: Practice) -> IntArray:
    """Return the worth of each person's coming back for a year, in whole cents.

    It is the median visit × their visits per year.
    """
    median = median_visit(practice) or 0
    return _whole(median * visits_a_year(practice))


def _whole(cents: CentsArray | FloatArray) -> IntArray:
    nearest: IntArray = np.floor(cents + 0.5).astype(np.int64)
    return nearest
