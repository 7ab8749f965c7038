"""Dentrix's tables as its database shows them to a query, and its privacy flags."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import (
    Choice,
    Count,
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
from retention.ingest.parse.values import filled, in_key, truth
from retention.ingest.parse.vocabulary import CONSENTS, MOST, UNKNOWN
from retention.ingest.questions import ask_forbidden
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.derived_fields import ZIP_CODE
from retention.ingest.systems.system import System

_PHONE, _TEXT, _EMAIL, _ = CONSENTS
FORBIDS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "calls": (_PHONE,),
    "texts": (_TEXT,),
    "e-mail": (_EMAIL,),
    "calls and texts": (_PHONE, _TEXT),
    "calls and e-mail": (_PHONE, _EMAIL),
    "texts and e-mail": (_TEXT, _EMAIL),
    "everything": CONSENTS,
    UNKNOWN: CONSENTS,
}
"""What each answer forbids; a consent nobody explained is none."""
_NO_FLAG = r"^0+(?:\.0+)?$"
_UNEXPLAINED = "is a privacy flag nobody has explained: whoever has it is not contacted"


def not_forbidden(column: str) -> Derived:
    """No where a person's flag forbids that way of contact; nothing is said where it
    does not.
    """

    def take(sheet: Sheet, header: str) -> pa.Array:
        counts = _flags(sheet, header)
        said = {
            flag: _answered(sheet, header, flag, rows)
            for flag, rows in list(counts.items())[:MOST]
        }
        if column == CONSENTS[0]:  # told once, not for each way of contact
            left = {
                flag: rows
                for flag, rows in counts.items()
                if said.get(flag, UNKNOWN) == UNKNOWN
            }
            sheet.tell(header, left, _UNEXPLAINED)
        forbidding = [
            flag for flag in counts if column in FORBIDS[said.get(flag, UNKNOWN)]
        ]
        texts, _ = sheet.distinct(header)
        is_forbidden = pc.is_in(texts, pa.array(forbidding, pa.string()))
        return sheet.spread(
            header, pc.if_else(is_forbidden, False, pa.scalar(None, pa.bool_()))
        )

    return Derived(take)


def _flags(sheet: Sheet, header: str) -> dict[str, int]:
    """Rows by flag, the most frequent first; 0 is none."""
    texts, _ = sheet.distinct(header)
    is_flag = filled(texts) & ~truth(pc.match_substring_regex(texts, _NO_FLAG))
    counts = sheet.counted(header, is_flag).items()
    return dict(sorted(counts, key=lambda one: (-one[1], one[0])))


def _answered(sheet: Sheet, header: str, flag: str, rows: int) -> str:
    name = sheet.written(header)
    because = f"“{sheet.faults.file}”, column “{name}”: rows with it: {rows:,}"
    key = f"word.patient.privacy_flags.{in_key(flag)}"
    return sheet.asking.answer(ask_forbidden(key, flag, name, tuple(FORBIDS), because))


SEX = words(male="1 m", female="2 f", unknown="0")
PATIENT_STATUS = words(active="1", non_patient="2", inactive="3", archived="4")
APPOINTMENT_STATUS = words(scheduled="0", completed="150", broken_unspecified="106")
"""Status ids every Dentrix has; `-` is dropped before words are compared.

The practice's own ids are asked about.
"""
PROCEDURE_STATUS = words(completed="102", planned="105")
_REJECTED = "rejected"


def starts_at(sheet: Sheet, header: str) -> pa.Array:
    """The day of the appointment with its hour and minute, which stand in columns of
    their own.
    """
    seconds = np.zeros(len(sheet), np.int64)
    for name, size, most in (("start_hour", 3600, 24), ("start_minute", 60, 60)):
        counts = pc.fill_null(Count().read(sheet, name), 0).to_numpy(
            zero_copy_only=False
        )
        no_time = np.flatnonzero((counts < 0) | (counts >= most))
        if len(no_time):
            told = sheet.text(name).take(pa.array(no_time))
            sheet.faults.add_rows(
                sheet.numbers[no_time],
                sheet.written(name),
                told,
                "is no time of day; 0 is read",
            )
        seconds += np.where(np.isin(np.arange(len(sheet)), no_time), 0, counts) * size
    days = pc.floor_temporal(DateTime().read(sheet, header), unit="day").to_numpy(
        zero_copy_only=False
    )
    return pa.array(
        days.astype("datetime64[s]") + seconds.astype("timedelta64[s]"),
        pa.timestamp("s"),
        from_pandas=True,
    )


def procedure_status(sheet: Sheet, header: str) -> pa.Array:
    """The chart's status; planned work of a rejected case is inactive."""
    status = Choice(PROCEDURE_STATUS).read(sheet, header)
    if not sheet.has("case_status"):
        return status

    rejected = pc.fill_null(
        pc.equal(pc.utf8_lower(sheet.text("case_status")), _REJECTED), False
    )
    return pc.if_else(
        pc.and_(rejected, pc.equal(status, "planned")), "planned_inactive", status
    )


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of completed work."""
    return pc.if_else(
        pc.equal(Choice(PROCEDURE_STATUS).read(sheet, "chartstatus"), "completed"),
        Date().read(sheet, header),
        None,
    )


def planned_on(sheet: Sheet, header: str) -> pa.Array:
    """The day the line was entered; of planned work the line's own day, where that is
    not shown.
    """
    if header == "createdate":
        return Date().read(sheet, header)
    return pc.if_else(
        pc.equal(Choice(PROCEDURE_STATUS).read(sheet, "chartstatus"), "planned"),
        Date().read(sheet, header),
        None,
    )


def full_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name."""
    parts = [
        pc.fill_null(sheet.text(name), "")
        for name in ("first_name", header)
        if sheet.has(name)
    ]
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*parts, " "))


