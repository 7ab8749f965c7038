"""The schedule: broken, past, kept waiting; and claims waiting (definitions.md 6)."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

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
    coded = appointments.by_code(practice)[inside]
    whole = (kind != "") | _held(practice, inside)
    apart = {name: inside[kind == name] for name in appointments.KINDS.values()}
    apart["past, still scheduled"] = inside[
        appointments.past_still_scheduled(practice)[inside]
    ]
    apart |= {
        f"by code, {name}": inside[coded == name]
        for name in appointments.BY_CODE.values()
    }
    return _share(practice, inside[whole], (kind != "")[whole], apart).noted(
        "by status"
    )


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
    rows = inside[appointments.kind(practice)[inside] != ""]
    left = standing.departed(practice, practice.exported)[
        practice.appointments["person"].to_numpy()[rows]
    ]
    stayed = rows[~left]
    left_out = {"person departed": rows[left]}
    return _share(
        practice, stayed, appointments.not_rebooked(practice)[stayed], {}, left_out
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
    return Reading(Subject.APPOINTMENT, rows, person, np.ones(len(rows), dtype=bool))


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
    known = ~np.isnan(minutes)
    reading = _share(
        practice,
        held[known],
        minutes[known] > LONG_WAIT,
        {"without both times": held[~known]},
    )
    return replace(reading, numbers=waits(practice, reading))


def waits(practice: Practice, reading: Reading) -> dict[str, float]:
    """The median and the 90th percentile of the minutes waited, of those in a reading
    of "Kept waiting"; {} of none.
    """
    ranked = np.sort(_waited(practice)[reading.rows])
    return (
        {"median": _rank(ranked, 0.5), "p90": _rank(ranked, 0.9)} if len(ranked) else {}
    )


@fact
def _waited(practice: Practice) -> np.ndarray:
    """Minutes from arrival or start, whichever is later, to the chair; NaN where one of
    the times is not known.
    """
    book = practice.appointments
    since = book[["arrived_at", "starts_at"]].max(axis=1, skipna=False)
    minutes = (book["seated_at"] - since).dt.total_seconds().to_numpy() / 60
    return np.where(np.isnan(minutes), np.nan, np.maximum(minutes, 0))


def _rank(ranked: np.ndarray, share: float) -> float:
    """The value at a share of the sorted values, by nearest rank."""
    return float(ranked[max(int(np.ceil(share * len(ranked))) - 1, 0)])


def _within(practice: Practice, period: Period) -> np.ndarray:
    """The rows of people's appointments for days of the period."""
    day = practice.appointments["day"].to_numpy()
    inside = (day >= np.datetime64(period.first)) & (day <= np.datetime64(period.last))
    return np.flatnonzero(inside & appointments.of_people(practice))


def _held(practice: Practice, rows: np.ndarray) -> np.ndarray:
    """Whether each of those appointments was completed."""
    return (practice.appointments["status"].iloc[rows] == "completed").to_numpy()


def _share(
    practice: Practice,
    rows: np.ndarray,
    part: np.ndarray,
    apart: dict[str, np.ndarray],
    left_out: dict[str, np.ndarray] | None = None,
) -> Reading:
    """The share of appointments by row: whether each of them is in the part."""
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
    rows = [*bills, *_rows(practice, of_people & preauthorisation, "preauthorisation ")]
    return FigureTable(tuple(rows))


def _rows(practice: Practice, kind: np.ndarray, prefix: str) -> Iterator[TableRow]:
    age = claims.days_waiting(practice)
    not_known = kind & claims.day_not_known(practice)
    for name, low, high in AGES:
        yield TableRow(
            prefix + name, _claims(practice, kind & (age >= low) & (age <= high))
        )
    yield TableRow(
        f"{prefix}not sent", _claims(practice, kind & claims.not_sent(practice))
    )
    if not_known.any():
        yield TableRow(f"{prefix}day not known", _claims(practice, not_known))


def _claims(practice: Practice, chosen: np.ndarray) -> Reading:
    rows = np.flatnonzero(chosen)
    person, cents = (
        practice.claims[name].to_numpy()[rows] for name in ("person", "cents")
    )
    return Reading(
        Subject.CLAIM, rows, person, np.ones(len(rows), dtype=bool), cents=cents
    )
