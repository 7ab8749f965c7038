"""Lots: the arm of each household of a campaign, drawn for all whom one message reaches
together (definitions.md 7).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from retention.outreach import arms
from retention.outreach.call_list import priority
from retention.outreach.envelopes import Envelope
from retention.outreach.mailing import leading
from retention.outreach.situation import Situation

COLUMNS = ("patient_id", "household_id", "reason", "band", "arm")


def draw(
    situation: Situation,
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
    practice = situation.practice
    person = np.unique(
        [number for envelope in kept for number in envelope.people]
    ).astype(np.int64)
    ids = practice.people["id"].to_numpy(dtype=object)
    household = practice.people["household"].to_numpy()
    holds = live[live["until"] > pd.Timestamp(situation.today)]
    rows = pd.DataFrame(
        {
            "patient_id": ids[person],
            "household_id": ids[household[person]],
            "unit": ids[_units(household, kept)[person]],
            "reason": leading(situation, person, is_open),
            "cents": priority(practice, person, is_open[person], situation.chances),
            "waits": waits_for_us(situation)[person],
        }
    )
    rows["live"] = rows["household_id"].map(holds.set_index("household_id")["arm"])
    rows = rows.sort_values("cents", ascending=False, kind="stable")
    members = rows[["patient_id", "household_id", "unit"]].join(
        _strata(rows, share, secret, situation), on="unit"
    )
    return members.sort_index().sort_values(
        "household_id", kind="stable", ignore_index=True
    )[list(COLUMNS)]


def waits_for_us(situation: Situation) -> np.ndarray:
    """Whether each row of the patient list was promised a call-back or has a complaint
    open: never held out.
    """
    return ~np.isnat(situation.call_back_on) | ~np.isnat(situation.complaint_on)


def _strata(
    rows: pd.DataFrame, share: float, secret: str, situation: Situation
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
    fixed = units["live"].astype(object).where(~units["waits"], arms.TREATED).dropna()
    is_fresh = ~units.index.isin(fixed.index)
    bands = np.full(len(units), arms.OUTSIDE)
    bands[is_fresh] = arms.bands(
        units["reason"][is_fresh].tolist(), units["cents"][is_fresh].tolist()
    )
    strata = list(zip(units["reason"], bands.tolist(), strict=True))
    turn = situation.today.isoformat()
    kept = {str(unit): str(arm) for unit, arm in fixed.items()}
    drawn = arms.assign(units.index.tolist(), strata, share, secret, kept, turn=turn)
    return pd.DataFrame(
        {"reason": units["reason"], "band": bands, "arm": drawn}, index=units.index
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
