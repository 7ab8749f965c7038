"""The schedule: broken, past, kept waiting; and claims waiting (definitions.md 6)."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from retention.core.arrays import BoolArray, FloatArray, IndexArray, IntArray
from retention.facts import appointments, claims, standing
from retention.metrics.figure import Unit, figure
from retention.metrics.reading import FigureTable, Reading, TableRow
from retention.practice import Period, Practice, Subject, fact

LONG_WAIT = 15  # minutes
NOT_MEASURED = "not measured: not one broken appointment is exported"
_OF_THE_BOOK = {
    "unit": Unit.APPOINTMENTS,
    "subject": Subject.APPOINTMENT,
    "of_export": True,
    "needs": ("appointment",),
}


@figure(
    "broken_rate",
    "Broken appointments",
    takes_period=True,
    better="less",
    **_OF_THE_BOOK,
)
def broken_rate(practice: Practice, period: Period) -> Reading:
    """Of the appointments for days of the period that were completed or broken, the
    share broken, by status.

    Broken is missed, cancelled, or broken without saying which; where the status does
    not say, a broken-appointment code completed on it does. Past appointments still
    "scheduled" are unknown and stand apart. Appointments deleted in the practice's
    system are invisible: break them, do not delete them.
    """
    if not appointments.exported(practice):
        return Reading.cannot(Subject.APPOINTMENT, NOT_MEASURED)

    inside = _within(practice, period)
    kind = appointments.kind(practice)[inside]
    is_broken = kind != ""
    whole = is_broken | _held(practice, inside)
    reading = _share(
        practice,
        rows=inside[whole],
        part=is_broken[whole],
        apart=_broken_by_kind(practice, inside),
    )
    return reading.noted("by status")


def _broken_by_kind(practice: Practice, rows: IndexArray) -> dict[str, IndexArray]:
    """Group those appointments by how they were broken; open past ones too."""
    kind = appointments.kind(practice)[rows]
    coded = appointments.by_code(practice)[rows]
    has_no_end = appointments.past_still_scheduled(practice)[rows]
    apart = {name: rows[kind == name] for name in appointments.KINDS.values()}
    apart["past, still scheduled"] = rows[has_no_end]
    for name in appointments.BY_CODE.values():
        apart[f"by code, {name}"] = rows[coded == name]
    return apart


@figure(
    "broken_not_rebooked",
    "Broken and not rebooked",
    takes_period=True,
    better="less",
    is_open_ended=True,
    **_OF_THE_BOOK,
)
def broken_not_rebooked(practice: Practice, period: Period) -> Reading:
    """Of the appointments broken in the period, those with no later completed
    appointment, visit or booking since.

    Appointments of people who left are left out. Those broken long ago had more time to
    be made good.
    """
    if not appointments.exported(practice):
        return Reading.cannot(Subject.APPOINTMENT, NOT_MEASURED)

    inside = _within(practice, period)
    is_broken = appointments.kind(practice)[inside] != ""
    broken = inside[is_broken]
    person = practice.appointments["person"].to_numpy()[broken]
    has_left = standing.departed(practice, practice.exported)[person]
    stayed = broken[~has_left]

    return _share(
        practice,
        rows=stayed,
        part=appointments.not_rebooked(practice)[stayed],
        apart={},
        left_out={"person departed": broken[has_left]},
    )


@figure(
    "past_still_scheduled",
    "Past appointments still scheduled",
    better="less",
    **_OF_THE_BOOK,
)
def past_still_scheduled(practice: Practice, period: Period) -> Reading:
    """Appointments before the day of the export that are still "scheduled": nobody
    wrote down whether they came.

    They count neither as visits nor as broken; closing them in the practice's own
    system mends that.
    """
    rows = np.flatnonzero(appointments.past_still_scheduled(practice))
    person = practice.appointments["person"].to_numpy()[rows]
    every_row = np.ones(len(rows), dtype=bool)
    return Reading(Subject.APPOINTMENT, rows, person, every_row)


@figure(
    "kept_waiting", "Kept waiting", takes_period=True, better="less", **_OF_THE_BOOK
)
def kept_waiting(practice: Practice, period: Period) -> Reading:
    """Of the completed appointments of the period, those seated more than 15 minutes
    late.

    Late is from arrival, or from the start where they came early; below zero reads as
    zero. The median and the 90th percentile are by nearest rank, in minutes.
    Appointments without both times stand apart.
    """
    inside = _within(practice, period)
    held = inside[_held(practice, inside)]
    minutes = _waited(practice)[held]
    is_known = ~np.isnan(minutes)
    waited_long = minutes > LONG_WAIT
    reading = _share(
        practice,
        rows=held[is_known],
        part=waited_long[is_known],
        apart={"without both times": held[~is_known]},
    )
    return replace(reading, numbers=waits(practice, reading))


def waits(practice: Practice, reading: Reading) -> dict[str, float]:
    """Return the median and the 90th percentile of the minutes waited.

    They are of those in a reading of "Kept waiting"; {} where there are none.
    """
    minutes = _waited(practice)[reading.rows]
    if not len(minutes):
        return {}

    ranked = np.sort(minutes)
    return {"median": _rank(ranked, 0.5), "p90": _rank(ranked, 0.9)}


@fact
def _waited(practice: Practice) -> FloatArray:
    """Return the minutes from arrival or start, whichever is later, to the chair.

    NaN where one of the times is not known.
    """
    book = practice.appointments
    since = book[["arrived_at", "starts_at"]].max(axis=1, skipna=False)
    waiting_time = book["seated_at"] - since
    minutes = waiting_time.dt.total_seconds().to_numpy() / 60
    return np.where(np.isnan(minutes), np.nan, np.maximum(minutes, 0))


def _rank(ranked: FloatArray, share: float) -> float:
    """Return the value at a share of the sorted values, by nearest rank."""
    rank = int(np.ceil(share * len(ranked)))
    index = max(rank - 1, 0)
    return float(ranked[index])


def _within(practice: Practice, period: Period) -> IntArray:
    """Return the rows of people's appointments for days of the period."""
    day = practice.appointments["day"].to_numpy()
    not_before = day >= np.datetime64(period.first)
    not_after = day <= np.datetime64(period.last)
    is_persons = appointments.of_people(practice)
    return np.flatnonzero(not_before & not_after & is_persons)


