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
"""What a visit is.

A new patient's, a first visit in pain, a child's or adult's check-up, the one that
finds gum disease, and the cleanings after it.
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
    """The check-ups, and the first day on which each person comes.

    For some that day lies after the export.
    """

    visits: CheckUps
    first: np.ndarray


@dataclass(frozen=True)
class _Slots:
    """Every person's check-ups one after the other, in the data or not.

    One row a person, one column a slot.
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
    """Draw the slot in which gum disease is found.

    It is -1 for those who had it before the data.
    """
    count = len(people)
    is_grown = people.arrival - people.birth > _PERIO_FROM * YEAR
    drawn_slot = rng.geometric(0.018, count)
    slot = np.where(is_grown, drawn_slot, _NEVER_FOUND)
    had_it_before = is_grown & people.known & happens(rng, 0.13, count)
    return np.where(had_it_before, -1, slot)


def _intervals(
    rng: np.random.Generator,
    people: InventedPeople,
    found: np.ndarray,
    slots: np.ndarray,
) -> np.ndarray:
    """Draw the days from each slot's visit until the next is due.

    It is half a year, or 3 to 4 months after gum disease.
    """
    often = rng.choice([92, 122], len(people))
    is_found = slots >= found[:, None]
    return np.where(is_found, often[:, None], _HALF_YEAR)


def _elapsed(rng: np.random.Generator, interval: np.ndarray) -> np.ndarray:
    """Draw the days from the first visit to each slot.

    Some people are always late, everybody sometimes.
    """
    people, slots = interval.shape
    slack = rng.gamma(0.8, 45, (people, 1))
    lateness = rng.gamma(1.2, 22, (people, slots))
    gap = interval + slack + lateness - 8
    elapsed = np.cumsum(gap, axis=1).astype(np.int64)
    at_first = np.zeros((people, 1), dtype=np.int64)
    return np.concatenate([at_first, elapsed[:, :-1]], axis=1)


def _first(
    rng: np.random.Generator, people: InventedPeople, season: Season
) -> np.ndarray:
    """Draw the day of the first check-up in the data.

    It is the day of arrival; for people from before, somewhere in the first months.
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
    """Draw who drifts off, and who comes back after years.

    Returns:
        Days, moved for those who come back; whether people stop after a slot; whether
        they come to it.
    """
    chance = _chance_to_stop(people, staff, day, in_pain)
    stop = rng.random(day.shape) < chance
    stops_before = np.cumsum(stop, axis=1, dtype=np.int16) - stop
    returns = happens(rng, 0.14, len(people))
    away = between(rng, 480, 1000, len(people))
    stopped_once = stops_before == 1
    day = day + np.where(stopped_once, away[:, None], 0)
    comes_back = stopped_once & returns[:, None]
    comes = (stops_before == 0) | comes_back
    return day, stop, comes


def _chance_to_stop(
    people: InventedPeople, staff: Staff, day: np.ndarray, in_pain: np.ndarray
) -> np.ndarray:
    """Return the chance to stop after each slot.

    It goes by dentist, hygienist, age on the day, distance and time since the first
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
    is_first = (slot == 0) & ~people.known[person]
    age_in_days = day[person, slot] - people.birth[person]
    slot_of_finding = found[person]
    kinds_by_priority = (
        (EMERGENCY, is_first & in_pain[person]),
        (NEW, is_first),
        (PERIO, slot > slot_of_finding),
        (FOUND, slot == slot_of_finding),
        (CHILD, age_in_days < _GROWN_AT * YEAR),
    )
    kinds = [kind for kind, _ in kinds_by_priority]
    conditions = [holds for _, holds in kinds_by_priority]
    return np.select(conditions, kinds, ADULT)


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
    """The people entered twice.

    The second rows follow after all the first ones, in this order.
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
        """Draw that many people, rather from those with several check-ups."""
        is_second_visit = (visits.slot == 1) & ~people.known[visits.person]
        has_several = np.zeros(len(people), dtype=bool)
        has_several[visits.person[is_second_visit]] = True
        order = np.lexsort((rng.random(len(people)), ~has_several))
        return cls(len(people), np.sort(order[:count]))

    def owner(
        self, person: np.ndarray, visit: np.ndarray, visits: CheckUps
    ) -> np.ndarray:
        """Return the patient row that each entry stands on.

        Entries are given by person and check-up (−1: none).
        """
        second_row = np.full(self.people, -1)
        second_row[self.again] = self.people + np.arange(len(self.again))
        # an entry without a check-up (−1) takes the slot at the end, which is no first
        slot = np.append(visits.slot, 1)[visit]
        is_first_visit = (visit >= 0) & (slot == 0)
        own_second_row = second_row[person]
        is_on_second = is_first_visit & (own_second_row >= 0)
        return np.where(is_on_second, own_second_row, person)

    def merges(
        self, rng: np.random.Generator, created: np.ndarray, season: Season
    ) -> pa.Table:
        """Draft the links from the second rows to the first ones.

        A few pairs were never merged.
        """
        linked = np.flatnonzero(happens(rng, 0.85, len(self.again)))
        kept = self.again[linked]
        noticed = created[kept] + between(rng, 250, 700, len(kept))
        day = season.open_until(np.minimum(noticed, season.ends - 2))
        moment = day * _DAY + _EVENING
        columns = {
            "loser_id": self.people + linked,
            "winner_id": kept,
            "merged_at": moment,
        }
        return draft.rows("merge", moment, columns)
