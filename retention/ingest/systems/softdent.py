"""SoftDent's reports of its tables: which headers tell them, and how columns are read.

Guarantors stand in a table of accounts, apart from the patients; appointments and
transactions have no numbers of their own; every day is text, and a day that is none is
` / / `. The book holds what is to come: what became of an appointment is not in it.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import codes
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Keep, Layout, words
from retention.ingest.systems.derived_fields import constant, made_id
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    day,
    email,
    id_or_none,
    money,
    own_id,
    phone,
    text,
    zip_code,
)

SEX = words(female="f", male="m")
_INACTIVE = "I"
_PLANNED = "P"
_PAID = ("TransCash", "TransChecks", "TransCredit", "TransPayAdj")
ON_APPOINTMENT = ("ApptAdacode", *(f"ApptAdacode{number}" for number in range(2, 7)))
_TELLS = ("TransCode", "TransTooth", "TransSurface", "TransCodeType")


def status(sheet: Sheet, header: str) -> pa.Array:
    """Inactive where the letters that the office gave the patient have an I among
    them.
    """
    letters = pc.fill_null(sheet.text(header), "")
    return pc.if_else(pc.match_substring(letters, _INACTIVE), "inactive", "active")


def account(sheet: Sheet, header: str) -> pa.Array:
    """The account the patient is on, `account 17`: its number is no patient's."""
    return pc.binary_join_element_wise(
        "account", sheet.ids(header, zero_is_none=True), " "
    )


def starts_at(sheet: Sheet, header: str) -> pa.Array:
    """The day of the appointment, and its time (`09:30a`) from a column of its own."""
    days = (
        pc.floor_temporal(sheet.moments(header), unit="day")
        .to_numpy(zero_copy_only=False)
        .astype("datetime64[s]")
    )
    clocks = (
        sheet.clocks("ApptTime").to_numpy(zero_copy_only=False).astype("timedelta64[s]")
    )
    return pa.array(
        days + np.where(np.isnat(clocks), np.timedelta64(0, "s"), clocks),
        pa.timestamp("s"),
        from_pandas=True,
    )


def appointment_id(sheet: Sheet, header: str) -> pa.Array:
    """Patient and start, `17@2024-03-14T09:30:00`."""
    starts = pc.strftime(starts_at(sheet, "ApptDate"), format="%Y-%m-%dT%H:%M:%S")
    return pc.binary_join_element_wise(sheet.ids(header), starts, "@")


def is_hygiene(sheet: Sheet, header: str) -> pa.Array:
    """Whether one of the codes on the appointment is a hygiene code."""
    found = np.zeros(len(sheet), bool)
    for name in ON_APPOINTMENT:
        if sheet.has(name):
            texts, _ = sheet.distinct(name)
            known = [
                codes.normalise(text) in codes.HYGIENE
                for text in _padded(texts).to_pylist()
            ]
            found |= sheet.spread(name, pa.array(known, pa.bool_())).to_numpy(
                zero_copy_only=False
            )
    return pa.array(found)


def transaction_id(sheet: Sheet, header: str) -> pa.Array:
    """Patient, day, code, tooth, surface and kind: `17/2024-03-14/1110.00///`."""
    told = [pc.fill_null(sheet.text(name), "") for name in _TELLS if sheet.has(name)]
    return made_id(sheet.ids(header), sheet.days("TransDate"), *told)


def is_service(sheet: Sheet, header: str) -> pa.Array:
    """Whether each line is a service, done or planned: nothing was paid or adjusted by
    it.
    """
    money_moved = np.zeros(len(sheet), bool)
    for name in _PAID:
        if sheet.has(name):
            money_moved |= (
                pc.fill_null(sheet.cents(name), 0).to_numpy(zero_copy_only=False) != 0
            )
    return pa.array(~money_moved)


def procedure_status(sheet: Sheet, header: str) -> pa.Array:
    """Planned where the line says P, else done."""
    return pc.if_else(_is_planned(sheet), "planned", "completed")


def planned_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of a line that is planned."""
    return pc.if_else(_is_planned(sheet), sheet.days(header), None)


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of a line that was done."""
    return pc.if_else(_is_planned(sheet), None, sheet.days(header))


def _is_planned(sheet: Sheet) -> pa.Array:
    return pc.fill_null(
        pc.equal(pc.utf8_upper(sheet.text("TransCodeType")), _PLANNED), False
    )


def code(sheet: Sheet, header: str) -> pa.Array:
    """Codes are numbers with decimals, `120.00`: as text they get their leading zeros
    back, `0120.00`.
    """
    return _padded(sheet.text(header))


def _padded(cells: pa.Array) -> pa.Array:
    found = pc.extract_regex(cells, r"^(?P<whole>\d{1,3})(?P<rest>\.\d+)?$")
    whole = pc.utf8_lpad(pc.struct_field(found, "whole"), 4, "0")
    padded = pc.binary_join_element_wise(
        whole, pc.fill_null(pc.struct_field(found, "rest"), ""), ""
    )
    return pc.coalesce(padded, cells)


