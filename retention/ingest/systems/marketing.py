"""Lists of people as marketing services take and give them: names and addresses, no
numbers.

Whoever is on one gets a number made of their name and what else tells them apart;
nothing says when they came.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import (
    Choice,
    Date,
    Derived,
    Email,
    Phone,
    PlainText,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, Needs, words
from retention.ingest.systems.derived_fields import hidden
from retention.ingest.systems.generic import PATIENT_IDS
from retention.ingest.systems.generic_readers import first_name, last_name
from retention.ingest.systems.system import System

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


_BIRDEYE = Layout(
    "birdeye.contacts",
    "Birdeye: a list of contacts",
    "patient",
    (),
    (
        Field("last_name", Derived(last_name), headers=("Name",), needed=True),
        Field("first_name", Derived(first_name), headers=("Name",)),
        Field("email", Email(), headers=("Email ID",)),
        Field("mobile_phone", Phone(), headers=("Phone Number",)),
        Field("id", Derived(person_id), headers=("Email ID",), needed=True),
    ),
    needs=Needs(
        ("last_name", "email", "mobile_phone"),
        any_of=("email",),
        none_of=(*PATIENT_IDS, "id"),
        say="the columns Name, Email ID and Phone Number",
    ),
)

_BREAKTHROUGH = Layout(
    "breakthrough.contacts",
    "Breakthrough: a list of people",
    "patient",
    ("First Name", "Last Name", "Phone (Mobile)", "Postal Code", "Insurance Carrier"),
    (
        Field("last_name", PlainText(), headers=("Last Name",), needed=True),
        Field("first_name", PlainText(), headers=("First Name",)),
        Field("preferred_name", PlainText(), headers=("Nickname",)),
        Field("birth_date", Date(of_birth=True), headers=("Date Of Birth",)),
        Field("sex", Choice(SEX), headers=("Sex",)),
        Field("email", Email(), headers=("Email",)),
        Field("mobile_phone", Phone(), headers=("Phone (Mobile)",)),
        Field("home_phone", Phone(), headers=("Home Phone",)),
        Field("address_1", PlainText(), headers=("Address",)),
        Field("address_2", PlainText(), headers=("Address Line 2",)),
        Field("city", PlainText(), headers=("City",)),
        Field("state", PlainText(), headers=("State",)),
        Field("zip", PlainText(), headers=("Postal Code",)),
        Field("id", Derived(person_id), headers=("Phone (Mobile)",), needed=True),
    ),
)

BIRDEYE = System("birdeye", (_BIRDEYE,))
BREAKTHROUGH = System("breakthrough", (_BREAKTHROUGH,))
