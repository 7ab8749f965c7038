"""The schedule: what was broken and not made good, what nobody closed, and who was kept
waiting (definitions.md 6).
"""

from dataclasses import replace

import numpy as np

from retention.facts import appointments, broken, standing
from retention.metrics.declare import Unit, figure
from retention.metrics.reading import Reading
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
    if not broken.exported(practice):
        return Reading.cannot(Subject.APPOINTMENT, NOT_MEASURED)
    inside = _within(practice, period)
    kind = broken.kind(practice)[inside]
    coded = broken.by_code(practice)[inside]
    whole = (kind != "") | _held(practice, inside)
    apart = {name: inside[kind == name] for name in broken.KINDS.values()}
    apart["past, still scheduled"] = inside[
        appointments.past_still_scheduled(practice)[inside]
    ]
    apart |= {
        f"by code, {name}": inside[coded == name] for name in broken.BY_CODE.values()
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
    if not broken.exported(practice):
        return Reading.cannot(Subject.APPOINTMENT, NOT_MEASURED)
    inside = _within(practice, period)
    rows = inside[broken.kind(practice)[inside] != ""]
    left = standing.departed(practice, practice.exported)[
        practice.appointments["person"].to_numpy()[rows]
    ]
    stayed = rows[~left]
    left_out = {"person departed": rows[left]}
    return _share(practice, stayed, broken.not_rebooked(practice)[stayed], {}, left_out)


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
    return np.flatnonzero(inside & broken.of_people(practice))


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
