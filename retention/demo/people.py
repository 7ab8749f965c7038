"""The people of the patient list: families, ages, towns, arrival, dentists."""

from dataclasses import dataclass

import numpy as np

from retention.demo.calendar import YEAR, Season
from retention.demo.random import between, happens, pick, stream
from retention.demo.staff import Staff

HEAD, SPOUSE, CHILD = range(3)
COMES, NON_PATIENT, PROSPECT, GONE = range(4)
"""What a row stands for: someone who comes; a guarantor who does not; someone who
missed the first appointment; someone whose last visit lies before the data.
"""

_HOUSEHOLD_SIZES = (0.42, 0.25, 0.14, 0.13, 0.06)  # of 1, 2, 3 … people
_BOOKED_AHEAD = 30  # new people whose first visit lies so many days after the export
_OLDEST = 20 * YEAR  # longest acquaintance before the data begins
TOWNS = 12


@dataclass(frozen=True)
class InventedPeople:
    """One entry per row of the patient list; days as numbers (season.py)."""

    head: np.ndarray
    """The row of the household's guarantor."""
    role: np.ndarray
    kind: np.ndarray
    female: np.ndarray
    birth: np.ndarray
    arrival: np.ndarray
    """Day of the first visit; for people from before the data it lies before its first
    day.
    """
    is_known: np.ndarray
    """Came before the data begins."""
    location: np.ndarray
    dentist: np.ndarray
    hygienist: np.ndarray
    town: np.ndarray
    """Number of the town; the higher, the farther away."""
    insured: np.ndarray

    def __len__(self) -> int:
        return len(self.head)


def gather(seed: int, count: int, season: Season, staff: Staff) -> InventedPeople:
    """That many people of the season."""
    rng = stream(seed, "people")
    head, position = _households(rng, count)
    size = np.bincount(head, minlength=count)[head]
    role = _roles(rng, position)
    arrival = _arrivals(rng, head, season)
    location = happens(rng, 0.42, count).astype(np.int64)[head]
    is_known = arrival < season.starts
    return InventedPeople(
        head=head,
        role=role,
        kind=_kinds(rng, role, size, is_known, arrival < season.ends),
        female=happens(rng, 0.52, count),
        birth=arrival - _ages(rng, head, role, size),
        arrival=arrival,
        is_known=is_known,
        location=location,
        dentist=staff.assigned(rng, location, arrival, hygienist=False),
        hygienist=staff.assigned(rng, location, arrival, hygienist=True),
        town=np.minimum(rng.geometric(0.3, count) - 1, TOWNS - 1)[head],
        insured=happens(rng, 0.62, count)[head],
    )


def _households(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Each person's guarantor, as a row, and position within the household."""
    sizes = pick(rng, _HOUSEHOLD_SIZES, count) + 1
    heads = np.cumsum(sizes) - sizes
    head = np.repeat(heads, sizes)[:count]
    position = np.arange(count) - head
    return head, position


def _roles(rng: np.random.Generator, position: np.ndarray) -> np.ndarray:
    is_couple = happens(rng, 0.8, len(position))
    is_first = position == 0
    is_spouse = (position == 1) & is_couple
    return np.select([is_first, is_spouse], [HEAD, SPOUSE], CHILD)


def _arrivals(rng: np.random.Generator, head: np.ndarray, season: Season) -> np.ndarray:
    """Draw the days on which households arrive.

    Half of the others come with the guarantor, half within the next months.
    """
    count = len(head)
    share_of_known = 1 / (1 + 0.16 * season.years)
    is_known = happens(rng, share_of_known, count)
    long_ago = np.minimum(rng.exponential(5 * YEAR, count), _OLDEST).astype(np.int64)
    before = season.starts - 30 - long_ago
    new = season.arrivals(rng, count, season.ends + _BOOKED_AHEAD)
    first = np.where(is_known, before, new)[head]

    comes_along = happens(rng, 0.45, count)
    some_months = between(rng, 1, 220, count)
    later = np.where(comes_along, 0, some_months)
    is_guarantor = head == np.arange(count)
    later[is_guarantor] = 0
    joined = season.open_day(first + later)
    return np.where(joined < season.ends, joined, season.open_day(first))


def _ages(
    rng: np.random.Generator, head: np.ndarray, role: np.ndarray, size: np.ndarray
) -> np.ndarray:
    """Draw the age in days on the day of arrival.

    Families have parents, couples and singles are of any grown age.
    """
    count = len(head)
    parent = np.clip(rng.normal(38, 6, count), 24, 56)
    grown = np.clip(rng.normal(47, 17, count), 19, 88)
    adult = np.where(size > 2, parent, grown)[head]
    spouse = np.clip(adult + rng.normal(0, 3, count), 20, 90)
    child = rng.uniform(2.2, 16.5, count)
    years = np.select([role == HEAD, role == SPOUSE], [adult, spouse], child)
    return (years * YEAR).astype(np.int64)


def _kinds(
    rng: np.random.Generator,
    role: np.ndarray,
    size: np.ndarray,
    is_known: np.ndarray,
    before_export: np.ndarray,
) -> np.ndarray:
    count = len(role)
    heads_family = (role == HEAD) & (size > 1)
    is_absent = heads_family & happens(rng, 0.05, count)
    is_new_single = (size == 1) & ~is_known & before_export
    is_prospect = is_new_single & happens(rng, 0.06, count)
    is_gone = is_known & happens(rng, 0.09, count)
    return np.select(
        [is_absent, is_prospect, is_gone], [NON_PATIENT, PROSPECT, GONE], COMES
    )
