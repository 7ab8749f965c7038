"""The counts of both arms, by a second opinion in plain Python that walks through every
household.
"""

import random
from datetime import date, timedelta

import pytest

from retention.outreach.campaigns.effect import effect
from retention.outreach.contact_log import BAD_NUMBER, OUTCOME

from . import small
from .campaigns import MADE, Made, members

EXPORTED = small.D
FIRST = date(2026, 6, 1)
OUTCOMES = (
    "booked",
    "left_message",
    "no_answer",
    "declined_not_now",
    "mailed",
    "wrong_number",
    "call_back",
)


class World:
    """A random small practice with a campaign, kept as lists that anyone can read."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)

        def day() -> date:
            return FIRST + timedelta(days=chance.randrange((EXPORTED - FIRST).days + 1))

        self.home = {
            f"p{number}": f"p{number - number % chance.choice((1, 2, 3))}"
            for number in range(24)
        }
        self.home |= {head: head for head in set(self.home.values())}
        ids = list(self.home)
        self.visits = [
            (chance.choice(ids), day(), chance.randrange(20000)) for _ in range(30)
        ]
        self.made = [(chance.choice(ids), day()) for _ in range(20)]
        self.contacts = [
            (chance.choice(ids), day(), chance.choice(OUTCOMES)) for _ in range(20)
        ]
        self.exports_made = chance.random() < 0.7
        arms = {
            home: chance.choice(("treated", "held_out"))
            for home in sorted(set(self.home.values()))
        }
        bands = {home: chance.choice((-1, 0, 1)) for home in arms}
        self.members = [
            (who, home, arms[home], bands[home])
            for who, home in self.home.items()
            if chance.random() < 0.8
        ]

        codes = ("D0120", "D2740")
        self.codes = [chance.choice(codes) for _ in self.visits]
        self.items = [
            chance.choice((None, "planned", "planned_inactive")) for _ in self.made
        ]

    def accepted(self) -> list[tuple[str, date]]:
        """Care that was done, and appointments on which care stands, by who and day."""
        work = [
            (who, d)
            for (who, d, _), code in zip(self.visits, self.codes, strict=True)
            if code == "D2740"
        ]
        put = [
            on
            for on, item in zip(self.made, self.items, strict=True)
            if item == "planned"
        ]
        return work + (put if self.exports_made else [])

    def counted(self, arm: str, days: int):
        """households, people, contacted, reached, booked, came, accepted, either, cents
        of an arm; outside: band −1.
        """
        last = MADE + timedelta(days=days)
        mine = [
            row
            for row in self.members
            if (row[3] < 0 if arm == "outside" else (row[2] == arm and row[3] >= 0))
        ]
        homes = {home for _, home, _, _ in mine}
        sums = [0, 0, 0, 0, 0, 0, 0]
        for home in homes:
            people = {who for who, its, _, _ in mine if its == home}
            calls = [
                (o, d)
                for who, d, o in self.contacts
                if self.home[who] == home and MADE <= d <= last
            ]
            came = [
                cents
                for who, d, cents in self.visits
                if who in people and MADE < d <= last
            ]
            if self.exports_made:
                booked = any(
                    who in people and MADE <= d <= last for who, d in self.made
                )
            else:
                said = [(who, d) for who, d, o in self.contacts if o == "booked"]
                booked = any(who in people and MADE <= d <= last for who, d in said)
            sums[0] += bool(calls)
            sums[1] += any(OUTCOME[o].reaches and o not in BAD_NUMBER for o, _ in calls)
            sums[2] += booked or bool(came)
            sums[3] += bool(came)
            accepted = any(
                who in people and MADE < d <= last for who, d in self.accepted()
            )
            sums[4] += accepted
            sums[5] += accepted or bool(came)
            sums[6] += sum(came)
        return (len(homes), len(mine), *sums)

    def credited(self):
        """Households not held out that a contact was followed by a booking or a visit
        of a member within 60 days.
        """
        held = {
            home
            for _, home, arm, band in self.members
            if arm == "held_out" and band >= 0
        }
        homes = {home for _, home, _, _ in self.members} - held
        events = self.visits + (
            [(who, d, 0) for who, d in self.made]
            if self.exports_made
            else [(who, d, 0) for who, d, o in self.contacts if o == "booked"]
        )
        credited = set()
        paid = {}
        for caller, on, _ in self.contacts:
            home = self.home[caller]
            if home not in homes or on < MADE:
                continue
            people = {who for who, its, _, _ in self.members if its == home}
            for place, (who, d, cents) in enumerate(events):
                if who in people and on <= d <= on + timedelta(days=60):
                    credited.add(home)
                    paid[place] = cents
        return len(credited), sum(paid.values())

    def effect(self):
        people = [
            small.person(key, household_id=home) for key, home in self.home.items()
        ]
        work = [
            small.visit(who, d.isoformat(), cents, code)
            for (who, d, cents), code in zip(self.visits, self.codes, strict=True)
        ]
        work += [
            small.plan(
                who,
                "2026-05-01",
                0,
                status=status,
                appointment_id=f"appointment{place}",
            )
            for place, ((who, _), status) in enumerate(
                zip(self.made, self.items, strict=True)
            )
            if status
        ]
        book = [
            small.booking(who, "2027-02-01")
            | {"created_on": d if self.exports_made else None}
            for who, d in self.made
        ]
        calls = small.log(
            *(
                small.contact(who, outcome, d.isoformat())
                for who, d, outcome in self.contacts
            )
        )
        rows = members(
            *(
                f"{arm} lapsing {band}: {who}/{home}"
                for who, home, arm, band in self.members
            )
        )
        return effect(
            small.practice(people, work, appointments=book), calls, Made(), rows
        )


@pytest.mark.parametrize("seed", range(20))
def test_both_arms_and_the_credit_agree_with_a_second_opinion(seed):
    world = World(seed)
    found = world.effect()
    for window in found.windows:
        for name in ("treated", "held_out", "outside"):
            arm = getattr(window, name)
            ours = (
                arm.households,
                arm.people,
                arm.contacted,
                arm.reached,
                arm.booked,
                arm.came,
                arm.accepted,
                arm.came_or_accepted,
                arm.amount_cents,
            )
            assert ours == world.counted(name, window.days), (name, window.days)
    assert (found.credit.households, found.credit.amount_cents) == world.credited()
