"""What contacts came to, by reason, script, hour or caller; activity is not outcome, so
every count has its whole.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from retention.facts import visits
from retention.outreach import followed
from retention.outreach.chances import WITHIN
from retention.outreach.log import Log
from retention.outreach.reasons import REASONS
from retention.practice import Practice

NOT_SAID = "not said"
_TITLES = {reason.key: reason.title for reason in REASONS}


def _reason(called: pd.DataFrame) -> pd.Series:
    return called["reason"].map(_TITLES).fillna(called["reason"])


def _hour(called: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(called["at"]).dt.strftime("%H:00")


GROUPS: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = {
    "reason": _reason,
    "script": lambda called: called["script"],
    "hour": _hour,
    "caller": lambda called: called["by"],
}
"""What contacts can be told apart by, and each one's group."""


def breakdown(practice: Practice, log: Log, by: str) -> pd.DataFrame:
    """Contacts logged one by one (letters and files apart), told apart by one of
    `GROUPS`; one row per group.

    Columns: group; contacts; reached (somebody was spoken to) and booked (the outcome),
    both of `contacts`; ripe (the contacts whose 30 days lie before the export) and came
    (a visit of the person within them, the day of the contact itself not counted, as
    for the chances), of `ripe`; both missing where the records carry no visits. Hours
    in order, all else by contacts; who did not say is "not said".
    """
    called = followed.contacts(practice, log)
    called = called[called["outcome"] != "mailed"]
    said = GROUPS[by](called).astype("str").str.strip()
    ripe, came = _came(practice, called)
    counted = pd.DataFrame(
        {
            "group": said.where(said.fillna("") != "", NOT_SAID),
            "contacts": 1,
            "reached": called["reached"].astype(int),
            "booked": (called["outcome"] == "booked").astype(int),
            "ripe": ripe,
            "came": came,
        }
    )
    sums = counted.groupby("group", as_index=False).sum(min_count=1)
    return sums.sort_values(
        "group" if by == "hour" else "contacts",
        ascending=by == "hour",
        kind="stable",
        ignore_index=True,
    )


def _came(practice: Practice, called: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Whether each contact is ripe, and whether a ripe one was followed by a visit;
    missing without visits.
    """
    if visits.floor(practice) is None:
        nothing = pd.Series(pd.NA, index=called.index, dtype="Int64")
        return nothing, nothing
    day = followed.days(called["day"])
    events = followed.visited(practice)
    ripe = day + np.timedelta64(WITHIN, "D") <= np.datetime64(practice.exported, "D")
    came = followed.within(
        called["person"].to_numpy(), day + 1, WITHIN - 1, events.person, events.day
    )
    return tuple(
        pd.Series(column, index=called.index, dtype="Int64")
        for column in (ripe, ripe & came)
    )  # type: ignore[return-value]