def _held(practice: Practice, rows: IndexArray) -> BoolArray:
    """Whether each of those appointments was completed."""
    status = practice.appointments["status"].iloc[rows]
    return (status == "completed").to_numpy()


def _share(
    practice: Practice,
    rows: IndexArray,
    part: BoolArray,
    apart: dict[str, IndexArray],
    left_out: dict[str, IndexArray] | None = None,
) -> Reading:
    """Make a share of appointments: whether each row is in the part."""
    person = practice.appointments["person"].to_numpy()[rows]
    return Reading(
        Subject.APPOINTMENT,
        rows,
        person,
        part,
        is_share=True,
        apart=apart,
        left_out=left_out or {},
    )


NO_SENT_DAY = "not measured: no sent day is exported"
AGES = (("0-30", 0, 30), ("31-60", 31, 60), ("61-90", 61, 90), (">90", 91, 10**6))


@figure(
    "claims_ageing",
    "Claims waiting",
    unit=Unit.TABLE,
    subject=Subject.CLAIM,
    of_export=True,
    needs=("claim",),
)
def claims_ageing(practice: Practice, period: Period) -> FigureTable:
    """Claims sent and not answered by the day, by days since they were sent; claims not
    sent yet stand apart.

    Of people, by dates. The status speaks where dates do not: of a claim without any
    day, which is apart as one whose day is not known where it was sent; and of what was
    answered, where no claim has the day of its answer. Questions asked before treatment
    (preauthorisations) are counted apart.
    """
    if not claims.sent_on_exported(practice):
        return FigureTable(unknown=NO_SENT_DAY)

    preauthorisation = practice.claims["is_preauthorisation"].to_numpy()
    of_people = claims.of_people(practice)
    bills = _rows(practice, of_people & ~preauthorisation, "")
    questions = _rows(practice, of_people & preauthorisation, "preauthorisation ")
    return FigureTable((*bills, *questions))


def _rows(practice: Practice, kind: BoolArray, prefix: str) -> Iterator[TableRow]:
    """Yield the rows of one kind of claim; "day not known" only where there are any."""
    days = claims.days_waiting(practice)
    for name, low, high in AGES:
        is_of_age = (days >= low) & (days <= high)
        yield TableRow(prefix + name, _claims(practice, kind & is_of_age))
    not_sent = kind & claims.not_sent(practice)
    yield TableRow(f"{prefix}not sent", _claims(practice, not_sent))
    not_known = kind & claims.day_not_known(practice)
    if not_known.any():
        yield TableRow(f"{prefix}day not known", _claims(practice, not_known))


def _claims(practice: Practice, chosen: BoolArray) -> Reading:
    rows = np.flatnonzero(chosen)
    person = practice.claims["person"].to_numpy()[rows]
    cents = practice.claims["cents"].to_numpy()[rows]
    every_row = np.ones(len(rows), dtype=bool)
    return Reading(Subject.CLAIM, rows, person, every_row, cents=cents)
