"""Segments: whom of all people with a reason a campaign is for."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from retention.core import dates, formatting
from retention.core.arrays import BoolArray
from retention.core.errors import WrongCall
from retention.facts import visits
from retention.outreach import reasons
from retention.practice import Practice

REASONS: tuple[str, ...] = tuple(
    one.key for one in reasons.REASONS if not (one.is_owed or one.key == "claim")
)
"""Keys of the reasons that a campaign may be for; of the others somebody waits to be
spoken to.
"""
OWED: tuple[str, ...] = tuple(key for key in reasons.KEYS if key not in REASONS)
"""Keys of those others."""


@dataclass(frozen=True)
class Segment:
    """Who is meant: every condition given must hold; an empty one asks nothing."""

    reasons: tuple[str, ...] = ()
    """Any of these, of `REASONS`; all of them where none is named."""
    providers: tuple[str, ...] = ()
    """Ids, as the patient's own dentist or hygienist."""
    locations: tuple[str, ...] = ()
    """Ids, as the patient's own location."""
    youngest: int | None = None
    """Years of age on the day of work; who has no day of birth is in no segment by
    age.
    """
    oldest: int | None = None
    last_visit_from: date | None = None
    """First and last day of the last visit; who never had one is in no segment by last
    visit.
    """
    last_visit_until: date | None = None
    most: int | None = None
    """Households at most, the weightiest first."""

    def as_json(self) -> dict[str, Any]:
        """The conditions given, days as text."""
        given = {}
        for key, value in asdict(self).items():
            if value not in ((), None):
                given[key] = _plain(value)
        return given


def _plain(value: Any) -> Any:
    """A value that JSON can hold."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def asked(segment: Segment) -> BoolArray:
    """Which reasons of `reasons.REASONS` the segment is for.

    Raises:
        WrongCall: No campaign is made for one of them.
    """
    known = [key for key in segment.reasons if key in reasons.KEYS]
    waiting = [key for key in known if key not in REASONS]
    if waiting:
        raise WrongCall(
            f"No campaign is made for “{waiting[0]}”: these people wait to be "
            "spoken to. Call them."
        )
    return reasons.chosen(segment.reasons or REASONS)


def narrow(practice: Practice, segment: Segment, today: date) -> BoolArray:
    """Whether each row of the patient list meets the conditions.

    Reasons and `most` apart.

    Raises:
        WrongCall: The records do not have a provider or location, or the bounds leave
            nobody.
    """
    _check(practice, segment)
    people = practice.people
    is_meant = np.ones(len(people), dtype=bool)
    if segment.providers:
        by_dentist = _any_of(people["provider_id"], segment.providers)
        by_hygienist = _any_of(people["hygienist_id"], segment.providers)
        is_meant &= by_dentist | by_hygienist
    if segment.locations:
        is_meant &= _any_of(people["location_id"], segment.locations)

    born = dates.days(people["birth_date"])
    if segment.youngest is not None:
        is_meant &= born <= _birthday(today, segment.youngest)
    if segment.oldest is not None:
        is_meant &= born > _birthday(today, segment.oldest + 1)

    last_visit = visits.last_visit(practice)
    if segment.last_visit_from is not None:
        is_meant &= last_visit >= np.datetime64(segment.last_visit_from, "D")
    if segment.last_visit_until is not None:
        is_meant &= last_visit <= np.datetime64(segment.last_visit_until, "D")

    return is_meant


def _birthday(today: date, years: int) -> np.datetime64:
    """The day on which somebody was born who turns so many years old today."""
    day = dates.before(today, 12 * years)
    return np.datetime64(day, "D")


def in_words(given: Mapping[str, Any], practice: Practice) -> str:
    """A segment, as `Segment.as_json` gives it, in a line for people."""
    titles = {reason.key: reason.title for reason in reasons.REASONS}
    names = {"providers": practice.providers, "locations": practice.locations}
    said = [
        ", ".join(titles.get(key, key) for key in given.get("reasons", ()))
        or "Any reason"
    ]
    said += [
        ", ".join(names[key].get(one, one) for one in given[key])
        for key in names
        if key in given
    ]
    bounds = {
        "youngest": "from {} years",
        "oldest": "up to {} years",
        "most": "at most {} households",
    }
    said += [words.format(given[key]) for key, words in bounds.items() if key in given]
    visit = {
        "last_visit_from": "last visit from {}",
        "last_visit_until": "last visit until {}",
    }
    said += [
        words.format(formatting.day(date.fromisoformat(given[key])))
        for key, words in visit.items()
        if key in given
    ]
    return "; ".join(said)


def _any_of(column: pd.Series, ids: Collection[str]) -> BoolArray:
    texts = column.astype("str")
    is_one_of = texts.isin(ids)
    return is_one_of.to_numpy()


def _check(practice: Practice, segment: Segment) -> None:
    for what, given, known in (
        ("provider", segment.providers, practice.providers),
        ("location", segment.locations, practice.locations),
    ):
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise WrongCall(
                f"There is no {what} “{unknown[0]}”. Known: "
                f"{', '.join(known) or 'none'}."
            )
    bounds = (
        (segment.youngest, segment.oldest),
        (segment.last_visit_from, segment.last_visit_until),
    )
    if any(low is not None and high is not None and low > high for low, high in bounds):  # type: ignore[operator]
        raise WrongCall(
            "The first bound lies above the second, so that nobody is left. Turn "
            "them round."
        )
    if segment.most is not None and segment.most < 1:
        raise WrongCall("A campaign is for one household at least.")
