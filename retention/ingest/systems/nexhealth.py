"""NexHealth's lists, as its interface gives them made flat: dotted headers, times in
UTC (docs.nexhealth.com).
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.derived_fields import first_that_holds, happened
from retention.ingest.systems.generic_readers import inverted
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    day,
    email,
    id_or_none,
    moment,
    money,
    own_id,
    phone,
    refusal,
    text,
    zip_code,
)

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
    return pc.if_else(refusal(sheet, header), pa.scalar(None, pa.bool_()), False)


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """The time from start to end."""
    return pc.divide(
        pc.cast(
            pc.subtract(sheet.moments(header), sheet.moments("start_time")), pa.int64()
        ),
        60,
    )


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of completed work."""
    return pc.if_else(
        pc.equal(sheet.choices("status", PROCEDURE_STATUS), "completed"),
        sheet.days(header),
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
    return pc.multiply(sheet.counts(header), size)


def full_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name, or the family name alone."""
    return pc.coalesce(
        pc.binary_join_element_wise(sheet.text("first_name"), sheet.text(header), " "),
        sheet.text(header),
    )


_ID = Field("id", ("id",), own_id, needed=True)
_PATIENT = Field("patient_id", ("patient_id",), id_or_none, needed=True)
_PROVIDER = Field("provider_id", ("provider_id",), id_or_none)
_LOCATION = Field("location_id", ("location_id",), id_or_none)

PATIENTS = Layout(
    "nexhealth.patients",
    "NexHealth: patients",
    "patient",
    ("id", "last_name", "bio.date_of_birth", "inactive"),
    (
        _ID,
        Field("last_name", ("last_name",), text),
        Field("first_name", ("first_name",), text),
        Field("middle_name", ("middle_name",), text),
        Field("birth_date", ("bio.date_of_birth",), birth_day),
        Field("sex", ("bio.gender",), choice(SEX)),
        Field("status", ("inactive",), patient_status, also=("bio.non_patient",)),
        Field("status_raw", ("inactive",), text),
        Field("household_id", ("guarantor_id",), id_or_none),
        Field("home_phone", ("bio.home_phone_number",), phone),
        Field("work_phone", ("bio.work_phone_number",), phone),
        Field(
            "mobile_phone",
            ("bio.phone_number",),
            mobile_phone,
            also=("bio.cell_phone_number",),
        ),
        Field("email", ("email",), email),
        Field("address_1", ("bio.address_line_1",), text),
        Field("address_2", ("bio.address_line_2",), text),
        Field("city", ("bio.city",), text),
        Field("state", ("bio.state",), text),
        Field("zip", ("bio.zip_code",), zip_code),
        Field("text_ok", ("unsubscribe_sms",), never),
        _PROVIDER,
        _LOCATION,
        Field("created_on", ("created_at",), day),
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
        Field("starts_at", ("start_time",), moment, also=("end_time",)),
        Field("minutes", ("end_time",), minutes),
        Field(
            "status",
            ("cancelled",),
            appointment_status,
            also=("patient_missed", "checked_out", "unavailable"),
        ),
        _PROVIDER,
        _LOCATION,
        Field("created_on", ("created_at",), day),
        Field("arrived_at", ("checkin_at",), moment),
        Field("dismissed_at", ("checked_out_at",), moment),
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
        Field("code_raw", ("code",), text),
        Field("status", ("status",), choice(PROCEDURE_STATUS)),
        Field("status_raw", ("status",), text),
        Field("planned_on", ("start_date",), day),
        Field("completed_on", ("end_date",), completed_on, also=("status",)),
        Field("fee_cents", ("fee.amount",), money),
        Field("tooth", ("body_site.tooth",), text),
        Field("surface", ("body_site.surface",), text),
        _PROVIDER,
        _LOCATION,
        Field("appointment_id", ("appointment_id",), id_or_none),
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
        Field("type_id", ("recall_type_id", "recall_type.id"), id_or_none),
        Field("due_on", ("date_due",), day),
        Field(
            "interval_months",
            ("recall_type.interval_num",),
            months,
            also=("recall_type.interval_unit",),
        ),
        Field(
            "interval_days",
            ("recall_type.interval_num",),
            days,
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
        Field("name", ("name",), text),
        Field("interval_months", ("interval_num",), months, also=("interval_unit",)),
        Field("interval_days", ("interval_num",), days, also=("interval_unit",)),
    ),
)

PROVIDERS = Layout(
    "nexhealth.providers",
    "NexHealth: providers",
    "provider",
    ("id", "last_name", "npi", "inactive"),
    (
        _ID,
        Field("name", ("last_name",), full_name, also=("first_name",)),
        Field("is_active", ("inactive",), inverted),
    ),
)

LOCATIONS = Layout(
    "nexhealth.locations",
    "NexHealth: locations",
    "location",
    ("id", "name", "institution_id"),
    (
        _ID,
        Field("name", ("name",), text),
    ),
)

NEXHEALTH: tuple[Layout, ...] = (
    PATIENTS,
    APPOINTMENTS,
    PROCEDURES,
    RECALLS,
    RECALL_TYPES,
    PROVIDERS,
    LOCATIONS,
)
