"""Retention: six definitions in circulation, from one engine, side by side
(definitions.md 3).
"""

import numpy as np

from retention import days
from retention.facts import appointments, contact, recall, standing, visits
from retention.metrics.declare import basis, basis_of_bookings, figure
from retention.metrics.reading import Reading
from retention.practice import Period, Practice, Subject


@figure("return_rate", "Return rate", better="more")
def return_rate(practice: Practice, period: Period) -> Reading:
    """Of the people seen 24 to 12 months before the day, the share seen in the last 12
    months.

    People who left stay in the whole: leaving is what is measured. The deceased are
    left out.
    """
    ago_24, ago_12 = (
        days.before(period.as_of, months) + days.ONE for months in (24, 12)
    )
    why = visits.too_short(practice, ago_24)
    if why:
        return Reading.cannot(Subject.PERSON, why)
    earlier = visits.seen(practice, ago_24, ago_12 - days.ONE)
    lately = visits.seen(practice, ago_12, period.as_of)
    return _of_the_living(practice, lately, earlier)


@figure(
    "exam_of_base",
    "Seen for an exam",
    better="more",
    needs=("procedure",),
    needs_codes=True,
)
def exam_of_base(practice: Practice, period: Period) -> Reading:
    """Of the people with a visit in the last 36 months, the share with an exam in the
    last 18.

    The deceased are left out. Its whole holds people who were lost long ago, and an
    exam counts for half a year longer than a return.
    """
    ago_36, ago_18 = (
        days.before(period.as_of, months) + days.ONE for months in (36, 18)
    )
    why = visits.too_short(practice, ago_36)
    if why:
        return Reading.cannot(Subject.PERSON, why)
    examined = visits.seen(practice, ago_18, period.as_of, visits.visits(practice).exam)
    return _of_the_living(
        practice, examined, visits.seen(practice, ago_36, period.as_of)
    )


@figure(
    "continuing_care",
    "In continuing care",
    better="more",
    needs=("procedure",),
    needs_codes=True,
)
def continuing_care(practice: Practice, period: Period) -> Reading:
    """Of the active patients, the share with a hygiene visit in the last 12 months.

    It looks at those who are still active, so whoever left does not pull it down."""
    why = visits.too_short(practice, standing.window_start(practice, period.as_of))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    ago_12 = days.before(period.as_of, 12) + days.ONE
    cleaned = visits.seen(
        practice, ago_12, period.as_of, visits.visits(practice).hygiene
    )
    return Reading.share_of_people(
        cleaned, standing.active(practice, period.as_of), notes=basis(practice)
    )


@figure("headcount_retention", "Headcount retention", better="more")
def headcount_retention(practice: Practice, period: Period) -> Reading:
    """Active patients whose first visit lies 12 months back or more, over the patients
    active 12 months ago.

    A ratio of two headcounts, not a share of people: those who came back after a long
    time hide those who left, and it may exceed 100 %.
    """
    ago_12 = days.before(period.as_of, 12)
    why = visits.too_short(practice, standing.window_start(practice, ago_12))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    now = standing.active(practice, period.as_of)
    then = standing.active(practice, ago_12)
    known = now & (visits.first_visit(practice) <= np.datetime64(ago_12, "D"))
    return Reading.ratio_of_people(known, then, notes=basis(practice))


@figure("second_visit", "Second visit of new patients", better="more")
def second_visit(practice: Practice, period: Period) -> Reading:
    """Of the people new between 24 and 12 months before the day, the share with a
    second visit within 12 months.

    New as in "New patients"; the 12 months run from each person's own first visit. The
    deceased are left out. Only new people are asked about, so it says nothing of those
    who have been coming for years.
    """
    ago_24, ago_12 = (days.before(period.as_of, months) for months in (24, 12))
    why = visits.too_short(
        practice, days.before(ago_24 + days.ONE, practice.policy.active_months)
    )
    if why:
        return Reading.cannot(Subject.PERSON, why)
    first = visits.first_visit(practice)
    were_new = (first > np.datetime64(ago_24, "D")) & (
        first <= np.datetime64(ago_12, "D")
    )
    second = visits.second_visit(practice)
    came_again = np.zeros_like(were_new)
    limit = np.minimum(
        days.months_before(first[were_new], -12), np.datetime64(period.as_of, "D")
    )
    came_again[were_new] = second[were_new] <= limit
    return _of_the_living(practice, came_again, were_new)


@figure(
    "recall_current", "Recall current", better="more", of_export=True, needs=("recall",)
)
def recall_current(practice: Practice, period: Period) -> Reading:
    """Of the active patients, the share with no recall due before the day and at least
    one due on it or later.

    Only dated recalls that are switched on count; people without one stay in the whole,
    and their number stands apart. A due date in the future is no booking: it counts
    people with nothing booked as current.
    """
    why = visits.too_short(practice, standing.window_start(practice, period.as_of))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    active = standing.active(practice, period.as_of)
    dated = recall.dated(practice)
    late = recall.late(practice)
    without = {"without a dated, enabled recall row": np.flatnonzero(active & ~dated)}
    return Reading.share_of_people(
        dated & ~late, active, apart=without, notes=basis(practice)
    )


@figure(
    "silent_leavers",
    "Silent leavers",
    better="less",
    of_export=True,
    needs_bookings=True,
)
def silent_leavers(practice: Practice, period: Period) -> Reading:
    """People who were active 18 months ago and are not now, who have nothing booked and
    whom nobody contacted since.

    Who left by status is out: that goodbye was heard. Where the practice's system does
    not say which rows of its log are contacts, everybody who drifted off counts.
    """
    then = days.before(period.as_of, practice.policy.active_months)
    why = visits.too_short(practice, standing.window_start(practice, then))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    gone = standing.active(practice, then) & ~standing.active(practice, period.as_of)
    departed = standing.departed(practice, period.as_of)
    contacted = contact.last(practice) > visits.last_visit(practice)
    booked = appointments.has_booking(practice)
    left_out = {
        "departed": gone & departed,
        "booked": gone & ~departed & booked,
        "contacted after the last visit": gone & ~departed & ~booked & contacted,
    }
    notes = (
        ()
        if contact.known(practice)
        else ("contacts are unknown: everybody who drifted off counts",)
    )
    notes = (*basis(practice), *basis_of_bookings(practice), *notes)
    return Reading.of_people(
        gone & ~departed & ~contacted & ~booked, left_out, notes=notes
    )


def _of_the_living(practice: Practice, part: np.ndarray, whole: np.ndarray) -> Reading:
    dead = standing.deceased(practice)
    return Reading.share_of_people(
        part, whole & ~dead, {"deceased": whole & dead}, notes=basis(practice)
    )
