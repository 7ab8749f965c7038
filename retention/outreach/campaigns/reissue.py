"""A campaign's file made again, without whoever may not be contacted any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.arrays import IndexArray
from retention.core.errors import RetentionError
from retention.facts import contactability
from retention.outreach import eligibility
from retention.outreach.campaigns import compliance, randomise
from retention.outreach.campaigns.compliance import MESSAGE
from retention.outreach.campaigns.mailing import SetAside, check_size, fitting, rows_of
from retention.outreach.campaigns.profiles import Profile, profile_of
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.practice import Practice

UNKNOWN = "unknown"
WHY: Mapping[str, str] = {
    UNKNOWN: "cannot be found in your records any more",
    "departed": "left the practice or died",
    "no_person": "cannot be found in your records any more as patients",
    "closed_here": "left, moved or died, as was logged here",
    "do_not_contact": "asked to stop",
    "no_channel": "cannot be reached this way any more",
    "minor_without_guarantor": "cannot be reached any more through a parent",
    "held_out": "became part of the group that a later campaign holds out",
}
"""Rules that keep people out of a file made again, and what happened since; the
campaign's own contact is none.
"""


class KeptCampaign(Protocol):
    """What is asked of a campaign whose file is made again."""

    @property
    def kind(self) -> str:
        """Key of `compliance.KINDS`."""

    @property
    def profile(self) -> str:
        """Key of `profiles.PROFILES`."""

    @property
    def columns(self) -> Sequence[str]:
        """Headers of its file."""

    @property
    def message(self) -> str | None:
        """What its texts say; None where that was not kept."""


@dataclass(frozen=True, eq=False)
class FileAgain:
    """The file of a campaign as it can be taken now, not yet written."""

    profile: Profile
    frame: pd.DataFrame
    people: int
    """People in it, each once."""
    left_out: Mapping[str, int]
    """People of the first file who are not in this one, by the first key of `WHY` that
    holds.
    """
    set_aside: list[SetAside]
    """Rows of the first file that do not fit any more, as the records are now."""
    is_without_message: bool
    """What the texts said was not kept, so that the column is missing."""

    @property
    def sentences(self) -> list[str]:
        """What is different from the first file, a sentence each."""
        sentences = []
        for key, count in self.left_out.items():
            if count:
                people = formatting.plural(count, "person", "people")
                sentences.append(f"{people} {WHY[key]} since; left out.")
        if self.is_without_message:
            sentences.append(
                "What the texts said was not kept; write it where the texts are sent."
            )
        faults = [f"Left out: {fault.say}" for fault in self.set_aside]
        return sentences + faults


def file_again(
    practice: Practice, log: Log, kept: KeptCampaign, members: pd.DataFrame, today: date
) -> FileAgain:
    """The campaign's file for the people it treated, with names and addresses of now.

    `members` is its frozen list. Who was contacted, booked or tried since stays in it:
    it is the same campaign.

    Raises:
        RetentionError: The campaign has no file, nobody is left, or the law forbids it.
    """
    profile = _profile_with_file(kept)
    compliance.refuse(compliance.kind_of(kept.kind), profile, practice.policy)
    candidates = Candidates(practice, log, today, profile.channels)
    is_treated = members["arm"] == randomise.TREATED
    listed, left_out = _still_open(candidates, members.loc[is_treated, "patient_id"])
    always_there = (*profile.cells, MESSAGE)
    more = [name for name in kept.columns if name not in always_there]
    columns = profile.columns(more)
    envelopes, set_aside = fitting(candidates, profile, listed, columns)
    if not envelopes:
        raise RetentionError(
            "Nobody of this campaign may be contacted any more. No file was made."
        )

    frame = rows_of(envelopes, columns)
    check_size(profile, len(frame))
    if kept.message:
        frame = frame.assign(**{MESSAGE: kept.message})
    return FileAgain(
        profile=profile,
        frame=frame,
        people=len({person for each in envelopes for person in each.people}),
        left_out=left_out,
        set_aside=set_aside,
        is_without_message=kept.message is None and MESSAGE in kept.columns,
    )


def _profile_with_file(kept: KeptCampaign) -> Profile:
    """The campaign's profile; RetentionError for one of which no file is made."""
    profile = profile_of(kept.profile)
    if not profile.formats:
        raise RetentionError(
            "This campaign is worked by calls and has no file. Its people are on "
            "the Outreach page."
        )
    return profile


def _still_open(
    candidates: Candidates, ids: pd.Series
) -> tuple[IndexArray, dict[str, int]]:
    """Who may still be contacted, and who may not.

    Returns:
        Numbers of those who may, and how many may not by the first rule that says so.
    """
    person = contactability.numbers(candidates.practice, ids)
    is_known = person >= 0
    left = np.unique(person[is_known])
    left_out = {UNKNOWN: int((~is_known).sum())}

    for rule in eligibility.RULES:
        if rule.key not in WHY:
            continue
        stops = rule.stops(candidates)[left]
        left = left[~stops]
        left_out[rule.key] = int(stops.sum())

    return left, left_out
