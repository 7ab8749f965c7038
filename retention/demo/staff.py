"""The staff and the two locations: who works where and when.

Some explain treatment well, and some lose patients.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from faker import Faker

from retention.demo import draft
from retention.demo.calendar import YEAR, Season

LOCATIONS = ("Harbour Street", "Mill Lane")
LEFT_DAYS_AGO = 305
"""The dentist whose patients are leaking left ten months before the export."""
_LEAK_DAYS = 240
"""Patients last seen so long before that are the ones who notice at their next
check-up.
"""


@dataclass(frozen=True)
class Post:
    """One dentist or hygienist of the practice, before they have a name."""

    location: int
    hygienist: bool = False
    convinces: float = 0.0
    """Added to the log odds that treatment is accepted."""
    loses: float = 1.0
    """Factor on the chance that a patient drifts off."""
    from_share: float = 0.0
    """Starts after this share of the data's span."""
    until_days_ago: float = 0.0
    """Left so many days before the export; 0: still works here."""
    stand_in: int = -1
    """Post that takes over on days on which this one does not work."""


POSTS = (
    Post(0, convinces=0.85, loses=0.75),
    Post(0, convinces=0.2, until_days_ago=LEFT_DAYS_AGO, stand_in=0),
    Post(1, convinces=-1.2, loses=1.3),
    Post(1, convinces=0.15),
    Post(0, convinces=0.25, from_share=0.4, stand_in=0),
    Post(1, loses=1.1, until_days_ago=3.5 * YEAR, stand_in=3),
    Post(0, hygienist=True),
    Post(0, hygienist=True, loses=1.15),
    Post(1, hygienist=True, loses=0.9),
    Post(1, hygienist=True, until_days_ago=2 * YEAR, stand_in=8),
)
LEAVER = 1
CONVINCES = np.array([post.convinces for post in POSTS])
LOSES = np.array([post.loses for post in POSTS])
_LOCATION = np.array([post.location for post in POSTS])
_STAND_IN = np.array(
    [index if post.stand_in < 0 else post.stand_in for index, post in enumerate(POSTS)]
)


@dataclass(frozen=True)
class Staff:
    """The posts with the days of each: from the first day up to before the last."""

    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, season: Season) -> "Staff":
        """The staff over the span of the data."""
        span = season.ends - season.starts
        first = [
            season.starts + round(post.from_share * span)
            if post.from_share
            else -(10**6)
            for post in POSTS
        ]
        last = [
            season.ends - round(post.until_days_ago) if post.until_days_ago else 10**6
            for post in POSTS
        ]
        return cls(np.array(first), np.array(last))

    def on_duty(self, post: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Who works for each post on each day: its holder, or the stand-in."""
        is_working = (days >= self.first[post]) & (days < self.last[post])
        return np.where(is_working, post, _STAND_IN[post])

    def assigned(
        self,
        rng: np.random.Generator,
        location: np.ndarray,
        days: np.ndarray,
        *,
        hygienist: bool,
    ) -> np.ndarray:
        """Draw a dentist (or hygienist) of the location for each person.

        They worked on the day on which the person arrived.
        """
        out = np.empty(len(location), dtype=np.int64)
        for location_number in range(len(LOCATIONS)):
            here = np.flatnonzero(location == location_number)
            posts = [
                n
                for n, post in enumerate(POSTS)
                if post.location == location_number and post.hygienist == hygienist
            ]
            out[here] = rng.choice(posts, len(here))
        return self.on_duty(out, days)

    def noticed(self, post: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Whether each visit's next one falls after the dentist has left."""
        leaves_on = self.last[LEAVER]
        is_late = (days >= leaves_on - _LEAK_DAYS) & (days < leaves_on)
        return (post == LEAVER) & is_late


def location_of(post: np.ndarray) -> np.ndarray:
    """The location of each post."""
    return _LOCATION[post]


def tables(fake: Faker, staff: Staff, season: Season) -> draft.Draft:
    """Providers and locations, drafted."""
    names = [
        ("" if post.hygienist else "Dr. ") + f"{fake.first_name()} {fake.last_name()}"
        for post in POSTS
    ]
    first = np.arange(len(POSTS))
    return {
        "provider": draft.rows(
            "provider",
            first,
            {
                "name": names,
                "is_hygienist": [post.hygienist for post in POSTS],
                "is_active": pa.array(staff.last > season.ends),
            },
        ),
        "location": draft.rows(
            "location", np.arange(len(LOCATIONS)), {"name": LOCATIONS}
        ),
    }
