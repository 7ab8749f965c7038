"""Arms: which households a campaign treats, and which it holds out so that its effect
shows (definitions.md 7).
"""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
import pandas as pd

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
