"""Mailing profiles: columns, channel, and what a cell must look like."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from retention.core.emails import MOST_LETTERS, can_be_sent_to
from retention.core.errors import WrongCall
from retention.facts.contactability import CHANNELS


@dataclass(frozen=True)
class CellRule:
    """What a cell must be: a test, and what to say where it fails."""

    fits: Callable[[str], bool]
    say: str


def at_most(length: int) -> CellRule:
    """Text of at most so many characters, or none."""
    return CellRule(
        lambda cell: len(cell) <= length, f"is longer than {length} characters"
    )


def filled(length: int) -> CellRule:
    """Text of at least one and at most so many characters."""
    return CellRule(
        lambda cell: 0 < len(cell) <= length,
        f"is empty or longer than {length} characters",
    )


def like(pattern: str, say: str) -> CellRule:
    """Text that the whole pattern fits."""
    form = re.compile(pattern)
    return CellRule(lambda cell: form.fullmatch(cell) is not None, say)


NAME_LENGTH = 40
"""Longest name on an envelope: what a mail house takes, and what fits a window."""


@dataclass(frozen=True)
class Profile:
    """One way to carry out a campaign.

    No profile has a column for a procedure, an amount or a reason.
    """

    key: str
    title: str
    channel: str | None
    """Channel that must be allowed and usable, of `contactability.CHANNELS`; None where
    any will do.
    """
    cells: Mapping[str, str]
    """Column header to the field of `Envelope` that fills it: what every file of the
    profile has.
    """
    per: tuple[str, ...]
    """Fields of `Envelope` that people of one row share, besides the household."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Further columns, each in the file only where it is asked for by its header."""
    checks: Mapping[str, CellRule] = field(default_factory=dict)
    """By column; a row that fails one is set aside."""
    machine: bool = False
    """Read by a program: nothing is escaped, and a cell that begins like a formula is
    set aside.
    """
    across_households: bool = False
    """One row per address even where several households share it."""
    formats: tuple[str, ...] = ("xlsx", "csv")
    """File formats that its reader takes, the best first; none where no file is
    made.
    """
    is_contact: bool = True
    """Making the file means contacting everybody in it; a list to call by is worked,
    and logged, call by call.
    """
    most_rows: int | None = None
    """Rows that its reader takes at once."""
    notes: tuple[str, ...] = ()
    """What to know before it is used, whole sentences."""

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels by which it reaches people."""
        if self.channel is None:
            return CHANNELS
        return (self.channel,)

    def columns(self, more: Collection[str] = ()) -> dict[str, str]:
        """Header to field of a file with those further columns, in order.

        Raises:
            WrongCall: The file cannot have such a column.
        """
        unknown = sorted(set(more) - set(self.more))
        if unknown:
            known = ", ".join(self.more) or "none"
            raise WrongCall(
                f"A file for {self.key} has no further column “{unknown[0]}”. "
                f"Further columns are: {known}."
            )

        further = {header: name for header, name in self.more.items() if header in more}

        return {**self.cells, **further}


_ADDRESS = ("address_1", "address_2", "city", "state", "zip")
_STATE = like("[A-Z]{2}", "is not a state of two letters")
_ZIP = like(r"\d{5}(-\d{4})?", "is not 12345 or 12345-1234")
_PHONE = like(r"\(\d{3}\) \d{3}-\d{4}", "is not a phone number of ten digits")
_MAIL_ADDRESS = {
    "Address 1": "address_1",
    "Address 2": "address_2",
    "City": "city",
    "State": "state",
    "Zip": "zip",
}
_MORE = {
    "First Name": "first",
    "Last Name": "last",
    "Family": "family",
    "Phone": "phone",
    "Email": "email",
    "Country": "country",
    "Patient Id": "patient_id",
    "Patient Ids": "patient_ids",
    "Household Id": "household_id",
}
_MAIL_HOUSE = (
    "A mail house sees these people's names and addresses: it needs a business "
    "associate agreement with you."
)

LETTER = Profile(
    "letter",
    "Letters and labels from your own word processor",
    "mail",
    cells={"Name": "name", "Salutation": "salutation", **_MAIL_ADDRESS},
    per=_ADDRESS,
    more=_MORE,
    checks={"Name": filled(100)},
    notes=(
        "For mail merge in Word, and for Avery labels: the first row names the fields.",
        (
            "Take .xlsx where you can: a spreadsheet program drops the first 0 of a "
            "zip code from .csv."
        ),
    ),
)
# help.lob.com/print-and-mail/reaching-your-audience/campaign-audience-guide
LOB = Profile(
    "lob",
    "Lob: letters and postcards by a mail house",
    "mail",
    cells={
        "name": "name",
        "address_line1": "address_1",
        "address_line2": "address_2",
        "address_city": "city",
        "address_state": "state",
        "address_zip": "zip",
    },
    per=_ADDRESS,
    more={
        "address_country": "country",
        "metadata_salutation": "salutation",
        "metadata_family": "family",
        "metadata_patient_ids": "patient_ids",
        "metadata_household_id": "household_id",
    },
    checks={
        "name": filled(NAME_LENGTH),
        "address_line1": filled(64),
        "address_line2": at_most(64),
        "address_city": filled(200),
        "address_state": _STATE,
        "address_zip": _ZIP,
    },
    machine=True,
    formats=("csv",),
    notes=(
        _MAIL_HOUSE,
        "Do not open the file in Excel before: it drops the first 0 of a zip code.",
    ),
)
# intercom.postgrid.com/en/articles/12977468-how-to-set-up-your-mailing-list: a name,
# and an address with country
POSTGRID = Profile(
    "postgrid",
    "PostGrid: letters and postcards by a mail house",
    "mail",
    cells={
        "First Name": "name",
        "Address (Line 1)": "address_1",
        "Address 2": "address_2",
        "City": "city",
        "State/Province": "state",
        "ZIP/Postal Code": "zip",
        "Country": "country",
    },
    per=_ADDRESS,
    more={
        "Salutation": "salutation",
        "Email": "email",
        "Phone Number": "phone",
        "Family": "family",
        "Patient Ids": "patient_ids",
        "Household Id": "household_id",
    },
    checks={
        "First Name": filled(NAME_LENGTH),
        "Address (Line 1)": filled(64),
        "City": filled(200),
        "State/Province": _STATE,
        "ZIP/Postal Code": _ZIP,
    },
    machine=True,
    formats=("csv",),
    notes=(
        _MAIL_HOUSE,
        (
            "The whole name stands under First Name, which PostGrid prints; it may be "
            "a family's."
        ),
    ),
)
# support.click2mail.com/article/293-basic-mailing-list-format: a header row; city,
# state and zip apart; names are free
CLICK2MAIL = Profile(
    "click2mail",
    "Click2Mail: letters and postcards by a mail house",
    "mail",
    cells={"Name": "name", **_MAIL_ADDRESS},
    per=_ADDRESS,
    more={
        "Salutation": "salutation",
        "Family": "family",
        "Patient Ids": "patient_ids",
        "Household Id": "household_id",
    },
    checks={
        "Name": filled(NAME_LENGTH),
        "Address 1": filled(64),
        "Address 2": at_most(64),
        "City": filled(200),
        "State": _STATE,
        "Zip": _ZIP,
    },
    machine=True,
    formats=("csv", "xlsx"),
    notes=(_MAIL_HOUSE, "You say once which of its columns is which."),
)
# knowledgebase.constantcontact.com, 37423 (headings, lengths) and 6240 (its own
# agreement); 40,000 rows an import
CONSTANT_CONTACT = Profile(
    "constant-contact",
    "Constant Contact: e-mail",
    "email",
    cells={"Email Address": "email", "First Name": "first", "Last Name": "last"},
    per=("email",),
    more={
        "Home Address Line 1": "address_1",
        "Home Address Line 2": "address_2",
        "City": "city",
        "State / Province": "state",
        "Zip / Postal Code": "zip",
        "Country": "country",
        "Phone Number - Home": "phone",
    },
    checks={
        "Email Address": CellRule(
            can_be_sent_to,
            f"is not an e-mail address of at most {MOST_LETTERS} characters",
        ),
        **{name: at_most(50) for name in ("First Name", "Last Name", "City")},
        **{
            name: at_most(25)
            for name in ("Zip / Postal Code", "Country", "Phone Number - Home")
        },
        "State / Province": like("([A-Z]{2})?", "is not a state of two letters"),
    },
    machine=True,
    across_households=True,
    formats=("csv",),
    most_rows=40_000,
    notes=(
        "Constant Contact signs only its own business associate agreement.",
        (
            "Nothing in the list or its name may say more of people than that they "
            "are in touch with you."
        ),
    ),
)
# mailchimp.com/help/format-guidelines-for-your-import-file: one address each, plain
# before the @; text of 255 bytes
MAILCHIMP = Profile(
    "mailchimp",
    "Mailchimp: e-mail",
    "email",
    cells={"Email Address": "email", "First Name": "first", "Last Name": "last"},
    per=("email",),
    checks={
        "Email Address": CellRule(
            lambda cell: can_be_sent_to(cell) and cell.split("@")[0].isascii(),
            f"is not an e-mail address of at most {MOST_LETTERS} characters, "
            "plain before the @",
        ),
        **{
            name: CellRule(
                lambda cell: len(cell.encode()) <= 255, "is longer than 255 bytes"
            )
            for name in ("First Name", "Last Name")
        },
    },
    machine=True,
    across_households=True,
    formats=("csv",),
    notes=(
        (
            "Mailchimp signs no business associate agreement, and its terms bar "
            "sensitive data."
        ),
        (
            "That somebody is a patient is sensitive already: ask your counsel before "
            "you use it."
        ),
        "The file holds contact only; name the list so that it says nothing more.",
    ),
)
PHONE = Profile(
    "phone",
    "A list to call by",
    "phone",
    cells={"First Name": "first", "Last Name": "last", "Phone": "phone"},
    per=(),
    more={
        "Family": "family",
        **_MAIL_ADDRESS,
        "Email": "email",
        "Patient Id": "patient_id",
        "Patient Ids": "patient_ids",
        "Household Id": "household_id",
    },
    is_contact=False,
    notes=(
        (
            "Call from 8:00 to 21:00 where they live. On voicemail say the practice's "
            "name and number only."
        ),
        "Making the list logs no contact: log each call on the Outreach page.",
    ),
)
TEXT_LENGTH = 160
TEXT = Profile(
    "text",
    "Texts by your own service",
    "text",
    cells={"First Name": "first", "Phone": "phone"},
    per=("phone",),
    more={
        "Last Name": "last",
        "Patient Id": "patient_id",
        "Patient Ids": "patient_ids",
        "Household Id": "household_id",
    },
    checks={"Phone": _PHONE},
    machine=True,
    across_households=True,
    formats=("csv", "xlsx"),
    notes=(
        (
            f"A text has at most {TEXT_LENGTH} characters, names the practice and "
            "says how to stop (“Reply STOP”)."
        ),
        "It offers nothing and speaks of no money. At most one a day and three a week.",
        "Send from 8:00 to 21:00 where they live.",
    ),
)
CALLS = Profile(
    "calls",
    "Calls from the Outreach page, without a file",
    None,
    cells={},
    per=(),
    formats=(),
    is_contact=False,
    notes=(
        (
            "No file is made: those treated stay on the Outreach page, those held out "
            "are not on it."
        ),
    ),
)
PROFILES: tuple[Profile, ...] = (
    LETTER,
    LOB,
    POSTGRID,
    CLICK2MAIL,
    CONSTANT_CONTACT,
    MAILCHIMP,
    PHONE,
    TEXT,
    CALLS,
)
WITH_FILE: tuple[Profile, ...] = tuple(
    profile for profile in PROFILES if profile.formats
)


def profile_of(key: str) -> Profile:
    """The profile of that key; WrongCall names the known ones."""
    known = {profile.key: profile for profile in PROFILES}
    if key not in known:
        raise WrongCall(
            f"There is no mailing profile “{key}”. Profiles are: {', '.join(known)}."
        )
    return known[key]
