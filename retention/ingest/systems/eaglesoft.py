"""Eaglesoft's tables by their column names: which headers tell them, and how columns
are read.

A service that was done stands among the transactions, one that is planned among the
planned services; no column leads from one to the other, so what was done has no day on
which it was planned.
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
    Money,
    Phone,
    PlainText,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Keep, Layout, words
from retention.ingest.systems.derived_fields import ZIP_CODE
from retention.ingest.systems.generic_readers import inverted, near_start
from retention.ingest.systems.system import System

SEX = words(female="f", male="m", unknown="u")
RECORD = words(active="a", inactive="i n")
IS_PATIENT = words(active="y", non_patient="n")
DONE = words(completed="a", deleted="d")
PLANNED = words(planned="a", planned_inactive="i", deleted="d")
PLAN_STATUS = words(active="a", inactive="i")
_SECONDS_A_MINUTE = 60


def status(sheet: Sheet, header: str) -> pa.Array:
    """What the record is, unless the person has died, or is no patient at all."""
    found = Choice(RECORD).read(sheet, header)
    if sheet.has("patient_status"):
        patient = Choice(IS_PATIENT).read(sheet, "patient_status")
        found = pc.if_else(
            pc.fill_null(pc.equal(patient, "non_patient"), False), "non_patient", found
        )
    if sheet.has("death_indicator"):
        found = pc.if_else(
            pc.fill_null(Flag().read(sheet, "death_indicator"), False),
            "deceased",
            found,
        )
    return found


def nearer(sheet: Sheet, header: str) -> pa.Array:
    """The next appointment of either kind, regular or preventive."""
    others = [
        Date().read(sheet, name)
        for name in ("next_regular_appointment", "next_preventive_appointment")
        if sheet.has(name)
    ]
    return pc.min_element_wise(*others)


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """From the start to the end."""
    length = pc.subtract(
        pc.cast(DateTime().read(sheet, header), pa.int64()),
        pc.cast(DateTime().read(sheet, "start_time"), pa.int64()),
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
    return pc.binary_join_element_wise(
        Id().read(sheet, "patient_id"), Id().read(sheet, header), "-"
    )


def item_id(sheet: Sheet, header: str) -> pa.Array:
    """Nor have the lines of treatment plans: the plan's number and the planned
    service's, `5/17-3`.
    """
    return pc.binary_join_element_wise(
        Id().read(sheet, "treatment_plan_id"), planned_id(sheet, header), "/"
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
    return pc.equal(Choice(RECORD).read(sheet, header), "active")


_PATIENT = Field(
    "patient_id", Id(zero_is_none=True), headers=("patient_id",), needed=True
)
_PROVIDER = Field("provider_id", Id(zero_is_none=True), headers=("provider_id",))
_LOCATION = Field("location_id", Id(zero_is_none=True), headers=("practice_id",))

_RECALL = Layout(
    "eaglesoft.recall",
    "Eaglesoft: recalls of patients",
    "recall",
    (),
    (
        Field("id", Id(), headers=("patient_id",), needed=True),
        _PATIENT,
        Field("due_on", Date(), headers=("next_recall_date",), needed=True),
        Field("previous_on", Date(), headers=("last_recall_date",)),
        Field("is_disabled", Derived(inverted), headers=("receive_recalls",)),
    ),
)
"""Each patient's next recall, in the patient's own row."""

PATIENT = Layout(
    "eaglesoft.patient",
    "Eaglesoft: patients",
    "patient",
    ("patient_id", "responsible_party", "patient_status", "last_name"),
    (
        Field("id", Id(), headers=("patient_id",), needed=True),
        Field("last_name", PlainText(), headers=("last_name",)),
        Field("first_name", PlainText(), headers=("first_name",)),
        Field("middle_name", PlainText(), headers=("middle_initial",)),
        Field("preferred_name", PlainText(), headers=("preferred_name",)),
        Field("birth_date", Date(of_birth=True), headers=("birth_date",)),
        Field("sex", Choice(SEX), headers=("sex",)),
        Field(
            "status",
            Derived(status),
            headers=("status",),
            also=("patient_status", "death_indicator"),
        ),
        Field("status_raw", PlainText(), headers=("status",)),
        Field("household_id", Id(zero_is_none=True), headers=("responsible_party",)),
        Field("chart_number", PlainText(), headers=("chart_id",)),
        Field("home_phone", Phone(), headers=("home_phone",)),
        Field("work_phone", Phone(), headers=("work_phone",)),
        Field("mobile_phone", Phone(), headers=("cell_phone",)),
        Field("email", Email(), headers=("email_address",)),
        Field("address_1", PlainText(), headers=("address_1",)),
        Field("address_2", PlainText(), headers=("address_2",)),
        Field("city", PlainText(), headers=("city",)),
        Field("state", PlainText(), headers=("state",)),
        Field("zip", ZIP_CODE, headers=("zipcode",)),
        Field("text_ok", Consent(), headers=("receives_sms",)),
        Field("email_ok", Consent(), headers=("receive_email",)),
        Field("provider_id", Id(zero_is_none=True), headers=("preferred_dentist",)),
        Field("hygienist_id", Id(zero_is_none=True), headers=("preferred_hygienist",)),
        _LOCATION,
        Field("first_visit_reported", Date(), headers=("first_visit_date",)),
        Field("last_visit_reported", Date(), headers=("last_date_seen",)),
        Field(
            "next_visit_reported",
            Derived(nearer),
            headers=("next_regular_appointment", "next_preventive_appointment"),
            also=("next_regular_appointment", "next_preventive_appointment"),
        ),
        Field("created_on", Date(), headers=("date_entered",)),
    ),
    parts=(_RECALL,),
)

APPOINTMENT = Layout(
    "eaglesoft.appointment",
    "Eaglesoft: appointments",
    "appointment",
    ("appointment_id", "patient_id", "classification", "start_time"),
    (
        Field("id", Id(), headers=("appointment_id",), needed=True),
        _PATIENT,
        Field("starts_at", DateTime(), headers=("start_time",)),
        Field("minutes", Derived(minutes), headers=("end_time",), also=("start_time",)),
        Field(
            "status",
            Derived(appointment_status),
            headers=("classification",),
            also=("walkout_time",),
        ),
        Field("status_raw", PlainText(), headers=("arrival_status", "classification")),
        Field("created_on", Date(), headers=("date_appointed",)),
        Field("arrived_at", Derived(near_start), headers=("arrival_time",)),
        Field("seated_at", Derived(near_start), headers=("inchair_time",)),
        Field("dismissed_at", Derived(near_start), headers=("walkout_time",)),
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
        Field("id", Id(), headers=("service_code",), needed=True),
        Field("code_raw", PlainText(), headers=("ada_code",)),
        Field("description", PlainText(), headers=("description",)),
    ),
)

DONE_SERVICE = Layout(
    "eaglesoft.transactions",
    "Eaglesoft: transactions",
    "procedure",
    ("tran_num", "type", "tran_date", "patient_id", "service_code", "amount"),
    (
        Field("id", Id(), headers=("tran_num",), needed=True),
        _PATIENT,
        Field("code_id", Id(zero_is_none=True), headers=("service_code",)),
        Field("status", Choice(DONE), headers=("status",)),
        Field("status_raw", PlainText(), headers=("status",)),
        Field("completed_on", Date(), headers=("tran_date",)),
        Field("fee_cents", Money(), headers=("amount",)),
        Field("tooth", PlainText(), headers=("tooth",)),
        Field("surface", PlainText(), headers=("surface",)),
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
        Field(
            "id",
            Derived(planned_id),
            headers=("line_number",),
            needed=True,
            also=("patient_id",),
        ),
        _PATIENT,
        Field("code_id", Id(zero_is_none=True), headers=("service_code",)),
        Field("status", Choice(PLANNED), headers=("status",)),
        Field("status_raw", PlainText(), headers=("status",)),
        Field("planned_on", Date(), headers=("date_planned",)),
        Field("fee_cents", Money(), headers=("fee",)),
        Field("tooth", PlainText(), headers=("tooth",)),
        Field("surface", PlainText(), headers=("surface",)),
        _PROVIDER,
        Field("appointment_id", Id(zero_is_none=True), headers=("appt_id",)),
    ),
    Keep(
        "completion_date",
        (),
        "is the day on which it was done: what was done is read from the transactions",
        which=Derived(is_open),
    ),
)

PLAN = Layout(
    "eaglesoft.treatment_plans",
    "Eaglesoft: treatment plans",
    "plan",
    ("treatment_plan_id", "patient_id", "status", "date_entered"),
    (
        Field("id", Id(), headers=("treatment_plan_id",), needed=True),
        _PATIENT,
        Field("presented_on", Date(), headers=("date_entered",)),
        Field("status", Choice(PLAN_STATUS), headers=("status",)),
        Field("status_raw", PlainText(), headers=("status",)),
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
            Derived(item_id),
            headers=("line_number",),
            needed=True,
            also=("treatment_plan_id", "patient_id"),
        ),
        Field(
            "plan_id",
            Id(zero_is_none=True),
            headers=("treatment_plan_id",),
            needed=True,
        ),
        Field(
            "procedure_id", Derived(planned_id), headers=("line_number",), needed=True
        ),
    ),
)

PROVIDER = Layout(
    "eaglesoft.provider",
    "Eaglesoft: providers",
    "provider",
    ("provider_id", "last_name", "collections_go_to"),
    (
        Field("id", Id(), headers=("provider_id",), needed=True),
        Field("name", Derived(full_name), headers=("last_name",), also=("first_name",)),
        Field("is_active", Derived(is_active), headers=("status",)),
    ),
)

EAGLESOFT = System(
    "eaglesoft",
    (
        PATIENT,
        APPOINTMENT,
        SERVICE,
        DONE_SERVICE,
        PLANNED_SERVICE,
        PLAN,
        PLAN_ITEM,
        PROVIDER,
    ),
    uses_d_codes=True,
)
