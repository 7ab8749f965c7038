"""Lists of people as marketing services take and give them: names and addresses, no
numbers.

Whoever is on one gets a number made of their name and what else tells them apart;
nothing says when they came.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, Needs, words
from retention.ingest.systems.derived_fields import hidden
from retention.ingest.systems.generic import PATIENT_IDS
from retention.ingest.systems.generic_readers import first_name, last_name
from retention.ingest.systems.readers import birth_day, choice, email, phone, text

SEX = words(female="f female", male="m male", other="o other", unknown="u unknown")
_APART = ("birth_date", "email", "mobile_phone", "home_phone")


def person_id(sheet: Sheet, header: str) -> pa.Array:
    """A number made of the name and the first of birth date, e-mail and phone that is
    known.

    It is asked for under another header than the name: a name where a number should
    stand means another file.
    """
    names = [
        sheet.text(sheet.columns[name])
        for name in ("last_name", "first_name")
        if name in sheet.columns
    ]
    name = pc.utf8_lower(
        pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in names), "/")
    )
    known = [
        sheet.text(sheet.columns[column])
        for column in _APART
        if column in sheet.columns
    ]
    apart = pc.fill_null(pc.coalesce(*known), "") if known else ""
    return pc.binary_join_element_wise(
        "person", hidden(pc.binary_join_element_wise(name, apart, "/")), "-"
    )


BIRDEYE = Layout(
    "birdeye.contacts",
    "Birdeye: a list of contacts",
    "patient",
    (),
    (
        Field("last_name", ("Name",), last_name, needed=True),
        Field("first_name", ("Name",), first_name),
        Field("email", ("Email ID",), email),
        Field("mobile_phone", ("Phone Number",), phone),
        Field("id", ("Email ID",), person_id, needed=True),
    ),
    needs=Needs(
        ("last_name", "email", "mobile_phone"),
        any_of=("email",),
        none_of=(*PATIENT_IDS, "id"),
        say="the columns Name, Email ID and Phone Number",
    ),
)

BREAKTHROUGH = Layout(
    "breakthrough.contacts",
    "Breakthrough: a list of people",
    "patient",
    ("First Name", "Last Name", "Phone (Mobile)", "Postal Code", "Insurance Carrier"),
    (
        Field("last_name", ("Last Name",), text, needed=True),
        Field("first_name", ("First Name",), text),
        Field("preferred_name", ("Nickname",), text),
        Field("birth_date", ("Date Of Birth",), birth_day),
        Field("sex", ("Sex",), choice(SEX)),
        Field("email", ("Email",), email),
        Field("mobile_phone", ("Phone (Mobile)",), phone),
        Field("home_phone", ("Home Phone",), phone),
        Field("address_1", ("Address",), text),
        Field("address_2", ("Address Line 2",), text),
        Field("city", ("City",), text),
        Field("state", ("State",), text),
        Field("zip", ("Postal Code",), text),
        Field("id", ("Phone (Mobile)",), person_id, needed=True),
    ),
)

MARKETING: tuple[Layout, ...] = (BREAKTHROUGH, BIRDEYE)
