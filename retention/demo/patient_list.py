"""The patient list: everybody's row on the day of the export.

It has standing, preferences, and rows entered twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.demo import draft
from retention.demo.calendar import NEVER, YEAR, Season
from retention.demo.people import GONE, NON_PATIENT, PROSPECT, InventedPeople
from retention.demo.procedures import InventedProcedures
from retention.demo.random import between, happens, pick
from retention.demo.schedule import AppointmentBook

STATUS = ("active", "non_patient", "inactive", "archived", "deceased", "prospective")
STATUS_RAW = ("0", "1", "2", "3", "5", "6")
"""Open Dental's numbers for them."""
ACTIVE, NON_PATIENT_ROW, INACTIVE, ARCHIVED, DECEASED, PROSPECTIVE = range(6)

_MONTH = YEAR / 12
_SEXES = ("female", "male", "other", "unknown")


@dataclass(frozen=True)
class Standing:
    """Everybody's standing on the day of the export, by row; days as numbers."""

    status: np.ndarray
    died: np.ndarray
    last: np.ndarray
    """Day of the last check-up or sitting before the export, NEVER without one."""
    created: np.ndarray


def standing(
    rng: np.random.Generator,
    people: InventedPeople,
    work: InventedProcedures,
    book: AppointmentBook,
    season: Season,
) -> Standing:
    """Who is still a patient, and who was set inactive, archived or deceased."""
    count = len(people)
    last = _last_visit(people, work)
    away = np.where(last == NEVER, 0, season.ends - last)
    born = np.where(people.is_known, people.arrival, NEVER)
    booked = np.zeros(count, dtype=bool)
    booked[book.all.person[book.all.day >= season.ends]] = True
    age = (season.ends - people.birth) / YEAR
    chance_to_die = np.select([age > 75, age > 55], [0.2, 0.05], 0.003)
    is_gone_long = ~booked & (away > 7 * _MONTH)
    died = is_gone_long & happens(rng, chance_to_die, count)
    died_on = np.minimum(last + between(rng, 20, 180, count), season.ends - 3)
    drawn = rng.random(count)
    closed = np.select(
        [away > 24 * _MONTH, away > 13 * _MONTH, away > 2 * _MONTH],
        [0.5, 0.15, 0.04],
        0.0,
    )
    was_closed = drawn < closed
    came_before_data = (people.kind == GONE) & (drawn < 0.7)
    inactive = ~booked & (was_closed | came_before_data)
    archived = inactive & happens(rng, 0.2, count)
    status = np.select(
        [people.kind == NON_PATIENT, people.kind == PROSPECT, died, archived, inactive],
        [NON_PATIENT_ROW, PROSPECTIVE, DECEASED, ARCHIVED, INACTIVE],
        ACTIVE,
    )
    return Standing(
        status=status,
        died=np.where(status == DECEASED, died_on, NEVER),
        last=last,
        created=_entered(people, book, born, season),
    )


def _last_visit(people: InventedPeople, work: InventedProcedures) -> np.ndarray:
    """The day of each person's last completed work; NEVER where there is none."""
    last = np.full(len(people), NEVER)
    np.maximum.at(last, work.person, work.completed)
    return last


def _entered(
    people: InventedPeople,
    book: AppointmentBook,
    first_visit: np.ndarray,
    season: Season,
) -> np.ndarray:
    """Return the day on which each row was entered.

    That is when the first appointment was made; guarantors come with their family.
    """
    at_the_end = np.full(len(people), season.ends - 1)
    first_made = at_the_end.copy()
    np.minimum.at(first_made, book.all.person, book.all.created)
    by_arrival = np.minimum(first_made, people.arrival)
    entered = np.where(first_visit != NEVER, first_visit, by_arrival)

    family = at_the_end.copy()
    np.minimum.at(family, people.head, entered)
    is_guarantor_only = people.kind == NON_PATIENT
    return np.where(is_guarantor_only, family[people.head], entered)


def table(
    rng: np.random.Generator,
    named: Mapping[str, pa.Array],
    people: InventedPeople,
    stand: Standing,
    again: np.ndarray,
    season: Season,
) -> pa.Table:
    """Draft the patient list: one row per person, then the second ones.

    A second row is of a person entered twice (`again`).
    """
    row = np.append(np.arange(len(people)), again)
    second = np.arange(len(row)) >= len(people)
    who = {name: pc.take(values, pa.array(row)) for name, values in named.items()}
    status = np.where(second, ARCHIVED, stand.status[row])
    undated = happens(rng, 0.014, len(row))
    return draft.rows(
        "patient",
        stand.created[row],
        {
            **who,
            "birth_date": np.where(undated & ~second, NEVER, people.birth[row]),
            "sex": draft.words(_SEXES, _sexes(rng, people)[row]),
            "status": draft.words(STATUS, status),
            "status_raw": draft.words(STATUS_RAW, status),
            "status_on": np.where(second, NEVER, stand.died[row]),
            "household_id": people.head[row],
            **_wishes(rng, len(row)),
            "provider_id": people.dentist[row],
            "hygienist_id": people.hygienist[row],
            "location_id": people.location[row],
            "first_visit_reported": _first_visits(people, season)[row],
            "created_on": stand.created[row],
        },
    )


def _first_visits(people: InventedPeople, season: Season) -> np.ndarray:
    """The day on which each person came first, NEVER where they have not come."""
    is_patient = (people.kind != NON_PATIENT) & (people.kind != PROSPECT)
    came = is_patient & (people.arrival < season.ends)
    return np.where(came, people.arrival, NEVER)


def _sexes(rng: np.random.Generator, people: InventedPeople) -> np.ndarray:
    rare = pick(rng, (0.985, 0.005, 0.01), len(people))
    usual = np.where(people.female, 0, 1)
    return np.where(rare == 0, usual, rare + 1)


def _wishes(rng: np.random.Generator, count: int) -> dict[str, pa.Array]:
    """Draw how people like to be reached.

    Who may not be called has no wish in Open Dental.
    """
    silent = happens(rng, 0.025, count)
    liked = np.where(silent, 0, pick(rng, (0.45, 0.2, 0.25, 0.06, 0.04), count))
    text = np.array([True, False, None], dtype=object)[
        pick(rng, (0.6, 0.06, 0.34), count)
    ]
    return {
        "phone_ok": pa.array(
            [False if holds else None for holds in silent.tolist()], pa.bool_()
        ),
        "text_ok": pa.array(text.tolist(), pa.bool_()),
        "preferred_channel": draft.words(
            ("none", "phone", "text", "email", "mail"), liked
        ),
    }