def full_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name."""
    parts = [
        pc.fill_null(sheet.text(name), "")
        for name in ("ProvFirst", header)
        if sheet.has(name)
    ]
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*parts, " "))


_RECALL = Layout(
    "softdent.recall",
    "SoftDent: when patients are due back",
    "recall",
    (),
    (
        Field("id", ("PatId",), own_id, needed=True),
        Field("patient_id", ("PatId",), id_or_none, needed=True),
        Field("due_on", ("PatDueBackDate",), day, needed=True),
    ),
)

PATIENT = Layout(
    "softdent.SD_Pat",
    "SoftDent: patients (SD_Pat)",
    "patient",
    ("PatId", "PatRpId", "PatLname", "PatUserCodes"),
    (
        Field("id", ("PatId",), own_id, needed=True),
        Field("last_name", ("PatLname",), text),
        Field("first_name", ("PatFname",), text),
        Field("middle_name", ("PatMname",), text),
        Field("preferred_name", ("PatNickname",), text),
        Field("birth_date", ("PatBirthday",), birth_day),
        Field("sex", ("PatGender",), choice(SEX)),
        Field("status", ("PatUserCodes",), status),
        Field("status_raw", ("PatUserCodes",), text),
        Field("household_id", ("PatRpId",), account),
        Field("chart_number", ("PatChartId",), text),
        Field("home_phone", ("PatHphone",), phone),
        Field("work_phone", ("PatWphone",), phone),
        Field("mobile_phone", ("PatCellPhone",), phone),
        Field("email", ("PatEmail",), email),
        Field("address_1", ("PatAddress",), text),
        Field("city", ("PatCity",), text),
        Field("state", ("PatState",), text),
        Field("zip", ("PatZip",), zip_code),
        Field("provider_id", ("PatDocId",), id_or_none),
        Field("hygienist_id", ("PatHygId",), id_or_none),
        Field("location_id", ("PatSdoffice",), id_or_none),
        Field("first_visit_reported", ("PatFirstVisit",), day),
        Field("last_visit_reported", ("PatLastVisit",), day),
    ),
    parts=(_RECALL,),
)

ACCOUNT = Layout(
    "softdent.SD_Acct", "SoftDent: accounts (SD_Acct)", None, ("AcctId", "AcctG1lname")
)

APPOINTMENT = Layout(
    "softdent.SD_Appt",
    "SoftDent: appointments (SD_Appt)",
    "appointment",
    ("ApptPatId", "ApptDate", "ApptTime"),
    (
        Field(
            "id",
            ("ApptPatId",),
            appointment_id,
            needed=True,
            also=("ApptDate", "ApptTime"),
        ),
        Field("patient_id", ("ApptPatId",), id_or_none, needed=True),
        Field("starts_at", ("ApptDate",), starts_at, also=("ApptTime",)),
        Field("status", ("ApptDate",), constant("scheduled")),
        Field("provider_id", ("ApptDentist",), id_or_none),
        Field("is_hygiene", ON_APPOINTMENT, is_hygiene, also=ON_APPOINTMENT),
    ),
)

TRANSACTION = Layout(
    "softdent.SD_Tran",
    "SoftDent: transactions (SD_Tran)",
    "procedure",
    ("TransDate", "TransPatId", "TransCode", "TransCodeType", "TransProd"),
    (
        Field(
            "id",
            ("TransPatId",),
            transaction_id,
            needed=True,
            also=("TransTooth", "TransSurface", *_PAID),
        ),
        Field("patient_id", ("TransPatId",), id_or_none, needed=True),
        Field("code_raw", ("TransCode",), code),
        Field("status", ("TransCodeType",), procedure_status),
        Field("status_raw", ("TransCodeType",), text),
        Field("planned_on", ("TransDate",), planned_on),
        Field("completed_on", ("TransDate",), completed_on),
        Field("fee_cents", ("TransProd",), money),
        Field("tooth", ("TransTooth",), text),
        Field("surface", ("TransSurface",), text),
        Field("provider_id", ("TransDr",), id_or_none),
    ),
    Keep(
        "TransCode", (), "is a payment or an adjustment: not needed", which=is_service
    ),
)

PROVIDER = Layout(
    "softdent.SD_Dentist",
    "SoftDent: dentists (SD_Dentist)",
    "provider",
    ("ProvId", "ProvFirst", "ProvLast"),
    (
        Field("id", ("ProvId",), own_id, needed=True),
        Field("name", ("ProvLast",), full_name, also=("ProvFirst",)),
    ),
)

SOFTDENT: tuple[Layout, ...] = (PATIENT, ACCOUNT, APPOINTMENT, TRANSACTION, PROVIDER)
