"""A campaign's two arms, and what was seen of them within so many days."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.core import dates
from retention.core.arrays import (
    BoolArray,
    CentsArray,
    DayArray,
    IndexArray,
    IntArray,
    is_among,
)
from retention.core.statistics import Difference, difference
from retention.facts import contactability
from retention.outreach import follow_up
from retention.outreach.campaigns.randomise import HELD_OUT, OUTSIDE, TREATED
from retention.outreach.contact_log import Log
from retention.outreach.follow_up import Events, accepted
from retention.practice import Practice


@dataclass(frozen=True, eq=False)
class CampaignHouseholds:
    """The households of a campaign, numbered from 0.

    By intention to treat each stays in the arm it drew.
    """

    of_member: IndexArray
    """For each row of the patient list the household whose member it is in the
    campaign; -1 for none.
    """
    of_anyone: IndexArray
    """Likewise for anyone of the household, in the campaign or not: a call about a
    child may be logged for a parent.
    """
    people: IntArray
    """Members per household."""
    treated: BoolArray
    """Whether each household was drawn to be treated."""
    held_out: BoolArray
    """Whether each household was drawn to be held out."""
    outside: BoolArray
    """Whether its arm was not drawn (band −1): it is told apart, and never compared
    with those drawn by lot.
    """
    stratum: IndexArray
    """Number of each household's stratum: the reason and priority band of its first
    member on the list.
    """

    def any_of(
        self,
        place: IndexArray,
        day: DayArray,
        first: np.datetime64,
        last: np.datetime64,
    ) -> BoolArray:
        """Whether each household has an event from the first to the last day.

        Args:
            place: Household of each event, -1 for none.
            day: Day of each event.
            first: The first day that counts.
            last: The last day that counts.
        """
        is_known = place >= 0
        is_inside = (day >= first) & (day <= last)
        counts = is_known & is_inside
        return is_among(place[counts], len(self.treated))

    def of_members(
        self, events: Events, first: np.datetime64, last: np.datetime64
    ) -> BoolArray:
        """Whether a member of each household has an event on these days."""
        household = self.of_member[events.person]
        return self.any_of(household, events.day, first, last)

    def cents(
        self, events: Events, first: np.datetime64, last: np.datetime64
    ) -> CentsArray:
        """Cents of its members' events on these days, per household."""
        household = self.of_member[events.person]
        is_known = household >= 0
        is_inside = (events.day >= first) & (events.day <= last)
        counts = is_known & is_inside
        sums = np.bincount(
            household[counts],
            weights=events.cents[counts],
            minlength=len(self.treated),
        )
        return sums.astype(np.int64)

    def by_stratum(self, which: BoolArray) -> IntArray:
        """How many of those households lie in each stratum."""
        strata = int(self.stratum.max(initial=-1)) + 1
        chosen = self.stratum[which]

        return np.bincount(chosen, minlength=strata)

    def without_others(self) -> int:
        """Households in strata of which the other arm has none."""
        treated = self.by_stratum(self.treated)
        held_out = self.by_stratum(self.held_out)
        households = treated + held_out
        is_alone = (treated == 0) | (held_out == 0)

        return int(households[is_alone].sum())


def by_household(practice: Practice, members: pd.DataFrame) -> CampaignHouseholds:
    """The households of a campaign's frozen list.

    Members whom the records do not have any more stay in their household, and nothing
    is seen to happen to them.

    Args:
        practice: The records.
        members: One row per member: patient_id, household_id, reason, band, arm.
    """
    home, ids = pd.factorize(members["household_id"].to_numpy(dtype=object))
    first = np.unique(home, return_index=True)[1]
    heads = members.iloc[first]
    band = heads["band"].to_numpy()
    arm = heads["arm"].to_numpy()
    is_drawn = band > OUTSIDE
    reason = pd.factorize(heads["reason"].to_numpy().astype(object))[0]
    strata = np.column_stack([reason, band])
    stratum = np.unique(strata, axis=0, return_inverse=True)[1]

    # Backwards, so that of a person named twice the first household stands.
    person = contactability.numbers(practice, members["patient_id"])
    is_known = person >= 0
    of_member = np.full(len(practice.people), -1)
    of_member[person[is_known][::-1]] = home[is_known][::-1]
    anyone = _anyone(practice, pd.Series(ids))

    return CampaignHouseholds(
        of_member=of_member,
        of_anyone=np.where(of_member >= 0, of_member, anyone),
        people=np.bincount(home, minlength=len(ids)),
        treated=is_drawn & (arm == TREATED),
        held_out=is_drawn & (arm == HELD_OUT),
        outside=~is_drawn,
        stratum=stratum.ravel(),
    )


