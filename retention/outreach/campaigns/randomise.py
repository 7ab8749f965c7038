"""Which households a campaign treats or holds out, and how many it takes to tell.

Arms are drawn at random by stratum. Sample sizes are by the normal approximation of a
difference of two shares, two-sided at 5 %, seen four times in five (80 % power).
"""

import hmac
import math
from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.arrays import BoolArray, IndexArray, IntArray, StrArray
from retention.core.statistics import Z
from retention.outreach.campaigns.addressing import Envelope
from retention.outreach.campaigns.mailing import leading
from retention.outreach.candidates import Candidates
from retention.outreach.ranking import priority

TREATED = "treated"
HELD_OUT = "held_out"
BANDS = 3
"""Bands of priority within a reason, 0 the highest: thirds of its households."""
OUTSIDE = -1
"""Band of a household whose arm this campaign did not draw: it stands outside the
comparison, always.

So it is where an earlier campaign's arm still holds, and where people may not be held
out (a call-back was promised, a complaint is open): to count them would compare people
who differ already.
"""


def assign(
    households: Sequence[str],
    strata: Sequence[tuple[str, int]],
    share: float,
    secret: str,
    live: Mapping[str, str],
    *,
    turn: str = "",
) -> StrArray:
    """The arm of each household, of which each is named once.

    Households of `live` keep their arm. Of the others each stratum (reason and band)
    holds out its share, and all of them together too, to within one household. Equal
    arguments give equal arms; another `turn` (a campaign's day) draws anew, so that
    nobody is held out for ever.
    """
    arms = [live.get(household, TREATED) for household in households]
    fresh = [place for place, name in enumerate(households) if name not in live]
    hashes = [_hash(secret, turn, households[place]) for place in fresh]

    # They are ordered by stratum and by a keyed hash, and every 1/share-th is held out
    # from a start that the same key gives.
    drawn = [
        (strata[place], hashed) for place, hashed in zip(fresh, hashes, strict=True)
    ]
    order = sorted(range(len(drawn)), key=drawn.__getitem__)
    start = int(_hash(secret, turn, "")[:13], 16) / 16**13
    steps = np.floor(start + share * np.arange(len(order) + 1))
    is_held_out = np.diff(steps) > 0

    for number, is_out in zip(order, is_held_out.tolist(), strict=True):
        if is_out:
            arms[fresh[number]] = HELD_OUT

    return np.array(arms, dtype=object)


def bands(reason: Sequence[str], priority: Sequence[int]) -> IntArray:
    """The band of each household by its priority in cents, within its reason.

    Ties as they stand.
    """
    frame = pd.DataFrame({"reason": list(reason), "priority": list(priority)})
    by_reason = frame.groupby("reason")["priority"]
    households = by_reason.transform("size")
    ranked = by_reason.rank(method="first", ascending=False)

    rank = ranked - 1
    band = rank * BANDS // households

    return band.to_numpy(dtype=np.int64)


def _hash(secret: str, turn: str, household: str) -> str:
    """HMAC-SHA256 of turn and household id, as hexadecimal digits."""
    key = bytes.fromhex(secret)
    message = f"{turn}:{household}".encode()
    digest = hmac.new(key, message, sha256)

    return digest.hexdigest()


COLUMNS = ("patient_id", "household_id", "reason", "band", "arm")


def draw(
    candidates: Candidates,
    kept: Sequence[Envelope],
    is_open: BoolArray,
    *,
    share: float,
    secret: str,
    live: pd.DataFrame,
) -> pd.DataFrame:
    """One row per person of the envelopes, by household.

    Lots are drawn for units: a household, or several that share an e-mail address or a
    phone, since one message reaches them all. A unit's stratum is the reason of its
    weightiest person and the band of its priority; all of its people carry it.
    Households whose arm of `live` holds today keep it, and who waits for us is treated:
    those are outside the comparison, with the band `OUTSIDE`.

    Args:
        candidates: The people on the day of work.
        kept: The envelopes.
        is_open: Which reasons of each person are open.
        share: Share to hold out, 0 to 0.5.
        secret: The practice's key, hexadecimal digits.
        live: Arms of earlier campaigns: household_id, arm, until.

    Returns:
        patient_id, household_id, reason, band, arm.
    """
    still_holds = live["until"] > pd.Timestamp(candidates.today)
    arm_of = live[still_holds].set_index("household_id")["arm"]
    people = _people_of(candidates, kept, is_open)
    people["live"] = people["household_id"].map(arm_of)
    people = people.sort_values("cents", ascending=False, kind="stable")

    units = _strata(people, share, secret, candidates)
    named = people[["patient_id", "household_id", "unit"]]
    members = named.join(units, on="unit").sort_index()
    members = members.sort_values("household_id", kind="stable", ignore_index=True)

    return members[list(COLUMNS)]


