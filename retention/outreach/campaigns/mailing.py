"""Campaign files: their rows, the people they cover, and who was left out and why
(definitions.md 7).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.outreach import eligibility
from retention.outreach.campaigns import compliance
from retention.outreach.campaigns.addressing import Envelope, envelopes
from retention.outreach.campaigns.compliance import MESSAGE
from retention.outreach.campaigns.profiles import Profile, profile_of
from retention.outreach.campaigns.segments import Segment, asked, narrow
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.outreach.ranking import weightiest
from retention.outreach.reasons import KEYS, held
from retention.practice import Practice


@dataclass(frozen=True)
class SetAside:
    """A row that does not fit the file: the people it was for, and what to put
    right.
    """

    patient_ids: tuple[str, ...]
    column: str
    found: str
    say: str
    """A whole sentence."""


@dataclass(frozen=True, eq=False)
class CampaignFile:
    """One campaign file, not yet written: people with a reason = people + left out +
    those of the rows set aside.
    """

    profile: Profile
    segment: Segment
    """Whom it is for."""
    day: date
    """The day of work on which its people may be reached."""
    frame: pd.DataFrame
    """One row per household and address (per e-mail address); all text, the profile's
    columns.
    """
    people: list[tuple[str, str, str]]
    """Each person covered, once: patient id, household id, and of the reasons asked for
    the one that weighs most.
    """
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
    practice: Practice,
    log: Log,
    today: date,
    *,
    profile: str,
    reasons: Collection[str] | None = None,
) -> CampaignFile:
    """The rows of a file for everybody who has one of the reasons (any, by default) and
    may be reached that way.

    The rules are those of the list, with the profile's channel as the only one: who
    asked to be left in peace, has left or was contacted within the cool-down is never
    in it. WrongCall for an unknown profile or reason; RetentionError for an e-mail file
    before the practice's postal address is set, for a profile without a file, and for
    more rows than its reader takes.
    """
    chosen = profile_of(profile)
    if not chosen.formats:
        raise RetentionError(
            f"No file is made for “{chosen.title}”. Choose another profile."
        )
    compliance.refuse(compliance.kind_of("own_service"), chosen, practice.policy)
    found = reach(practice, log, Segment(reasons=tuple(reasons or ())), chosen, today)
    kept, set_aside = fitting(found.situation, chosen, found.listed, chosen.columns())
    return made(found, kept, chosen.columns(), set_aside)


@dataclass(frozen=True, eq=False)
class Recipients:
    """Who of a segment may be reached by a profile's channel on a day, and by which
    rule the others may not.
    """

    situation: Candidates
    sifted: eligibility.Eligibility
    segment: Segment
    profile: Profile

    @property
    def listed(self) -> np.ndarray:
        """Numbers of the people who may be reached."""
        return np.flatnonzero(self.sifted.open.any(axis=1))


def reach(
    practice: Practice, log: Log, segment: Segment, profile: Profile, today: date
) -> Recipients:
    """Whom a file of that profile may be for; WrongCall for a segment that cannot
    be.
    """
    situation = Candidates(practice, log, today, profile.channels)
    meant = narrow(practice, segment, today)[:, np.newaxis]
    return Recipients(
        situation,
        eligibility.apply_rules(situation, held(situation) & asked(segment) & meant),
        segment,
        profile,
    )


def fitting(
    situation: Candidates,
    profile: Profile,
    listed: np.ndarray,
    columns: Mapping[str, str],
) -> tuple[list[Envelope], list[SetAside]]:
    """The envelopes of the people listed that fit the file, and the rows that do
    not.
    """
    written = envelopes(situation, listed.tolist(), profile)
    faults = [
        _fault(situation.practice, envelope, profile, columns) for envelope in written
    ]
    kept = [
        envelope
        for envelope, fault in zip(written, faults, strict=True)
        if fault is None
    ]
    return kept, [fault for fault in faults if fault is not None]


def made(
    found: Recipients,
    kept: Sequence[Envelope],
    columns: Mapping[str, str],
    set_aside: list[SetAside],
    message: str = "",
) -> CampaignFile:
    """The file of those envelopes, the message in every row; RetentionError for more
    rows than its reader takes.
    """
    frame = rows_of(kept, columns)
    check_size(found.profile, len(frame))
    return CampaignFile(
        profile=found.profile,
        segment=found.segment,
        day=found.situation.today,
        frame=frame.assign(**{MESSAGE: message}) if message else frame,
        people=_people(found.situation, kept, found.sifted.open),
        left_out=eligibility.counts(found.sifted),
        set_aside=set_aside,
    )


def no_longer_open(
    planned: CampaignFile, who: Iterable[str], practice: Practice, log: Log
) -> int:
    """How many of these people may not be reached any more as the file was planned, by
    what was logged since.
    """
    now = reach(practice, log, planned.segment, planned.profile, planned.day)
    return len(set(who) - set(practice.people["id"].to_numpy()[now.listed]))


def check_size(profile: Profile, rows: int) -> None:
    """RetentionError for more rows than the profile's reader takes."""
    if profile.most_rows is not None and rows > profile.most_rows:
        raise RetentionError(
            f"{profile.title} takes {formatting.count(profile.most_rows)} rows at "
            f"once, and this file has {formatting.count(rows)}. Ask for fewer people, "
            "and make several files."
        )


def _fault(
    practice: Practice, envelope: Envelope, profile: Profile, columns: Mapping[str, str]
) -> SetAside | None:
    """What keeps a row out of the file, the first column that does not fit; None where
    all fit.
    """
    for column, source in columns.items():
        cell = getattr(envelope, source)
        check = profile.checks.get(column)
        if check is not None and not check.fits(cell):
            return _set_aside(practice, envelope, column, cell, check.say)
        if profile.machine and formatting.begins_like_a_formula(cell):
            return _set_aside(practice, envelope, column, cell, "begins like a formula")
    return None


def _set_aside(
    practice: Practice, envelope: Envelope, column: str, cell: str, say: str
) -> SetAside:
    ids = tuple(practice.people["id"].iloc[list(envelope.people)])
    advice = "Put it right in the practice's system and import again."
    return SetAside(ids, column, cell, f"{column} “{cell}” {say}. {advice}")


def rows_of(kept: Sequence[Envelope], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a file: one per envelope, all text."""
    cells = {
        column: [getattr(each, source) for each in kept]
        for column, source in columns.items()
    }
    return pd.DataFrame(
        {column: pd.Series(values, dtype="str") for column, values in cells.items()}
    )


def _people(
    situation: Candidates, kept: Sequence[Envelope], is_open: np.ndarray
) -> list[tuple[str, str, str]]:
    """Everybody an envelope is about: patient id, household id, and the open reason
    that weighs most.
    """
    person = np.array(
        [number for envelope in kept for number in envelope.people], dtype=np.int64
    )
    rows = situation.practice.people
    ids = rows["id"].to_numpy(dtype=object)
    household = rows["household"].to_numpy()[person]
    return list(
        zip(
            ids[person].tolist(),
            ids[household].tolist(),
            leading(situation, person, is_open),
            strict=True,
        )
    )


def leading(
    situation: Candidates, person: np.ndarray, is_open: np.ndarray
) -> list[str]:
    """For each of these people, the key of the open reason that weighs most."""
    return np.array(KEYS, dtype=object)[
        weightiest(situation, person, is_open[person])
    ].tolist()
