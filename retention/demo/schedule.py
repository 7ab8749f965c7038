"""The appointment book and its table: booked, broken, moved, waited for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from retention.demo import draft
from retention.demo.attendance import CHILD, EMERGENCY, NEW, CheckUps, Rhythm
from retention.demo.calendar import NEVER, Season
from retention.demo.people import COMES, PROSPECT, InventedPeople
from retention.demo.random import between, happens, pick, stream
from retention.demo.staff import Staff, location_of
from retention.demo.treatment import OPEN, Items, Sittings, Treatment

SCHEDULED, COMPLETED, BROKEN, UNSCHEDULED, TEMPLATE, NOTE = range(6)

_DAY = 86_400
# First start, number of starts, ten minutes apart
_OPENS = 8 * 3600
_LATEST = 48
_STEP = 600


@dataclass(frozen=True)
class Block:
    """Appointments of one sort; one entry each, days as numbers."""

    person: np.ndarray
    day: np.ndarray
    created: np.ndarray
    status: np.ndarray
    dentist: np.ndarray
    hygienist: np.ndarray
    """−1 where none is needed."""
    minutes: np.ndarray
    is_new: np.ndarray
    visit: np.ndarray
    """The check-up that it is, or at which it was made; −1 where there is none."""

    def __len__(self) -> int:
        return len(self.person)

    def at_rows(self, rows: np.ndarray) -> "Block":
        """Only those rows."""
        columns = vars(self)
        chosen = {name: values[rows] for name, values in columns.items()}
        return Block(**chosen)


@dataclass(frozen=True)
class AppointmentBook:
    """All blocks under each other, and where each begins."""

    all: Block
    starts_at: np.ndarray
    first: Mapping[str, int]

    def rows(self, name: str) -> np.ndarray:
        """Return the rows of a block's appointments in the book."""
        first = self.first[name]
        later_blocks = [start for start in self.first.values() if start > first]
        end = min(later_blocks, default=len(self.all))
        return np.arange(first, end)


def keep(
    seed: int,
    people: InventedPeople,
    rhythm: Rhythm,
    treatment: Treatment,
    season: Season,
    staff: Staff,
) -> AppointmentBook:
    """The whole book on the day of the export."""
    rng = stream(seed, "book")
    visits = rhythm.visits
    care = _care(people, visits)
    ahead = _ahead(rng, visits, season, staff)
    care = replace(care, created=_created(rng, visits, care, ahead))
    work = _sittings(visits, treatment.sittings, season)
    kept = {
        "care": care,
        "work": work,
        "ahead": ahead.at_rows(_outlive(visits, ahead, season)),
    }
    broken = {
        "broken care": _broken_before(
            rng, season, care, np.where(visits.slot == 0, 0.11, 0.06)
        ),
        "broken work": _broken_before(
            rng, season, work.at_rows(np.flatnonzero(work.status == COMPLETED)), 0.08
        ),
    }
    others = {
        "first": _first(rng, people, rhythm, season),
        "missed": _missed(rng, people),
        "templates": _templates(rng, visits, treatment.items),
        "notes": _beside(rng, visits, 0.008, NOTE),
        "forgotten": _forgotten(rng, visits, season),
    }
    return _bound(rng, {**kept, **broken, **others}, season)


def _care(people: InventedPeople, visits: CheckUps) -> Block:
    """The check-ups that took place."""
    count = len(visits)
    minutes = np.select(
        [visits.kind == NEW, visits.kind == CHILD, visits.kind == EMERGENCY],
        [80, 40, 30],
        60,
    )
    return Block(
        person=visits.person,
        day=visits.day,
        created=visits.day,
        status=np.full(count, COMPLETED),
        dentist=visits.dentist,
        hygienist=np.where(visits.kind == EMERGENCY, -1, visits.hygienist),
        minutes=minutes,
        is_new=(visits.slot == 0) & ~people.is_known[visits.person],
        visit=np.arange(count),
    )


def _ahead(
    rng: np.random.Generator, visits: CheckUps, season: Season, staff: Staff
) -> Block:
    """Draw for each check-up the next one, as it was booked.

    It was booked at the desk or by phone; NEVER where nobody booked.
    """
    count = len(visits)
    in_person = happens(
        rng, np.where(visits.stops, 0.42, 0.74) * (visits.kind != EMERGENCY), count
    )
    day = np.where(
        visits.stops,
        season.open_day(visits.day + visits.interval + between(rng, 0, 9, count)),
        visits.expected,
    )
    lag = np.where(happens(rng, 0.85, count), 0, between(rng, 1, 6, count))
    by_phone = np.where(
        visits.stops,
        NEVER,
        np.maximum(day - between(rng, 3, 45, count), visits.day + 1),
    )
    created = np.where(in_person, visits.day + lag, by_phone)
    came_apart = np.array([BROKEN, UNSCHEDULED, SCHEDULED])[
        pick(rng, (0.86, 0.1, 0.04), count)
    ]
    return Block(
        person=visits.person,
        day=day,
        created=np.where(created < season.ends, created, NEVER),
        status=np.where(visits.stops & (day < season.ends), came_apart, SCHEDULED),
        dentist=staff.on_duty(visits.dentist, day),
        hygienist=staff.on_duty(visits.hygienist, day),
        minutes=np.where(visits.kind == CHILD, 40, 60),
        is_new=np.zeros(count, dtype=bool),
        visit=np.arange(count),
    )


