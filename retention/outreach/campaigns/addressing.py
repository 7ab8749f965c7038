"""Envelopes: to whom one letter or e-mail goes, and about whom of the household."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from retention.core import phones
from retention.core.arrays import BoolArray, IndexArray, StrArray
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
_OF_HEAD = ("phone", "email", "address_1", "address_2", "city", "state", "zip")


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
        """First and last name of whom it speaks to."""
        first_name = self.cells["first_name"]
        name = f"{first_name} {self.surname}"

        return name.strip(" ")

    @property
    def surname(self) -> str:
        return self.cells["last_name"]

    @property
    def by_name(self) -> tuple[str, str]:
        """Name and salutation that address one person."""
        called = self.voice_called or self.surname
        return self.whole, f"Dear {called},"

    @property
    def voice_called(self) -> str:
        return self.cells["called"]


def envelopes(
    candidates: Candidates, listed: Sequence[int], profile: Profile
) -> list[Envelope]:
    """One envelope per household and address (per e-mail address), in order.

    People of a household at another address have their own: a letter about one never
    goes to the other.
    """
    # Envelope by envelope, since the names on one depend on who is in it; a mailing has
    # thousands at most.
    groups: dict[tuple[object, ...], list[_Due]] = {}
    for due in _dues(candidates, listed, profile):
        household = None if profile.across_households else due.guarantor
        shared = [due.cells[name].casefold() for name in profile.per]
        group = groups.setdefault((household, *shared), [])
        group.append(due)

    return [_envelope(group) for group in groups.values()]


def _dues(
    candidates: Candidates, listed: Sequence[int], profile: Profile
) -> list[_Due]:
    """The people listed, with the cells of whom to speak to."""
    known = _tidied(candidates.practice)
    ids = known["id"]
    place = list(listed)
    voice = candidates.voice[listed]
    household = _household(candidates)

    stopped = np.isin(household, household[candidates.stopped])
    is_free = ~(stopped | _lives_with(candidates, known, profile))
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
        _records(_cells(candidates, place, profile)),
    )
    return [_Due(*row) for row in zip(*columns, strict=True)]


def _lives_with(
    candidates: Candidates, known: Mapping[str, StrArray], profile: Profile
) -> BoolArray:
    """Whether each row shares a file row's place with somebody who asked us to stop.

    Two adults of one home may be households of their own, and "The Smith family" would
    address both.
    """
    people = len(candidates.stopped)
    stopped = np.flatnonzero(candidates.stopped)
    columns = [known[name] for name in profile.per if name in known]
    if not columns or not len(stopped):
        return np.zeros(people, dtype=bool)

    places = []
    for row in zip(*columns, strict=True):
        place = tuple(cell.casefold() for cell in row)
        places.append(place)

    nowhere = ("",) * len(columns)
    shared = {places[row] for row in stopped.tolist()}
    shared.discard(nowhere)
    is_shared = (place in shared for place in places)

    return np.fromiter(is_shared, dtype=bool, count=people)


@fact
def _tidied(practice: Practice) -> Mapping[str, StrArray]:
    """What envelopes take of the patient list, tidied once for all files.

    Returns:
        One array of texts per column, a place per row of the patient list.
    """
    people = practice.people
    tidied = {"id": people["id"].to_numpy(dtype=object)}
    for name in (*_FIELDS, *contactability.PHONES):
        filled = people[name].fillna("").astype(object)
        text = filled.map(_tidy)
        if name == "state":
            text = text.str.upper()
        if name == "zip":
            text = text.str.replace(r"^(\d{5})(\d{4})$", r"\1-\2", regex=True)
        tidied[name] = text.to_numpy(dtype=object)

    return tidied


def _household(candidates: Candidates) -> IndexArray:
    return candidates.household


def _cells(
    candidates: Candidates, listed: list[int], profile: Profile
) -> dict[str, StrArray]:
    """For each person listed the cells of whom to speak to.

    "" for a phone or e-mail that may not be used.
    """
    known = _tidied(candidates.practice)
    voice = candidates.voice[listed]
    rows = {name: known[name][voice] for name in _FIELDS}
    number = _numbers(candidates, listed)

    by_either = replace(candidates, channels=("phone", "email"))
    is_open = by_either.open_channels
    may_phone = is_open["phone"][listed] | (profile.channel in ("phone", "text"))
    may_email = is_open["email"][listed] | (profile.channel == "email")

    return {
        **rows,
        "called": _called(known)[voice],
        "email": np.where(may_email, rows["email"], ""),
        "phone": np.where(may_phone, number, ""),
    }


def _numbers(candidates: Candidates, listed: list[int]) -> StrArray:
    """For each person listed, the number to use; "" where none is left.

    It is the first of mobile, home and work that was not found wrong, as (617) 555-0100
    where it has ten digits.
    """
    known = _tidied(candidates.practice)
    voice = candidates.voice[listed]
    usable = contactability.phones(candidates.practice)[voice]
    found_wrong = candidates.bad_numbers[voice][:, np.newaxis]
    order = usable.cumsum(axis=1)
    picked = usable & (order == found_wrong + 1)

    by_column = [known[name][voice] for name in contactability.PHONES]
    number = np.select(list(picked.T), by_column, "")
    texts = pd.Series(number, dtype="str")
    return phones.written_column(texts).to_numpy(dtype=object)


def _called(known: Mapping[str, StrArray]) -> StrArray:
    """The name each row likes to be called by, else the first name."""
    preferred = known["preferred_name"]
    has_preferred = preferred != ""

    return np.where(has_preferred, preferred, known["first_name"])


def _tidy(text: str) -> str:
    """Inner runs of blanks, tabs and line ends as one blank.

    A tab or line end in front stays, to be found as such.
    """
    text = text.strip(" ")
    # Nearly all are tidy, and the search below is dear.
    if text.isprintable() and "  " not in text:
        return text
    tidied = re.sub(r"(?<=\S)\s+", " ", text)
    return tidied.rstrip(" ")


def _records(cells: Mapping[str, StrArray]) -> list[dict[str, str]]:
    """One mapping per row."""
    records = []
    columns = [column.tolist() for column in cells.values()]
    for row in zip(*columns, strict=True):
        record = dict(zip(cells, row, strict=True))
        records.append(record)

    return records


def _envelope(group: list[_Due]) -> Envelope:
    """The envelope of the people who share it."""
    voices = list({due.voice: due for due in group}.values())
    head = next((due for due in voices if due.voice == due.guarantor), voices[0])
    last_names = [due.last for due in group]
    is_free = all(due.is_family_free for due in group)
    name, salutation = _addressed(voices, head, last_names, is_free)
    cells = {field: head.cells[field] for field in _OF_HEAD}

    names = dict.fromkeys(due.called or due.last for due in group)
    return Envelope(
        people=tuple(due.person for due in group),
        name=name,
        salutation=salutation,
        first=head.voice_called,
        last=head.surname,
        family=", ".join(names),
        patient_id=head.voice_id,
        patient_ids=" ".join(due.patient_id for due in group),
        household_id=group[0].household_id,
        **cells,
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
    last_names = [*due, *(voice.surname for voice in voices)]
    distinct = {name.casefold() for name in last_names}
    is_one_family = len(due) > 1 and len(distinct) == 1
    family = (f"The {head.surname} family", f"Dear {head.surname} family,")
    if is_one_family and head.surname and is_free:
        return family

    if len(voices) == 1:
        return head.by_name

    both = " and ".join(voice.whole for voice in voices)
    if len(voices) == 2 and len(both) <= NAME_LENGTH:
        called = [voice.voice_called or voice.surname for voice in voices]
        return both, f"Dear {' and '.join(called)},"

    if is_free:
        return family
    return head.by_name
