"""Mailing profiles: which columns a file has, which channel it uses, and what a cell must look like."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from retention.problems import WrongCall

NAME_LENGTH = 40
"""Longest name on an envelope: what a mail house takes, and what fits a window."""


@dataclass(frozen=True)
class Check:
    """What a cell must be: a test, and the end of the sentence “<cell> …” where it fails."""

    fits: Callable[[str], bool]
    say: str


@dataclass(frozen=True)
class Profile:
    """One kind of file; no profile has a column for a procedure, an amount or a reason."""

    key: str
    title: str
    channel: str
    """Channel that must be allowed and usable, of `facts.contact.CHANNELS`."""
    cells: Mapping[str, str]
    """Column header to the field of `Envelope` that fills it."""
    per: tuple[str, ...]
    """Fields of `Envelope` that people of one row share, besides the household."""
    checks: Mapping[str, Check] = field(default_factory=dict)
    """By column; a row that fails one is set aside."""
    machine: bool = False
    """Read by a program: nothing is escaped, and a cell that begins like a formula is set aside."""
    commercial: bool = False
    """Needs the practice's postal address to be set (e-mail counts as commercial)."""
    across_households: bool = False
    """One row per address even where several households share it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers, in order."""
        return tuple(self.cells)


def _at_most(length: int) -> Check:
    return Check(lambda cell: len(cell) <= length, f"is longer than {length} characters")


def _filled(length: int) -> Check:
    return Check(lambda cell: 0 < len(cell) <= length, f"is empty or longer than {length} characters")


def _like(pattern: str, say: str) -> Check:
    return Check(lambda cell: re.fullmatch(pattern, cell) is not None, say)


def _is_email(cell: str) -> bool:
    try:
        validate_email(cell, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(cell) <= _EMAIL_LENGTH


_EMAIL_LENGTH = 80
_ADDRESS = ("address_1", "address_2", "city", "state", "zip")

LETTER = Profile(
    "letter", "Letters from your own word processor", "mail",
    cells={"Name": "name", "Salutation": "salutation", "Address 1": "address_1", "Address 2": "address_2",
           "City": "city", "State": "state", "Zip": "zip"},
    per=_ADDRESS,
    checks={"Name": _filled(100)},
)  # fmt: skip
LOB = Profile(
    "lob", "Lob: letters and postcards by a mail house", "mail",
    cells={"name": "name", "address_line1": "address_1", "address_line2": "address_2", "address_city": "city",
           "address_state": "state", "address_zip": "zip"},
    per=_ADDRESS,
    checks={
        "name": _filled(NAME_LENGTH),
        "address_line1": _filled(64),
        "address_line2": _at_most(64),
        "address_city": _filled(200),
        "address_state": _like("[A-Z]{2}", "is not a state of two letters"),
        "address_zip": _like(r"\d{5}(-\d{4})?", "is not 12345 or 12345-1234"),
    },
    machine=True,
)  # fmt: skip
CONSTANT_CONTACT = Profile(
    "constant-contact", "Constant Contact: e-mail", "email",
    cells={"Email Address": "email", "First Name": "first", "Last Name": "last"},
    per=("email",),
    checks={
        "Email Address": Check(_is_email, f"is not an e-mail address of at most {_EMAIL_LENGTH} characters"),
        "First Name": _at_most(50),
        "Last Name": _at_most(50),
    },
    machine=True, commercial=True, across_households=True,
)  # fmt: skip
PROFILES: tuple[Profile, ...] = (LETTER, LOB, CONSTANT_CONTACT)


def profile_of(key: str) -> Profile:
    """The profile of that key; WrongCall names the known ones."""
    known = {profile.key: profile for profile in PROFILES}
    if key not in known:
        raise WrongCall(f"There is no mailing profile “{key}”. Profiles are: {', '.join(known)}.")
    return known[key]