def works_here(sheet: Sheet, header: str) -> pa.Array:
    """Not switched off."""
    return pc.invert(Flag().read(sheet, header))


PATIENT = Layout(
    "dentrix.v_patient",
    "Dentrix: patients (v_patient)",
    "patient",
    ("patient_id", "guar_id", "status", "gender"),
    (
        Field("id", Id(), headers=("patient_id",), needed=True),
        Field("last_name", PlainText(), headers=("last_name",)),
        Field("first_name", PlainText(), headers=("first_name",)),
        Field("middle_name", PlainText(), headers=("mi",)),
        Field("preferred_name", PlainText(), headers=("preferred_name",)),
        Field("birth_date", Date(of_birth=True), headers=("birth_date",)),
        Field("sex", Choice(SEX), headers=("gender",)),
        Field("status", Choice(PATIENT_STATUS), headers=("status",)),
        Field("status_raw", PlainText(), headers=("status",)),
        Field("household_id", Id(zero_is_none=True), headers=("guar_id",)),
        Field("chart_number", PlainText(), headers=("chart_num",)),
        Field("home_phone", Phone(), headers=("home_phone",)),
        Field("work_phone", Phone(), headers=("work_phone",)),
        Field("mobile_phone", Phone(), headers=("mobile_phone",)),
        Field("email", Email(), headers=("email",)),
        Field("address_1", PlainText(), headers=("address_line1",)),
        Field("address_2", PlainText(), headers=("address_line2",)),
        Field("city", PlainText(), headers=("city",)),
        Field("state", PlainText(), headers=("state",)),
        Field("zip", ZIP_CODE, headers=("zipcode",)),
        *(
            Field(column, not_forbidden(column), headers=("privacy_flags",))
            for column in CONSENTS
        ),
        Field("provider_id", Id(zero_is_none=True), headers=("pri_provider_id",)),
        Field("first_visit_reported", Date(), headers=("first_visit_date",)),
        Field("last_visit_reported", Date(), headers=("last_visit_date",)),
    ),
)

APPOINTMENT = Layout(
    "dentrix.v_appt",
    "Dentrix: appointments (v_appt)",
    "appointment",
    (
        "appointment_id",
        "patient_id",
        "appointment_date",
        "start_hour",
        "start_minute",
        "status_id",
    ),
    (
        Field("id", Id(), headers=("appointment_id",), needed=True),
        Field(
            "patient_id", Id(zero_is_none=True), headers=("patient_id",), needed=True
        ),
        Field(
            "starts_at",
            Derived(starts_at),
            headers=("appointment_date",),
            also=("start_hour", "start_minute"),
        ),
        Field("minutes", Count(), headers=("length",)),
        Field("status", Choice(APPOINTMENT_STATUS), headers=("status_id",)),
        Field("status_raw", PlainText(), headers=("status_id",)),
        Field("provider_id", Id(zero_is_none=True), headers=("provider_id",)),
        Field("hygienist_id", Id(zero_is_none=True), headers=("addtnl_provider_id",)),
    ),
)

PROCEDURE = Layout(
    "dentrix.v_proclog",
    "Dentrix: procedures (v_proclog)",
    "procedure",
    ("procid", "patid", "proccodeid", "procdate", "chartstatus"),
    (
        Field("id", Id(), headers=("procid",), needed=True),
        Field("patient_id", Id(zero_is_none=True), headers=("patid",), needed=True),
        Field("code_id", Id(zero_is_none=True), headers=("proccodeid",)),
        Field("code_raw", PlainText(), headers=("adacode",)),
        Field(
            "status",
            Derived(procedure_status),
            headers=("chartstatus",),
            also=("case_status",),
        ),
        Field("status_raw", PlainText(), headers=("chartstatus",)),
        Field("planned_on", Derived(planned_on), headers=("createdate", "procdate")),
        Field("completed_on", Derived(completed_on), headers=("procdate",)),
        Field("fee_cents", Money(), headers=("amt",)),
        Field("tooth", PlainText(), headers=("tooth",)),
        Field("surface", PlainText(), headers=("surface",)),
        Field("provider_id", Id(zero_is_none=True), headers=("provid",)),
        Field(
            "appointment_id",
            Id(zero_is_none=True),
            headers=("appointment_id", "apptid"),
        ),
    ),
)

CODE = Layout(
    "dentrix.v_proccodes",
    "Dentrix: procedure codes (v_proccodes)",
    "code",
    ("proccodeid", "adacode", "abbrevdescript"),
    (
        Field("id", Id(), headers=("proccodeid",), needed=True),
        Field("code_raw", PlainText(), headers=("adacode",)),
        Field("description", PlainText(), headers=("descript", "abbrevdescript")),
    ),
)

PROVIDER = Layout(
    "dentrix.v_provider",
    "Dentrix: providers (v_provider)",
    "provider",
    ("provider_id", "last_name", "issecondaryprovider"),
    (
        Field("id", Id(), headers=("provider_id",), needed=True),
        Field("name", Derived(full_name), headers=("last_name",), also=("first_name",)),
        Field("is_hygienist", Flag(), headers=("issecondaryprovider",)),
        Field("is_active", Derived(works_here), headers=("inactive",)),
    ),
)

DENTRIX = System(
    "dentrix", (PATIENT, APPOINTMENT, PROCEDURE, CODE, PROVIDER), uses_d_codes=True
)
