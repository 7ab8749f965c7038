"""Cohorts and survival curves, counted a second time (definitions 3)."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from math import exp, log, sqrt

from tests.oracle.answer import Answer
from tests.oracle.rows import (
    DEPARTING,
    NO_VISITS,
    ONE,
    TOO_SHORT,
    months_after,
    months_before,
)

Z = 1.959963984540054
QUOTED = (30, 90, 180, 365, 730)


def cohorts(book, as_of, first, last):
    if book.floor is None:
        return NO_VISITS
    found = {}
    for months in (3, 12):
        for start, members in _cohorts(book, as_of, months).items():
            if not book.too_short(months_before(start, book.months)):
                found |= _cells(book, as_of, start, months, members)
    return found or TOO_SHORT


def _cohorts(book, as_of, months):
    """People who are not deceased, by the first day of the quarter or year of their
    first visit.
    """
    found = defaultdict(set)
    for who in book.visits:
        begin = book.first_visit(who)
        if begin <= as_of and book.patients[who]["status"] != "deceased":
            found[date(begin.year, (begin.month - 1) // months * months + 1, 1)].add(
                who
            )
    return found


def _cells(book, as_of, start, months, members):
    """The cells of one cohort, up to the first that is not ripe."""
    last = months_after(start, months) - ONE
    name = str(start.year) if months == 12 else f"{start.year}Q{start.month // 3 + 1}"
    found = {}
    k = 0
    while months_after(last, 12 * (k + 1)) <= as_of:
        again = {who for who in members if _came_in_year(book, as_of, who, k)}
        found[f"{name}/{k}"] = Answer(again, members)
        k += 1
    return found | {f"{name}/{k}": Answer(unknown="not yet known")}


def _came_in_year(book, as_of, who, k):
    begin = book.first_visit(who)
    after = months_after(begin, 12 * k)
    until = months_after(begin, 12 * (k + 1))
    return any(after < day <= until and day <= as_of for day in book.visits[who])


# ---- survival ----


def survival(book, as_of, first, last):
    if book.floor is None:
        return NO_VISITS
    waits = _waits(book, as_of)
    firsts = {key: wait for key, wait in waits.items() if key == _first_key(book, key)}
    return {"first_to_second": _curve(firsts), "visit_to_next": _curve(waits)}


def _first_key(book, key):
    who = key.split("@")[0]
    return f"{who}@{book.visits[who][0]}"


def _waits(book, as_of):
    """From each visit to the next: (days, whether it came), by visit; without people
    whose first visit is reported.
    """
    found = {}
    for who, visits in book.visits.items():
        if book.first_visit(who) != visits[0]:
            continue
        days = [day for day in visits if day <= as_of]
        for day, following in zip_longest(days, days[1:]):
            end = following or _known_until(book, who, as_of)
            found[f"{who}@{day}"] = (max((end - day).days, 0), following is not None)
    return found


def _known_until(book, who, as_of):
    """The day up to which an absence is known: the day, or an exported day of leaving
    or death before it.
    """
    left = (
        book.patients[who]["status_on"]
        if book.patients[who]["status"] in DEPARTING
        else None
    )
    return min(left, as_of) if left else as_of


def _curve(waits):
    came = {key for key, (_, came) in waits.items() if came}
    points = kaplan_meier(list(waits.values()))
    numbers = {
        f"s{day}": next(
            (point[1] for point in reversed(points) if point[0] <= day), 1.0
        )
        for day in QUOTED
    }
    return Answer(came, set(waits), numbers=numbers if waits else {}, curve=points)


def kaplan_meier(waits):
    """The product-limit estimate: one point (day, s, at risk, events, low, high) per
    day with an event.

    Greenwood: the sum of d / (n (n − d)); the 95 % band on the log-log scale is s **
    exp(± z √sum / log s).
    """
    points = []
    s = Fraction(1)
    greenwood = 0.0
    for day in sorted({days for days, came in waits if came}):
        at_risk = sum(days >= day for days, _ in waits)
        events = sum(days == day and came for days, came in waits)
        s *= 1 - Fraction(events, at_risk)
        if s == 0:
            points.append((day, 0.0, at_risk, events, 0.0, 0.0))
            break
        greenwood += events / (at_risk * (at_risk - events))
        spread = Z * sqrt(greenwood) / log(s)
        points.append(
            (
                day,
                float(s),
                at_risk,
                events,
                float(s) ** exp(-spread),
                float(s) ** exp(spread),
            )
        )
    return points
