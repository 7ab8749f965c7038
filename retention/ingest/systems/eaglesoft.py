"""Eaglesoft's tables by their column names: which headers tell them, and how columns
are read.

A service that was done stands among the transactions, one that is planned among the
planned services; no column leads from one to the other, so what was done has no day on
which it was planned.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Keep, Layout, words
from retention.ingest.systems.generic_readers import inverted, near_start
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    consent,
    day,
    email,
    id_or_none,
    moment,
    money,
    own_id,
    phone,
    text,
    zip_code,
)

SEX = words(female="f", male="m", unknown="u")
RECORD = words(active="a", inactive="i n")
IS_PATIENT = words(active="y", non_patient="n")
DONE = words(completed="a", deleted="d")
PLANNED = words(planned="a", planned_inactive="i", deleted="d")
PLAN_STATUS = words(active="a", inactive="i")
_SECONDS_A_MINUTE = 60


def status(sheet: Sheet, header: str) -> pa.Array:
    """What the record is, unless the person has died, or is no patient at all."""
    found = sheet.choices(header, RECORD)
    if sheet.has("patient_status"):
        patient = sheet.choices("patient_status", IS_PATIENT)
        found = pc.if_else(
            pc.fill_null(pc.equal(patient, "non_patient"), False), "non_patient", found
        )
    if sheet.has("death_indicator"):
        found = pc.if_else(
            pc.fill_null(sheet.flags("death_indicator"), False), "deceased", found
        )
    return found


def nearer(sheet: Sheet, header: str) -> pa.Array:
    """The next appointment of either kind, regular or preventive."""
    others = [
        sheet.days(name)
        for name in ("next_regular_appointment", "next_preventive_appointment")
        if sheet.has(name)
    ]
    return pc.min_element_wise(*others)


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """From the start to the end."""
    length = pc.subtract(
        pc.cast(sheet.moments(header), pa.int64()),
        pc.cast(sheet.moments("start_time"), pa.int64()),
    )
    return pc.divide(length, _SECONDS_A_MINUTE)


def appointment_status(sheet: Sheet, header: str) -> pa.Array:
    """Completed once the patient has walked out, scheduled until then."""
    if not sheet.has("walkout_time"):
        return pa.array(["scheduled"] * len(sheet))
    return pc.if_else(pc.is_valid(sheet.text("walkout_time")), "completed", "scheduled")


def is_open(sheet: Sheet, header: str) -> pa.Array:
    """Whether nothing stands where the day of completion would."""
    return pc.is_null(sheet.text(header))


def planned_id(sheet: Sheet, header: str) -> pa.Array:
    """Planned services have no number of their own: the patient's and the line's,
    `17-3`.
    """
    return pc.binary_join_element_wise(sheet.ids("patient_id"), sheet.ids(header), "-")


def item_id(sheet: Sheet, header: str) -> pa.Array:
    """Nor have the lines of treatment plans: the plan's number and the planned
    service's, `5/17-3`.
    """
    return pc.binary_join_element_wise(
        sheet.ids("treatment_plan_id"), planned_id(sheet, header), "/"
    )


def full_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name."""
    parts = [
        pc.fill_null(sheet.text(name), "")
        for name in ("first_name", header)
        if sheet.has(name)
    ]
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*parts, " "))


def is_active(sheet: Sheet, header: str) -> pa.Array:
    """Whether the record is active."""
    return pc.equal(sheet.choices(header, RECORD), "active")


_PATIENT = Field("patient_id", ("patient_id",), id_or_none, needed=True)
_PROVIDER = Field("provider_id", ("provider_id",), id_or_none)
_LOCATION = Field("location_id", ("practice_id",), id_or_none)

_RECALL = Layout(
    "eaglesoft.recall",
    "Eaglesoft: recalls of patients",
    "recall",
    (),
    (
        Field("id", ("patient_id",), own_id, needed=True),
        _PATIENT,
        Field("due_on", ("next_recall_date",), day, needed=True),
        Field("previous_on", ("last_recall_date",), day),
        Field("is_disabled", ("receive_recalls",), inverted),
    ),
)
"""Each patient's next recall, in the patient's own row."""

PATIENT = Layout(
    "eaglesoft.patient",
    "Eaglesoft: patients",
    "patient",
    ("patient_id", "responsible_party", "patient_status", "last_name"),
    (
        Field("id", ("patient_id",), own_id, needed=True),
        Field("last_name", ("last_name",), text),
        Field("first_name", ("first_name",), text),
        Field("middle_name", ("middle_initial",), text),
        Field("preferred_name", ("preferred_name",), text),
        Field("birth_date", ("birth_date",), birth_day),
        Field("sex", ("sex",), choice(SEX)),
        Field(
            "status", ("status",), status, also=("patient_status", "death_indicator")
        ),
        Field("status_raw", ("status",), text),
        Field("household_id", ("responsible_party",), id_or_none),
        Field("chart_number", ("chart_id",), text),
        Field("home_phone", ("home_phone",), phone),
        Field("work_phone", ("work_phone",), phone),
        Field("mobile_phone", ("cell_phone",), phone),
        Field("email", ("email_address",), email),
        Field("address_1", ("address_1",), text),
        Field("address_2", ("address_2",), text),
        Field("city", ("city",), text),
        Field("state", ("state",), text),
        Field("zip", ("zipcode",), zip_code),
        Field("text_ok", ("receives_sms",), consent),
        Field("email_ok", ("receive_email",), consent),
        Field("provider_id", ("preferred_dentist",), id_or_none),
        Field("hygienist_id", ("preferred_hygienist",), id_or_none),
        _LOCATION,
        Field("first_visit_reported", ("first_visit_date",), day),
        Field("last_visit_reported", ("last_date_seen",), day),
        Field(
            "next_visit_reported",
            ("next_regular_appointment", "next_preventive_appointment"),
            nearer,
            also=("next_regular_appointment", "next_preventive_appointment"),
        ),
        Field("created_on", ("date_entered",), day),
    ),
    parts=(_RECALL,),
)

