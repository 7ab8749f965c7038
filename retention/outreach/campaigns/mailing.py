"""Campaign files: their rows, the people they cover, and who was left out and why.

See definitions.md 7.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.arrays import BoolArray, IndexArray
from retention.core.errors import RetentionError
from retention.outreach.campaigns import compliance
from retention.outreach.campaigns.addressing import Envelope, envelopes
from retention.outreach.campaigns.compliance import MESSAGE
from retention.outreach.campaigns.profiles import Profile, profile_of
from retention.outreach.campaigns.segments import Segment, asked, narrow
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.outreach.eligibility import Eligibility, apply_rules
from retention.outreach.ranking import weightiest
from retention.outreach.reasons import KEYS, held
from retention.practice import Practice


@dataclass(frozen=True)
class SetAside:
    """A row that does not fit the file: whom it was for, and what to put right."""

    patient_ids: tuple[str, ...]
    column: str
    found: str
    say: str
    """A whole sentence."""


@dataclass(frozen=True, eq=False)
class CampaignFile:
    """One campaign file, not yet written.

    People with a reason = people + left out + those of the rows set aside.
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
    """The rows of a file for everybody who has a reason and may be reached that way.

    The rules are those of the list, with the profile's channel as the only one: who
    asked to be left in peace, has left or was contacted within the cool-down is never
    in it.

    Args:
        practice: The records.
        log: What people did here.
        today: The day of work.
        profile: Key of the profile.
        reasons: Keys of the reasons, of which any will do; all by default.

    Raises:
        WrongCall: There is no such profile or reason.
        RetentionError: The profile has no file, an e-mail file lacks the practice's
            postal address, or there are more rows than its reader takes.
    """
    chosen = profile_of(profile)
    if not chosen.formats:
        raise RetentionError(
            f"No file is made for “{chosen.title}”. Choose another profile."
        )
    own_service = compliance.kind_of("own_service")
    compliance.refuse(own_service, chosen, practice.policy)

    segment = Segment(reasons=tuple(reasons or ()))
    recipients = reach(practice, log, segment, chosen, today)
    columns = chosen.columns()
    kept, set_aside = fitting(recipients.candidates, chosen, recipients.listed, columns)
    return made(recipients, kept, columns, set_aside)


@dataclass(frozen=True, eq=False)
class Recipients:
    """Who of a segment may be reached by a profile's channel on a day."""

    candidates: Candidates
    eligibility: Eligibility
    segment: Segment
    profile: Profile

    @property
    def listed(self) -> IndexArray:
        """Numbers of the people who may be reached."""
        is_open = self.eligibility.open
        may_be_reached = is_open.any(axis=1)
        return np.flatnonzero(may_be_reached)


def reach(
    practice: Practice, log: Log, segment: Segment, profile: Profile, today: date
) -> Recipients:
    """Whom a file of that profile may be for.

    Raises:
        WrongCall: The segment cannot be.
    """
    candidates = Candidates(practice, log, today, profile.channels)
    is_meant = narrow(practice, segment, today)[:, np.newaxis]
    asked_for = held(candidates) & asked(segment) & is_meant
    return Recipients(
        candidates=candidates,
        eligibility=apply_rules(candidates, asked_for),
        segment=segment,
        profile=profile,
    )


def fitting(
    candidates: Candidates,
    profile: Profile,
    listed: IndexArray,
    columns: Mapping[str, str],
) -> tuple[list[Envelope], list[SetAside]]:
    """The envelopes of the people listed that fit the file, and the other rows."""
    kept = []
    set_aside = []
    for envelope in envelopes(candidates, listed.tolist(), profile):
        fault = _fault(candidates.practice, envelope, profile, columns)
        if fault is None:
            kept.append(envelope)
        else:
            set_aside.append(fault)
    return kept, set_aside


def made(
    recipients: Recipients,
    kept: Sequence[Envelope],
    columns: Mapping[str, str],
    set_aside: list[SetAside],
    message: str = "",
) -> CampaignFile:
    """The file of those envelopes, the message in every row.

    Raises:
        RetentionError: There are more rows than its reader takes.
    """
    frame = rows_of(kept, columns)
    check_size(recipients.profile, len(frame))
    if message:
        frame = frame.assign(**{MESSAGE: message})
    return CampaignFile(
        profile=recipients.profile,
        segment=recipients.segment,
        day=recipients.candidates.today,
        frame=frame,
        people=_people(recipients.candidates, kept, recipients.eligibility.open),
        left_out=recipients.eligibility.left_out,
        set_aside=set_aside,
    )


def no_longer_open(
    planned: CampaignFile, who: Iterable[str], practice: Practice, log: Log
) -> int:
    """How many of these people may not be reached any more as the file was planned.

    What was logged since keeps them off.
    """
    now = reach(practice, log, planned.segment, planned.profile, planned.day)
    ids = practice.people["id"].to_numpy()
    still_open = ids[now.listed]
    closed = set(who) - set(still_open)

    return len(closed)


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
    """What keeps a row out of the file: the first column that does not fit, or None."""
    for column, source in columns.items():
        cell = getattr(envelope, source)
        check = profile.checks.get(column)
        say = ""
        if check is not None and not check.fits(cell):
            say = check.say
        elif profile.machine and formatting.begins_like_a_formula(cell):
            say = "begins like a formula"
        if say:
            return _set_aside(practice, envelope, column, cell, say)
    return None


def _set_aside(
    practice: Practice, envelope: Envelope, column: str, cell: str, say: str
) -> SetAside:
    """The row set aside, with a whole sentence on its column."""
    rows = list(envelope.people)
    ids = practice.people["id"].iloc[rows]
    advice = "Put it right in the practice's system and import again."
    return SetAside(
        patient_ids=tuple(ids),
        column=column,
        found=cell,
        say=f"{column} “{cell}” {say}. {advice}",
    )


def rows_of(kept: Sequence[Envelope], columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a file: one per envelope, all text."""
    frame = {}
    for column, source in columns.items():
        cells = [getattr(envelope, source) for envelope in kept]
        frame[column] = pd.Series(cells, dtype="str")

    return pd.DataFrame(frame)


def _people(
    candidates: Candidates, kept: Sequence[Envelope], is_open: BoolArray
) -> list[tuple[str, str, str]]:
    """Everybody an envelope is about.

    Returns:
        Patient id, household id, and the open reason that weighs most.
    """
    numbers = [number for envelope in kept for number in envelope.people]
    person = np.array(numbers, dtype=np.int64)
    rows = candidates.practice.people
    ids = rows["id"].to_numpy(dtype=object)
    household = candidates.household[person]

    patient_ids = ids[person].tolist()
    household_ids = ids[household].tolist()
    reasons = leading(candidates, person, is_open)

    return list(zip(patient_ids, household_ids, reasons, strict=True))


def leading(
    candidates: Candidates, person: IndexArray, is_open: BoolArray
) -> list[str]:
    """For each of these people, the key of the open reason that weighs most."""
    keys = np.array(KEYS, dtype=object)
    place = weightiest(candidates, person, is_open[person])

    return keys[place].tolist()