def _people_of(
    candidates: Candidates, kept: Sequence[Envelope], is_open: BoolArray
) -> pd.DataFrame:
    """One row per person of the envelopes.

    Returns:
        Their ids, unit, reason, worth in cents, and whether they wait for us.
    """
    practice = candidates.practice
    numbers = [number for envelope in kept for number in envelope.people]
    person = np.unique(numbers).astype(np.int64)
    ids = practice.people["id"].to_numpy(dtype=object)
    household = candidates.household
    unit = _units(household, kept)
    return pd.DataFrame(
        {
            "patient_id": ids[person],
            "household_id": ids[household[person]],
            "unit": ids[unit[person]],
            "reason": leading(candidates, person, is_open),
            "cents": priority(practice, person, is_open[person], candidates.chances),
            "waits": waits_for_us(candidates)[person],
        }
    )


def waits_for_us(candidates: Candidates) -> BoolArray:
    """Whether each row of the patient list waits for us, and is never held out.

    A call-back was promised, or a complaint is open.
    """
    is_promised = ~np.isnat(candidates.call_back_on)
    has_complained = ~np.isnat(candidates.complaint_on)

    return is_promised | has_complained


def _strata(
    rows: pd.DataFrame, share: float, secret: str, candidates: Candidates
) -> pd.DataFrame:
    """One row per unit, by its name: reason, band, arm.

    `rows` are people, the weightiest first.
    """
    units = rows.groupby("unit").agg(
        reason=("reason", "first"),
        cents=("cents", "sum"),
        waits=("waits", "any"),
        live=("live", "first"),
    )
    arm = units["live"].astype(object)
    fixed = arm.where(~units["waits"], TREATED).dropna()
    is_fresh = ~units.index.isin(fixed.index)

    fresh = units[is_fresh]
    band = np.full(len(units), OUTSIDE)
    band[is_fresh] = bands(fresh["reason"].tolist(), fresh["cents"].tolist())

    drawn = assign(
        households=units.index.tolist(),
        strata=list(zip(units["reason"], band.tolist(), strict=True)),
        share=share,
        secret=secret,
        live={str(unit): str(arm) for unit, arm in fixed.items()},
        turn=candidates.today.isoformat(),
    )
    return units[["reason"]].assign(band=band, arm=drawn)


def _units(household: IndexArray, kept: Sequence[Envelope]) -> IndexArray:
    """For each row of the patient list, the household that names its unit.

    It is the least of those that are joined by envelopes.
    """
    least = np.arange(len(household))
    pairs = []
    for envelope in kept:
        first, *others = household[list(envelope.people)]
        pairs += [(first, other) for other in others if first != other]

    moved = True
    while moved:  # each turn carries the least number one shared address on
        moved = False
        for first, other in pairs:
            if least[first] != least[other]:
                least[first] = least[other] = min(least[first], least[other])
                moved = True
    return least[household]


POWER_Z = 0.8416212335729143
"""The 80th percentile of the normal distribution."""
BASE = 0.08
"""Share that comes back without a campaign, until the practice knows its own: what is
published for such lists.
"""
RISE = 0.04
"""Rise that calls and letters are said to bring, in share: from 8 % to 12 %."""


def needed(base: float, rise: float, share: float) -> int:
    """Households in all for a rise to be seen, where a share is held out.

    Args:
        base: Share that comes back without a campaign.
        rise: What the campaign adds to it.
        share: Share held out, above 0.
    """
    brought = base + rise
    treated_spread = brought * (1 - brought) / (1 - share)
    held_out_spread = base * (1 - base) / share
    spread = treated_spread + held_out_spread
    households = (Z + POWER_Z) ** 2 * spread / rise**2

    return math.ceil(households)


def visible(households: int, base: float, share: float) -> float | None:
    """The smallest rise, to a tenth of a percent point, that so many households show.

    None where not even all would.
    """
    last_step = round((1 - base) * 1000)
    for step in range(1, last_step):
        rise = step / 1000
        if needed(base, rise, share) <= households:
            return rise
    return None


def what_it_shows(households: int, share: float) -> str:
    """What a campaign of so many households can show."""
    if share == 0:
        return (
            "Nobody is held out: what this campaign brings cannot be told from what "
            "comes by itself."
        )
    wanted = needed(BASE, RISE, share)
    more = formatting.share(BASE + RISE)
    base = formatting.share(BASE)
    out = formatting.share(share)
    ask = (
        f"To see that {more} come instead of {base}, holding out {out} takes about "
        f"{formatting.count(round(wanted, -1))} households; this list has "
        f"{formatting.count(households)}."
    )
    if households >= wanted:
        return f"{ask} That is enough."
    rise = visible(households, BASE, share)
    if rise is None:
        return (
            f"{ask} Alone it will show nothing: expect “not yet known”, until several "
            "campaigns are taken together."
        )
    return (
        f"{ask} It shows a rise to {formatting.share(BASE + rise)} or more; for less "
        "expect “not yet known”."
    )
