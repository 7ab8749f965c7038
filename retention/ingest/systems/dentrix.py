"""Dentrix's tables as its database shows them to a query, and its privacy flags."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.parse.values import filled, in_key, truth
from retention.ingest.parse.vocabulary import CONSENTS, MOST, UNKNOWN
from retention.ingest.questions import ask_forbidden
from retention.ingest.recognise.layouts import Field, Layout, Take, words
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    count,
    day,
    email,
    flag,
    id_or_none,
    money,
    own_id,
    phone,
    text,
    zip_code,
)

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


def not_forbidden(column: str) -> Take:
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

    return take


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
        counts = pc.fill_null(sheet.counts(name), 0).to_numpy(zero_copy_only=False)
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
    days = pc.floor_temporal(sheet.moments(header), unit="day").to_numpy(
        zero_copy_only=False
    )
    return pa.array(
        days.astype("datetime64[s]") + seconds.astype("timedelta64[s]"),
        pa.timestamp("s"),
        from_pandas=True,
    )


def procedure_status(sheet: Sheet, header: str) -> pa.Array:
    """The chart's status; planned work of a rejected case is inactive."""
    status = sheet.choices(header, PROCEDURE_STATUS)
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
        pc.equal(sheet.choices("chartstatus", PROCEDURE_STATUS), "completed"),
        sheet.days(header),
        None,
    )


def planned_on(sheet: Sheet, header: str) -> pa.Array:
    """The day the line was entered; of planned work the line's own day, where that is
    not shown.
    """
    if header == "createdate":
        return sheet.days(header)
    return pc.if_else(
        pc.equal(sheet.choices("chartstatus", PROCEDURE_STATUS), "planned"),
        sheet.days(header),
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
    return pc.invert(sheet.flags(header))


PATIENT = Layout(
    "dentrix.v_patient",
    "Dentrix: patients (v_patient)",
    "patient",
    ("patient_id", "guar_id", "status", "gender"),
    (
        Field("id", ("patient_id",), own_id, needed=True),
        Field("last_name", ("last_name",), text),
        Field("first_name", ("first_name",), text),
        Field("middle_name", ("mi",), text),
        Field("preferred_name", ("preferred_name",), text),
        Field("birth_date", ("birth_date",), birth_day),
        Field("sex", ("gender",), choice(SEX)),
        Field("status", ("status",), choice(PATIENT_STATUS)),
        Field("status_raw", ("status",), text),
        Field("household_id", ("guar_id",), id_or_none),
        Field("chart_number", ("chart_num",), text),
        Field("home_phone", ("home_phone",), phone),
        Field("work_phone", ("work_phone",), phone),
        Field("mobile_phone", ("mobile_phone",), phone),
        Field("email", ("email",), email),
        Field("address_1", ("address_line1",), text),
        Field("address_2", ("address_line2",), text),
        Field("city", ("city",), text),
        Field("state", ("state",), text),
        Field("zip", ("zipcode",), zip_code),
        *(
            Field(column, ("privacy_flags",), not_forbidden(column))
            for column in CONSENTS
        ),
        Field("provider_id", ("pri_provider_id",), id_or_none),
        Field("first_visit_reported", ("first_visit_date",), day),
        Field("last_visit_reported", ("last_visit_date",), day),
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
        Field("id", ("appointment_id",), own_id, needed=True),
        Field("patient_id", ("patient_id",), id_or_none, needed=True),
        Field(
            "starts_at",
            ("appointment_date",),
            starts_at,
            also=("start_hour", "start_minute"),
        ),
        Field("minutes", ("length",), count),
        Field("status", ("status_id",), choice(APPOINTMENT_STATUS)),
        Field("status_raw", ("status_id",), text),
        Field("provider_id", ("provider_id",), id_or_none),
        Field("hygienist_id", ("addtnl_provider_id",), id_or_none),
    ),
)

PROCEDURE = Layout(
    "dentrix.v_proclog",
    "Dentrix: procedures (v_proclog)",
    "procedure",
    ("procid", "patid", "proccodeid", "procdate", "chartstatus"),
    (
        Field("id", ("procid",), own_id, needed=True),
        Field("patient_id", ("patid",), id_or_none, needed=True),
        Field("code_id", ("proccodeid",), id_or_none),
        Field("code_raw", ("adacode",), text),
        Field("status", ("chartstatus",), procedure_status, also=("case_status",)),
        Field("status_raw", ("chartstatus",), text),
        Field("planned_on", ("createdate", "procdate"), planned_on),
        Field("completed_on", ("procdate",), completed_on),
        Field("fee_cents", ("amt",), money),
        Field("tooth", ("tooth",), text),
        Field("surface", ("surface",), text),
        Field("provider_id", ("provid",), id_or_none),
        Field("appointment_id", ("appointment_id", "apptid"), id_or_none),
    ),
)

CODE = Layout(
    "dentrix.v_proccodes",
    "Dentrix: procedure codes (v_proccodes)",
    "code",
    ("proccodeid", "adacode", "abbrevdescript"),
    (
        Field("id", ("proccodeid",), own_id, needed=True),
        Field("code_raw", ("adacode",), text),
        Field("description", ("descript", "abbrevdescript"), text),
    ),
)

PROVIDER = Layout(
    "dentrix.v_provider",
    "Dentrix: providers (v_provider)",
    "provider",
    ("provider_id", "last_name", "issecondaryprovider"),
    (
        Field("id", ("provider_id",), own_id, needed=True),
        Field("name", ("last_name",), full_name, also=("first_name",)),
        Field("is_hygienist", ("issecondaryprovider",), flag),
        Field("is_active", ("inactive",), works_here),
    ),
)

DENTRIX: tuple[Layout, ...] = (PATIENT, APPOINTMENT, PROCEDURE, CODE, PROVIDER)