def _anyone(practice: Practice, ids: pd.Series) -> IndexArray:
    """Place of each row's household among those named by the guarantor's id; or -1."""
    household = practice.people["household"].to_numpy()
    guarantor = contactability.numbers(practice, ids)
    known = np.flatnonzero(guarantor >= 0)
    named = household[guarantor[known]]

    place = np.full(len(practice.people) + 1, -1)
    place[named] = known

    return place[household]


@dataclass(frozen=True)
class Arm:
    """One arm in one window, in households.

    What the records cannot tell is None, never 0.
    """

    households: int
    people: int
    contacted: int
    """By a call, message or letter logged here, with anyone of the household."""
    reached: int
    booked: int | None
    """An appointment was made for a member, or one came."""
    came: int | None
    """A visit of a member."""
    accepted: int | None
    """Treatment of a member was done, or put on an appointment that was made."""
    came_or_accepted: int | None
    """What the arms are compared by; who came, where the records carry no treatment."""
    amount_cents: int | None
    """Completed work of the members."""

    @property
    def share(self) -> float | None:
        """The share of its households that came or accepted; None for none."""
        counted = self.came_or_accepted
        return (
            None
            if counted is None or not self.households
            else counted / self.households
        )


@dataclass(frozen=True)
class Stratum:
    """Households of one reason and band: how many came or accepted, of how many."""

    counted: int
    treated: int
    held_out_counted: int
    held_out: int


@dataclass(frozen=True)
class Window:
    """What was seen from the day after the campaign's up to `until`, that day counted.

    Contacts and bookings count from the campaign's own day.
    """

    days: int
    until: date
    is_over: bool
    """The export reaches the last day."""
    treated: Arm
    held_out: Arm
    outside: Arm
    """Households whose arm the campaign did not draw; in no comparison."""
    strata: tuple[Stratum, ...]
    """The two arms apart by reason and band, in no order; empty where it is not known
    who came or accepted.
    """
    difference: Difference | None
    """Share of households that came or accepted, treated minus held out; None until the
    window is over, or with nobody to hold against.
    """
    people: Mapping[str, IndexArray] = field(
        repr=False, compare=False, default_factory=dict
    )
    """Numbers of the members behind each count of households, by arm and count:
    "held_out/came".
    """


