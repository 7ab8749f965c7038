"""NexHealth's lists, as its interface gives them made flat: dotted headers, times in
UTC (docs.nexhealth.com).
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import (
    Choice,
    Count,
    Date,
    DateTime,
    Derived,
    Email,
    Id,
    Money,
    Phone,
    PlainText,
    Refusal,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.derived_fields import ZIP_CODE, first_that_holds, happened
from retention.ingest.systems.generic_readers import inverted
from retention.ingest.systems.system import System

SEX = words(female="female f", male="male m", other="other", unknown="unknown")
PROCEDURE_STATUS = words(
    planned="planned scheduled",
    completed="completed",
    referred="referred",
    planned_inactive="inactive",
)
"""Scheduled is planned work that stands on an appointment."""
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def patient_status(sheet: Sheet, header: str) -> pa.Array:
    """Not a patient, inactive, or else active."""
    cases = (("non_patient", "bio.non_patient"), ("inactive", "inactive"))
    return first_that_holds(
        [(word, happened(sheet, name)) for word, name in cases], "active"
    )


def appointment_status(sheet: Sheet, header: str) -> pa.Array:
    """What became of it: blocked time, cancelled, missed, checked out; else it is
    scheduled.
    """
    cases = (
        ("note", "unavailable"),
        ("cancelled", "cancelled"),
        ("no_show", "patient_missed"),
        ("completed", "checked_out"),
    )
    return first_that_holds(
        [(word, happened(sheet, name)) for word, name in cases], "scheduled"
    )


def mobile_phone(sheet: Sheet, header: str) -> pa.Array:
    """The mobile number, or the one number there is."""
    cell = "bio.cell_phone_number"
    return (
        pc.coalesce(sheet.text(cell), sheet.text(header))
        if sheet.has(cell)
        else sheet.text(header)
    )


def never(sheet: Sheet, header: str) -> pa.Array:
    """No for who has asked for no more, in words that nobody explained too; who has not
    was never asked.
    """
    is_allowed = Refusal().read(sheet, header)
    return pc.if_else(is_allowed, pa.scalar(None, pa.bool_()), False)


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """The time from start to end."""
    return pc.divide(
        pc.cast(
            pc.subtract(
                DateTime().read(sheet, header), DateTime().read(sheet, "start_time")
            ),
            pa.int64(),
        ),
        60,
    )


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of completed work."""
    return pc.if_else(
        pc.equal(Choice(PROCEDURE_STATUS).read(sheet, "status"), "completed"),
        Date().read(sheet, header),
        None,
    )


def months(sheet: Sheet, header: str) -> pa.Array:
    """An interval's months, years counted as 12."""
    return _times(sheet, header, _MONTHS)


def days(sheet: Sheet, header: str) -> pa.Array:
    """An interval's days, weeks counted as 7."""
    return _times(sheet, header, _DAYS)


def _times(sheet: Sheet, header: str, sizes: dict[str, int]) -> pa.Array:
    unit = pc.utf8_rtrim(pc.utf8_lower(sheet.text(header.replace("num", "unit"))), "s")
    size = pa.array(list(sizes.values()), pa.int64()).take(
        pc.index_in(unit, pa.array(list(sizes)))
    )
    return pc.multiply(Count().read(sheet, header), size)