APPOINTMENT = Layout(
    "eaglesoft.appointment",
    "Eaglesoft: appointments",
    "appointment",
    ("appointment_id", "patient_id", "classification", "start_time"),
    (
        Field("id", ("appointment_id",), own_id, needed=True),
        _PATIENT,
        Field("starts_at", ("start_time",), moment),
        Field("minutes", ("end_time",), minutes, also=("start_time",)),
        Field(
            "status", ("classification",), appointment_status, also=("walkout_time",)
        ),
        Field("status_raw", ("arrival_status", "classification"), text),
        Field("created_on", ("date_appointed",), day),
        Field("arrived_at", ("arrival_time",), near_start),
        Field("seated_at", ("inchair_time",), near_start),
        Field("dismissed_at", ("walkout_time",), near_start),
    ),
    Keep(
        "classification",
        ("1",),
        "is a block of time, or an appointment taken off the book: not needed",
    ),
)

SERVICE = Layout(
    "eaglesoft.services",
    "Eaglesoft: services (codes)",
    "code",
    ("service_code", "ada_code"),
    (
        Field("id", ("service_code",), own_id, needed=True),
        Field("code_raw", ("ada_code",), text),
        Field("description", ("description",), text),
    ),
)

DONE_SERVICE = Layout(
    "eaglesoft.transactions",
    "Eaglesoft: transactions",
    "procedure",
    ("tran_num", "type", "tran_date", "patient_id", "service_code", "amount"),
    (
        Field("id", ("tran_num",), own_id, needed=True),
        _PATIENT,
        Field("code_id", ("service_code",), id_or_none),
        Field("status", ("status",), choice(DONE)),
        Field("status_raw", ("status",), text),
        Field("completed_on", ("tran_date",), day),
        Field("fee_cents", ("amount",), money),
        Field("tooth", ("tooth",), text),
        Field("surface", ("surface",), text),
        _PROVIDER,
        _LOCATION,
    ),
    Keep(
        "type",
        ("S",),
        "is a payment, an adjustment or another line that is no service: not needed",
    ),
)

PLANNED_SERVICE = Layout(
    "eaglesoft.planned_services",
    "Eaglesoft: planned services",
    "procedure",
    ("patient_id", "line_number", "date_planned", "service_code"),
    (
        Field("id", ("line_number",), planned_id, needed=True, also=("patient_id",)),
        _PATIENT,
        Field("code_id", ("service_code",), id_or_none),
        Field("status", ("status",), choice(PLANNED)),
        Field("status_raw", ("status",), text),
        Field("planned_on", ("date_planned",), day),
        Field("fee_cents", ("fee",), money),
        Field("tooth", ("tooth",), text),
        Field("surface", ("surface",), text),
        _PROVIDER,
        Field("appointment_id", ("appt_id",), id_or_none),
    ),
    Keep(
        "completion_date",
        (),
        "is the day on which it was done: what was done is read from the transactions",
        which=is_open,
    ),
)

PLAN = Layout(
    "eaglesoft.treatment_plans",
    "Eaglesoft: treatment plans",
    "plan",
    ("treatment_plan_id", "patient_id", "status", "date_entered"),
    (
        Field("id", ("treatment_plan_id",), own_id, needed=True),
        _PATIENT,
        Field("presented_on", ("date_entered",), day),
        Field("status", ("status",), choice(PLAN_STATUS)),
        Field("status_raw", ("status",), text),
    ),
)

PLAN_ITEM = Layout(
    "eaglesoft.treatment_plan_items",
    "Eaglesoft: lines of treatment plans",
    "plan_item",
    ("treatment_plan_id", "patient_id", "line_number"),
    (
        Field(
            "id",
            ("line_number",),
            item_id,
            needed=True,
            also=("treatment_plan_id", "patient_id"),
        ),
        Field("plan_id", ("treatment_plan_id",), id_or_none, needed=True),
        Field("procedure_id", ("line_number",), planned_id, needed=True),
    ),
)

PROVIDER = Layout(
    "eaglesoft.provider",
    "Eaglesoft: providers",
    "provider",
    ("provider_id", "last_name", "collections_go_to"),
    (
        Field("id", ("provider_id",), own_id, needed=True),
        Field("name", ("last_name",), full_name, also=("first_name",)),
        Field("is_active", ("status",), is_active),
    ),
)

EAGLESOFT: tuple[Layout, ...] = (
    PATIENT,
    APPOINTMENT,
    SERVICE,
    DONE_SERVICE,
    PLANNED_SERVICE,
    PLAN,
    PLAN_ITEM,
    PROVIDER,
)