def _created(
    rng: np.random.Generator, visits: CheckUps, care: Block, ahead: Block
) -> np.ndarray:
    """Draw the day on which each check-up was booked.

    It is that of the one before where that was done, else some days ahead.
    """
    count = len(visits)
    booked_on = np.where(visits.stops, NEVER, ahead.created)
    before = np.roll(booked_on, 1)
    is_known = (visits.slot > 0) & (before != NEVER) & (before < care.day)
    days_ahead = np.minimum(rng.exponential(14, count), 60).astype(np.int64)
    return np.where(is_known, before, care.day - days_ahead)


def _outlive(visits: CheckUps, ahead: Block, season: Season) -> np.ndarray:
    """Return the bookings that no check-up came of.

    They are those after the export, and those of people who stopped.
    """
    was_made = ahead.created != NEVER
    is_still_ahead = visits.last & (ahead.day >= season.ends)
    came_apart = visits.stops & (ahead.day < season.ends)
    return np.flatnonzero(was_made & (is_still_ahead | came_apart))


def _sittings(visits: CheckUps, sittings: Sittings, season: Season) -> Block:
    """Appointments for treatment: done, booked, or come apart."""
    outcome = np.array([COMPLETED, BROKEN, UNSCHEDULED])[sittings.outcome]
    outcome = np.where(
        (outcome == COMPLETED) & (sittings.day >= season.ends), SCHEDULED, outcome
    )
    return Block(
        person=visits.person[sittings.visit],
        day=sittings.day,
        created=sittings.created,
        status=outcome,
        dentist=sittings.dentist,
        hygienist=np.full(len(sittings), -1),
        minutes=sittings.minutes,
        is_new=np.zeros(len(sittings), dtype=bool),
        visit=sittings.visit,
    )


def _broken_before(
    rng: np.random.Generator, season: Season, kept: Block, share: float | np.ndarray
) -> Block:
    """Appointments that were broken before another day was found."""
    is_late_enough = kept.day > season.starts + 30
    is_broken = happens(rng, share, len(kept)) & is_late_enough
    broken = kept.at_rows(np.flatnonzero(is_broken))
    count = len(broken)
    day = season.open_day(broken.day - between(rng, 6, 26, count))
    made = day - between(rng, 1, 12, count)
    created = np.minimum(broken.created, made)
    return replace(broken, day=day, created=created, status=np.full(count, BROKEN))


def _single(
    people: InventedPeople,
    person: np.ndarray,
    day: np.ndarray,
    created: np.ndarray,
    status: int,
) -> Block:
    """Appointments of people with their own dentist and hygienist."""
    count = len(person)
    return Block(
        person,
        day,
        created,
        np.full(count, status),
        people.dentist[person],
        people.hygienist[person],
        np.full(count, 60),
        np.zeros(count, dtype=bool),
        np.full(count, -1),
    )


def _first(
    rng: np.random.Generator, people: InventedPeople, rhythm: Rhythm, season: Season
) -> Block:
    """Booked first check-ups of people who have not come yet."""
    is_after_export = rhythm.first >= season.ends
    is_soon = rhythm.first < season.ends + 200
    comes = people.kind == COMES
    person = np.flatnonzero(comes & is_after_export & is_soon)

    count = len(person)
    day = rhythm.first[person]
    some_days_ahead = day - between(rng, 2, 40, count)
    before_export = season.ends - between(rng, 1, 9, count)
    created = np.minimum(some_days_ahead, before_export)
    block = _single(people, person, day, created, SCHEDULED)
    return replace(block, is_new=~people.is_known[person])


def _missed(rng: np.random.Generator, people: InventedPeople) -> Block:
    """First appointments that new people missed and never made up for."""
    who = np.flatnonzero(people.kind == PROSPECT)
    created = people.arrival[who] - between(rng, 1, 20, len(who))
    return replace(
        _single(people, who, people.arrival[who], created, BROKEN),
        is_new=np.ones(len(who), dtype=bool),
    )


