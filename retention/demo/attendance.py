"""Who comes when, who drifts off, who comes back, and who was entered twice."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retention.demo import draft
from retention.demo.calendar import YEAR, Season
from retention.demo.people import COMES, InventedPeople
from retention.demo.random import between, happens, stream
from retention.demo.staff import LOSES, Staff

NEW, EMERGENCY, CHILD, ADULT, DIAGNOSIS, PERIO = range(6)
"""What a visit is.

A new patient's, a first visit in pain, a child's or adult's check-up, the one that
finds gum disease, and the cleanings after it.
"""

_HALF_YEAR = 183
_GROWN_AT = 14
_PERIO_FROM = 30
_NO_SLOT = 10**6


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
    disease_slot = _disease_slot(rng, people)
    interval = _intervals(rng, people, disease_slot, slots)
    first_day = _first(rng, people, season)
    day = first_day[:, None] + _elapsed(rng, interval)

    came_in_pain = happens(rng, 0.13, len(people))
    is_grown = people.arrival - people.birth > 18 * YEAR
    in_pain = ~people.is_known & came_in_pain & is_grown
    day, stops, comes = _drift(rng, people, staff, day, in_pain)

    moved = season.moved(rng, day)
    day = season.open_day(np.where(slots == 0, day, moved))
    is_patient = people.kind == COMES
    is_visit = comes & (day < season.ends) & is_patient[:, None]
    is_visit[:, -1] = False  # every visit has a next one to look at
    person, slot = np.nonzero(is_visit)

    kind = _kinds(people, disease_slot, in_pain, person, slot, day)
    all_slots = _Slots(day, stops, interval)
    visits = _visits(people, staff, all_slots, person, slot, kind)
    return Rhythm(visits, day[:, 0])


def _disease_slot(rng: np.random.Generator, people: InventedPeople) -> np.ndarray:
    """Draw the slot in which gum disease is found.

    It is -1 for those who had it before the data.
    """
    count = len(people)
    is_grown = people.arrival - people.birth > _PERIO_FROM * YEAR
    drawn_slot = rng.geometric(0.018, count)
    slot = np.where(is_grown, drawn_slot, _NO_SLOT)
    had_it = happens(rng, 0.13, count)
    had_it_before = is_grown & people.is_known & had_it
    return np.where(had_it_before, -1, slot)


def _intervals(
    rng: np.random.Generator,
    people: InventedPeople,
    disease_slot: np.ndarray,
    slots: np.ndarray,
) -> np.ndarray:
    """Draw the days from each slot's visit until the next is due.

    It is half a year, or 3 to 4 months after gum disease.
    """
    often = rng.choice([92, 122], len(people))
    has_disease = slots >= disease_slot[:, None]
    return np.where(has_disease, often[:, None], _HALF_YEAR)


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
    up_to_last = elapsed[:, :-1]
    return np.concatenate([at_first, up_to_last], axis=1)


def _first(
    rng: np.random.Generator, people: InventedPeople, season: Season
) -> np.ndarray:
    """Draw the day of the first check-up in the data.

    It is the day of arrival; for people from before, somewhere in the first months.
    """
    count = len(people)
    soon = between(rng, 0, 230, count)
    late = between(rng, 0, 900, count)
    is_soon = happens(rng, 0.92, count)
    running = season.starts + np.where(is_soon, soon, late)
    return np.where(people.is_known, running, people.arrival)


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
    stops_so_far = np.cumsum(stop, axis=1, dtype=np.int16)
    stops_before = stops_so_far - stop

    returns = happens(rng, 0.14, len(people))
    away = between(rng, 480, 1000, len(people))
    stopped_once = stops_before == 1
    later = np.where(stopped_once, away[:, None], 0)
    day = day + later

    never_stopped = stops_before == 0
    comes_back = stopped_once & returns[:, None]
    comes = never_stopped | comes_back
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
    by_team = LOSES[people.dentist] * LOSES[people.hygienist]
    by_distance = 0.85 + 0.06 * people.town
    by_person = by_team * by_distance
    chance = 0.09 * by_age * by_person[:, None]

    at_first = np.where(in_pain, 0.6, 0.24) * by_person
    newcomer = np.where(people.is_known, 0.0, at_first)
    chance[:, 0] += newcomer
    chance[:, 1] += newcomer * 0.25

    team_left = staff.noticed(people.dentist[:, None], day)
    chance[team_left] += 0.5
    return np.minimum(chance, 0.95)


def _kinds(
    people: InventedPeople,
    disease_slot: np.ndarray,
    in_pain: np.ndarray,
    person: np.ndarray,
    slot: np.ndarray,
    day: np.ndarray,
) -> np.ndarray:
    is_first = (slot == 0) & ~people.is_known[person]
    age_in_days = day[person, slot] - people.birth[person]
    slot_of_finding = disease_slot[person]
    kinds_by_priority = (
        (EMERGENCY, is_first & in_pain[person]),
        (NEW, is_first),
        (PERIO, slot > slot_of_finding),
        (DIAGNOSIS, slot == slot_of_finding),
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
    is_last = np.append(person[1:] != person[:-1], True)
    return CheckUps(
        person=person,
        slot=slot,
        day=on,
        kind=kind,
        interval=slots.interval[person, slot],
        expected=slots.day[person, slot + 1],
        stops=slots.stops[person, slot],
        last=is_last[: len(person)],
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
        is_new = ~people.is_known[visits.person]
        is_second_visit = (visits.slot == 1) & is_new
        has_several = np.zeros(len(people), dtype=bool)
        has_several[visits.person[is_second_visit]] = True
        at_random = rng.random(len(people))
        order = np.lexsort((at_random, ~has_several))
        again = np.sort(order[:count])
        return cls(len(people), again)

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
        second_row_of_each = second_row[person]
        is_on_second = is_first_visit & (second_row_of_each >= 0)
        return np.where(is_on_second, second_row_of_each, person)

    def merges(
        self, rng: np.random.Generator, created: np.ndarray, season: Season
    ) -> pa.Table:
        """Draft the links from the second rows to the first ones.

        A few pairs were never merged.
        """
        is_linked = happens(rng, 0.85, len(self.again))
        linked = np.flatnonzero(is_linked)
        kept = self.again[linked]
        noticed = created[kept] + between(rng, 250, 700, len(kept))
        latest = np.minimum(noticed, season.ends - 2)
        day = season.open_until(latest)
        moment = day * _DAY + _EVENING
        columns = {
            "loser_id": self.people + linked,
            "winner_id": kept,
            "merged_at": moment,
        }
        return draft.rows("merge", moment, columns)
