"""Planning a campaign: who is meant, who is held out, and the file for the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from retention.core.arrays import IndexArray
from retention.core.errors import WrongCall
from retention.core.policy import MOST_HELD_OUT
from retention.outreach.campaigns import compliance, effect, randomise
from retention.outreach.campaigns.addressing import Envelope
from retention.outreach.campaigns.compliance import CampaignKind, check_message
from retention.outreach.campaigns.mailing import (
    CampaignFile,
    Recipients,
    fitting,
    made,
    reach,
)
from retention.outreach.campaigns.profiles import Profile, profile_of
from retention.outreach.campaigns.segments import Segment
from retention.outreach.contact_log import Log
from retention.outreach.ranking import priority
from retention.practice import Practice

SHARE = 0.2
"""Held out unless said otherwise; the sample it needs is least at one half."""
WINDOW = effect.DAYS
"""Days after which the effect is said unless said otherwise: the window of the
credit-taking figures.
"""


@dataclass(frozen=True)
class CampaignChoices:
    """A campaign as somebody wants it.

    Keys are those of `compliance.KINDS` and `profiles.PROFILES`.
    """

    name: str
    kind: str
    profile: str
    segment: Segment = field(default_factory=Segment)
    columns: tuple[str, ...] = ()
    """Further columns of the file, by their headers; those of the profile are always in
    it.
    """
    share: float = SHARE
    """Of the households, held out: 0 to 0.5."""
    window: int = WINDOW
    """Days."""
    message: str = ""
    """What a text says; it is a column of the file of texts."""


@dataclass(frozen=True, eq=False)
class Planned:
    """A campaign that could be made now.

    People with a reason = members + left out + beyond + those set aside.
    """

    wish: CampaignChoices
    kind: CampaignKind
    profile: Profile
    members: pd.DataFrame
    """One row per person: patient_id, household_id, reason, band, arm.

    Reason and band are the household's stratum.
    """
    mailing: CampaignFile
    """The file for the treated, its `people` those of them that it is about; without
    rows where no file is made.
    """
    beyond: int
    """People whose household lies beyond the most asked for."""
    notes: tuple[str, ...]
    """What the law and the profile want, and what holding out so many can show."""

    @property
    def day(self) -> date:
        """The day of work on which it was planned."""
        return self.mailing.day

    @property
    def left_out(self) -> Mapping[str, int]:
        """People by the first rule that stopped them."""
        return self.mailing.left_out

    def households(self, arm: str) -> int:
        """Households in an arm."""
        return int(
            self.members.loc[self.members["arm"] == arm, "household_id"].nunique()
        )


def plan(
    practice: Practice,
    log: Log,
    wish: CampaignChoices,
    today: date,
    *,
    secret: str,
    live: pd.DataFrame,
) -> Planned:
    """The campaign wished for, as it stands on the day of work.

    `secret` is the practice's key, `live` its arms (household_id, arm, until): those
    that hold are kept. Only rows that fit the file count: who could not be written to
    is in neither arm.

    Raises:
        RetentionError: The law, the profile or the message forbids it.
        WrongCall: A word, column or bound does not exist.
    """
    profile = profile_of(wish.profile)
    kind = compliance.kind_of(wish.kind)
    compliance.refuse(kind, profile, practice.policy)
    _check(wish, profile, practice)

    recipients = reach(practice, log, wish.segment, profile, today)
    columns = profile.columns(wish.columns)
    listed, beyond = _first(recipients, wish.segment.most)
    kept, set_aside = fitting(recipients.candidates, profile, listed, columns)

    draw = partial(randomise.draw, share=wish.share, secret=secret, live=live)
    members = draw(recipients.candidates, kept, recipients.eligibility.open)
    treated = _treated(practice, kept, members)
    file = made(recipients, treated, columns, set_aside, wish.message)
    notes = (kind.rule, *profile.notes, _sample(members, wish.share))

    return Planned(wish, kind, profile, members, file, beyond, notes)


def _sample(members: pd.DataFrame, share: float) -> str:
    """What a campaign of these people can show."""
    is_drawn = members["band"] != randomise.OUTSIDE
    drawn = members[is_drawn]["household_id"].nunique()

    return randomise.what_it_shows(drawn, share)


def _treated(
    practice: Practice, kept: Sequence[Envelope], members: pd.DataFrame
) -> list[Envelope]:
    """The envelopes of those who were drawn to be written to."""
    arm_of = dict(zip(members["patient_id"], members["arm"], strict=True))
    ids = practice.people["id"].to_numpy()
    treated = []
    for envelope in kept:
        patient_id = ids[envelope.people[0]]
        if arm_of[patient_id] == randomise.TREATED:
            treated.append(envelope)

    return treated


def _check(wish: CampaignChoices, profile: Profile, practice: Practice) -> None:
    if not wish.name.strip():
        raise WrongCall("A campaign needs a name, by which you find its result again.")
    if not 0 <= wish.share <= MOST_HELD_OUT:
        raise WrongCall(
            f"{wish.share:g} cannot be held out: from 0 to {MOST_HELD_OUT:g} of "
            "the households can."
        )
    if not 1 <= wish.window <= 365:
        raise WrongCall(
            f"A window of {wish.window} days cannot be: its effect is said after "
            "1 to 365 days."
        )
    check_message(wish.message, profile, practice.policy)


def _first(recipients: Recipients, most: int | None) -> tuple[IndexArray, int]:
    """Numbers of the people who may be reached, and how many lie beyond `most`.

    Where it is given, only those of so many households are, the weightiest.
    """
    listed = recipients.listed
    if most is None:
        return listed, 0

    candidates = recipients.candidates
    household = candidates.household[listed]
    is_open = recipients.eligibility.open[listed]
    weight = priority(candidates.practice, listed, is_open, candidates.chances)

    cents = pd.Series(weight).groupby(household).sum()
    heaviest = cents.sort_values(ascending=False, kind="stable").index[:most]
    is_inside = np.isin(household, heaviest)
    beyond = len(listed) - int(is_inside.sum())

    return listed[is_inside], beyond