def _templates(rng: np.random.Generator, visits: CheckUps, items: Items) -> Block:
    """Draw planned appointments for some of the treatment that sits.

    They are templates and no bookings.
    """
    is_waiting = (items.sitting == -1) & (items.fate == OPEN)
    sits = np.unique(items.visit[is_waiting])
    share = np.zeros(len(visits))
    share[sits] = 0.12
    block = _beside(rng, visits, share, TEMPLATE)
    no_day = np.full(len(block), NEVER)
    nobody = np.full(len(block), -1)
    return replace(block, day=no_day, hygienist=nobody)


def _beside(
    rng: np.random.Generator, visits: CheckUps, share: float | np.ndarray, status: int
) -> Block:
    """Rows of the book beside a share of the check-ups."""
    visit = np.flatnonzero(happens(rng, share, len(visits)))
    day = visits.day[visit]
    count = len(visit)
    return Block(
        visits.person[visit],
        day,
        day,
        np.full(count, status),
        visits.dentist[visit],
        visits.hygienist[visit],
        np.full(count, 60),
        np.zeros(count, dtype=bool),
        visit,
    )


def _forgotten(rng: np.random.Generator, visits: CheckUps, season: Season) -> Block:
    """Past appointments that nobody ever marked as kept or broken."""
    block = _beside(rng, visits, 0.003, SCHEDULED)
    later = block.day + between(rng, 5, 60, len(block))
    day = season.open_day(later)
    is_past = day < season.ends
    return replace(block, day=day).at_rows(np.flatnonzero(is_past))


def _bound(
    rng: np.random.Generator, blocks: Mapping[str, Block], season: Season
) -> AppointmentBook:
    lengths = [len(block) for block in blocks.values()]
    first = dict(zip(blocks, np.cumsum([0, *lengths[:-1]]).tolist(), strict=True))
    whole = Block(
        **{
            name: np.concatenate([vars(block)[name] for block in blocks.values()])
            for name in Block.__dataclass_fields__
        }
    )
    whole = replace(
        whole, created=season.open_until(np.minimum(whole.created, season.ends - 1))
    )
    starts = whole.day * _DAY + _OPENS + _STEP * rng.integers(0, _LATEST, len(whole))
    return AppointmentBook(whole, np.where(whole.day == NEVER, NEVER, starts), first)


STATUS = (
    "scheduled",
    "completed",
    "broken_unspecified",
    "unscheduled",
    "planned",
    "note",
)
"""The schema's words for the book's statuses, in their order."""
STATUS_RAW = ("1", "2", "5", "3", "6", "7")
"""Open Dental's numbers for them."""

_KEEPS_WAITING = 2  # a post of staff.py


def table(
    book: AppointmentBook, rng: np.random.Generator, owner: np.ndarray
) -> pa.Table:
    """Draft the appointments.

    `owner` is the row of the patient list that each stands on.
    """
    block = book.all
    hygiene = (block.hygienist >= 0) & (block.status != NOTE)
    waits = _clock(rng, book)
    return draft.rows(
        "appointment",
        block.created,
        {
            "patient_id": owner,
            "starts_at": book.starts_at,
            "minutes": block.minutes,
            "status": draft.words(STATUS, block.status),
            "status_raw": draft.words(STATUS_RAW, block.status),
            "provider_id": block.dentist,
            "hygienist_id": block.hygienist,
            "location_id": location_of(block.dentist),
            "is_hygiene": pa.array(hygiene & happens(rng, 0.88, len(block))),
            "is_new_patient": pa.array(block.is_new),
            "created_on": block.created,
            **waits,
        },
    )


def _clock(rng: np.random.Generator, book: AppointmentBook) -> dict[str, np.ndarray]:
    """Draw when people arrived, were seated and left.

    It is known for most of what took place; one dentist keeps them waiting.
    """
    count = len(book.all)
    is_noted = happens(rng, 0.9, count)
    is_kept = (book.all.status == COMPLETED) & is_noted
    arrived = book.starts_at + 60 * between(rng, -14, 9, count)

    usual_wait = np.where(book.all.dentist == _KEEPS_WAITING, 9, 4.5)
    wait = rng.gamma(1.5, usual_wait).astype(np.int64)
    minutes = wait - between(rng, 0, 3, count)
    ready = np.maximum(arrived, book.starts_at)
    seated = np.maximum(ready + 60 * minutes, arrived)
    minutes_in_chair = book.all.minutes + between(rng, -9, 12, count)
    left = seated + 60 * minutes_in_chair
    clock = {"arrived_at": arrived, "seated_at": seated, "dismissed_at": left}
    return {name: np.where(is_kept, moments, NEVER) for name, moments in clock.items()}
