"""Envelopes: to whom one letter or e-mail goes, and for which people of the
household.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from retention.core import phones
from retention.facts import contactability
from retention.outreach.campaigns.profiles import NAME_LENGTH, Profile
from retention.outreach.candidates import Candidates
from retention.practice import Practice, fact

_FIELDS = (
    "first_name",
    "last_name",
    "preferred_name",
    "email",
    "address_1",
    "address_2",
    "city",
    "state",
    "zip",
)


@dataclass(frozen=True)
class Envelope:
    """One row of a campaign file; all cells are text."""

    people: tuple[int, ...]
    """Numbers of the people it is about."""
    name: str
    salutation: str
    first: str
    """The name they like to be called by, else the first name, of whom it is addressed
    to.
    """
    last: str
    family: str
    """What the people it is about are called, one after the other."""
    patient_id: str
    """Of whom it is addressed to."""
    patient_ids: str
    """Of the people it is about, one blank between two."""
    household_id: str
    """Of the first of them, where an address is shared by several households."""
    phone: str
    """The number to use; "" where the phone is not allowed or none is usable."""
    email: str
    address_1: str
    address_2: str
    city: str
    state: str
    zip: str
    country: str = "US"


@dataclass(frozen=True)
class _Due:
    """One person a letter is about, and the cells of whom it speaks to."""

    person: int
    patient_id: str
    called: str
    last: str
    """Family name of the person it is about."""
    voice: int
    voice_id: str
    guarantor: int
    household_id: str
    is_family_free: bool
    """Nobody of the household, nor anybody else at the place, asked to be left in
    peace, so that the family as a whole may be addressed.
    """
    cells: Mapping[str, str]

    @property
    def whole(self) -> str:
        return f"{self.cells['first_name']} {self.surname}".strip(" ")

    @property
    def surname(self) -> str:
        return self.cells["last_name"]

    @property
    def by_name(self) -> tuple[str, str]:
        return self.whole, f"Dear {self.voice_called or self.surname},"

    @property
    def voice_called(self) -> str:
        return self.cells["called"]


def envelopes(
    situation: Candidates, listed: Sequence[int], profile: Profile
) -> list[Envelope]:
    """One envelope per household and address (per e-mail address), in order of the
    people listed.

    People of a household at another address have their own: a letter about one never
    goes to the other. Work is done envelope by envelope, since the names on one depend
    on who is in it; a mailing has thousands at most.
    """
    groups: dict[tuple[object, ...], list[_Due]] = {}
    for due in _dues(situation, listed, profile):
        home = None if profile.across_households else due.guarantor
        groups.setdefault(
            (home, *(due.cells[name].casefold() for name in profile.per)), []
        ).append(due)
    return [_envelope(group) for group in groups.values()]


def _dues(situation: Candidates, listed: Sequence[int], profile: Profile) -> list[_Due]:
    """The people listed, with the cells of whom to speak to."""
    known = _tidied(situation.practice)
    voice = situation.voice[listed]
    household = _household(situation)
    ids = known["id"]
    place = list(listed)
    is_free = ~(
        np.isin(household, household[situation.stopped])
        | _lives_with(situation, known, profile)
    )
    columns = (
        place,
        ids[place],
        _called(known)[place],
        known["last_name"][place],
        voice.tolist(),
        ids[voice],
        household[place].tolist(),
        ids[household[place]],
        is_free[place].tolist(),
        _records(_cells(situation, place, profile)),
    )
    return [_Due(*row) for row in zip(*columns, strict=True)]


def _lives_with(
    situation: Candidates, known: Mapping[str, np.ndarray], profile: Profile
) -> np.ndarray:
    """Whether each row shares the place that a file's rows are made for with somebody
    who asked to be left in peace.

    Two adults of one home may be households of their own, and "The Smith family" would
    address both.
    """
    stopped = np.flatnonzero(situation.stopped)
    columns = [known[name] for name in profile.per if name in known]
    if not columns or not len(stopped):
        return np.zeros(len(situation.stopped), dtype=bool)
    places = [
        tuple(cell.casefold() for cell in row) for row in zip(*columns, strict=True)
    ]
    shared = {places[row] for row in stopped.tolist()} - {("",) * len(columns)}
    return np.fromiter(
        (place in shared for place in places), dtype=bool, count=len(places)
    )


@fact
def _tidied(practice: Practice) -> Mapping[str, np.ndarray]:
    """What envelopes take of the whole patient list, one array of texts per column,
    tidied once for all files.
    """
    people = practice.people
    text = {
        name: people[name].fillna("").astype(object).map(_tidy)
        for name in (*_FIELDS, *contactability.PHONES)
    }
    text["state"] = text["state"].str.upper()
    text["zip"] = text["zip"].str.replace(r"^(\d{5})(\d{4})$", r"\1-\2", regex=True)
    return {"id": people["id"].to_numpy(dtype=object)} | {
        name: text[name].to_numpy(dtype=object) for name in text
    }


def _household(situation: Candidates) -> np.ndarray:
    return situation.practice.people["household"].to_numpy()


def _cells(
    situation: Candidates, listed: list[int], profile: Profile
) -> dict[str, np.ndarray]:
    """For each person listed the cells of whom to speak to; "" for a phone or e-mail
    that may not be used.
    """
    known = _tidied(situation.practice)
    voice = situation.voice[listed]
    rows = {name: known[name][voice] for name in _FIELDS}
    reach = replace(situation, channels=("phone", "email")).open_channels
    may_phone = reach["phone"][listed] | (profile.channel in ("phone", "text"))
    may_email = reach["email"][listed] | (profile.channel == "email")
    return {
        **rows,
        "called": _called(known)[voice],
        "email": np.where(may_email, rows["email"], ""),
        "phone": np.where(may_phone, _numbers(situation, listed), ""),
    }


def _numbers(situation: Candidates, listed: list[int]) -> np.ndarray:
    """For each person listed, the number to use as (617) 555-0100 where it has ten
    digits; "" where none is left.

    It is the first of mobile, home and work that was not found wrong.
    """
    known = _tidied(situation.practice)
    voice = situation.voice[listed]
    usable = contactability.phones(situation.practice)[voice]
    picked = usable & (
        usable.cumsum(axis=1) == situation.bad_numbers[voice][:, np.newaxis] + 1
    )
    number = pd.Series(
        np.select(
            list(picked.T), [known[name][voice] for name in contactability.PHONES], ""
        ),
        dtype="str",
    )
    return phones.written_column(number).to_numpy(dtype=object)


def _called(known: Mapping[str, np.ndarray]) -> np.ndarray:
    """The name each row likes to be called by, else the first name."""
    return np.where(
        known["preferred_name"] != "", known["preferred_name"], known["first_name"]
    )


def _tidy(text: str) -> str:
    """Inner runs of blanks, tabs and line ends as one blank; a tab or line end in front
    stays, to be found as such.
    """
    text = text.strip(" ")
    if (
        text.isprintable() and "  " not in text
    ):  # nearly all are, and the search below is dear
        return text
    return re.sub(r"(?<=\S)\s+", " ", text).rstrip(" ")


def _records(cells: Mapping[str, np.ndarray]) -> list[dict[str, str]]:
    """One mapping per row."""
    rows = zip(*(column.tolist() for column in cells.values()), strict=True)
    return [dict(zip(cells, row, strict=True)) for row in rows]


def _envelope(group: list[_Due]) -> Envelope:
    voices = list({due.voice: due for due in group}.values())
    head = next((due for due in voices if due.voice == due.guarantor), voices[0])
    name, salutation = _addressed(
        voices,
        head,
        [due.last for due in group],
        all(due.is_family_free for due in group),
    )
    return Envelope(
        people=tuple(due.person for due in group),
        name=name,
        salutation=salutation,
        first=head.voice_called,
        last=head.surname,
        family=", ".join(dict.fromkeys(due.called or due.last for due in group)),
        patient_id=head.voice_id,
        patient_ids=" ".join(due.patient_id for due in group),
        household_id=group[0].household_id,
        **{
            name: head.cells[name]
            for name in (
                "phone",
                "email",
                "address_1",
                "address_2",
                "city",
                "state",
                "zip",
            )
        },
    )


def _addressed(
    voices: list[_Due], head: _Due, due: list[str], is_free: bool
) -> tuple[str, str]:
    """Name and salutation.

    One person due: whom to speak to, by name. Several of one family name: the family.
    Else one voice by name, two voices by both names where they fit, more as the family
    of the guarantor. Where someone of the household asked to be left in peace the
    family is not addressed, but the first voice.
    """
    names = {voice.surname.casefold() for voice in voices} | {
        last.casefold() for last in due
    }
    family = (f"The {head.surname} family", f"Dear {head.surname} family,")
    if len(due) > 1 and len(names) == 1 and head.surname and is_free:
        return family
    if len(voices) == 1:
        return head.by_name
    both = " and ".join(voice.whole for voice in voices)
    if len(voices) == 2 and len(both) <= NAME_LENGTH:
        called = [voice.voice_called or voice.surname for voice in voices]
        return both, f"Dear {' and '.join(called)},"
    return family if is_free else head.by_name
