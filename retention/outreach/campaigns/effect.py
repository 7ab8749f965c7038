"""What campaigns brought back: treated against held out (definitions.md 7, effect)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from retention.core import dates, formatting
from retention.core.arrays import DayArray, IndexArray
from retention.core.statistics import Difference
from retention.facts import appointments
from retention.outreach import follow_up
from retention.outreach.campaigns.randomise import RISE
from retention.outreach.campaigns.windows import (
    Arm,
    CampaignHouseholds,
    FollowUp,
    Window,
    by_household,
    compared,
)
from retention.outreach.contact_log import Log
from retention.outreach.follow_up import accepted
from retention.practice import Practice

DAYS = 60
"""Days after a contact within which a booking is credited to it."""


@dataclass(frozen=True)
class Credit:
    """Households that booked or came within 60 days of a contact.

    Those held out apart, and whether or not they would have come anyway.
    """

    households: int | None
    """None where the records cannot tell."""
    amount_cents: int | None
    """Completed work of their members in those days."""
    sentence: str


def credit(trail: FollowUp, since: date) -> Credit:
    """What would be claimed for a campaign from that day on.

    Nothing is compared, so it proves nothing.
    """
    practice = trail.practice
    homes = trail.homes
    if follow_up.unseen(practice) or practice.exported < since:
        return Credit(
            None,
            None,
            "Nothing can be credited: the records carry no visit since the "
            "campaign's day.",
        )

    day = dates.days(trail.called["day"])
    place = trail.called["home"].to_numpy()
    not_held_out = np.flatnonzero(~homes.held_out)
    is_since = day >= np.datetime64(since, "D")
    counts = is_since & np.isin(place, not_held_out)
    day = day[counts]
    place = place[counts]

    came = follow_up.visited(practice)
    credited = np.zeros(len(homes.treated), dtype=bool)
    for events in (came, trail.booked):
        household = homes.of_member[events.person]
        known = household >= 0
        followed = follow_up.within(
            place, day, DAYS, household[known], events.day[known]
        )
        credited[place[followed]] = True

    households = int(credited.sum())
    cents = None
    if practice.visits_from == "procedure":
        cents = _cents(homes, came, place, day)
    return Credit(households, cents, _sentence(households))


def _cents(
    homes: CampaignHouseholds,
    came: follow_up.Events,
    place: IndexArray,
    day: DayArray,
) -> int:
    """Of visits by members within the days after a contact, each counted once.

    The contact is one with their household; its own day counts.
    """
    household = homes.of_member[came.person]
    earliest_contact = came.day - np.timedelta64(DAYS, "D")
    followed = follow_up.within(household, earliest_contact, DAYS, place, day)
    counts = (household >= 0) & followed

    return int(came.cents[counts].sum())


def _sentence(count: int) -> str:
    return (
        f"{formatting.plural(count, 'household')} booked or came within {DAYS} days of "
        "a contact. Some would have come anyway, so this proves nothing; it is what "
        "is often shown."
    )


WINDOWS = (30, 60, 90)
"""Days after the campaign's day within which people are counted."""
BROUGHT_BACK = "brought back"
NO_DIFFERENCE = "no difference seen"
BROUGHT_FEWER = "brought back fewer"
NOT_YET_KNOWN = "not yet known"


class MeasuredCampaign(Protocol):
    """What is asked of a campaign to measure it: its day, and its window."""

    @property
    def day(self) -> date:
        """The day of work from which its effect is counted."""

    @property
    def window(self) -> int:
        """Days after which its effect is said."""


@dataclass(frozen=True)
class Effect:
    """What is known of a campaign's effect from one export."""

    windows: tuple[Window, ...]
    """30, 60 and 90 days, and the campaign's own where it is another."""
    own: Window
    """The campaign's own window, of which alone the verdict speaks."""
    verdict: str
    """One of "brought back", "no difference seen", "brought back fewer", "not yet
    known".
    """
    sentence: str
    credit: Credit
    """The figure that takes credit, to stand beside it."""
    notes: tuple[str, ...]


def effect(
    practice: Practice, log: Log, campaign: MeasuredCampaign, members: pd.DataFrame
) -> Effect:
    """A campaign's effect as far as the export shows it, by intention to treat.

    `members` is the frozen list: patient_id, household_id, reason, band, arm ("treated"
    or "held_out"), one row per person. Households are compared within reason and band,
    and counted in the arm they drew, whoever was called; those whose arm the campaign
    did not draw (band −1) stand outside. What counts is that a member came or accepted.
    Came: a visit in (day, day + window]. Accepted: in these days a care item was done,
    or an appointment made on which it stands (done alone, where no such days are
    exported). Booked: an appointment made in [day, day + window] (where the practice
    exports no such days an outcome `booked` logged here), or came.
    """
    homes = by_household(practice, members)
    trail = FollowUp(practice, log, homes)
    spans = sorted({*WINDOWS, campaign.window})
    windows = tuple(trail.window(campaign.day, days) for days in spans)
    own = windows[spans.index(campaign.window)]
    verdict = verdict_of(own.difference)
    return Effect(
        windows=windows,
        own=own,
        verdict=verdict,
        sentence=f"{verdict.capitalize()}: {_because(practice, own, verdict)}",
        credit=credit(trail, campaign.day),
        notes=_notes(practice, homes),
    )


