"""Recalls: the kinds the practice uses, and each patient's row.

A row has due day, interval and booking.
"""

import numpy as np
import pyarrow as pa

from retention.demo import draft
from retention.demo import schedule as books
from retention.demo.attendance import CHILD, DIAGNOSIS, EMERGENCY, CheckUps
from retention.demo.calendar import NEVER, YEAR, Season
from retention.demo.patient_list import ACTIVE, Standing
from retention.demo.people import InventedPeople
from retention.demo.random import between, happens, pick
from retention.demo.schedule import AppointmentBook

KINDS = (
    ("Cleaning", 6, 1),
    ("Child cleaning", 6, 0),
    ("Gum care", 3, 1),
    ("Gum care, steady", 4, 0),
)
"""Name, months and days of each kind."""
CLEANING, CHILD_CLEANING, GUM_CARE, GUM_CARE_STEADY = range(4)


def types() -> draft.Draft:
    """The kinds of recall, drafted."""
    name, months, days = zip(*KINDS, strict=True)
    columns = {"name": name, "interval_months": months, "interval_days": days}
    return {"recall_type": draft.rows("recall_type", np.arange(len(KINDS)), columns)}


def table(
    rng: np.random.Generator,
    people: InventedPeople,
    visits: CheckUps,
    book: AppointmentBook,
    stand: Standing,
    season: Season,
) -> pa.Table:
    """Draft one row for most people who ever had a cleaning.

    Long-lost ones are partly switched off.
    """
    cleaned = (visits.kind != EMERGENCY) & visits.last & happens(rng, 0.95, len(visits))
    visit = np.flatnonzero(cleaned)
    person = visits.person[visit]
    count = len(visit)
    kind = _kind(rng, visits, visit)
    months, days = _intervals(rng, kind)
    previous = visits.day[visit]
    moved = np.where(happens(rng, 0.04, count), between(rng, -40, 60, count), 0)
    due = _later(previous, months) + days + moved
    off = _switched_off(rng, stand.status[person], season.ends - previous)
    paused = ~off & happens(rng, 0.02, count)
    return draft.rows(
        "recall",
        previous,
        {
            "patient_id": person,
            "type_id": kind,
            "due_on": np.where(happens(rng, 0.015, count), NEVER, due),
            "previous_on": previous,
            "interval_months": months,
            "interval_days": days,
            "scheduled_on": _next(people, book, season)[person],
            "is_disabled": pa.array(off),
            "disabled_until": np.where(
                paused, season.ends + between(rng, -60, 200, count), NEVER
            ),
        },
    )


def _kind(rng: np.random.Generator, visits: CheckUps, visit: np.ndarray) -> np.ndarray:
    perio = np.where(visits.interval[visit] < 100, GUM_CARE, GUM_CARE_STEADY)
    mostly = pick(rng, (0.97, 0.03), len(visit))  # a child's row that was never changed
    child = np.where(mostly == 0, CHILD_CLEANING, CLEANING)
    return np.select(
        [visits.kind[visit] >= DIAGNOSIS, visits.kind[visit] == CHILD],
        [perio, child],
        CLEANING,
    )


def _intervals(
    rng: np.random.Generator, kind: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Months and days of each recall: its kind's, or once a year for a few."""
    months_by_kind = np.array([months for _, months, _ in KINDS])
    days_by_kind = np.array([days for _, _, days in KINDS])
    is_yearly = (kind == CLEANING) & happens(rng, 0.05, len(kind))
    months = np.where(is_yearly, 12, months_by_kind[kind])
    days = np.where(is_yearly, 0, days_by_kind[kind])
    return months, days


def _switched_off(
    rng: np.random.Generator, status: np.ndarray, away: np.ndarray
) -> np.ndarray:
    """Draw the recalls that are switched off; `away` is in days.

    They are of who is no patient any more, and most of the long-lost.
    """
    is_long_away = away > 2 * YEAR
    is_lost = is_long_away & happens(rng, 0.6, len(away))
    is_no_patient = status != ACTIVE
    return is_no_patient | is_lost


def _later(days: np.ndarray, months: np.ndarray) -> np.ndarray:
    """The same day of the month that many months later, or that month's last day."""
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    day_of_month = day - month.astype("datetime64[D]")
    target = month + months
    target_end = (target + 1).astype("datetime64[D]") - 1
    same_day = target.astype("datetime64[D]") + day_of_month
    return np.minimum(same_day, target_end).astype(np.int64)


def _next(people: InventedPeople, book: AppointmentBook, season: Season) -> np.ndarray:
    """Day of each person's next booked check-up, NEVER without one."""
    rows = np.concatenate([book.rows("ahead"), book.rows("first")])
    block = book.all.at_rows(rows)
    is_booked = (block.status == books.SCHEDULED) & (block.day >= season.ends)
    next_day = np.full(len(people), NEVER)
    next_day[block.person[is_booked]] = block.day[is_booked]
    return next_day
