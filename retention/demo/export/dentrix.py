"""Dentrix's tables as a query shows them: its column names and codes.

Cells are filled up with blanks.
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
    moment,
    money,
    padded,
    text,
)
from retention.demo.export.exporter import Column, Files, Written
from retention.ingest.systems import dentrix

_DAY = "%m/%d/%Y"
_STATUS = {
    "prospective": "1",
    "deceased": "3",
    "unknown": "1",
}  # there is no word for them
_CASE = {
    "planned": "Proposed",
    "planned_inactive": "Rejected",
    "completed": "Completed",
}


def _id(name: str) -> Column:
    return padded(text(name, "0"), 10)


def _text(name: str, width: int = 20) -> Column:
    return padded(text(name), width)


def _log_day(table: pa.Table) -> pa.Array:
    """The day of completed work, else the day it was planned."""
    done = pc.equal(table["status"], "completed")
    return day("on", _DAY)(
        pa.table({"on": pc.if_else(done, table["completed_on"], table["planned_on"])})
    )


FILES: Files = {
    "v_patient": (
        "patient",
        {
            "patient_id": _id("id"),
            "last_name": _text("last_name"),
            "first_name": _text("first_name"),
            "mi": _text("middle_name", 1),
            "preferred_name": _text("preferred_name"),
            "birth_date": day("birth_date", _DAY),
            "gender": code("sex", dentrix.SEX, none="0"),
            "status": code("status", dentrix.PATIENT_STATUS, _STATUS),
            "guar_id": _id("household_id"),
            "chart_num": _text("chart_number", 8),
            "home_phone": _text("home_phone", 14),
            "work_phone": _text("work_phone", 14),
            "mobile_phone": _text("mobile_phone", 14),
            "email": _text("email", 50),
            "address_line1": _text("address_1", 30),
            "address_line2": _text("address_2", 30),
            "city": _text("city"),
            "state": _text("state", 2),
            "zipcode": _text("zip", 9),
            "pri_provider_id": _id("provider_id"),
            "first_visit_date": day("first_visit_reported", _DAY),
            "last_visit_date": day("last_visit_reported", _DAY),
            "privacy_flags": constant("0"),
        },
    ),
    "v_appt": (
        "appointment",
        {
            "appointment_id": _id("id"),
            "patient_id": _id("patient_id"),
            "appointment_date": day("starts_at", _DAY),
            "start_hour": moment("starts_at", "%-H"),
            "start_minute": moment("starts_at", "%-M"),
            "length": text("minutes"),
            "status_id": code(
                "status", dentrix.APPOINTMENT_STATUS, {"broken_unspecified": "-106"}
            ),
            "provider_id": _id("provider_id"),
            "addtnl_provider_id": _id("hygienist_id"),
        },
    ),
    "v_proclog": (
        "procedure",
        {
            "procid": _id("id"),
            "patid": _id("patient_id"),
            "proccodeid": _id("code_id"),
            "procdate": _log_day,
            "createdate": day("planned_on", _DAY),
            "chartstatus": code(
                "status", dentrix.PROCEDURE_STATUS, {"planned_inactive": "105"}
            ),
            "case_status": code("status", {}, _CASE),
            "amt": money("fee_cents"),
            "tooth": _text("tooth", 2),
            "surface": _text("surface", 5),
            "provid": _id("provider_id"),
            "appointment_id": _id("appointment_id"),
        },
    ),
    "v_proccodes": (
        "code",
        {
            "proccodeid": _id("id"),
            "adacode": _text("code_raw", 10),
            "descript": _text("description", 40),
            "abbrevdescript": _text("description", 10),
        },
    ),
    "v_provider": (
        "provider",
        {
            "provider_id": _id("id"),
            "first_name": first_words("name"),
            "last_name": last_word("name"),
            "issecondaryprovider": flag("is_hygienist", none="0"),
            "inactive": flag("is_active", "0", "1", "0"),
        },
    ),
}


def _files(tables: schema.Tables) -> Mapping[str, pa.Table]:
    held = shaping.priced(shaping.merged(tables))
    held = shaping.without(held, "patient", "status", ("deleted",))
    held = shaping.without(
        held,
        "appointment",
        "status",
        ("planned", "unscheduled", "note", "deleted", "unknown"),
    )
    held = shaping.without(
        held,
        "procedure",
        "status",
        ("existing", "referred", "condition", "deleted", "unknown"),
    )
    return files_of(held, FILES)


DENTRIX = Written(
    "dentrix",
    "Dentrix, tables of its database",
    "what a query of the database shows of "
    + ", ".join(f"`{file}`" for file in FILES)
    + ", as CSV under its column names; in `v_proclog` the status of the case and the "
    "appointment where the query joins them (`case_status`, `appointment_id`)",
    _files,
)
