"""What must hold for every history: who is on the lists and in the files, and who must
never be.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from retention.outreach import (
    PROFILES,
    CampaignChoices,
    Candidate,
    HouseholdRow,
    Log,
    mailing,
    plan,
    queue,
    ranked_list,
)
from retention.practice import Practice, conform
from tests.histories import draw
from tests.histories.expected import RULES, WAYS, WE_OWE_IT, World
from tests.oracle.rows import DEPARTING

FILES = {profile.key: profile.channels for profile in PROFILES if profile.formats}
NO_CAMPAIGN = WE_OWE_IT | {"claim"}
"""Reasons for which somebody waits to be spoken to: no file is made for them."""
BATCH = 250
"""Histories that share one practice."""


@dataclass
class Case:
    """One batch: the practice and log as the program has them, and the same as plain
    rows.
    """

    practice: Practice
    log: Log
    world: World


_LOG = {
    "contact_here": "contacts",
    "stop": "stops",
    "lifted": "lifted",
    "taken": "claims",
    "arm": "held_out",
}
"""What was logged here, by the names of `draw` and those of `Log`."""


def case(seed: int, numbers: range) -> Case:
    """The batch of those histories."""
    at = draw.setting(seed, numbers.start // BATCH)
    rows: draw.Rows = defaultdict(list)
    for number in numbers:
        for table, more in draw.history(seed, number, at).items():
            rows[table] += more
    tables = draw.tables(rows, at.without)
    return Case(
        conform(tables, at.exported, at.policy), _log(rows), World(tables, rows, at)
    )


def _log(rows: draw.Rows) -> Log:
    empty = Log.empty()
    frames = {}
    for table, name in _LOG.items():
        kinds = getattr(empty, name).dtypes.to_dict()
        frames[name] = pd.DataFrame(rows[table], columns=list(kinds)).astype(kinds)
    return Log(**frames)


def faults(seed: int, numbers: range) -> Iterator[str]:
    """Every sentence that does not hold of those histories, and of whom."""
    it = case(seed, numbers)
    yield from _of_the_list(it)
    yield from _of_the_queue(it)
    for key, ways in FILES.items():
        yield from _of_a_file(it, key, ways)
    for key, ways in (
        ("letter", ("mail",)),
        ("calls", ()),
    ):  # calls: each by whatever way is open
        yield from _of_a_campaign(it, key, ways)


# ---- the list and the queue ----


def _of_the_list(it: Case) -> Iterator[str]:
    found = ranked_list(it.practice, it.log, it.world.today)
    world = it.world
    rows = {row.patient_id: row for row in found}
    stopped = [
        (key, rule) for rule in found.left_out for key in found.ids_left_out(rule)
    ]
    yield from _accounts_for_everyone(world, rows, stopped, RULES)
    for row in rows.values():
        yield from _of_a_row(world, row)


def _of_the_queue(it: Case) -> Iterator[str]:
    found = queue(it.practice, it.log, it.world.today)
    world = it.world
    households = [*found.rows, *found.spoken_to]
    people = [one for row in households for one in (row.lead, *row.others)]
    stopped = [
        (key, rule)
        for rule in found.targets.left_out
        for key in found.targets.ids_left_out(rule)
    ]
    unclaimed = [rule for rule in RULES if rule != "claimed"]
    yield from _accounts_for_everyone(
        world, {one.patient_id: one for one in people}, stopped, unclaimed
    )
    for one in people:
        yield from _of_a_row(world, one)
    if len({one.patient_id for one in people}) != len(people) or len(
        set(_ids(households))
    ) != len(households):
        yield "somebody, or a household, stands twice in the queue"
    for row in households:
        yield from _of_a_household(world, row)
    for row in found.rows:
        if _contacted_today(world, row) and not row.call_back_on:
            yield (
                f"the household of {row.household_id} was contacted today, and is to "
                "be called again"
            )
    due = [row.call_back_on for row in found.rows]
    if (
        due != sorted(due, key=lambda day: day or date.max)
        or sum(map(bool, due)) != found.call_backs
    ):
        yield "call-backs that are due do not come first, the oldest before"
    room = max(found.capacity - found.done_today, found.call_backs)
    if _ids(found.for_today) != _ids(found.rows)[: max(room, 0)]:
        yield "the day does not hold the first of the queue"


def _accounts_for_everyone(
    world: World, rows: dict[str, Candidate], stopped: list, rules: list[str]
) -> Iterator[str]:
    """Who has a reason is listed, or stands under exactly one rule, the first; as the
    plain rules have it.
    """
    if sorted([*rows, *(key for key, _ in stopped)]) != sorted(world.reasons):
        yield (
            f"{len(world.reasons)} people have a reason, {len(rows)} are listed and "
            f"{len(stopped)} left out"
        )
    left_out = dict(stopped)
    for who, wanted in world.reasons.items():
        told = (
            left_out.get(who),
            {part.reason for part in rows[who].reasons} if who in rows else set(),
        )
        expected = world.first_rule(who, wanted, WAYS, rules)
        if told != expected:
            yield f"{who} has {sorted(wanted)}: {told}, expected {expected}"


def _of_a_row(world: World, row: Candidate) -> Iterator[str]:
    who = row.patient_id
    voice = world.voice(row.patient_id)
    yield from _never(world, who, [row.channel])
    if row.speak_to_id != voice or world.is_minor(voice):
        yield f"{who} is to be reached through {row.speak_to_id}"
    if row.phone and row.phone not in world.phones(voice):
        yield f"{who} is called by a number that is not that of {voice}"
    for part in row.reasons:
        tries = world.tries(who, part.reason)
        if len(tries) >= len(world.at.policy.cadence(part.reason)):
            yield f"{who} has had all attempts for {part.reason}, and is listed for it"
        if _in_peace(world, who) and not (
            _is_due(world, who) or part.reason in WE_OWE_IT
        ):
            yield f"{who} is inside the cool-down, and is listed for {part.reason}"


def _of_a_household(world: World, row: HouseholdRow) -> Iterator[str]:
    if {world.head(one.patient_id) for one in (row.lead, *row.others)} != {
        row.household_id
    }:
        yield f"the row of {row.household_id} holds people of other households"
    if (row.taken_by is not None) != world.is_named(row.lead.patient_id, "taken"):
        yield f"the row of {row.household_id} does not say who has it open"


def _contacted_today(world: World, row: HouseholdRow) -> bool:
    family = [who for who in world.told if world.head(who) == row.household_id]
    told = [one for who in family for one in world.told[who]]
    return any(one["day"] == world.today and one["outcome"] != "mailed" for one in told)


def _ids(rows: Iterable[HouseholdRow]) -> list[str]:
    return [row.household_id for row in rows]


# ---- whoever it is ----


def _never(world: World, who: str, ways: Sequence[str]) -> Iterator[str]:
    """Who must be in no list and no file, one sentence each, told from the rows as
    plainly as can be.
    """
    row = world.patients[who]
    told = world.told[who]
    last_visit = world.last_visit(who)
    since = [one for one in told if last_visit is None or one["day"] > last_visit]
    stops = [one for one in world.rows["stop"] if one["patient_id"] == who]
    says = {
        "was merged into another": who in world.book.links,
        "was deleted": row["status"] == "deleted",
        "has left or died": row["status"] in DEPARTING,
        "has died, as was logged here": any(
            one["outcome"] == "deceased" for one in since
        ),
        "asked us to stop": who in world.said_no
        or any(one["channel"] == "all" for one in stops),
        "asked us to stop this way": any(one["channel"] in ways for one in stops),
        "asked the practice not to use this way": any(
            row[f"{way}_ok"] is False for way in ways
        ),
        "is held out": world.is_named(who, "arm"),
        "was contacted today": world.last_contact(who) == world.today
        and not _is_due(world, who),
        "is a minor with nobody to speak to": world.is_minor(who)
        and world.is_minor(world.voice(who)),
    }
    yield from (
        f"{who} {what}, and is to be contacted" for what, holds in says.items() if holds
    )


def _in_peace(world: World, who: str) -> bool:
    last = world.last_contact(who)
    return last is not None and (world.today - last).days < max(
        world.at.policy.cool_down_days, 1
    )


def _is_due(world: World, who: str) -> bool:
    promised = world.promised(who)
    return promised is not None and promised <= world.today


# ---- the files ----


def _of_a_file(it: Case, profile: str, ways: Sequence[str]) -> Iterator[str]:
    world = it.world
    made = mailing(it.practice, it.log, it.world.today, profile=profile)
    covered = [who for who, *_ in made.people]
    aside = [who for row in made.set_aside for who in row.patient_ids]
    meant = {
        who: wanted - NO_CAMPAIGN
        for who, wanted in world.reasons.items()
        if wanted - NO_CAMPAIGN
    }
    expected = {
        who: world.first_rule(who, wanted, ways, RULES)[0]
        for who, wanted in meant.items()
    }
    wrong = Counter([*covered, *aside])
    wrong.subtract(who for who, rule in expected.items() if rule is None)
    yield from (
        f"{profile}: {who} ({expected.get(who)}) {count:+}"
        for who, count in wrong.items()
        if count
    )
    left_out = Counter(filter(None, expected.values()))
    if {rule: count for rule, count in made.left_out.items() if count} != left_out:
        yield (
            f"{profile}: left out are {dict(made.left_out)}, expected {dict(left_out)}"
        )
    for who in covered:
        yield from (f"{profile}: {fault}" for fault in _never(world, who, ways))
        if "phone" not in ways and _in_peace(world, who):
            yield f"{profile}: {who} is inside the cool-down"
    voices = {world.voice(who) for who in covered}
    may = {
        cell
        for voice in voices
        for cell in (f"F{voice}", *world.phones(voice), world.patients[voice]["email"])
    }
    for cell in made.frame.to_numpy().ravel():
        named = (
            [cell]
            if "@" in cell or cell.startswith("(")
            else re.findall(r"F\d+-\d+", cell)
        )
        yield from (
            f"{profile}: “{name}” is in it" for name in named if name not in may
        )


def _of_a_campaign(it: Case, profile: str, ways: Sequence[str]) -> Iterator[str]:
    """Nobody who is held out by its lot is in its file, and a household has one arm."""
    nobody = pd.DataFrame(columns=["household_id", "arm", "until"])
    wish = CampaignChoices("Spring", "own_service", profile, share=0.3)
    made = plan(
        it.practice, it.log, wish, it.world.today, secret="5a" * 32, live=nobody
    )
    arms = defaultdict(set)
    for one in made.members.itertuples():
        arms[it.world.head(one.patient_id)].add(one.arm)
        yield from (
            f"campaign of {profile}: {fault}"
            for fault in _never(it.world, one.patient_id, ways)
        )
    yield from (
        f"campaign of {profile}: {head} has two arms"
        for head, its in arms.items()
        if len(its) > 1
    )
    held_out = set(made.members.loc[made.members["arm"] == "held_out", "patient_id"])
    if not held_out or held_out & {who for who, *_ in made.mailing.people}:
        yield (
            f"campaign of {profile}: nobody is held out, or somebody who is stands in "
            "its file"
        )