def verdict_of(difference: Difference | None) -> str:
    """What the interval allows to be said.

    "No difference seen" only where it also rules out the rise that campaigns are
    planned for, and nothing before the window is over (None).
    """
    if difference is None:
        return NOT_YET_KNOWN
    if difference.low > 0:
        return BROUGHT_BACK
    if difference.high < 0:
        return BROUGHT_FEWER
    return NO_DIFFERENCE if difference.high < RISE else NOT_YET_KNOWN


def _because(practice: Practice, own: Window, verdict: str) -> str:
    """The rest of the sentence after the verdict."""
    exported = formatting.day(practice.exported)
    if own.treated.came is None:
        return follow_up.unseen(practice) or (
            f"the records end on {exported}, before the campaign. Import a new export."
        )
    if not own.is_over:
        return (
            f"the {own.days} days end on {formatting.day(own.until)}, and the records "
            f"on {exported}."
        )
    if own.difference is None:
        return (
            "nobody like the treated was held out, so that there is nothing to hold "
            "them against."
        )
    did = "came" if own.treated.accepted is None else "came or accepted treatment"
    return (
        f"{_share(own.treated)} treated households {did} within {own.days} days, and "
        f"{_share(own.held_out)} held out. Like held against like, the difference is "
        f"{points(own.difference)}; {_ending(own, own.difference, verdict)}"
    )


def _share(arm: Arm) -> str:
    share = formatting.share(arm.share)
    households = formatting.count(arm.households)

    return f"{share} of {households}"


def points(difference: Difference) -> str:
    """A difference in points with its interval: "3.9 points (95 %: 0.4 to 7.1)"."""
    value = _in_points(difference.value)
    low = _in_points(difference.low)
    high = _in_points(difference.high)

    return f"{value} points (95 %: {low} to {high})"


def _in_points(share: float) -> str:
    """A share in percent points, with a true minus sign."""
    number = f"{share * 100:.1f}"
    return number.replace("-", "−")


def _ending(own: Window, difference: Difference, verdict: str) -> str:
    """What the difference means, to end the sentence with."""
    treated = own.treated.households
    few = formatting.count(round(difference.low * treated))
    many = formatting.count(round(difference.high * treated))
    return {
        BROUGHT_BACK: f"some {few} to {many} households did so because of it.",
        BROUGHT_FEWER: "the treated did so less often.",
        NO_DIFFERENCE: "if it brought anybody back, it was few.",
        NOT_YET_KNOWN: "more households are needed to tell.",
    }[verdict]


def _notes(practice: Practice, homes: CampaignHouseholds) -> tuple[str, ...]:
    """What these figures cannot know, one sentence each."""
    notes = []
    if accepted(practice) is not None:
        notes.append(
            "Accepted: planned treatment was done, or put on an appointment made "
            "in these days."
        )
    if not appointments.created_on_exported(practice):
        notes.append(
            "Bookings are as logged here, since the export does not say when an "
            "appointment was made; treatment is accepted once it is done. Those held "
            "out are not called: the bookings of the two arms cannot be compared, "
            "their visits can."
        )
    if practice.visits_from == "patient":
        notes.append(
            "Visits are as reported by the PMS: of somebody who came again since, "
            "the earlier one is unknown."
        )
    if outside := int(homes.outside.sum()):
        notes.append(
            f"{formatting.plural(outside, 'household')} did not draw an arm here, "
            "and are not compared."
        )
    if alone := homes.without_others():
        notes.append(
            f"{formatting.plural(alone, 'household')} had nobody like them in the "
            "other arm: they tell nothing."
        )
    return tuple(notes)


@dataclass(frozen=True)
class PooledEffect:
    """What campaigns brought, each in its own window, taken together."""

    campaigns: int
    """Those whose window is over and of which it is known who came or accepted."""
    difference: Difference | None
    verdict: str
    sentence: str


def pooled_effect(effects: Sequence[Effect]) -> PooledEffect:
    """The effect of several campaigns at once.

    Like is held against like within each campaign, reason and band. Campaigns whose own
    window is not over are left out, so that waiting for a good day changes nothing.
    """
    over = [
        effect.own for effect in effects if effect.own.is_over and effect.own.strata
    ]
    strata = [stratum for window in over for stratum in window.strata]
    difference = compared(strata)
    verdict = verdict_of(difference)
    treated = sum(window.treated.households for window in over)
    held_out = sum(window.held_out.households for window in over)

    campaigns = formatting.plural(len(over), "campaign")
    compares = (
        f"{verdict.capitalize()}: {campaigns} with {treated:,} treated households and "
        f"{held_out:,} held out"
    )
    if difference is None:
        sentence = f"{compares} are over; there is nothing to compare."
    else:
        sentence = f"{compares} differ by {points(difference)}."
        if verdict == NOT_YET_KNOWN:
            sentence = f"{sentence} More campaigns are needed to tell."
    return PooledEffect(
        campaigns=len(over),
        difference=difference,
        verdict=verdict,
        sentence=sentence,
    )
