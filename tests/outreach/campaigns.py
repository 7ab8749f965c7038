"""Campaigns for tests: who is in which arm, as the work keeps a frozen list."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

MADE = date(2026, 8, 3)


@dataclass(frozen=True)
class Made:
    """A campaign as far as its effect asks."""

    day: date = MADE
    window: int = 60


def members(*rows: str) -> pd.DataFrame:
    """A frozen list; one row per word: "treated: ann bob/bob carla/bob" is three people
    in two households.

    A reason and a band may follow the arm: "held_out lapsed 1: eve".
    """
    cells = [cell for row in rows for cell in _cells(row)]
    frame = pd.DataFrame(
        cells, columns=["patient_id", "household_id", "reason", "band", "arm"]
    )
    return frame.astype(
        {
            "patient_id": "str",
            "household_id": "str",
            "reason": "str",
            "band": "int64",
            "arm": "str",
        }
    )


def _cells(row: str):
    head, people = row.split(":")
    arm, reason, band = (
        (*head.split(), "lapsing", "0")[:3] if " " in head else (head, "lapsing", "0")
    )
    for word in people.split():
        person, _, home = word.partition("/")
        yield person, home or person, reason, int(band), arm
