"""Dentally's lists as its interface gives them: times with their offset.

There are no codes, and two recalls in the patient's row. An appointment's reason tells
a cleaning; what is no appointment (templates, notes) is not there, nor is what was
rejected, referred or found.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import codes, schema
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
    grouped,
    look_up,
    missed_or_canceled,
    set_column,
    switched_on,
    with_offset,
    without_broken_codes,
)

ZONE = "Europe/London"
_STATE = {
    "scheduled": "Pending",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "no_show": "Did Not Attend",
}
_RECALL = {
    "none": "None",
    "phone": "Phone",
    "mail": "Letter",
    "text": "SMS",
    "email": "Email",
}
_ACTIVE = {"active": "true", "prospective": "true", "unknown": "true"}
_WHY = {
    "deceased": "Deceased",
    "archived": "Moved away",
    "inactive": "No longer attends",
    "non_patient": "Never came",
}


def _moment(name: str) -> Column:
    return with_offset(name, ZONE)


def _when(name: str, status: str) -> Column:
    """The start, where that became of the appointment."""
    return lambda table: pc.if_else(
        pc.equal(table["status"], status), _moment(name)(table), ""
    )


FILES: Files = {
    "patients": (
        "patient",
        {
            "id": text("id"),
            "account_id": text("account_id"),
            "active": code("status", {}, _ACTIVE, none="false"),
            "archived_reason": code("status", {}, _WHY),
            "first_name": text("first_name"),
            "middle_name": text("middle_name"),
            "last_name": text("last_name"),
            "preferred_name": text("preferred_name"),
            "date_of_birth": day("birth_date"),
            "gender": code("sex", {"true": "male", "false": "female"}),
            "email_address": text("email"),
            "home_phone": text("home_phone"),
            "mobile_phone": text("mobile_phone"),
            "work_phone": text("work_phone"),
            "address_line_1": text("address_1"),
            "address_line_2": text("address_2"),
            "town": text("city"),
            "county": text("state"),
            "postcode": text("zip"),
            "dentist_id": text("provider_id"),
            "dentist_recall_date": day("dentist_due"),
            "dentist_recall_interval": text("dentist_months"),
            "hygienist_id": text("hygienist_id"),
            "hygienist_recall_date": day("hygienist_due"),
            "hygienist_recall_interval": text("hygienist_months"),
            "recall_method": code("preferred_channel", {}, _RECALL),
            "use_email": flag("email_ok", "true", "false"),
            "use_sms": flag("text_ok", "true", "false"),
            "site_id": text("location_id"),
            "created_at": _moment("created_on"),
        },
    ),
    "appointments": (
        "appointment",
        {
            "id": text("id"),
            "patient_id": text("patient_id"),
            "practitioner_id": text("provider_id"),
            "reason": flag("is_hygiene", "Scale & Polish", "Continuing Treatment"),
            "state": code("status", {}, _STATE),
            "duration": text("minutes"),
            "start_time": _moment("starts_at"),
            "arrived_at": _moment("arrived_at"),
            "in_surgery_at": _moment("seated_at"),
            "completed_at": _when("starts_at", "completed"),
            "cancelled_at": _when("starts_at", "cancelled"),
            "did_not_attend_at": _when("starts_at", "no_show"),
            "site_id": text("location_id"),
            "created_at": _moment("created_on"),
        },
    ),
    "treatment_plans": (
        "plan",
        {
            "id": text("id"),
            "patient_id": text("patient_id"),
            "nickname": constant("Plan"),
            "start_date": day("presented_on"),
            "completed": code("status", {}, {"inactive": "true"}, none="false"),
            "private_treatment_value": constant(),
            "nhs_uda_value": constant(),
        },
    ),
    "treatment_plan_items": (
        "procedure",
        {
            "id": text("id"),
            "patient_id": text("patient_id"),
            "practitioner_id": text("provider_id"),
            "treatment_plan_id": text("plan_id"),
            "nomenclature": text("nomenclature"),
            "teeth": text("tooth"),
            "surfaces": text("surface"),
            "price": money("fee_cents", currency="£"),
            "completed": code("status", {}, {"completed": "true"}, none="false"),
            "completed_at": _moment("completed_on"),
            "created_at": _moment("planned_on"),
        },
    ),
    "practitioners": (
        "provider",
        {
            "id": text("id"),
            "active": flag("is_active", "true", "false"),
            "user_first_name": first_words("name"),
            "user_last_name": last_word("name"),
            "user_role": flag("is_hygienist", "Hygienist", "Dentist", "Dentist"),
        },
    ),
    "sites": (
        "location",
        {
            "id": text("id"),
            "name": text("name"),
            "nickname": constant(),
            "practice_id": constant("1"),
        },
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
    aside = (
        "planned_inactive",
        "existing",
        "referred",
        "condition",
        "deleted",
        "unknown",
    )
    held = without_broken_codes(shaping.without(held, "procedure", "status", aside))
    return files_of(
        {**held, "patient": _patients(held), "procedure": _items(held)}, FILES
    )


def _patients(tables: schema.Tables) -> pa.Table:
    """Return the patient list with accounts and the two recalls.

    The older of those switched on is the hygienist's.
    """
    patients = tables["patient"]
    on = switched_on(tables)
    on = set_column(on, "place", pc.cast(on["id"], pa.int64()))
    for kind in ("hygienist", "dentist"):
        first = grouped(on, "patient_id", "place", "min")
        chosen = on.filter(pc.is_in(on["place"], first["place"]))
        patients = set_column(
            patients,
            f"{kind}_due",
            look_up(patients["id"], chosen, "patient_id", "due_on"),
        )
        months = look_up(patients["id"], chosen, "patient_id", "interval_months")
        patients = set_column(patients, f"{kind}_months", months)
        on = on.filter(pc.invert(pc.is_in(on["place"], first["place"])))
    account = pc.binary_join_element_wise("9", patients["household_id"], "")
    return set_column(patients, "account_id", account)


def _items(tables: schema.Tables) -> pa.Table:
    """Return procedures under their plan and the name of their kind.

    Work without a plan day has no plan.
    """
    work = tables["procedure"]
    stands = tables["plan_item"]
    spelled = work["code_raw"].combine_chunks().dictionary_encode()
    kinds = [
        codes.category(codes.normalise(raw)) for raw in spelled.dictionary.to_pylist()
    ]
    named = pc.fill_null(
        pa.array(kinds, pa.string()).take(spelled.indices), codes.UNKNOWN_CATEGORY
    )
    work = set_column(work, "nomenclature", named)
    return set_column(
        work, "plan_id", look_up(work["id"], stands, "procedure_id", "plan_id")
    )


DENTALLY = Written(
    "dentally",
    "Dentally",
    "its lists as CSV under the names of its interface: "
    + ", ".join(f"`{file}`" for file in FILES)
    + "; the dentist's and the hygienist's recall are read from the patient's row",
    _files,
)
