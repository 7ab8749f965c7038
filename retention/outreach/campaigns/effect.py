"""What campaigns brought back: treated against held out (definitions.md 7, effect)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.statistics import Difference
from retention.facts import appointments
from retention.outreach import follow_up
from retention.outreach.campaigns.sample_size import RISE
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
    """Households of the campaign, those held out apart, that booked or came within 60
    days of a contact, whether or not they would have anyway.
    """

    households: int | None
    """None where the records cannot tell."""
    amount_cents: int | None
    """Completed work of their members in those days."""
    sentence: str


def credit(trail: FollowUp, since: date) -> Credit:
    """What would be claimed for a campaign from that day on: nothing is compared, so it
    proves nothing.
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
    day = follow_up.days(trail.called["day"])
    place = trail.called["home"].to_numpy()
    counts = (day >= np.datetime64(since, "D")) & np.isin(
        place, np.flatnonzero(~homes.held_out)
    )
    day = day[counts]
    place = place[counts]
    came = follow_up.visited(practice)
    credited = np.zeros(len(homes.treated), dtype=bool)
    for events in (came, trail.booked):
        mine = homes.of_member[events.person]
        credited[
            place[
                follow_up.within(
                    place, day, DAYS, mine[mine >= 0], events.day[mine >= 0]
                )
            ]
        ] = True
    cents = (
        _cents(homes, came, place, day) if practice.visits_from == "procedure" else None
    )
    return Credit(int(credited.sum()), cents, _sentence(int(credited.sum())))


def _cents(
    homes: CampaignHouseholds,
    came: follow_up.Events,
    place: np.ndarray,
    day: np.ndarray,
) -> int:
    """Of visits by members on the day of a contact with their household or in the days
    after, each counted once.
    """
    mine = homes.of_member[came.person]
    latest_start = came.day - np.timedelta64(DAYS, "D")
    counts = (mine >= 0) & follow_up.within(mine, latest_start, DAYS, place, day)
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
    """What is asked of a campaign: the day from which it counts, and the days after
    which its effect is said.
    """

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
    """A campaign's effect as far as the export shows it, by household and intention to
    treat.

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


def verdict_of(found: Difference | None) -> str:
    """What the interval allows to be said: "no difference seen" only where it also
    rules out the rise that campaigns are planned for, and nothing before the window is
    over (None).
    """
    if found is None:
        return NOT_YET_KNOWN
    if found.low > 0:
        return BROUGHT_BACK
    if found.high < 0:
        return BROUGHT_FEWER
    return NO_DIFFERENCE if found.high < RISE else NOT_YET_KNOWN


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
    return f"{formatting.share(arm.share)} of {formatting.count(arm.households)}"


def points(found: Difference) -> str:
    """A difference in points with its interval: "3.9 points (95 %: 0.4 to 7.1)"."""
    value, low, high = (
        f"{end * 100:.1f}".replace("-", "−")
        for end in (found.value, found.low, found.high)
    )
    return f"{value} points (95 %: {low} to {high})"


def _ending(own: Window, found: Difference, verdict: str) -> str:
    few, many = (
        formatting.count(round(end * own.treated.households))
        for end in (found.low, found.high)
    )
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
    """The effect of several campaigns at once: like is held against like within each
    campaign, reason and band.

    Campaigns whose own window is not over are left out, so that waiting for a good day
    changes nothing.
    """
    over = [
        effect.own for effect in effects if effect.own.is_over and effect.own.strata
    ]
    found = compared(stratum for window in over for stratum in window.strata)
    verdict = verdict_of(found)
    treated, held_out = (
        sum(getattr(window, arm).households for window in over)
        for arm in ("treated", "held_out")
    )
    told = (
        f"{verdict.capitalize()}: {formatting.plural(len(over), 'campaign')} with "
        f"{treated:,} treated households and "
    )
    if found is None:
        return PooledEffect(
            len(over),
            None,
            verdict,
            f"{told}{held_out:,} held out are over; there is nothing to compare.",
        )
    more = " More campaigns are needed to tell." if verdict == NOT_YET_KNOWN else ""
    sentence = f"{told}{held_out:,} held out differ by {points(found)}.{more}"
    return PooledEffect(len(over), found, verdict, sentence)
