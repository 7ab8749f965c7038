"""Treatment: what is found, accepted and done, and what becomes of the rest.

A case is what was found at one check-up; its items are done in one or two sittings, at
once, later, or never.
"""

from dataclasses import dataclass

import numpy as np

from retention.demo import fees
from retention.demo.attendance import DIAGNOSIS, EMERGENCY, NEW, CheckUps
from retention.demo.calendar import NEVER, YEAR, Season
from retention.demo.people import InventedPeople
from retention.demo.random import between, happens, pick, stream
from retention.demo.staff import CONVINCES, Staff, location_of

KEPT, BROKE, UNSCHEDULED = range(3)
"""What becomes of a sitting; a kept one that lies after the export is a booking."""
OPEN, INACTIVE, DELETED, REFERRED = range(4)
"""What becomes of an item that is not done."""

_FIRST, _SECOND, _LATE, _FELL = range(4)  # which sitting of its case an item has
_NO_SITTING = -1
_SAME_DAY = -2
_TREATED_AT = {NEW: 0.62, EMERGENCY: 0.85, DIAGNOSIS: 1.0}
_TREATED_ELSE = 0.27
_ADULT = {
    "D2391": 0.11,
    "D2392": 0.14,
    "D2393": 0.07,
    "D2330": 0.06,
    "D2331": 0.04,
    "D2140": 0.03,
    "D2740": 0.17,
    "D2750": 0.04,
    "D3330": 0.03,
    "D3320": 0.02,
    "D3310": 0.01,
    "D7140": 0.06,
    "D7210": 0.03,
    "D7240": 0.02,
    "D6010": 0.04,
    "D5110": 0.01,
    "D5213": 0.02,
    "D6240": 0.02,
    "D8090": 0.025,
    "D9944": 0.04,
    "D4355": 0.015,
}
_CHILD = {
    "D2391": 0.4,
    "D2392": 0.22,
    "D2930": 0.09,
    "D3220": 0.06,
    "D7140": 0.12,
    "D8080": 0.11,
}
_WITH = {"D3330": "D2740", "D3320": "D2740", "D6010": "D6058", "D6240": "D6740"}
"""What comes with an item on the same tooth."""
_WHOLE_MOUTH = ("D4355", "D8080", "D8090", "D9944", "D5110", "D5213")
_QUARTERS = ("UR", "UL", "LR", "LL")
_LAST_TOOTH = 32
_FILLINGS_UP_TO = 400_00


@dataclass(frozen=True)
class Items:
    """One entry per planned or done piece of treatment."""

    visit: np.ndarray
    """The check-up at which it was found."""
    code: np.ndarray
    cents: np.ndarray
    tooth: np.ndarray
    """1 to 32; 0 where it has none."""
    quarter: np.ndarray
    """Number of the quarter of the mouth, −1 where it has none."""
    sitting: np.ndarray
    """The sitting it stands on; −1 for none, −2 for the check-up itself."""
    fate: np.ndarray

    def __len__(self) -> int:
        return len(self.visit)

    @property
    def same_day(self) -> np.ndarray:
        """Done at the check-up at which it was found."""
        return self.sitting == _SAME_DAY


@dataclass(frozen=True)
class Sittings:
    """One entry per appointment made for treatment."""

    visit: np.ndarray
    day: np.ndarray
    created: np.ndarray
    outcome: np.ndarray
    dentist: np.ndarray
    minutes: np.ndarray

    def __len__(self) -> int:
        return len(self.visit)


@dataclass(frozen=True)
class Treatment:
    """All treatment found at check-ups, and the appointments made for it."""

    items: Items
    sittings: Sittings


@dataclass(frozen=True)
class _Cases:
    """One entry per check-up at which something was found."""

    visit: np.ndarray
    day: np.ndarray
    dentist: np.ndarray


def find(
    seed: int, people: InventedPeople, visits: CheckUps, season: Season, staff: Staff
) -> Treatment:
    """All treatment found at the check-ups."""
    rng = stream(seed, "treatment")
    visit = _cases(rng, people, visits)
    case, code = _items(rng, people, visits, visit)
    cents = fees.cents(
        code,
        fees.years_in(visits.day[visit[case]], season.starts),
        location_of(visits.dentist[visit[case]]),
    )
    wanted = _accepted(rng, visits, visit[case], cents)
    at_once = wanted & (cents < _FILLINGS_UP_TO) & happens(rng, 0.16, len(case))
    which = _sitting_of(rng, case, wanted & ~at_once, ~wanted)
    cases = _Cases(visit, visits.day[visit], visits.dentist[visit])
    sitting, sittings = _sittings(rng, cases, case, which, season, staff)
    tooth, quarter = _places(rng, case, code)
    fate = _fates(rng, case, code, len(visit))
    items = Items(
        visit[case],
        code,
        cents,
        tooth,
        quarter,
        np.where(at_once, _SAME_DAY, sitting),
        fate,
    )
    return Treatment(items, sittings)


