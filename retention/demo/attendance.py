"""Who comes when, who drifts off, who comes back, and who was entered twice."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retention.demo import draft
from retention.demo.calendar import YEAR, Season
from retention.demo.people import COMES, InventedPeople
from retention.demo.random import between, happens, stream
from retention.demo.staff import LOSES, Staff

NEW, EMERGENCY, CHILD, ADULT, FOUND, PERIO = range(6)
"""What a visit is: a new patient's, a first visit in pain, a child's or adult's
check-up, the one that finds gum disease, and the cleanings after it.
"""

_HALF_YEAR = 183
_GROWN_AT = 14
_PERIO_FROM = 30
_NEVER_FOUND = 10**6


@dataclass(frozen=True)
class CheckUps:
    """One entry per check-up, by person and day."""

    person: np.ndarray
    slot: np.ndarray
    """0 for the person's first one in the data, 1 for the next …"""
    day: np.ndarray
    kind: np.ndarray
    interval: np.ndarray
    """Days until the next one is due."""
    expected: np.ndarray
    """Day on which the next one comes, or would have come."""
    stops: np.ndarray
    """Nothing comes after it, or not for years."""
    last: np.ndarray
    """The last one before the export."""
    dentist: np.ndarray
    hygienist: np.ndarray

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Rhythm:
    """The check-ups, and of each person the first day on which they come (for some only
    after the export).
    """

    visits: CheckUps
    first: np.ndarray


@dataclass(frozen=True)
class _Slots:
    """Every person's check-ups one after the other, in the data or not: one row a
    person, one column a slot.
    """

    day: np.ndarray
    stops: np.ndarray
    interval: np.ndarray


def draw(seed: int, people: InventedPeople, season: Season, staff: Staff) -> Rhythm:
    """Everybody's check-ups before the export."""
    rng = stream(seed, "rhythm")
    slots = np.arange(round(season.years * YEAR / 80) + 4)
    found = _found(rng, people)
    interval = _intervals(rng, people, found, slots)
    day = _first(rng, people, season)[:, None] + _elapsed(rng, interval)
    in_pain = (
        ~people.known
        & happens(rng, 0.13, len(people))
        & (people.arrival - people.birth > 18 * YEAR)
    )
    day, stops, comes = _drift(rng, people, staff, day, in_pain)
    day = season.open_day(np.where(slots == 0, day, season.moved(rng, day)))
    seen = comes & (day < season.ends) & (people.kind == COMES)[:, None]
    seen[:, -1] = False  # every visit has a next one to look at
    person, slot = np.nonzero(seen)
    kind = _kinds(people, found, in_pain, person, slot, day)
    visits = _visits(people, staff, _Slots(day, stops, interval), person, slot, kind)
    return Rhythm(visits, day[:, 0])


def _found(rng: np.random.Generator, people: InventedPeople) -> np.ndarray:
    """The slot in which gum disease is found; -1 for those who had it before the
    data.
    """
    grown = people.arrival - people.birth > _PERIO_FROM * YEAR
    slot = np.where(grown, rng.geometric(0.018, len(people)), _NEVER_FOUND)
    return np.where(grown & people.known & happens(rng, 0.13, len(people)), -1, slot)


def _intervals(
    rng: np.random.Generator,
    people: InventedPeople,
    found: np.ndarray,
    slots: np.ndarray,
) -> np.ndarray:
    """Days from each slot's visit until the next is due: half a year, or 3 to 4 months
    after gum disease.
    """
    often = rng.choice([92, 122], len(people))
    return np.where(slots >= found[:, None], often[:, None], _HALF_YEAR)


def _elapsed(rng: np.random.Generator, interval: np.ndarray) -> np.ndarray:
    """Days from the first visit to each slot; some people are always late, everybody
    sometimes.
    """
    people, slots = interval.shape
    slack = rng.gamma(0.8, 45, (people, 1))
    gap = interval + slack + rng.gamma(1.2, 22, (people, slots)) - 8
    elapsed = np.cumsum(gap, axis=1).astype(np.int64)
    return np.concatenate(
        [np.zeros((people, 1), dtype=np.int64), elapsed[:, :-1]], axis=1
    )


def _first(
    rng: np.random.Generator, people: InventedPeople, season: Season
) -> np.ndarray:
    """The first check-up in the data: the day of arrival, or somewhere in the first
    months for people from before.
    """
    count = len(people)
    soon = between(rng, 0, 230, count)
    late = between(rng, 0, 900, count)
    running = season.starts + np.where(happens(rng, 0.92, count), soon, late)
    return np.where(people.known, running, people.arrival)


