"""A campaign's frozen list by household: who is in which arm and stratum, whatever was
done afterwards.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.days import Days
from retention.facts import contact
from retention.outreach.arms import HELD_OUT, OUTSIDE, TREATED
from retention.outreach.followed import Events
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
    person = contact.numbers(practice, members["patient_id"])
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
    head = contact.numbers(practice, ids)
    places = np.full(len(practice.people) + 1, -1)
    known = np.flatnonzero(head >= 0)
    places[household[head[known]]] = known
    return places[household]