def _cases(
    rng: np.random.Generator, people: InventedPeople, visits: CheckUps
) -> np.ndarray:
    """The check-ups at which something was found."""
    age = (visits.day - people.birth[visits.person]) / YEAR
    by_age = np.select(
        [age < 6, age < 18, age < 35, age > 60], [0.5, 0.7, 0.85, 1.25], 1.0
    )
    share = np.select(
        [visits.kind == kind for kind in _TREATED_AT],
        list(_TREATED_AT.values()),
        _TREATED_ELSE,
    )
    return np.flatnonzero(
        happens(rng, share * np.where(visits.kind == DIAGNOSIS, 1, by_age), len(visits))
    )


def _items(
    rng: np.random.Generator,
    people: InventedPeople,
    visits: CheckUps,
    visit: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Case and code of each item; gum disease is treated quarter by quarter."""
    count = len(visit)
    has_disease = visits.kind[visit] == DIAGNOSIS
    quarters = rng.choice([2, 4], count)
    some_items = 1 + rng.poisson(0.8, count)
    sizes = np.where(has_disease, quarters, some_items)
    case = np.repeat(np.arange(count), sizes)

    age = visits.day[visit] - people.birth[visits.person[visit]]
    is_child = (age < 13 * YEAR)[case]
    for_child = _draw(rng, _CHILD, len(case))
    for_adult = _draw(rng, _ADULT, len(case))
    code = np.where(is_child, for_child, for_adult)
    code = np.where(has_disease[case], fees.CODE["D4341"], code)

    # what is never done alone stands right after the item that it goes with
    company = np.full(len(fees.RAW), -1)
    company[_codes(*_WITH)] = _codes(*_WITH.values())
    more = np.flatnonzero(company[code] >= 0)
    positions = np.append(np.arange(len(case)), more)
    order = np.argsort(positions, kind="stable")
    all_cases = np.append(case, case[more])
    all_codes = np.append(code, company[code[more]])
    return all_cases[order], all_codes[order]


def _draw(rng: np.random.Generator, shares: dict[str, float], count: int) -> np.ndarray:
    codes = _codes(*shares)
    indices = pick(rng, list(shares.values()), count)
    return codes[indices]


def _codes(*names: str) -> np.ndarray:
    return np.array([fees.CODE[name] for name in names])


def _accepted(
    rng: np.random.Generator, visits: CheckUps, visit: np.ndarray, cents: np.ndarray
) -> np.ndarray:
    """Draw whether each item is wanted.

    It goes by dentist and amount; people who come only once seldom want it.
    """
    convinces = CONVINCES[visits.dentist[visit]]
    has_disease = visits.kind[visit] == DIAGNOSIS
    comes_once = visits.stops[visit] & (visits.slot[visit] == 0)
    odds = -0.15 + convinces - 0.5 * np.log(cents / 250_00)
    odds += np.where(has_disease, 0.6, 0.0)
    odds -= np.where(comes_once, 1.6, 0.0)
    chance = 1 / (1 + np.exp(-odds))
    return happens(rng, chance, len(visit))


def _sitting_of(
    rng: np.random.Generator, case: np.ndarray, wanted: np.ndarray, other: np.ndarray
) -> np.ndarray:
    """Draw which sitting of its case each item has.

    Of what is not wanted, some comes late and some falls through.
    """
    late = other & happens(rng, 0.14, len(case))
    fell = other & ~late & happens(rng, 0.07, len(case))
    second = happens(rng, 0.35, len(case))
    return np.select(
        [wanted & second, wanted, late, fell],
        [_SECOND, _FIRST, _LATE, _FELL],
        _NO_SITTING,
    )


def _sittings(
    rng: np.random.Generator,
    cases: _Cases,
    case: np.ndarray,
    which: np.ndarray,
    season: Season,
    staff: Staff,
) -> tuple[np.ndarray, Sittings]:
    """Make the sitting of each item (−1: none), and the sittings.

    What would be booked only after the export is none.
    """
    day, created = _days(rng, cases.day, season)
    made = which != _NO_SITTING
    row = which[made]
    column = case[made]
    is_booked = created[row, column] < season.ends
    is_later = day[row, column] > cases.day[column]
    made[made] = is_booked & is_later

    keys, number = np.unique(case[made] * 4 + which[made], return_inverse=True)
    count = len(keys)
    of_case = keys // 4
    kind = keys % 4
    on = day[kind, of_case]
    broke = np.where(happens(rng, 0.55, count), BROKE, UNSCHEDULED)
    fell_through = (kind == _FELL) & (on < season.ends)
    items = np.bincount(number, minlength=count)

    sitting = np.full(len(case), _NO_SITTING)
    sitting[made] = number
    return sitting, Sittings(
        visit=cases.visit[of_case],
        day=on,
        created=created[kind, of_case],
        outcome=np.where(fell_through, broke, KEPT),
        dentist=staff.on_duty(cases.dentist[of_case], on),
        minutes=np.minimum(30 + 20 * items, 150),
    )


def _days(
    rng: np.random.Generator, case_day: np.ndarray, season: Season
) -> tuple[np.ndarray, np.ndarray]:
    """Draw day and created-on day of the four sittings a case may have.

    Each is one row.
    """
    count = len(case_day)
    some_weeks = rng.lognormal(np.log(17), 0.8, count)
    soon = 2 + np.minimum(some_weeks, 84).astype(np.int64)
    after = soon + between(rng, 12, 30, count)
    late = between(rng, 95, 520, count)
    fell = between(rng, 10, 50, count)
    days_on = np.stack([soon, after, late, fell])
    day = season.open_day(case_day + days_on)

    at_once = happens(rng, 0.65, count)
    some_days = np.minimum(between(rng, 1, 30, count), soon - 1)
    created = case_day + np.where(at_once, 0, some_days)
    by_phone = day[_LATE] - between(rng, 3, 25, count)
    return day, np.stack([created, created, by_phone, case_day])


def _places(
    rng: np.random.Generator, case: np.ndarray, code: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Tooth and quarter: items of one case that come together stand on one tooth."""
    is_by_quarter = code == fees.CODE["D4341"]
    drawn_tooth = between(rng, 2, _LAST_TOOTH - 1, len(case))
    is_same_case = np.append(False, case[1:] == case[:-1])[: len(case)]
    comes_with_other = is_same_case & np.isin(code, _codes(*_WITH.values()))
    tooth = np.where(comes_with_other, np.roll(drawn_tooth, 1), drawn_tooth)
    number_in_case = np.arange(len(case)) - np.searchsorted(case, case)
    has_no_tooth = is_by_quarter | np.isin(code, _codes(*_WHOLE_MOUTH))
    quarter = np.where(is_by_quarter, number_in_case % len(_QUARTERS), -1)
    return np.where(has_no_tooth, 0, tooth), quarter


def _fates(
    rng: np.random.Generator, case: np.ndarray, code: np.ndarray, cases: int
) -> np.ndarray:
    """Draw what becomes of each item if it is not done.

    A plan that is set aside is set aside whole.
    """
    aside = happens(rng, 0.08, cases)[case]
    deleted = happens(rng, 0.2, len(case))
    surgery = np.isin(code, _codes("D7240", "D7210", "D3330", "D6010", "D8080"))
    return np.select(
        [aside, deleted, surgery & happens(rng, 0.25, len(case))],
        [INACTIVE, DELETED, REFERRED],
        OPEN,
    )


def surfaces(items: Items, rng: np.random.Generator) -> list[str | None]:
    """Draw the surface of each item as the charts write it.

    It is a quarter, or the sides of a filling.
    """
    sides = ("O", "MO", "DO", "MOD", "B")
    drawn = pick(rng, (0.35, 0.25, 0.2, 0.12, 0.08), len(items))
    filling = np.char.startswith(np.array(fees.RAW), "D23")[items.code]
    choices = np.array([*_QUARTERS, *sides, None], dtype=object)
    return choices[
        np.select(
            [items.quarter >= 0, filling], [items.quarter, drawn + len(_QUARTERS)], -1
        )
    ].tolist()


def completed_on(treatment: Treatment, visits: CheckUps, season: Season) -> np.ndarray:
    """Day on which each item was done; NEVER where it is not done yet."""
    items = treatment.items
    sittings = treatment.sittings
    visit_day = visits.day[items.visit]
    if not len(sittings):
        return np.where(items.same_day, visit_day, NEVER)

    sitting = np.maximum(items.sitting, 0)
    sitting_day = sittings.day[sitting]
    was_kept = sittings.outcome[sitting] == KEPT
    is_done = (items.sitting >= 0) & was_kept & (sitting_day < season.ends)
    return np.select([items.same_day, is_done], [visit_day, sitting_day], NEVER)