def _drift(
    rng: np.random.Generator,
    people: InventedPeople,
    staff: Staff,
    day: np.ndarray,
    in_pain: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days moved for those who come back after years; whether people stop after a slot;
    whether they come to it.
    """
    stop = rng.random(day.shape) < _chance_to_stop(people, staff, day, in_pain)
    stops_before = np.cumsum(stop, axis=1, dtype=np.int16) - stop
    returns = happens(rng, 0.14, len(people))
    away = between(rng, 480, 1000, len(people))
    day = day + np.where(stops_before == 1, away[:, None], 0)
    comes = (stops_before == 0) | ((stops_before == 1) & returns[:, None])
    return day, stop, comes


def _chance_to_stop(
    people: InventedPeople, staff: Staff, day: np.ndarray, in_pain: np.ndarray
) -> np.ndarray:
    """By dentist, hygienist, age on the day, distance and time since the first
    visit.
    """
    age = (day - people.birth[:, None]) / YEAR
    by_age = np.select(
        [age < 18, age < 35, age < 60, age < 80], [0.8, 1.7, 0.95, 0.65], 1.6
    )
    own = LOSES[people.dentist] * LOSES[people.hygienist] * (0.85 + 0.06 * people.town)
    chance = 0.09 * by_age * own[:, None]
    newcomer = np.where(people.known, 0.0, np.where(in_pain, 0.6, 0.24) * own)
    chance[:, 0] += newcomer
    chance[:, 1] += newcomer * 0.25
    chance[staff.noticed(people.dentist[:, None], day)] += 0.5
    return np.minimum(chance, 0.95)


def _kinds(
    people: InventedPeople,
    found: np.ndarray,
    in_pain: np.ndarray,
    person: np.ndarray,
    slot: np.ndarray,
    day: np.ndarray,
) -> np.ndarray:
    first = (slot == 0) & ~people.known[person]
    child = day[person, slot] - people.birth[person] < _GROWN_AT * YEAR
    return np.select(
        [
            first & in_pain[person],
            first,
            slot > found[person],
            slot == found[person],
            child,
        ],
        [EMERGENCY, NEW, PERIO, FOUND, CHILD],
        ADULT,
    )


def _visits(
    people: InventedPeople,
    staff: Staff,
    slots: _Slots,
    person: np.ndarray,
    slot: np.ndarray,
    kind: np.ndarray,
) -> CheckUps:
    """The check-ups that lie in the data, by `person` and `slot`."""
    on = slots.day[person, slot]
    return CheckUps(
        person=person,
        slot=slot,
        day=on,
        kind=kind,
        interval=slots.interval[person, slot],
        expected=slots.day[person, slot + 1],
        stops=slots.stops[person, slot],
        last=np.append(person[1:] != person[:-1], True)[: len(person)],
        dentist=staff.on_duty(people.dentist[person], on),
        hygienist=staff.on_duty(people.hygienist[person], on),
    )


_DAY = 86_400
_EVENING = 18 * 3600


@dataclass(frozen=True)
class DoubleEntries:
    """The people entered twice; the second rows follow after all the first ones, in
    this order.
    """

    people: int
    """Number of first rows."""
    again: np.ndarray

    @classmethod
    def of(
        cls,
        rng: np.random.Generator,
        people: InventedPeople,
        visits: CheckUps,
        count: int,
    ) -> "DoubleEntries":
        """That many people, from among those with several check-ups as far as there are
        any.
        """
        several = np.zeros(len(people), dtype=bool)
        several[visits.person[(visits.slot == 1) & ~people.known[visits.person]]] = True
        order = np.lexsort((rng.random(len(people)), ~several))
        return cls(len(people), np.sort(order[:count]))

    def owner(
        self, person: np.ndarray, visit: np.ndarray, visits: CheckUps
    ) -> np.ndarray:
        """The patient row that each entry stands on, by person and check-up (−1:
        none).
        """
        second = np.full(self.people, -1)
        second[self.again] = self.people + np.arange(len(self.again))
        first = (
            (visit >= 0)
            & (np.append(visits.slot, 1)[visit] == 0)
            & (second[person] >= 0)
        )
        return np.where(first, second[person], person)

    def merges(
        self, rng: np.random.Generator, created: np.ndarray, season: Season
    ) -> pa.Table:
        """The links from the second rows to the first ones, drafted; a few pairs were
        never merged.
        """
        linked = np.flatnonzero(happens(rng, 0.85, len(self.again)))
        kept = self.again[linked]
        at = np.minimum(
            created[kept] + between(rng, 250, 700, len(kept)), season.ends - 2
        )
        moment = season.open_until(at) * _DAY + _EVENING
        columns = {
            "loser_id": self.people + linked,
            "winner_id": kept,
            "merged_at": moment,
        }
        return draft.rows("merge", moment, columns)
