"""Campaign files: their rows, the people they cover, and who was left out and why (definitions.md 7)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.outreach import kinds, rules
from retention.outreach.call_list import weightiest
from retention.outreach.envelopes import Envelope, envelopes
from retention.outreach.log import Log
from retention.outreach.profiles import Profile, profile_of
from retention.outreach.reasons import KEYS, held
from retention.outreach.segments import Segment, asked
from retention.outreach.situation import Situation
from retention.practice import Practice
from retention.problems import RetentionError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class SetAside:
    """A row that does not fit the file: the people it was for, and what to put right."""

    patient_ids: tuple[str, ...]
    column: str
    found: str
    say: str
    """A whole sentence."""


@dataclass(frozen=True, eq=False)
class Mailing:
    """One campaign file, not yet written: people with a reason = people + left out + those of the rows set aside."""

    profile: Profile
    frame: pd.DataFrame
    """One row per household and address (per e-mail address); all text, the profile's columns."""
    people: list[tuple[str, str, str]]
    """Each person covered, once: patient id, household id, and of the reasons asked for the one that weighs most."""
    left_out: Mapping[str, int]
    """People by the first rule that stopped them."""
    set_aside: list[SetAside]

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers, in order."""
        return tuple(self.frame.columns)

    @property
    def machine(self) -> bool:
        """Read by a program, so that no cell may be escaped."""
        return self.profile.machine


def mailing(
    practice: Practice, log: Log, today: date, *, profile: str, reasons: Collection[str] | None = None
) -> Mailing:
    """The rows of a file for everybody who has one of the reasons (any, by default) and may be reached that way.

    The rules are those of the list, with the profile's channel as the only one: who asked to be left in peace, has left
    or was contacted within the cool-down is never in it. WrongCall for an unknown profile or reason; RetentionError for
    an e-mail file before the practice's postal address is set, and for a profile without a file."""
    chosen = profile_of(profile)
    if not chosen.formats:
        raise RetentionError(f"No file is made for “{chosen.title}”. Choose another profile.")
    kinds.refuse(kinds.kind_of("own_service"), chosen, practice.policy)
    situation = Situation(practice, log, today, chosen.channels)
    wanted = asked(Segment(reasons=tuple(reasons or ())))
    sifted = rules.sift(situation, held(situation) & wanted)
    listed = np.flatnonzero(sifted.open.any(axis=1))
    kept, set_aside = fitting(situation, listed, chosen, chosen.columns())
    return Mailing(
        profile=chosen,
        frame=rows(kept, chosen.columns()),
        people=people(situation, kept, sifted.open),
        left_out=rules.counts(sifted),
        set_aside=set_aside,
    )


def fitting(
    situation: Situation, listed: np.ndarray, profile: Profile, columns: Mapping[str, str]
) -> tuple[list[Envelope], list[SetAside]]:
    """The envelopes of the people listed that fit the file, and the rows that do not."""
    made = envelopes(situation, listed.tolist(), profile)
    faults = [_fault(situation.practice, envelope, profile, columns) for envelope in made]
    kept = [envelope for envelope, fault in zip(made, faults, strict=True) if fault is None]
    return kept, [fault for fault in faults if fault is not None]


def _fault(practice: Practice, envelope: Envelope, profile: Profile, columns: Mapping[str, str]) -> SetAside | None:
    """What keeps a row out of the file, the first column that does not fit; None where all fit."""
    for column, source in columns.items():
        cell, check = getattr(envelope, source), profile.checks.get(column)
        if check is not None and not check.fits(cell):
            return _set_aside(practice, envelope, column, cell, check.say)
        if profile.machine and cell.startswith(_FORMULA):
            return _set_aside(practice, envelope, column, cell, "begins like a formula")
    return None


def _set_aside(practice: Practice, envelope: Envelope, column: str, cell: str, say: str) -> SetAside:
    ids = tuple(practice.people["id"].iloc[list(envelope.people)])
    advice = "Put it right in the practice's system and import again."
    return SetAside(ids, column, cell, f"{column} “{cell}” {say}. {advice}")


def rows(kept: Sequence[Envelope], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a file: one per envelope, all text."""
    cells = {column: [getattr(each, source) for each in kept] for column, source in columns.items()}
    return pd.DataFrame({column: pd.Series(values, dtype="str") for column, values in cells.items()})


def people(situation: Situation, kept: Sequence[Envelope], is_open: np.ndarray) -> list[tuple[str, str, str]]:
    """Everybody an envelope is about: patient id, household id, and the open reason that weighs most."""
    person = np.array([number for envelope in kept for number in envelope.people], dtype=np.int64)
    rows = situation.practice.people
    ids, household = rows["id"].to_numpy(dtype=object), rows["household"].to_numpy()[person]
    return list(zip(ids[person].tolist(), ids[household].tolist(), leading(situation, person, is_open), strict=True))


def leading(situation: Situation, person: np.ndarray, is_open: np.ndarray) -> list[str]:
    """For each of these people, the key of the open reason that weighs most."""
    return np.array(KEYS, dtype=object)[weightiest(situation, person, is_open[person])].tolist()
