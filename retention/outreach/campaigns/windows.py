"""A campaign's two arms, and what was seen of them within so many days."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from retention.core.dates import Days
from retention.core.statistics import Difference, difference
from retention.facts import contactability
from retention.outreach import follow_up
from retention.outreach.campaigns.randomise import HELD_OUT, OUTSIDE, TREATED
from retention.outreach.contact_log import Log
from retention.outreach.follow_up import Events, accepted
from retention.practice import Practice


@dataclass(frozen=True, eq=False)
class CampaignHouseholds:
    """The households of a campaign, numbered from 0; by intention to treat each stays
    in the arm it drew.
    """

    of_member: np.ndarray
    """For each row of the patient list the household whose member it is in the
    campaign; -1 for none.
    """
    of_anyone: np.ndarray
    """Likewise for anyone of the household, in the campaign or not: a call about a
    child may be logged for a parent.
    """
    people: np.ndarray
    """Members per household."""
    treated: np.ndarray
    """Whether each household was drawn to be treated."""
    held_out: np.ndarray
    """Whether each household was drawn to be held out."""
    outside: np.ndarray
    """Whether its arm was not drawn (band −1): it is told apart, and never compared
    with those drawn by lot.
    """
    stratum: np.ndarray
    """Number of each household's stratum: the reason and priority band of its first
    member on the list.
    """

    def any_of(
        self, place: np.ndarray, day: Days, first: np.datetime64, last: np.datetime64
    ) -> np.ndarray:
        """Whether each household has an event from the first to the last day; `place`
        is each event's household.
        """
        out = np.zeros(len(self.treated), dtype=bool)
        out[place[(place >= 0) & (day >= first) & (day <= last)]] = True
        return out

    def cents(
        self, events: Events, first: np.datetime64, last: np.datetime64
    ) -> np.ndarray:
        """Cents of its members' events from the first to the last day, per
        household.
        """
        place = self.of_member[events.person]
        counts = (place >= 0) & (events.day >= first) & (events.day <= last)
        sums = np.bincount(
            place[counts], weights=events.cents[counts], minlength=len(self.treated)
        )
        return sums.astype(np.int64)

    def by_stratum(self, which: np.ndarray) -> np.ndarray:
        """How many of those households lie in each stratum."""
        return np.bincount(
            self.stratum[which], minlength=int(self.stratum.max(initial=-1)) + 1
        )

    def without_others(self) -> int:
        """Households in strata of which the other arm has none."""
        treated = self.by_stratum(self.treated)
        held_out = self.by_stratum(self.held_out)
        return int((treated + held_out)[(treated == 0) | (held_out == 0)].sum())


def by_household(practice: Practice, members: pd.DataFrame) -> CampaignHouseholds:
    """The households of a frozen list with the columns patient_id, household_id,
    reason, band, arm, one row per member.

    Members whom the records do not have any more stay in their household, and nothing
    is seen to happen to them.
    """
    home, ids = pd.factorize(members["household_id"].to_numpy(dtype=object))
    first = np.unique(home, return_index=True)[1]
    reason, band, arm = (
        members[name].to_numpy()[first] for name in ("reason", "band", "arm")
    )
    person = contactability.numbers(practice, members["patient_id"])
    of_member = np.full(len(practice.people), -1)
    of_member[person[person >= 0][::-1]] = home[person >= 0][::-1]
    drawn = band > OUTSIDE
    reasons = pd.factorize(reason.astype(object))[0]
    return CampaignHouseholds(
        of_member=of_member,
        of_anyone=np.where(
            of_member >= 0, of_member, _anyone(practice, pd.Series(ids))
        ),
        people=np.bincount(home, minlength=len(ids)),
        treated=drawn & (arm == TREATED),
        held_out=drawn & (arm == HELD_OUT),
        outside=~drawn,
        stratum=np.unique(
            np.column_stack([reasons, band]), axis=0, return_inverse=True
        )[1].ravel(),
    )


def _anyone(practice: Practice, ids: pd.Series) -> np.ndarray:
    """For each row of the patient list, the place of its household among those named by
    the guarantor's id; or -1.
    """
    household = practice.people["household"].to_numpy()
    head = contactability.numbers(practice, ids)
    places = np.full(len(practice.people) + 1, -1)
    known = np.flatnonzero(head >= 0)
    places[household[head[known]]] = known
    return places[household]


@dataclass(frozen=True)
class Arm:
    """One arm in one window, in households; what the records cannot tell is None, never
    0.
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
        """The share of its households that came or accepted; None where that is not
        known or there is none.
        """
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
    """What was seen from the day after the campaign's up to `until`, that day counted;
    contacts and bookings from the campaign's own day.
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
    people: Mapping[str, np.ndarray] = field(
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
        """All contacts logged here (`followed.contacts`) with `home`: the campaign's
        household, -1 for none of them.
        """
        found = follow_up.contacts(self.practice, self.log)
        return found.assign(home=self.homes.of_anyone[found["person"]])

    @cached_property
    def booked(self) -> follow_up.Events:
        """Bookings of anybody."""
        return follow_up.booked(self.practice, self.called)

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

    def _seen(self, day: date, until: date) -> dict[str, np.ndarray]:
        """Per household: contacted, reached; and the other counts of an arm as far as
        the records can tell.
        """
        first = np.datetime64(day, "D")
        last = np.datetime64(until, "D")
        homes = self.homes
        after = first + np.timedelta64(1, "D")
        place = self.called["home"].to_numpy()
        on = follow_up.days(self.called["day"])
        reached = self.called["reached"]
        seen = {
            "contacted": homes.any_of(place, on, first, last),
            "reached": homes.any_of(np.where(reached, place, -1), on, first, last),
        }
        if follow_up.unseen(self.practice) or self.practice.exported < day:
            return seen
        came = follow_up.visited(self.practice)
        seen["came"] = homes.any_of(homes.of_member[came.person], came.day, after, last)
        if (treatment := accepted(self.practice)) is not None:
            seen["accepted"] = homes.any_of(
                homes.of_member[treatment.person], treatment.day, after, last
            )
        seen["came_or_accepted"] = seen["came"] | seen.get("accepted", False)
        made = homes.any_of(
            homes.of_member[self.booked.person], self.booked.day, first, last
        )
        seen["booked"] = seen["came"] | made
        if self.practice.visits_from == "procedure":
            seen["amount_cents"] = homes.cents(came, after, last)
        return seen

    def _arm(self, seen: dict[str, np.ndarray], which: np.ndarray) -> Arm:
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

    def _people(self, seen: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        homes = self.homes
        person = np.flatnonzero(homes.of_member >= 0)
        place = homes.of_member[person]
        arms = {
            "treated": homes.treated,
            "held_out": homes.held_out,
            "outside": homes.outside,
        }
        counts = {"households": np.ones(len(homes.treated), dtype=bool), **seen}
        counts.pop("amount_cents", None)
        return {
            f"{arm}/{name}": person[(which & column)[place]]
            for arm, which in arms.items()
            for name, column in counts.items()
        }

    def _strata(self, counted: np.ndarray) -> tuple[Stratum, ...]:
        homes = self.homes
        arms = (
            counted & homes.treated,
            homes.treated,
            counted & homes.held_out,
            homes.held_out,
        )
        counts = zip(*(homes.by_stratum(which).tolist() for which in arms), strict=True)
        return tuple(Stratum(*each) for each in counts)


def compared(strata: Iterable[Stratum]) -> Difference | None:
    """Treated minus held out, stratum by stratum: different reasons and bands are never
    thrown together.
    """
    counts = np.array([astuple(one) for one in strata], dtype=np.int64).reshape(-1, 4)
    return difference(*counts.T)
