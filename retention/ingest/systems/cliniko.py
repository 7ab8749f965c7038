"""Cliniko's lists, under the names of its interface: times in UTC, states told by
moments.

It is no dental system: no procedures, no codes, no recalls. A row points at others by
their number, or by an address that ends in it.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import (
    Choice,
    Consent,
    Date,
    DateTime,
    Derived,
    Email,
    Flag,
    Id,
    Phone,
    PlainText,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.derived_fields import ZIP_CODE, first_that_holds, happened
from retention.ingest.systems.system import System

SEX = words(
    female="female f",
    male="male m",
    other="other intersex nonbinary x",
    unknown="unknown notspecified",
)


def linked_id(sheet: Sheet, header: str) -> pa.Array:
    """A number, or the last part of an address:
    `https://…/v1/patients/1390710863102485699`.
    """
    texts, _ = sheet.distinct(header)
    if not pc.any(pc.match_substring(texts, "/")).as_py():
        return Id(zero_is_none=True).read(sheet, header)
    return sheet.spread(header, pc.replace_substring_regex(texts, r"^.*/", ""))


def patient_status(sheet: Sheet, header: str) -> pa.Array:
    """Deleted, archived, or else active."""
    return first_that_holds(
        [
            ("deleted", happened(sheet, "deleted_at")),
            ("archived", happened(sheet, "archived_at")),
        ],
        "active",
    )


def appointment_status(sheet: Sheet, header: str) -> pa.Array:
    """What became of it, the surest first; what has no end yet is scheduled."""
    ends = (
        ("deleted", "deleted_at"),
        ("cancelled", "cancelled_at"),
        ("no_show", "did_not_arrive"),
        ("completed", "patient_arrived"),
    )
    return first_that_holds(
        [(word, happened(sheet, name)) for word, name in ends], "scheduled"
    )


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """The time from start to end."""
    return pc.divide(
        pc.cast(
            pc.subtract(
                DateTime().read(sheet, header), DateTime().read(sheet, "starts_at")
            ),
            pa.int64(),
        ),
        60,
    )


def full_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name."""
    return pc.binary_join_element_wise(
        sheet.text("first_name"), sheet.text(header), " "
    )


_ENDS = ("deleted_at", "cancelled_at", "did_not_arrive")

PATIENTS = Layout(
    "cliniko.patients",
    "Cliniko: patients",
    "patient",
    ("id", "first_name", "last_name", "archived_at", "accepted_email_marketing"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field("last_name", PlainText(), headers=("last_name",)),
        Field("first_name", PlainText(), headers=("first_name",)),
        Field("preferred_name", PlainText(), headers=("preferred_first_name",)),
        Field("birth_date", Date(of_birth=True), headers=("date_of_birth",)),
        Field("sex", Choice(SEX), headers=("sex", "gender")),
        Field(
            "status",
            Derived(patient_status),
            headers=("archived_at",),
            also=("deleted_at",),
        ),
        Field("status_on", Date(), headers=("archived_at",)),
        Field(
            "mobile_phone",
            Phone(),
            headers=("patient_phone_numbers.0.number", "mobile_phone", "phone_number"),
        ),
        Field("email", Email(), headers=("email",)),
        Field("address_1", PlainText(), headers=("address_1",)),
        Field("address_2", PlainText(), headers=("address_2",)),
        Field("city", PlainText(), headers=("city",)),
        Field("state", PlainText(), headers=("state",)),
        Field("zip", ZIP_CODE, headers=("post_code",)),
        Field("email_ok", Consent(), headers=("accepted_email_marketing",)),
        Field("text_ok", Consent(), headers=("accepted_sms_marketing",)),
        Field("source", PlainText(), headers=("referral_source",)),
        Field("created_on", Date(), headers=("created_at",)),
    ),
)

APPOINTMENTS = Layout(
    "cliniko.appointments",
    "Cliniko: appointments",
    "appointment",
    ("id", "starts_at", "ends_at", "cancelled_at", "did_not_arrive", "patient_arrived"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field(
            "patient_id",
            Derived(linked_id),
            headers=("patient_id", "patient.links.self"),
            needed=True,
        ),
        Field("starts_at", DateTime(), headers=("starts_at",), also=("ends_at",)),
        Field("minutes", Derived(minutes), headers=("ends_at",)),
        Field(
            "status",
            Derived(appointment_status),
            headers=("patient_arrived",),
            also=_ENDS,
        ),
        Field(
            "provider_id",
            Derived(linked_id),
            headers=("practitioner_id", "practitioner.links.self"),
        ),
        Field(
            "location_id",
            Derived(linked_id),
            headers=("business_id", "business.links.self"),
        ),
        Field("created_on", Date(), headers=("created_at",)),
    ),
)

PRACTITIONERS = Layout(
    "cliniko.practitioners",
    "Cliniko: practitioners",
    "provider",
    ("id", "first_name", "last_name", "designation"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field("name", Derived(full_name), headers=("last_name",), also=("first_name",)),
        Field("is_active", Flag(), headers=("active",)),
    ),
)

BUSINESSES = Layout(
    "cliniko.businesses",
    "Cliniko: businesses",
    "location",
    ("id", "business_name", "appointment_type_ids"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field("name", PlainText(), headers=("business_name",)),
    ),
)

CLINIKO = System("cliniko", (PATIENTS, APPOINTMENTS, PRACTITIONERS, BUSINESSES))