@dataclass(frozen=True, eq=False)
class FollowUp:
    """A campaign's households with all that was logged and recorded of them."""

    practice: Practice
    log: Log
    homes: CampaignHouseholds

    @cached_property
    def called(self) -> pd.DataFrame:
        """All contacts logged here, with `home`: the campaign's household, or -1."""
        logged = follow_up.contacts(self.practice, self.log)
        home = self.homes.of_anyone[logged["person"]]

        return logged.assign(home=home)

    @cached_property
    def booked(self) -> follow_up.Events:
        """Bookings of anybody."""
        called = self.called
        return follow_up.booked(self.practice, called)

    def window(self, day: date, days: int) -> Window:
        """Both arms and their difference, so many days after a day."""
        until = day + timedelta(days=days)
        seen = self._seen(day, until)
        is_over = self.practice.exported >= until
        strata = (
            self._strata(seen["came_or_accepted"]) if "came_or_accepted" in seen else ()
        )
        return Window(
            days=days,
            until=until,
            is_over=is_over,
            treated=self._arm(seen, self.homes.treated),
            held_out=self._arm(seen, self.homes.held_out),
            outside=self._arm(seen, self.homes.outside),
            strata=strata,
            difference=compared(strata) if is_over else None,
            people=self._people(seen),
        )

    def _seen(self, day: date, until: date) -> dict[str, NDArray[Any]]:
        """What was seen of each household between two days, as far as records can tell.

        Returns:
            By name of a count of `Arm`, one place per household; always contacted and
            reached.
        """
        first = np.datetime64(day, "D")
        last = np.datetime64(until, "D")
        homes = self.homes
        home = self.called["home"].to_numpy()
        called_on = dates.days(self.called["day"])
        reached = np.where(self.called["reached"], home, -1)
        seen: dict[str, NDArray[Any]] = {
            "contacted": homes.any_of(home, called_on, first, last),
            "reached": homes.any_of(reached, called_on, first, last),
        }
        if follow_up.unseen(self.practice) or self.practice.exported < day:
            return seen

        # A visit or treatment on the campaign's own day did not come of it.
        after = first + np.timedelta64(1, "D")
        visits = follow_up.visited(self.practice)
        came = homes.of_members(visits, after, last)
        seen["came"] = came
        came_or_accepted = came
        treatment = accepted(self.practice)
        if treatment is not None:
            seen["accepted"] = homes.of_members(treatment, after, last)
            came_or_accepted = came | seen["accepted"]

        seen["came_or_accepted"] = came_or_accepted
        seen["booked"] = came | homes.of_members(self.booked, first, last)
        if self.practice.visits_from == "procedure":
            seen["amount_cents"] = homes.cents(visits, after, last)

        return seen

    def _arm(self, seen: dict[str, NDArray[Any]], which: BoolArray) -> Arm:
        sums = {name: int(column[which].sum()) for name, column in seen.items()}
        return Arm(
            households=int(which.sum()),
            people=int(self.homes.people[which].sum()),
            contacted=sums["contacted"],
            reached=sums["reached"],
            booked=sums.get("booked"),
            came=sums.get("came"),
            accepted=sums.get("accepted"),
            came_or_accepted=sums.get("came_or_accepted"),
            amount_cents=sums.get("amount_cents"),
        )

    def _people(self, seen: dict[str, NDArray[Any]]) -> dict[str, IndexArray]:
        """Numbers of the members behind each count of households, by arm and count."""
        homes = self.homes
        person = np.flatnonzero(homes.of_member >= 0)
        place = homes.of_member[person]
        everybody = np.ones(len(homes.treated), dtype=bool)
        counts = {"households": everybody, **seen}
        counts.pop("amount_cents", None)
        arms = {
            "treated": homes.treated,
            "held_out": homes.held_out,
            "outside": homes.outside,
        }

        people = {}
        for arm, is_in_arm in arms.items():
            for name, is_counted in counts.items():
                households = is_in_arm & is_counted
                people[f"{arm}/{name}"] = person[households[place]]
        return people

    def _strata(self, counted: BoolArray) -> tuple[Stratum, ...]:
        """How many households of each arm were counted, stratum by stratum."""
        homes = self.homes
        columns = (
            homes.by_stratum(counted & homes.treated),
            homes.by_stratum(homes.treated),
            homes.by_stratum(counted & homes.held_out),
            homes.by_stratum(homes.held_out),
        )
        rows = np.column_stack(columns)
        return tuple(Stratum(*row) for row in rows.tolist())


def compared(strata: Iterable[Stratum]) -> Difference | None:
    """Treated minus held out, stratum by stratum.

    Different reasons and bands are never thrown together.
    """
    rows = [astuple(stratum) for stratum in strata]
    counts = np.array(rows, dtype=np.int64).reshape(-1, 4)

    return difference(*counts.T)
