"""Times told with a time zone, in the practice's own time: which zone that is, is asked
once.
"""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

OFFERED: Final = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Europe/London",
    "UTC",
)
"""Zones that are offered; every other that computers know by name is taken too."""
_MIDDLE = 12.5  # the hour around which a practice's appointments lie


def local(utc: np.ndarray, zone: str) -> np.ndarray:
    """Moments of UTC (datetime64[s]) as the clocks of a zone show them."""
    there = (
        pd.DatetimeIndex(utc)
        .tz_localize("UTC")
        .tz_convert(ZoneInfo(zone))
        .tz_localize(None)
    )
    return there.to_numpy().astype("datetime64[s]")


def is_known(zone: str) -> bool:
    """Whether there is a zone of that name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def likeliest(utc: np.ndarray, offsets: np.ndarray) -> str:
    """The offered zone that fits moments best.

    Where clocks were ahead of or behind UTC (`offsets`, seconds), the zone that most
    often was by as much; else the one in which the moments lie around the middle of a
    working day.
    """
    if offsets.any():
        return max(OFFERED, key=lambda zone: _agreeing(utc, offsets, zone))
    return min(
        OFFERED[:-1], key=lambda zone: abs(_hours(local(utc, zone)).mean() - _MIDDLE)
    )


def _agreeing(utc: np.ndarray, offsets: np.ndarray, zone: str) -> int:
    return int((local(utc, zone) - utc == offsets.astype("timedelta64[s]")).sum())


def _hours(moments: np.ndarray) -> np.ndarray:
    return (moments - moments.astype("datetime64[D]")).astype(float) / 3600


def shown(texts: Sequence[str], utc: np.ndarray, zone: str) -> list[str]:
    """Some moments as they stand in a file, beside what the clocks of a zone show
    then.
    """
    there = local(utc[: len(texts)], zone).tolist()
    return [
        f"“{text}” is {moment:%Y-%m-%d %H:%M} there"
        for text, moment in zip(texts, there, strict=True)
    ]