def full_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name, or the family name alone."""
    return pc.coalesce(
        pc.binary_join_element_wise(sheet.text("first_name"), sheet.text(header), " "),
        sheet.text(header),
    )


_ID = Field("id", Id(), headers=("id",), needed=True)
_PATIENT = Field(
    "patient_id", Id(zero_is_none=True), headers=("patient_id",), needed=True
)
_PROVIDER = Field("provider_id", Id(zero_is_none=True), headers=("provider_id",))
_LOCATION = Field("location_id", Id(zero_is_none=True), headers=("location_id",))

PATIENTS = Layout(
    "nexhealth.patients",
    "NexHealth: patients",
    "patient",
    ("id", "last_name", "bio.date_of_birth", "inactive"),
    (
        _ID,
        Field("last_name", PlainText(), headers=("last_name",)),
        Field("first_name", PlainText(), headers=("first_name",)),
        Field("middle_name", PlainText(), headers=("middle_name",)),
        Field("birth_date", Date(of_birth=True), headers=("bio.date_of_birth",)),
        Field("sex", Choice(SEX), headers=("bio.gender",)),
        Field(
            "status",
            Derived(patient_status),
            headers=("inactive",),
            also=("bio.non_patient",),
        ),
        Field("status_raw", PlainText(), headers=("inactive",)),
        Field("household_id", Id(zero_is_none=True), headers=("guarantor_id",)),
        Field("home_phone", Phone(), headers=("bio.home_phone_number",)),
        Field("work_phone", Phone(), headers=("bio.work_phone_number",)),
        Field(
            "mobile_phone",
            Derived(mobile_phone),
            headers=("bio.phone_number",),
            also=("bio.cell_phone_number",),
        ),
        Field("email", Email(), headers=("email",)),
        Field("address_1", PlainText(), headers=("bio.address_line_1",)),
        Field("address_2", PlainText(), headers=("bio.address_line_2",)),
        Field("city", PlainText(), headers=("bio.city",)),
        Field("state", PlainText(), headers=("bio.state",)),
        Field("zip", ZIP_CODE, headers=("bio.zip_code",)),
        Field("text_ok", Derived(never), headers=("unsubscribe_sms",)),
        _PROVIDER,
        _LOCATION,
        Field("created_on", Date(), headers=("created_at",)),
    ),
)

APPOINTMENTS = Layout(
    "nexhealth.appointments",
    "NexHealth: appointments",
    "appointment",
    ("id", "patient_id", "start_time", "patient_missed", "cancelled"),
    (
        _ID,
        _PATIENT,
        Field("starts_at", DateTime(), headers=("start_time",), also=("end_time",)),
        Field("minutes", Derived(minutes), headers=("end_time",)),
        Field(
            "status",
            Derived(appointment_status),
            headers=("cancelled",),
            also=("patient_missed", "checked_out", "unavailable"),
        ),
        _PROVIDER,
        _LOCATION,
        Field("created_on", Date(), headers=("created_at",)),
        Field("arrived_at", DateTime(), headers=("checkin_at",)),
        Field("dismissed_at", DateTime(), headers=("checked_out_at",)),
    ),
)

PROCEDURES = Layout(
    "nexhealth.procedures",
    "NexHealth: procedures",
    "procedure",
    ("id", "patient_id", "code", "status", "fee.amount"),
    (
        _ID,
        _PATIENT,
        Field("code_raw", PlainText(), headers=("code",)),
        Field("status", Choice(PROCEDURE_STATUS), headers=("status",)),
        Field("status_raw", PlainText(), headers=("status",)),
        Field("planned_on", Date(), headers=("start_date",)),
        Field(
            "completed_on",
            Derived(completed_on),
            headers=("end_date",),
            also=("status",),
        ),
        Field("fee_cents", Money(), headers=("fee.amount",)),
        Field("tooth", PlainText(), headers=("body_site.tooth",)),
        Field("surface", PlainText(), headers=("body_site.surface",)),
        _PROVIDER,
        _LOCATION,
        Field("appointment_id", Id(zero_is_none=True), headers=("appointment_id",)),
    ),
)

RECALLS = Layout(
    "nexhealth.recalls",
    "NexHealth: recalls",
    "recall",
    ("id", "patient_id", "date_due"),
    (
        _ID,
        _PATIENT,
        Field(
            "type_id",
            Id(zero_is_none=True),
            headers=("recall_type_id", "recall_type.id"),
        ),
        Field("due_on", Date(), headers=("date_due",)),
        Field(
            "interval_months",
            Derived(months),
            headers=("recall_type.interval_num",),
            also=("recall_type.interval_unit",),
        ),
        Field(
            "interval_days",
            Derived(days),
            headers=("recall_type.interval_num",),
            also=("recall_type.interval_unit",),
        ),
    ),
)

RECALL_TYPES = Layout(
    "nexhealth.recall_types",
    "NexHealth: kinds of recall",
    "recall_type",
    ("id", "name", "interval_num", "interval_unit"),
    (
        _ID,
        Field("name", PlainText(), headers=("name",)),
        Field(
            "interval_months",
            Derived(months),
            headers=("interval_num",),
            also=("interval_unit",),
        ),
        Field(
            "interval_days",
            Derived(days),
            headers=("interval_num",),
            also=("interval_unit",),
        ),
    ),
)

PROVIDERS = Layout(
    "nexhealth.providers",
    "NexHealth: providers",
    "provider",
    ("id", "last_name", "npi", "inactive"),
    (
        _ID,
        Field("name", Derived(full_name), headers=("last_name",), also=("first_name",)),
        Field("is_active", Derived(inverted), headers=("inactive",)),
    ),
)

LOCATIONS = Layout(
    "nexhealth.locations",
    "NexHealth: locations",
    "location",
    ("id", "name", "institution_id"),
    (
        _ID,
        Field("name", PlainText(), headers=("name",)),
    ),
)

NEXHEALTH = System(
    "nexhealth",
    (
        PATIENTS,
        APPOINTMENTS,
        PROCEDURES,
        RECALLS,
        RECALL_TYPES,
        PROVIDERS,
        LOCATIONS,
    ),
    uses_d_codes=True,
)
