"""Cohorts and survival: do those who began together come back, and how long until they
do (definitions.md 3).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from retention import days
from retention.facts import standing, survival, visits
from retention.metrics import groups
from retention.metrics.declare import Unit, basis, figure
from retention.metrics.reading import Reading, Row, Table
from retention.practice import Period, Practice, Subject

FEW = 10  # cells of fewer people are greyed
POINTS = (30, 90, 180, 365, 730)
"""Days at which a survival curve is quoted."""
EVERYBODY = "everybody"


@figure("cohorts", "Cohorts of new patients", unit=Unit.TABLE)
def cohorts(practice: Practice, period: Period) -> Table:
    """People by the quarter, and by the year, of their first visit; cell k is the share
    seen again k years on.

    Cell 0 counts a visit in the 12 months after each person's own first one, cell 1 in
    the 12 months after those, and so on. A cell is ripe when the cohort's last day lies
    12 × (k + 1) months before the day; unripe cells are blank, and cohorts that began
    before the history is long enough are left out. The deceased are left out.
    """
    if visits.floor(practice) is None:
        return Table(unknown="no visits were loaded")
    rows = [
        row
        for unit in ("quarter", "year")
        for row in _rows(practice, period.as_of, unit)
    ]
    return Table(tuple(rows), basis(practice), "" if rows else "history too short")


def _rows(practice: Practice, as_of: date, unit: str) -> Iterator[Row]:
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
            practice, days.before(day, practice.policy.active_months)
        ):
            yield from _cohort(as_of, unit, day, counts & (began == start), seen)


def _start(first: days.Days, unit: str) -> days.Days:
    """The first day of the quarter or year of each day."""
    if unit == "year":
        return first.astype("datetime64[Y]").astype("datetime64[D]")
    month = first.astype("datetime64[M]")
    return (month - (month.astype(np.int64) % 3)).astype("datetime64[D]")


def _cohort(
    as_of: date, unit: str, start: date, members: np.ndarray, seen: np.ndarray
) -> Iterator[Row]:
    """One row per cell, the first unripe one too; `seen` as `visits.years_seen`."""
    last = days.before(start, -3 if unit == "quarter" else -12) - days.ONE
    name = (
        f"{start.year}Q{start.month // 3 + 1}" if unit == "quarter" else str(start.year)
    )
    notes = () if members.sum() >= FEW else (f"fewer than {FEW} people",)
    for k in range(100):  # a patient's lifetime; the first unripe cell ends it
        ripe = days.after(last, 12 * (k + 1)) <= as_of
        reading = (
            _cell(members, seen, k)
            if ripe
            else Reading.cannot(Subject.PERSON, "not yet known")
        )
        yield Row(f"{name}/{k}", replace(reading, notes=notes), start, last)
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
def survival_curves(practice: Practice, period: Period) -> Table:
    """Kaplan–Meier curves of the days from the first visit to the second, and from any
    visit to the next.

    Who has not come back yet is not counted as lost: they are censored at the day, and
    at the day they left or died where that day is exported. The band is 95 %
    (Greenwood, log-log). People whose first visit lies before the records are left out
    of both.
    """
    if visits.floor(practice) is None:
        return Table(unknown="no visits were loaded")
    found = survival.waits(practice, np.datetime64(period.as_of, "D"))
    rows = (("first_to_second", survival.first_waits(found)), ("visit_to_next", found))
    return Table(tuple(_curve(name, waits) for name, waits in rows), basis(practice))


def survival_by(
    practice: Practice,
    period: Period,
    kind: str,
    by: str | None = None,
    within: Mapping[str, str] | None = None,
    marked: Sequence[int] = (),
) -> Table:
    """One curve per group, the largest group first; `kind` is a row of "Time until they
    come back".

    Without `by` the only row is "everybody"; `within` keeps those of the groups given,
    as {by: group}. The numbers of a row hold those still waiting on each of the days
    `marked`, as n30 and so on.
    """
    found = survival.waits(practice, np.datetime64(period.as_of, "D"))
    if not len(found.days):
        return Table(unknown="no visits were loaded")
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
    return Table(tuple(rows), basis(practice), "" if len(names) else "nobody to count")


def _with_waiting(row: Row, waits: survival.Waits, marked: Sequence[int]) -> Row:
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


def _curve(name: str, waits: survival.Waits) -> Row:
    curve = survival.kaplan_meier(waits.days, waits.came)
    numbers = {f"s{day}": curve.at(day) for day in POINTS} if len(waits.days) else {}
    return Row(name, replace(_waiting(waits), numbers=numbers), curve=curve)
