"""Cliniko's lists as its interface gives them: times in UTC.

What became of an appointment is written as moments and flags. Who left is archived on
the day of it, else on the day after the last appointment kept.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.demo.export import shaping
from retention.demo.export.cells import (
    code,
    constant,
    day,
    files_of,
    first_words,
    flag,
    last_word,
    text,
)
from retention.demo.export.exporter import Column, Files, Written
from retention.demo.export.shaping import (
    grouped,
    in_utc,
    look_up,
    missed_or_canceled,
    set_column,
)

ZONE = "America/New_York"
_SEX = {"female": "Female", "male": "Male", "other": "Other"}
_LEFT = pa.array(["inactive", "archived", "deceased", "non_patient"])


def _moment(name: str) -> Column:
    return in_utc(name, ZONE)


def _link(kind: str, name: str) -> Column:
    address = f"https://api.au1.cliniko.com/v1/{kind}"
    return lambda table: pc.fill_null(
        pc.binary_join_element_wise(address, table[name], "/"), ""
    )


def _is(word: str) -> Column:
    return lambda table: pc.if_else(pc.equal(table["status"], word), "true", "false")


FILES: Files = {
    "patients": (
        "patient",
        {
            "id": text("id"),
            "first_name": text("first_name"),
            "last_name": text("last_name"),
            "preferred_first_name": text("preferred_name"),
            "date_of_birth": day("birth_date"),
            "sex": code("sex", {}, _SEX),
            "email": text("email"),
            "patient_phone_numbers.0.number": text("mobile_phone"),
            "address_1": text("address_1"),
            "address_2": text("address_2"),
            "city": text("city"),
            "state": text("state"),
            "post_code": text("zip"),
            "accepted_email_marketing": flag("email_ok", "true", "false"),
            "accepted_sms_marketing": flag("text_ok", "true", "false"),
            "referral_source": text("source"),
            "archived_at": _moment("left_on"),
            "deleted_at": constant(),
            "created_at": _moment("created_on"),
        },
    ),
    "individual_appointments": (
        "appointment",
        {
            "id": text("id"),
            "patient.links.self": _link("patients", "patient_id"),
            "starts_at": _moment("starts_at"),
            "ends_at": _moment("ends_at"),
            "cancelled_at": _moment("cancelled_at"),
            "deleted_at": constant(),
            "did_not_arrive": _is("no_show"),
            "patient_arrived": _is("completed"),
            "practitioner.links.self": _link("practitioners", "provider_id"),
            "business.links.self": _link("businesses", "location_id"),
            "created_at": _moment("created_on"),
        },
    ),
    "practitioners": (
        "provider",
        {
            "id": text("id"),
            "first_name": first_words("name"),
            "last_name": last_word("name"),
            "designation": flag("is_hygienist", "Hygienist", "Dentist", "Dentist"),
            "active": flag("is_active", "true", "false"),
        },
    ),
    "businesses": (
        "location",
        {
            "id": text("id"),
            "business_name": text("name"),
            "appointment_type_ids": constant(),
        },
    ),
}


def _files(tables: schema.Tables) -> Mapping[str, pa.Table]:
    held = missed_or_canceled(shaping.coded(shaping.merged(tables)))
    held = shaping.without(held, "patient", "status", ("deleted",))
    held = shaping.without(
        held,
        "appointment",
        "status",
        ("planned", "unscheduled", "note", "deleted", "unknown"),
    )
    held = {**held, "appointment": _appointments(held["appointment"])}
    return files_of({**held, "patient": _patients(held)}, FILES)


def _appointments(book: pa.Table) -> pa.Table:
    length = pc.cast(
        pc.multiply(pc.fill_null(book["minutes"], 0), 60), pa.duration("s")
    )
    book = set_column(book, "ends_at", pc.add(book["starts_at"], length))
    return set_column(
        book,
        "cancelled_at",
        pc.if_else(pc.equal(book["status"], "cancelled"), book["starts_at"], None),
    )


def _patients(tables: schema.Tables) -> pa.Table:
    """The patient list with the day on which each of those who left was archived."""
    patients = tables["patient"]
    book = tables["appointment"]
    kept = book.filter(pc.equal(book["status"], "completed"))
    day_after = pc.add(
        pc.cast(kept["starts_at"], pa.date32()), pa.scalar(86_400, pa.duration("s"))
    )
    last = grouped(
        set_column(kept, "after", pc.cast(day_after, pa.date32())),
        "patient_id",
        "after",
        "max",
    )
    after = look_up(patients["id"], last, "patient_id", "after")
    left = pc.is_in(patients["status"], _LEFT)
    day_left = pc.if_else(
        left, pc.coalesce(patients["status_on"], after, patients["created_on"]), None
    )
    return set_column(patients, "left_on", day_left)


CLINIKO = Written(
    "cliniko",
    "Cliniko",
    "its lists as CSV under the names of its interface: "
    + ", ".join(f"`{file}`" for file in FILES)
    + "; times in UTC are turned into the practice's own",
    _files,
)
