"""Which households a campaign treats or holds out, drawn at random by stratum."""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
import pandas as pd

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
) -> np.ndarray:
    """The arm of each household, of which each is named once; `strata` is each one's
    reason and band.

    Households of `live` keep their arm. Of the others each stratum holds out its share,
    and all of them together too, to within one household: they are ordered by stratum
    and by a keyed hash (HMAC-SHA256 of `turn` and id with `secret`, hexadecimal
    digits), and every 1/share-th is held out from a start that the same key gives.
    Equal arguments give equal arms; another `turn` (a campaign's day) draws anew, so
    that nobody is held out for ever.
    """
    arms = np.array(
        [live.get(household, TREATED) for household in households], dtype=object
    )
    fresh = np.flatnonzero(
        np.array([household not in live for household in households], dtype=bool)
    )
    hashes = np.array(
        [_hash(secret, turn, households[place]) for place in fresh.tolist()],
        dtype="U64",
    )
    numbers = {stratum: number for number, stratum in enumerate(sorted(set(strata)))}
    stratum = np.array(
        [numbers[strata[place]] for place in fresh.tolist()], dtype=np.int64
    )
    order = fresh[np.lexsort((hashes, stratum))]
    start = int(_hash(secret, turn, "")[:13], 16) / 16**13
    steps = np.floor(start + share * np.arange(len(order) + 1))
    arms[order[np.diff(steps) > 0]] = HELD_OUT
    return arms


def bands(reason: Sequence[str], priority: Sequence[int]) -> np.ndarray:
    """The band of each household by its priority in cents among those of the same
    reason; ties as they stand.
    """
    frame = pd.DataFrame({"reason": list(reason), "priority": list(priority)})
    by_reason = frame.groupby("reason")["priority"]
    rank = by_reason.rank(method="first", ascending=False) - 1
    return (rank * BANDS // by_reason.transform("size")).to_numpy(dtype=np.int64)


def _hash(secret: str, turn: str, household: str) -> str:
    return hmac.new(
        bytes.fromhex(secret), f"{turn}:{household}".encode(), sha256
    ).hexdigest()


COLUMNS = ("patient_id", "household_id", "reason", "band", "arm")


def draw(
    situation: Candidates,
    kept: Sequence[Envelope],
    is_open: np.ndarray,
    *,
    share: float,
    secret: str,
    live: pd.DataFrame,
) -> pd.DataFrame:
    """One row per person of the envelopes, by household: patient_id, household_id,
    reason, band, arm.

    Lots are drawn for units: a household, or several that share an e-mail address or a
    phone, since one message reaches them all. A unit's stratum is the reason of its
    weightiest person and the band of its priority; all of its people carry it.
    Households whose arm of `live` (household_id, arm, until) holds today keep it, and
    who waits for us is treated: those are outside the comparison, with the band
    `arms.OUTSIDE`.
    """
    holds = live[live["until"] > pd.Timestamp(situation.today)]
    rows = _people_of(situation, kept, is_open)
    rows["live"] = rows["household_id"].map(holds.set_index("household_id")["arm"])
    rows = rows.sort_values("cents", ascending=False, kind="stable")
    members = rows[["patient_id", "household_id", "unit"]].join(
        _strata(rows, share, secret, situation), on="unit"
    )
    return members.sort_index().sort_values(
        "household_id", kind="stable", ignore_index=True
    )[list(COLUMNS)]


def _people_of(
    situation: Candidates, kept: Sequence[Envelope], is_open: np.ndarray
) -> pd.DataFrame:
    """One row per person of the envelopes: unit, reason, worth in cents, and whether
    they wait for us.
    """
    practice = situation.practice
    person = np.unique(
        [number for envelope in kept for number in envelope.people]
    ).astype(np.int64)
    ids = practice.people["id"].to_numpy(dtype=object)
    household = practice.people["household"].to_numpy()
    return pd.DataFrame(
        {
            "patient_id": ids[person],
            "household_id": ids[household[person]],
            "unit": ids[_units(household, kept)[person]],
            "reason": leading(situation, person, is_open),
            "cents": priority(practice, person, is_open[person], situation.chances),
            "waits": waits_for_us(situation)[person],
        }
    )


def waits_for_us(situation: Candidates) -> np.ndarray:
    """Whether each row of the patient list was promised a call-back or has a complaint
    open: never held out.
    """
    return ~np.isnat(situation.call_back_on) | ~np.isnat(situation.complaint_on)


def _strata(
    rows: pd.DataFrame, share: float, secret: str, situation: Candidates
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
    fixed = units["live"].astype(object).where(~units["waits"], TREATED).dropna()
    is_fresh = ~units.index.isin(fixed.index)
    band = np.full(len(units), OUTSIDE)
    band[is_fresh] = bands(
        units["reason"][is_fresh].tolist(), units["cents"][is_fresh].tolist()
    )
    strata = list(zip(units["reason"], band.tolist(), strict=True))
    turn = situation.today.isoformat()
    kept = {str(unit): str(arm) for unit, arm in fixed.items()}
    drawn = assign(units.index.tolist(), strata, share, secret, kept, turn=turn)
    return pd.DataFrame(
        {"reason": units["reason"], "band": band, "arm": drawn}, index=units.index
    )


def _units(household: np.ndarray, kept: Sequence[Envelope]) -> np.ndarray:
    """For each row of the patient list, the number of the household that names its
    unit: the least of those that are joined by envelopes.
    """
    least = np.arange(len(household))
    pairs = [
        (household[each.people[0]], household[other])
        for each in kept
        for other in each.people[1:]
        if household[each.people[0]] != household[other]
    ]
    moved = True
    while moved:  # each turn carries the least number one shared address on
        moved = False
        for one, other in pairs:
            if least[one] != least[other]:
                least[one] = least[other] = min(least[one], least[other])
                moved = True
    return least[household]
