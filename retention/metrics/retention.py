"""Retention: do people come back, and do new ones come a second time (definitions.md 3, R1 and R5)."""

import numpy as np

from retention import days
from retention.facts import standing, visits
from retention.metrics.declare import basis, figure, too_short
from retention.metrics.reading import Reading
from retention.practice import Period, Practice, Subject


@figure("return_rate", "Return rate", better="more")
def return_rate(practice: Practice, period: Period) -> Reading:
    """Of the people seen 24 to 12 months before the day, the share seen in the last 12 months.

    People who left stay in the whole: leaving is what is measured. The deceased are left out."""
    ago_24, ago_12 = (days.before(period.as_of, months) + days.ONE for months in (24, 12))
    why = too_short(practice, ago_24)
    if why:
        return Reading.cannot(Subject.PERSON, why)
    earlier = visits.seen(practice, ago_24, ago_12 - days.ONE)
    lately = visits.seen(practice, ago_12, period.as_of)
    return _of_the_living(practice, lately, earlier)


@figure("second_visit", "Second visit of new patients", better="more")
def second_visit(practice: Practice, period: Period) -> Reading:
    """Of the people new between 24 and 12 months before the day, the share with a second visit within 12 months.

    New as in "New patients"; the 12 months run from each person's own first visit. The deceased are left out."""
    ago_24, ago_12 = (days.before(period.as_of, months) for months in (24, 12))
    why = too_short(practice, days.before(ago_24 + days.ONE, practice.policy.active_months))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    first = visits.first_visit(practice)
    were_new = (first > np.datetime64(ago_24, "D")) & (first <= np.datetime64(ago_12, "D"))
    second = visits.second_visit(practice)
    came_again = (second <= days.months_before(first, -12)) & (second <= np.datetime64(period.as_of, "D"))
    return _of_the_living(practice, came_again, were_new)


def _of_the_living(practice: Practice, part: np.ndarray, whole: np.ndarray) -> Reading:
    dead = standing.deceased(practice)
    return Reading.share_of_people(part, whole & ~dead, {"deceased": whole & dead}, notes=basis(practice))
