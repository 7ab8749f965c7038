"""The figure that takes credit: every booking after a contact, as vendors show it
(definitions.md 7, effect).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from retention import formats
from retention.outreach import followed
from retention.outreach.members import CampaignHouseholds
from retention.outreach.windows import Trail

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


def credit(trail: Trail, since: date) -> Credit:
    """What would be claimed for a campaign from that day on: nothing is compared, so it
    proves nothing.
    """
    practice = trail.practice
    homes = trail.homes
    if followed.unseen(practice) or practice.exported < since:
        return Credit(
            None,
            None,
            "Nothing can be credited: the records carry no visit since the "
            "campaign's day.",
        )
    day = followed.days(trail.called["day"])
    place = trail.called["home"].to_numpy()
    counts = (day >= np.datetime64(since, "D")) & np.isin(
        place, np.flatnonzero(~homes.held_out)
    )
    day = day[counts]
    place = place[counts]
    came = followed.visited(practice)
    credited = np.zeros(len(homes.treated), dtype=bool)
    for events in (came, trail.booked):
        mine = homes.of_member[events.person]
        credited[
            place[
                followed.within(
                    place, day, DAYS, mine[mine >= 0], events.day[mine >= 0]
                )
            ]
        ] = True
    cents = (
        _cents(homes, came, place, day) if practice.visits_from == "procedure" else None
    )
    return Credit(int(credited.sum()), cents, _sentence(int(credited.sum())))


def _cents(
    homes: CampaignHouseholds, came: followed.Events, place: np.ndarray, day: np.ndarray
) -> int:
    """Of visits by members on the day of a contact with their household or in the days
    after, each counted once.
    """
    mine = homes.of_member[came.person]
    latest_start = came.day - np.timedelta64(DAYS, "D")
    counts = (mine >= 0) & followed.within(mine, latest_start, DAYS, place, day)
    return int(came.cents[counts].sum())


def _sentence(count: int) -> str:
    return (
        f"{formats.plural(count, 'household')} booked or came within {DAYS} days of a "
        "contact. Some would have come anyway, so this proves nothing; it is what is "
        "often shown."
    )
