"""Eaglesoft's tables as it would export them, by its column names.

Yes and no are letters, codes have a leading zero.
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
    text,
)
from retention.demo.export.exporter import Column, Files, Written
from retention.ingest.systems import eaglesoft

_MOMENT = "%Y-%m-%d %H:%M:%S.000"
_PATIENT = {"archived": "I", "deceased": "I", "non_patient": "A", "prospective": "A"}
_NOT_KEPT = {
    "appointment": (
        "broken_unspecified",
        "no_show",
        "cancelled",
        "rescheduled",
        "unscheduled",
        "planned",
        "deleted",
        "note",
        "unknown",
    ),
    "patient": ("deleted",),
    "procedure": ("existing", "referred", "condition", "deleted", "unknown"),
}


def _upper(
    name: str, words: Mapping[str, str], others: Mapping[str, str] | None = None
) -> Column:
    return lambda table: pc.utf8_upper(code(name, words, others)(table))


def _is(name: str, word: str, yes: str = "Y", no: str = "N") -> Column:
    return lambda table: pc.if_else(
        pc.fill_null(pc.equal(table[name], word), False), yes, no
    )


def _ends_at(table: pa.Table, *, walked_out: bool) -> pa.Array:
    """The planned end; or, of those who came, when they left."""
    seconds = pc.multiply(pc.fill_null(table["minutes"], 0), 60)
    end = pc.cast(
        pc.add(pc.cast(table["starts_at"], pa.int64()), seconds), pa.timestamp("s")
    )
    if walked_out:
        left = pc.coalesce(table["dismissed_at"], end)
        end = pc.if_else(pc.equal(table["status"], "completed"), left, None)
    return moment("at", _MOMENT)(pa.table({"at": end}))


def _ada_code(table: pa.Table) -> pa.Array:
    return pc.replace_substring_regex(
        pc.fill_null(table["code_raw"], ""), r"^D(\d{4})", r"0\1"
    )


def _part(name: str, of: str) -> Column:
    """The patient's number, or the line's, of a planned service's id, `17-3`."""
    index = {"patient": 0, "line": 1}[of]
    return lambda table: pc.list_element(pc.split_pattern(table[name], "-"), index)


FILES: Files = {
    "patient": (
        "patient",
        {
            "patient_id": text("id"),
            "first_name": text("first_name"),
            "last_name": text("last_name"),
            "middle_initial": text("middle_name"),
            "preferred_name": text("preferred_name"),
            "address_1": text("address_1"),
            "address_2": text("address_2"),
            "city": text("city"),
            "state": text("state"),
            "zipcode": text("zip"),
            "home_phone": text("home_phone"),
            "work_phone": text("work_phone"),
            "cell_phone": text("mobile_phone"),
            "email_address": text("email"),
            "status": _upper("status", eaglesoft.RECORD, _PATIENT),
            "patient_status": _is("status", "non_patient", "N", "Y"),
            "sex": _upper("sex", eaglesoft.SEX),
            "marital_status": constant(),
            "responsible_party": text("household_id"),
            "birth_date": day("birth_date"),
            "preferred_dentist": text("provider_id"),
            "preferred_hygienist": text("hygienist_id"),
            "practice_id": text("location_id"),
            "receives_sms": flag("text_ok", "Y", "N"),
            "receive_email": flag("email_ok", "Y", "N"),
            "chart_id": text("chart_number"),
            "first_visit_date": day("first_visit_reported"),
            "last_date_seen": day("last_visit_reported"),
            "next_regular_appointment": day("next_visit_reported"),
            "next_preventive_appointment": constant(),
            "receive_recalls": flag("is_disabled", "N", "Y"),
            "next_recall_date": day("due_on"),
            "last_recall_date": day("previous_on"),
            "date_entered": day("created_on"),
            "death_indicator": _is("status", "deceased"),
        },
    ),
    "appointment": (
        "appointment",
        {
            "appointment_id": text("id"),
            "start_time": moment("starts_at", _MOMENT),
            "end_time": lambda table: _ends_at(table, walked_out=False),
            "patient_id": text("patient_id"),
            "classification": constant("1"),
            "date_appointed": day("created_on"),
            "arrival_time": moment("arrived_at", _MOMENT),
            "inchair_time": moment("seated_at", _MOMENT),
            "walkout_time": lambda table: _ends_at(table, walked_out=True),
        },
    ),
    "services": (
        "code",
        {
            "service_code": text("id"),
            "ada_code": _ada_code,
            "description": text("description"),
        },
    ),
    "transactions": (
        "done",
        {
            "tran_num": text("id"),
            "type": constant("S"),
            "tran_date": day("completed_on"),
            "patient_id": text("patient_id"),
            "amount": money("fee_cents"),
            "service_code": text("code_id"),
            "provider_id": text("provider_id"),
            "surface": text("surface"),
            "status": constant("A"),
            "tooth": text("tooth"),
            "practice_id": text("location_id"),
        },
    ),
    "planned_services": (
        "planned",
        {
            "patient_id": text("patient_id"),
            "line_number": _part("id", "line"),
            "date_planned": day("planned_on"),
            "completion_date": constant(),
            "service_code": text("code_id"),
            "fee": money("fee_cents"),
            "tooth": text("tooth"),
            "surface": text("surface"),
            "provider_id": text("provider_id"),
            "status": _upper("status", eaglesoft.PLANNED),
            "appt_id": text("appointment_id"),
        },
    ),
    "treatment_plans": (
        "plan",
        {
            "treatment_plan_id": text("id"),
            "patient_id": text("patient_id"),
            "status": _upper("status", eaglesoft.PLAN_STATUS, {"saved": "I"}),
            "date_entered": day("presented_on"),
        },
    ),
    "treatment_plan_items": (
        "plan_item",
        {
            "treatment_plan_id": text("plan_id"),
            "patient_id": _part("procedure_id", "patient"),
            "line_number": _part("procedure_id", "line"),
        },
    ),
    "provider": (
        "provider",
        {
            "provider_id": text("id"),
            "first_name": first_words("name"),
            "last_name": last_word("name"),
            "status": flag("is_active", "A", "I", "A"),
            "collections_go_to": text("id"),
        },
    ),
}


def _files(tables: schema.Tables) -> Mapping[str, pa.Table]:
    held = shaping.priced(shaping.merged(tables))
    for name, words in _NOT_KEPT.items():
        held = shaping.without(held, name, "status", words)
    return files_of(_parted(shaping.with_next_recall(held)), FILES)


def _parted(tables: schema.Tables) -> Mapping[str, pa.Table]:
    """Return the tables with work done and planned apart.

    Planned lines are named by their patient and number, `17-3`.
    """
    if "procedure" not in tables:
        return tables

    work = tables["procedure"]
    done = pc.fill_null(pc.equal(work["status"], "completed"), False)
    planned = work.filter(pc.invert(done))
    lines = pc.binary_join_element_wise(planned["patient_id"], planned["id"], "-")
    named = {
        **tables,
        "done": work.filter(done),
        "planned": planned.set_column(0, planned.schema.field("id"), lines),
    }
    if "plan_item" in tables:
        items = tables["plan_item"]
        line = lines.take(pc.index_in(items["procedure_id"], planned["id"]))
        index = items.schema.get_field_index("procedure_id")
        named["plan_item"] = items.set_column(
            index, items.schema.field(index), line
        ).filter(pc.is_valid(line))
    return named


EAGLESOFT = Written(
    "eaglesoft",
    "Eaglesoft, tables of its database",
    "its tables as CSV under their column names: "
    + ", ".join(f"`{file}`" for file in FILES),
    _files,
)
