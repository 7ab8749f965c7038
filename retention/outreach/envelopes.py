"""Envelopes: to whom one letter or e-mail goes, and for which people of the household."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retention.outreach.profiles import NAME_LENGTH, Profile
from retention.outreach.situation import Situation

_FIELDS = (
    "first_name", "last_name", "preferred_name", "email", "address_1", "address_2", "city", "state", "zip",
)  # fmt: skip


@dataclass(frozen=True)
class Envelope:
    """One row of a mailing file."""

    people: tuple[int, ...]
    """Numbers of the people it is about."""
    name: str
    salutation: str
    first: str
    """The name they like to be called by, else the first name, of whom it is addressed to."""
    last: str
    email: str
    address_1: str
    address_2: str
    city: str
    state: str
    zip: str


@dataclass(frozen=True)
class _Due:
    """One person a letter is about, and the cells of whom it speaks to."""

    person: int
    last: str
    """Family name of the person it is about."""
    voice: int
    guarantor: int
    is_family_free: bool
    """Nobody of the household asked to be left in peace, so that the family as a whole may be addressed."""
    cells: Mapping[str, str]

    @property
    def whole(self) -> str:
        return f"{self.cells['first_name']} {self.surname}".strip(" ")

    @property
    def surname(self) -> str:
        return self.cells["last_name"]

    @property
    def by_name(self) -> tuple[str, str]:
        return self.whole, f"Dear {self.called or self.surname},"

    @property
    def called(self) -> str:
        return self.cells["preferred_name"] or self.cells["first_name"]


def envelopes(situation: Situation, listed: Sequence[int], profile: Profile) -> list[Envelope]:
    """One envelope per household and address (per e-mail address), in order of the people listed.

    People of a household at another address have their own: a letter about one never goes to the other. Work is done
    envelope by envelope, since the names on one depend on who is in it; a mailing has thousands at most."""
    cells = _cells(situation, listed)
    groups: dict[tuple[object, ...], list[_Due]] = {}
    for due in cells:
        home = None if profile.across_households else due.guarantor
        groups.setdefault((home, *(due.cells[name].casefold() for name in profile.per)), []).append(due)
    return [_envelope(group) for group in groups.values()]


def _cells(situation: Situation, listed: Sequence[int]) -> list[_Due]:
    """The people listed, with the cells of whom to speak to."""
    people, voice = situation.practice.people, situation.voice[listed]
    rows = people.iloc[voice][list(_FIELDS)].fillna("").map(_tidy)
    rows["state"] = rows["state"].str.upper()
    rows["zip"] = rows["zip"].str.replace(r"^(\d{5})(\d{4})$", r"\1-\2", regex=True)
    names = people["last_name"].iloc[list(listed)].fillna("").map(_tidy)
    household = people["household"].to_numpy()
    is_free = ~np.isin(household, household[situation.stopped])
    columns = (
        listed,
        names,
        voice.tolist(),
        household[listed].tolist(),
        is_free[listed].tolist(),
        rows.to_dict("records"),
    )
    return [_Due(*row) for row in zip(*columns, strict=True)]


def _tidy(text: str) -> str:
    """Inner runs of blanks, tabs and line ends as one blank; a tab or line end in front stays, to be found as such."""
    return re.sub(r"(?<=\S)\s+", " ", text.strip(" ")).rstrip(" ")


def _envelope(group: list[_Due]) -> Envelope:
    voices = list({due.voice: due for due in group}.values())
    head = next((due for due in voices if due.voice == due.guarantor), voices[0])
    name, salutation = _addressed(voices, head, [due.last for due in group])
    return Envelope(
        people=tuple(due.person for due in group),
        name=name,
        salutation=salutation,
        first=head.called,
        last=head.surname,
        **{name: head.cells[name] for name in ("email", "address_1", "address_2", "city", "state", "zip")},
    )


def _addressed(voices: list[_Due], head: _Due, due: list[str]) -> tuple[str, str]:
    """Name and salutation.

    One person due: whom to speak to, by name. Several of one family name: the family. Else one voice by name, two
    voices by both names where they fit, more as the family of the guarantor. Where someone of the household asked to be
    left in peace the family is not addressed, but the first voice."""
    names = {voice.surname.casefold() for voice in voices} | {last.casefold() for last in due}
    family = (f"The {head.surname} family", f"Dear {head.surname} family,")
    if len(due) > 1 and len(names) == 1 and head.surname and head.is_family_free:
        return family
    if len(voices) == 1:
        return head.by_name
    both = " and ".join(voice.whole for voice in voices)
    if len(voices) == 2 and len(both) <= NAME_LENGTH:
        return both, f"Dear {' and '.join(voice.called or voice.surname for voice in voices)},"
    return family if head.is_family_free else head.by_name
