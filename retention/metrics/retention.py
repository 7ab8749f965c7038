"""Six retention rates, cohorts and survival, from one engine (definitions.md 3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from retention.core import dates
from retention.facts import (
    appointments,
    contactability,
    recall,
    standing,
    survival,
    visits,
)
from retention.metrics import groups
from retention.metrics.figure import Unit, basis, basis_of_bookings, figure
from retention.metrics.reading import FigureTable, Reading, TableRow
from retention.practice import Period, Practice, Subject


@figure("return_rate", "Return rate", better="more")
def return_rate(practice: Practice, period: Period) -> Reading:
    """Of the people seen 24 to 12 months before the day, the share seen in the last 12
    months.

    People who left stay in the whole: leaving is what is measured. The deceased are
    left out.
    """
    ago_24, ago_12 = (
        dates.before(period.as_of, months) + dates.ONE for months in (24, 12)
    )
    why = visits.too_short(practice, ago_24)
    if why:
        return Reading.cannot(Subject.PERSON, why)
    earlier = visits.seen(practice, ago_24, ago_12 - dates.ONE)
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
        dates.before(period.as_of, months) + dates.ONE for months in (36, 18)
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
    ago_12 = dates.before(period.as_of, 12) + dates.ONE
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
    ago_12 = dates.before(period.as_of, 12)
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
    ago_24, ago_12 = (dates.before(period.as_of, months) for months in (24, 12))
    why = visits.too_short(
        practice, dates.before(ago_24 + dates.ONE, practice.policy.active_months)
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
        dates.months_before(first[were_new], -12), np.datetime64(period.as_of, "D")
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
    then = dates.before(period.as_of, practice.policy.active_months)
    why = visits.too_short(practice, standing.window_start(practice, then))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    gone = standing.active(practice, then) & ~standing.active(practice, period.as_of)
    departed = standing.departed(practice, period.as_of)
    contacted = contactability.last(practice) > visits.last_visit(practice)
    booked = appointments.has_booking(practice)
    left_out = {
        "departed": gone & departed,
        "booked": gone & ~departed & booked,
        "contacted after the last visit": gone & ~departed & ~booked & contacted,
    }
    notes = (
        ()
        if contactability.known(practice)
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


FEW = 10  # cells of fewer people are greyed
POINTS = (30, 90, 180, 365, 730)
"""Days at which a survival curve is quoted."""
EVERYBODY = "everybody"


@figure("cohorts", "Cohorts of new patients", unit=Unit.TABLE)
def cohorts(practice: Practice, period: Period) -> FigureTable:
    """People by the quarter, and by the year, of their first visit; cell k is the share
    seen again k years on.

    Cell 0 counts a visit in the 12 months after each person's own first one, cell 1 in
    the 12 months after those, and so on. A cell is ripe when the cohort's last day lies
    12 × (k + 1) months before the day; unripe cells are blank, and cohorts that began
    before the history is long enough are left out. The deceased are left out.
    """
    if visits.floor(practice) is None:
        return FigureTable(unknown="no visits were loaded")
    rows = [
        row
        for unit in ("quarter", "year")
        for row in _rows(practice, period.as_of, unit)
    ]
    return FigureTable(
        tuple(rows), basis(practice), "" if rows else "history too short"
    )


def _rows(practice: Practice, as_of: date, unit: str) -> Iterator[TableRow]:
    seen = visits.years_seen(practice, as_of)
    first = visits.first_visit(practice)
    began = _start(first, unit)
    counts = (
        ~np.isnat(first)
        & (first <= np.datetime64(as_of, "D"))
        & ~standing.deceased(practice)
    )
    for start in np.unique(began[counts]):
        day = start.item()
        if not visits.too_short(
            practice, dates.before(day, practice.policy.active_months)
        ):
            yield from _cohort(as_of, unit, day, counts & (began == start), seen)


def _start(first: dates.Days, unit: str) -> dates.Days:
    """The first day of the quarter or year of each day."""
    if unit == "year":
        return first.astype("datetime64[Y]").astype("datetime64[D]")
    month = first.astype("datetime64[M]")
    return (month - (month.astype(np.int64) % 3)).astype("datetime64[D]")


def _cohort(
    as_of: date, unit: str, start: date, members: np.ndarray, seen: np.ndarray
) -> Iterator[TableRow]:
    """One row per cell, the first unripe one too; `seen` as `visits.years_seen`."""
    last = dates.before(start, -3 if unit == "quarter" else -12) - dates.ONE
    name = (
        f"{start.year}Q{start.month // 3 + 1}" if unit == "quarter" else str(start.year)
    )
    notes = () if members.sum() >= FEW else (f"fewer than {FEW} people",)
    for k in range(100):  # a patient's lifetime; the first unripe cell ends it
        ripe = dates.after(last, 12 * (k + 1)) <= as_of
        reading = (
            _cell(members, seen, k)
            if ripe
            else Reading.cannot(Subject.PERSON, "not yet known")
        )
        yield TableRow(f"{name}/{k}", replace(reading, notes=notes), start, last)
        if not ripe:
            return


def _cell(members: np.ndarray, seen: np.ndarray, k: int) -> Reading:
    """Whether each member was seen in the 12 months after 12 k months from their first
    visit.
    """
    return Reading.share_of_people(
        seen[k] if k < len(seen) else np.zeros_like(members), members
    )


@figure("survival", "Time until they come back", unit=Unit.TABLE, subject=Subject.VISIT)
def survival_curves(practice: Practice, period: Period) -> FigureTable:
    """Kaplan–Meier curves of the days from the first visit to the second, and from any
    visit to the next.

    Who has not come back yet is not counted as lost: they are censored at the day, and
    at the day they left or died where that day is exported. The band is 95 %
    (Greenwood, log-log). People whose first visit lies before the records are left out
    of both.
    """
    if visits.floor(practice) is None:
        return FigureTable(unknown="no visits were loaded")
    found = survival.waits(practice, np.datetime64(period.as_of, "D"))
    rows = (("first_to_second", survival.first_waits(found)), ("visit_to_next", found))
    return FigureTable(
        tuple(_curve(name, waits) for name, waits in rows), basis(practice)
    )


def survival_by(
    practice: Practice,
    period: Period,
    kind: str,
    by: str | None = None,
    within: Mapping[str, str] | None = None,
    marked: Sequence[int] = (),
) -> FigureTable:
    """One curve per group, the largest group first; `kind` is a row of "Time until they
    come back".

    Without `by` the only row is "everybody"; `within` keeps those of the groups given,
    as {by: group}. The numbers of a row hold those still waiting on each of the days
    `marked`, as n30 and so on.
    """
    found = survival.waits(practice, np.datetime64(period.as_of, "D"))
    if not len(found.days):
        return FigureTable(unknown="no visits were loaded")
    waits = survival.first_waits(found) if kind == "first_to_second" else found
    waits = _kept(
        waits, groups.inside(practice, _waiting(waits), within or {}, period.as_of)
    )
    label = np.full(len(waits.days), EVERYBODY, dtype=object)
    if by:
        label = groups.labels(practice, _waiting(waits), by, period.as_of)
    names, counts = np.unique(label.astype(str), return_counts=True)
    largest_first = names[np.argsort(-counts, kind="stable")]
    rows = (
        _with_waiting(_curve(str(name), own), own, marked)
        for name in largest_first
        for own in [_kept(waits, label == name)]
    )
    return FigureTable(
        tuple(rows), basis(practice), "" if len(names) else "nobody to count"
    )


def _with_waiting(
    row: TableRow, waits: survival.Waits, marked: Sequence[int]
) -> TableRow:
    """The row with the number of waits that had lasted to each of those days."""
    waiting = {f"n{day}": float((waits.days >= day).sum()) for day in marked}
    return replace(
        row, reading=replace(row.reading, numbers={**row.reading.numbers, **waiting})
    )


def _waiting(waits: survival.Waits) -> Reading:
    """Those waits as a share of visits: the part came back."""
    return Reading(Subject.VISIT, waits.visit, waits.person, waits.came, is_share=True)


def _kept(waits: survival.Waits, kept: np.ndarray) -> survival.Waits:
    return survival.Waits(
        waits.person[kept], waits.visit[kept], waits.days[kept], waits.came[kept]
    )


def _curve(name: str, waits: survival.Waits) -> TableRow:
    curve = survival.kaplan_meier(waits.days, waits.came)
    numbers = {f"s{day}": curve.at(day) for day in POINTS} if len(waits.days) else {}
    return TableRow(name, replace(_waiting(waits), numbers=numbers), curve=curve)
