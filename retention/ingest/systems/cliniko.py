"""Cliniko's lists, under the names of its interface: times in UTC, states told by
moments.

It is no dental system: no procedures, no codes, no recalls. A row points at others by
their number, or by an address that ends in it.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.derived_fields import first_that_holds, happened
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    consent,
    day,
    email,
    flag,
    moment,
    own_id,
    phone,
    text,
    zip_code,
)

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
        return sheet.ids(header, zero_is_none=True)
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
            pc.subtract(sheet.moments(header), sheet.moments("starts_at")), pa.int64()
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
        Field("id", ("id",), own_id, needed=True),
        Field("last_name", ("last_name",), text),
        Field("first_name", ("first_name",), text),
        Field("preferred_name", ("preferred_first_name",), text),
        Field("birth_date", ("date_of_birth",), birth_day),
        Field("sex", ("sex", "gender"), choice(SEX)),
        Field("status", ("archived_at",), patient_status, also=("deleted_at",)),
        Field("status_on", ("archived_at",), day),
        Field(
            "mobile_phone",
            ("patient_phone_numbers.0.number", "mobile_phone", "phone_number"),
            phone,
        ),
        Field("email", ("email",), email),
        Field("address_1", ("address_1",), text),
        Field("address_2", ("address_2",), text),
        Field("city", ("city",), text),
        Field("state", ("state",), text),
        Field("zip", ("post_code",), zip_code),
        Field("email_ok", ("accepted_email_marketing",), consent),
        Field("text_ok", ("accepted_sms_marketing",), consent),
        Field("source", ("referral_source",), text),
        Field("created_on", ("created_at",), day),
    ),
)

APPOINTMENTS = Layout(
    "cliniko.appointments",
    "Cliniko: appointments",
    "appointment",
    ("id", "starts_at", "ends_at", "cancelled_at", "did_not_arrive", "patient_arrived"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field(
            "patient_id", ("patient_id", "patient.links.self"), linked_id, needed=True
        ),
        Field("starts_at", ("starts_at",), moment, also=("ends_at",)),
        Field("minutes", ("ends_at",), minutes),
        Field("status", ("patient_arrived",), appointment_status, also=_ENDS),
        Field("provider_id", ("practitioner_id", "practitioner.links.self"), linked_id),
        Field("location_id", ("business_id", "business.links.self"), linked_id),
        Field("created_on", ("created_at",), day),
    ),
)

PRACTITIONERS = Layout(
    "cliniko.practitioners",
    "Cliniko: practitioners",
    "provider",
    ("id", "first_name", "last_name", "designation"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field("name", ("last_name",), full_name, also=("first_name",)),
        Field("is_active", ("active",), flag),
    ),
)

BUSINESSES = Layout(
    "cliniko.businesses",
    "Cliniko: businesses",
    "location",
    ("id", "business_name", "appointment_type_ids"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field("name", ("business_name",), text),
    ),
)

CLINIKO: tuple[Layout, ...] = (PATIENTS, APPOINTMENTS, PRACTITIONERS, BUSINESSES)
