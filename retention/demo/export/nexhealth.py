"""NexHealth's lists as its interface gives them, made flat.

Headers are dotted, times in UTC, and each procedure has an amount. Recalls that are
switched off are not there, nor is what is no appointment, or was found or done
elsewhere.
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
    money,
    text,
)
from retention.demo.export.exporter import Column, Files, Written
from retention.demo.export.shaping import (
    in_utc,
    look_up,
    missed_or_canceled,
    set_column,
    switched_on,
)

ZONE = "America/New_York"
_INACTIVE = {"active": "false", "prospective": "false", "unknown": "false"}
_STATUS = {
    "planned": "planned",
    "completed": "completed",
    "referred": "referred",
    "planned_inactive": "inactive",
}
_SEX = {"female": "Female", "male": "Male", "other": "Other"}


def _moment(name: str) -> Column:
    return in_utc(name, ZONE, "%Y-%m-%dT%H:%M:%S.000Z")


def _is(word: str) -> Column:
    def column(table: pa.Table) -> pa.Array:
        has_status = pc.equal(table["status"], word)
        return pc.if_else(has_status, "true", "false")

    return column


FILES: Files = {
    "patients": (
        "patient",
        {
            "id": text("id"),
            "first_name": text("first_name"),
            "middle_name": text("middle_name"),
            "last_name": text("last_name"),
            "email": text("email"),
            "bio.date_of_birth": day("birth_date"),
            "bio.gender": code("sex", {}, _SEX),
            "bio.phone_number": text("mobile_phone"),
            "bio.cell_phone_number": text("mobile_phone"),
            "bio.home_phone_number": text("home_phone"),
            "bio.work_phone_number": text("work_phone"),
            "bio.address_line_1": text("address_1"),
            "bio.address_line_2": text("address_2"),
            "bio.city": text("city"),
            "bio.state": text("state"),
            "bio.zip_code": text("zip"),
            "bio.non_patient": _is("non_patient"),
            "guarantor_id": text("household_id"),
            "inactive": code("status", {}, _INACTIVE, none="true"),
            "unsubscribe_sms": flag("text_ok", "false", "true"),
            "provider_id": text("provider_id"),
            "location_id": text("location_id"),
            "created_at": _moment("created_on"),
        },
    ),
    "appointments": (
        "appointment",
        {
            "id": text("id"),
            "patient_id": text("patient_id"),
            "provider_id": text("provider_id"),
            "location_id": text("location_id"),
            "start_time": _moment("starts_at"),
            "end_time": _moment("ends_at"),
            "cancelled": _is("cancelled"),
            "patient_missed": _is("no_show"),
            "checked_out": _is("completed"),
            "checkin_at": _moment("arrived_at"),
            "checked_out_at": _moment("dismissed_at"),
            "unavailable": constant("false"),
            "created_at": _moment("created_on"),
        },
    ),
    "procedures": (
        "procedure",
        {
            "id": text("id"),
            "patient_id": text("patient_id"),
            "provider_id": text("provider_id"),
            "location_id": text("location_id"),
            "appointment_id": text("appointment_id"),
            "code": text("code_raw"),
            "status": code("status", {}, _STATUS),
            "body_site.tooth": text("tooth"),
            "body_site.surface": text("surface"),
            "fee.amount": money("fee_cents"),
            "fee.currency": constant("USD"),
            "start_date": day("planned_on"),
            "end_date": day("completed_on"),
        },
    ),
    "recalls": (
        "recall",
        {
            "id": text("id"),
            "patient_id": text("patient_id"),
            "date_due": day("due_on"),
            "recall_type_id": text("type_id"),
            "recall_type.name": text("type"),
            "recall_type.interval_num": text("interval_months"),
            "recall_type.interval_unit": constant("months"),
        },
    ),
    "recall_types": (
        "recall_type",
        {
            "id": text("id"),
            "name": text("name"),
            "interval_num": text("interval_months"),
            "interval_unit": constant("months"),
        },
    ),
    "providers": (
        "provider",
        {
            "id": text("id"),
            "first_name": first_words("name"),
            "last_name": last_word("name"),
            "npi": constant(),
            "inactive": flag("is_active", "false", "true"),
        },
    ),
    "locations": (
        "location",
        {"id": text("id"), "name": text("name"), "institution_id": constant("1")},
    ),
}


def _files(tables: schema.Tables) -> Mapping[str, pa.Table]:
    held = missed_or_canceled(shaping.priced(shaping.coded(shaping.merged(tables))))
    held = shaping.without(held, "patient", "status", ("deleted",))
    held = shaping.without(
        held,
        "appointment",
        "status",
        ("planned", "unscheduled", "note", "deleted", "unknown"),
    )
    held = shaping.without(
        held, "procedure", "status", ("existing", "condition", "deleted", "unknown")
    )
    recalls = switched_on(held)
    recalls = set_column(
        recalls, "type", look_up(recalls["type_id"], held["recall_type"], "id", "name")
    )
    return files_of(
        {**held, "appointment": _with_ends(held["appointment"]), "recall": recalls},
        FILES,
    )


def _with_ends(book: pa.Table) -> pa.Table:
    length = pc.cast(
        pc.multiply(pc.fill_null(book["minutes"], 0), 60), pa.duration("s")
    )
    return set_column(book, "ends_at", pc.add(book["starts_at"], length))


NEXHEALTH = Written(
    "nexhealth",
    "NexHealth",
    "its lists made flat, as CSV with dotted headers: "
    + ", ".join(f"`{file}`" for file in FILES),
    _files,
)
