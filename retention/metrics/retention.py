"""Six retention rates, cohorts and survival, from one engine (definitions.md 3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from retention.core import dates
from retention.core.arrays import BoolArray, DayArray
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
    ago_24 = dates.before(period.as_of, 24) + dates.ONE
    ago_12 = dates.before(period.as_of, 12) + dates.ONE
    why = visits.too_short(practice, ago_24)
    if why:
        return Reading.cannot(Subject.PERSON, why)
    earlier = visits.seen(practice, ago_24, ago_12 - dates.ONE)
    lately = visits.seen(practice, ago_12, period.as_of)
    return _of_the_living(practice, part=lately, whole=earlier)


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
    ago_36 = dates.before(period.as_of, 36) + dates.ONE
    ago_18 = dates.before(period.as_of, 18) + dates.ONE
    why = visits.too_short(practice, ago_36)
    if why:
        return Reading.cannot(Subject.PERSON, why)
    had_exam = visits.visits(practice).exam
    examined = visits.seen(practice, ago_18, period.as_of, had_exam)
    seen = visits.seen(practice, ago_36, period.as_of)
    return _of_the_living(practice, part=examined, whole=seen)


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
    had_hygiene = visits.visits(practice).hygiene
    cleaned = visits.seen(practice, ago_12, period.as_of, had_hygiene)
    active = standing.active(practice, period.as_of)
    return Reading.share_of_people(cleaned, active, notes=basis(practice))


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
    came_by_then = visits.first_visit(practice) <= np.datetime64(ago_12, "D")
    return Reading.ratio_of_people(now & came_by_then, then, notes=basis(practice))


@figure("second_visit", "Second visit of new patients", better="more")
def second_visit(practice: Practice, period: Period) -> Reading:
    """Of the people new between 24 and 12 months before the day, the share with a
    second visit within 12 months.

    New as in "New patients"; the 12 months run from each person's own first visit. The
    deceased are left out. Only new people are asked about, so it says nothing of those
    who have been coming for years.
    """
    ago_24 = dates.before(period.as_of, 24)
    ago_12 = dates.before(period.as_of, 12)
    earliest = dates.before(ago_24 + dates.ONE, practice.policy.active_months)
    why = visits.too_short(practice, earliest)
    if why:
        return Reading.cannot(Subject.PERSON, why)
    first = visits.first_visit(practice)
    after_start = first > np.datetime64(ago_24, "D")
    up_to_end = first <= np.datetime64(ago_12, "D")
    were_new = after_start & up_to_end
    came_again = _second_within_a_year(practice, were_new, period.as_of)
    return _of_the_living(practice, part=came_again, whole=were_new)


def _second_within_a_year(
    practice: Practice, people: BoolArray, as_of: date
) -> BoolArray:
    """Whether each of those people came again within 12 months, and by the day."""
    first = visits.first_visit(practice)[people]
    second = visits.second_visit(practice)[people]
    year_later = dates.months_before(first, -12)
    limit = np.minimum(year_later, np.datetime64(as_of, "D"))
    came_again = np.zeros_like(people)
    came_again[people] = second <= limit
    return came_again


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
    has_dated = recall.dated(practice)
    is_late = recall.late(practice)
    without = np.flatnonzero(active & ~has_dated)
    return Reading.share_of_people(
        has_dated & ~is_late,
        active,
        apart={"without a dated, enabled recall row": without},
        notes=basis(practice),
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
    was_active = standing.active(practice, then)
    gone = was_active & ~standing.active(practice, period.as_of)
    departed = standing.departed(practice, period.as_of)
    stayed_away = gone & ~departed
    booked = appointments.has_booking(practice)
    contacted = contactability.last(practice) > visits.last_visit(practice)
    left_out = {
        "departed": gone & departed,
        "booked": stayed_away & booked,
        "contacted after the last visit": stayed_away & ~booked & contacted,
    }
    silent = stayed_away & ~contacted & ~booked
    return Reading.of_people(silent, left_out, notes=_notes_of_silence(practice))


def _notes_of_silence(practice: Practice) -> tuple[str, ...]:
    notes = basis(practice) + basis_of_bookings(practice)
    if contactability.known(practice):
        return notes
    return (*notes, "contacts are unknown: everybody who drifted off counts")


def _of_the_living(practice: Practice, part: BoolArray, whole: BoolArray) -> Reading:
    dead = standing.deceased(practice)
    return Reading.share_of_people(
        part,
        whole & ~dead,
        left_out={"deceased": whole & dead},
        notes=basis(practice),
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
    by_quarter = _rows(practice, period.as_of, "quarter")
    by_year = _rows(practice, period.as_of, "year")
    rows = (*by_quarter, *by_year)
    unknown = "" if rows else "history too short"
    return FigureTable(rows, basis(practice), unknown)


def _rows(practice: Practice, as_of: date, unit: str) -> Iterator[TableRow]:
    seen = visits.years_seen(practice, as_of)
    first = visits.first_visit(practice)
    began = _start(first, unit)
    came = ~np.isnat(first) & (first <= np.datetime64(as_of, "D"))
    counts = came & ~standing.deceased(practice)
    for start in np.unique(began[counts]):
        day = start.item()
        earliest = dates.before(day, practice.policy.active_months)
        if visits.too_short(practice, earliest):
            continue
        members = counts & (began == start)
        yield from _cohort(as_of, unit, day, members, seen)


def _start(first: DayArray, unit: str) -> DayArray:
    """Return the first day of the quarter or year of each day."""
    if unit == "year":
        return first.astype("datetime64[Y]").astype("datetime64[D]")
    month = first.astype("datetime64[M]")
    months_into_quarter = month.astype(np.int64) % 3
    return (month - months_into_quarter).astype("datetime64[D]")


def _cohort(
    as_of: date, unit: str, start: date, members: BoolArray, seen: BoolArray
) -> Iterator[TableRow]:
    """Yield one row per cell, the first unripe one too.

    `seen` is as in `visits.years_seen`.
    """
    is_quarter = unit == "quarter"
    name = str(start.year)
    if is_quarter:
        name = f"{start.year}Q{start.month // 3 + 1}"
    next_start = dates.after(start, 3 if is_quarter else 12)
    last = next_start - dates.ONE
    notes: tuple[str, ...] = ()
    if members.sum() < FEW:
        notes = (f"fewer than {FEW} people",)
    for k in range(100):  # a patient's lifetime; the first unripe cell ends it
        is_ripe = dates.after(last, 12 * (k + 1)) <= as_of
        if is_ripe:
            reading = _cell(members, seen, k)
        else:
            reading = Reading.cannot(Subject.PERSON, "not yet known")
        yield TableRow(f"{name}/{k}", replace(reading, notes=notes), start, last)
        if not is_ripe:
            return


def _cell(members: BoolArray, seen: BoolArray, k: int) -> Reading:
    """Give the share of members seen in the 12 months after 12 k months.

    The months run from each member's first visit.
    """
    nobody = np.zeros_like(members)
    part = seen[k] if k < len(seen) else nobody
    return Reading.share_of_people(part, members)


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
    waits = survival.waits(practice, np.datetime64(period.as_of, "D"))
    first_to_second = _curve("first_to_second", survival.first_waits(waits))
    visit_to_next = _curve("visit_to_next", waits)
    return FigureTable((first_to_second, visit_to_next), basis(practice))


def survival_by(
    practice: Practice,
    period: Period,
    kind: str,
    by: str | None = None,
    within: Mapping[str, str] | None = None,
    marked: Sequence[int] = (),
) -> FigureTable:
    """Give one curve per group, the largest group first.

    Args:
        practice: The records.
        period: Its `as_of` is the day up to which visits are known.
        kind: A row of "Time until they come back".
        by: What groups are made of; without it the only row is "everybody".
        within: The groups whose people are kept, as {by: group}.
        marked: Days; a row's numbers hold those still waiting on each, as n30.
    """
    waits = survival.waits(practice, np.datetime64(period.as_of, "D"))
    if not len(waits.days):
        return FigureTable(unknown="no visits were loaded")
    if kind == "first_to_second":
        waits = survival.first_waits(waits)
    kept = groups.inside(practice, _waiting(waits), within or {}, period.as_of)
    waits = _kept(waits, kept)
    label = np.full(len(waits.days), EVERYBODY, dtype=object)
    if by:
        label = groups.labels(practice, _waiting(waits), by, period.as_of)
    names, counts = np.unique(label.astype(str), return_counts=True)
    rows = []
    for name in names[np.argsort(-counts, kind="stable")]:
        group_waits = _kept(waits, label == name)
        row = _curve(str(name), group_waits)
        rows.append(_with_waiting(row, group_waits, marked))
    unknown = "" if rows else "nobody to count"
    return FigureTable(tuple(rows), basis(practice), unknown)


def _with_waiting(
    row: TableRow, waits: survival.Waits, marked: Sequence[int]
) -> TableRow:
    """Add to a row the number of waits that had lasted to each of those days."""
    waiting = {f"n{day}": float((waits.days >= day).sum()) for day in marked}
    numbers = {**row.reading.numbers, **waiting}
    return replace(row, reading=replace(row.reading, numbers=numbers))


def _waiting(waits: survival.Waits) -> Reading:
    """Give those waits as a share of visits: the part came back."""
    return Reading(
        Subject.VISIT,
        rows=waits.visit,
        person=waits.person,
        part=waits.came,
        is_share=True,
    )


def _kept(waits: survival.Waits, kept: BoolArray) -> survival.Waits:
    return survival.Waits(
        person=waits.person[kept],
        visit=waits.visit[kept],
        days=waits.days[kept],
        came=waits.came[kept],
    )


def _curve(name: str, waits: survival.Waits) -> TableRow:
    curve = survival.kaplan_meier(waits.days, waits.came)
    numbers = {}
    if len(waits.days):
        numbers = {f"s{day}": curve.at(day) for day in POINTS}
    reading = replace(_waiting(waits), numbers=numbers)
    return TableRow(name, reading, curve=curve)
