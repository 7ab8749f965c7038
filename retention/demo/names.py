"""Names, phones and addresses, all invented.

Names are Faker's American ones, numbers are of 555-01xx, mail is at example domains.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from faker import Faker

from retention.demo import draft
from retention.demo.people import CHILD, TOWNS, InventedPeople
from retention.demo.random import between, happens, pick

STATE = "MA"
_AREAS = """
201 202 203 207 212 215 216 217 218 219 220 223 224 229 234 235 239 240 252 260 262 267
272 274 276 283 301 302 304 305 309 312 314 315 317 320 321 326 330 331 336 339 347 351
352 353 380 386 401 404 407 410 412 413 414 417 419 434 440 443 445 447 448 463 464 470
475 478 484 507 508 513 516 518 534 540 551 557 561 567 570 571 573 574 582 585 603 607
608 609 610 612 614 617 618 630 631 636 640 645 646 651 656 660 667 678 680 681 686 689
703 704 706 708 715 716 717 718 724 727 728 730 732 740 743 754 757 762 763 765 770 771
773 774 779 781 786 802 803 804 812 813 814 815 816 826 828 835 838 839 843 845 847 848
850 854 856 857 860 861 862 863 864 872 878 904 908 910 912 914 917 919 920 929 930 934
937 941 948 952 954 959 973 975 978 980 984
"""
"""Area codes: many, because only a hundred numbers of each are set apart for
inventions.
"""
AREAS = tuple(_AREAS.split())
_LINES = 100
_FAMILY_NAMES = 700
_GIVEN_NAMES = 260
_STREETS = 400


@dataclass(frozen=True)
class Pools:
    """Names to draw from, made once for each practice."""

    family: list[str]
    female: list[str]
    male: list[str]
    streets: list[str]
    towns: list[str]

    @classmethod
    def of(cls, fake: Faker) -> "Pools":
        """Pools of that Faker."""
        return cls(
            family=[fake.last_name() for _ in range(_FAMILY_NAMES)],
            female=[fake.first_name_female() for _ in range(_GIVEN_NAMES)],
            male=[fake.first_name_male() for _ in range(_GIVEN_NAMES)],
            streets=[fake.street_name() for _ in range(_STREETS)],
            towns=[fake.city() for _ in range(TOWNS)],
        )


def columns(
    rng: np.random.Generator, pools: Pools, people: InventedPeople
) -> dict[str, pa.Array]:
    """Make the columns that say who someone is and how to reach them.

    There is one row per person.
    """
    count = len(people)
    child = people.role == CHILD
    family = draft.words(
        pools.family, between(rng, 0, _FAMILY_NAMES - 1, count)[_named_as(rng, people)]
    )
    given = between(rng, 0, _GIVEN_NAMES - 1, count)
    first = pc.if_else(
        pa.array(people.female),
        draft.words(pools.female, given),
        draft.words(pools.male, given),
    )
    return {
        "last_name": family,
        "first_name": first,
        "middle_name": _some(
            rng,
            0.3,
            draft.words(list("ABCDEFGHJKLMNPRSTW"), between(rng, 0, 17, count)),
        ),
        "preferred_name": _some(
            rng, 0.05, draft.words(pools.male, between(rng, 0, _GIVEN_NAMES - 1, count))
        ),
        **_phones(rng, people),
        "email": _emails(rng, people.head, child, first, family),
        **_address(rng, pools, people),
    }


def phone(number: np.ndarray) -> pa.Array:
    """Return phone numbers by number.

    They begin again after some twenty thousand, like shared ones.
    """
    texts = [
        f"({area}) 555-01{line:02d}" for line, area in product(range(_LINES), AREAS)
    ]
    return draft.words(texts, number % len(texts))


def _named_as(rng: np.random.Generator, people: InventedPeople) -> np.ndarray:
    """Draw the row whose family name each person bears.

    It is the guarantor's, or now and then their own.
    """
    has_own_name = happens(rng, 0.06, len(people))
    return np.where(has_own_name, np.arange(len(people)), people.head)


def _some(rng: np.random.Generator, share: float, values: pa.Array) -> pa.Array:
    return _where(happens(rng, share, len(values)), values)


def _where(holds: np.ndarray, values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(holds), values, None)


def _phones(rng: np.random.Generator, people: InventedPeople) -> dict[str, pa.Array]:
    """Draw home phones for half of the households, and mobiles of the grown.

    Children have their guarantor's.
    """
    count = len(people)
    everyone = np.arange(count)
    head = people.head
    numbers = rng.permutation(2 * count + 1)
    has_home = happens(rng, 0.5, count)[head]
    has_mobile = happens(rng, 0.93, count)

    is_child = people.role == CHILD
    whose = np.where(is_child, head, everyone)
    is_reached_at_home = is_child & happens(rng, 0.2, count)
    shows_mobile = has_mobile[whose] & ~is_reached_at_home
    shows_work = ~is_child & happens(rng, 0.07, count)
    return {
        "home_phone": _where(has_home, phone(numbers[count + head])),
        "mobile_phone": _where(shows_mobile, phone(numbers[whose])),
        "work_phone": _where(shows_work, phone(numbers[count + everyone])),
    }


def _emails(
    rng: np.random.Generator,
    head: np.ndarray,
    child: np.ndarray,
    first: pa.Array,
    family: pa.Array,
) -> pa.Array:
    """Addresses of e-mail for most; children have their guarantor's."""
    full_name = pc.binary_join_element_wise(first, family, ".")
    letters = pc.replace_substring_regex(full_name, r"[^A-Za-z.]", "")
    name = pc.utf8_lower(letters)
    count = len(head)
    number = pc.cast(pa.array(np.arange(1, count + 1)), pa.string())
    hosts = ["@example.com", "@example.org"]
    host = draft.words(hosts, pick(rng, (0.8, 0.2), count))
    addresses = pc.binary_join_element_wise(name, number, host, "")

    whose = np.where(child, head, np.arange(count))
    has_address = happens(rng, 0.82, count)[whose]
    return _where(has_address, pc.take(addresses, pa.array(whose)))


def _address(
    rng: np.random.Generator, pools: Pools, people: InventedPeople
) -> dict[str, pa.Array]:
    """Draw one address for each household; a few are missing.

    It is in a town whose zip code begins with 0.
    """
    count = len(people)
    head = people.head
    has_address = ~happens(rng, 0.012, count)[head]
    house_number = between(rng, 1, 980, count)[head]
    house = pc.cast(pa.array(house_number), pa.string())
    street = draft.words(pools.streets, between(rng, 0, _STREETS - 1, count)[head])
    flats = [f"Apt {number}" for number in range(1, 60)]
    flat = draft.words(flats, between(rng, 0, 58, count)[head])
    has_flat = happens(rng, 0.12, count)[head]
    zips = [f"0{1020 + 7 * town}" for town in range(TOWNS)]
    columns = {
        "address_1": pc.binary_join_element_wise(house, street, " "),
        "address_2": _where(has_flat, flat),
        "city": draft.words(pools.towns, people.town),
        "state": draft.words([STATE], np.zeros(count, dtype=np.int64)),
        "zip": draft.words(zips, people.town),
    }
    return {name: _where(has_address, values) for name, values in columns.items()}
