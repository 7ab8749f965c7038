"""SoftDent's reports of its tables: which headers tell them, and how columns are read.

Guarantors stand in a table of accounts, apart from the patients; appointments and
transactions have no numbers of their own; every day is text, and a day that is none is
` / / `. The book holds what is to come: what became of an appointment is not in it.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import codes
from retention.ingest.parse.parsers import (
    Choice,
    Clock,
    Date,
    DateTime,
    Derived,
    Email,
    Id,
    Money,
    Phone,
    PlainText,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Keep, Layout, words
from retention.ingest.systems.derived_fields import ZIP_CODE, constant, made_id
from retention.ingest.systems.system import System

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
        "account", Id(zero_is_none=True).read(sheet, header), " "
    )


def starts_at(sheet: Sheet, header: str) -> pa.Array:
    """The day of the appointment, and its time (`09:30a`) from a column of its own."""
    days = (
        pc.floor_temporal(DateTime().read(sheet, header), unit="day")
        .to_numpy(zero_copy_only=False)
        .astype("datetime64[s]")
    )
    clocks = (
        Clock()
        .read(sheet, "ApptTime")
        .to_numpy(zero_copy_only=False)
        .astype("timedelta64[s]")
    )
    return pa.array(
        days + np.where(np.isnat(clocks), np.timedelta64(0, "s"), clocks),
        pa.timestamp("s"),
        from_pandas=True,
    )


def appointment_id(sheet: Sheet, header: str) -> pa.Array:
    """Patient and start, `17@2024-03-14T09:30:00`."""
    starts = pc.strftime(starts_at(sheet, "ApptDate"), format="%Y-%m-%dT%H:%M:%S")
    return pc.binary_join_element_wise(Id().read(sheet, header), starts, "@")


def is_hygiene(sheet: Sheet, header: str) -> pa.Array:
    """Whether one of the codes on the appointment is a hygiene code."""
    found = np.zeros(len(sheet), bool)
    for name in ON_APPOINTMENT:
        if sheet.has(name):
            texts, _ = sheet.distinct(name)
            known = [
                codes.normalise(code) in codes.HYGIENE
                for code in _padded(texts).to_pylist()
            ]
            found |= sheet.spread(name, pa.array(known, pa.bool_())).to_numpy(
                zero_copy_only=False
            )
    return pa.array(found)


def transaction_id(sheet: Sheet, header: str) -> pa.Array:
    """Patient, day, code, tooth, surface and kind: `17/2024-03-14/1110.00///`."""
    told = [pc.fill_null(sheet.text(name), "") for name in _TELLS if sheet.has(name)]
    return made_id(Id().read(sheet, header), Date().read(sheet, "TransDate"), *told)


def is_service(sheet: Sheet, header: str) -> pa.Array:
    """Whether each line is a service, done or planned: nothing was paid or adjusted by
    it.
    """
    money_moved = np.zeros(len(sheet), bool)
    for name in _PAID:
        if sheet.has(name):
            money_moved |= (
                pc.fill_null(Money().read(sheet, name), 0).to_numpy(
                    zero_copy_only=False
                )
                != 0
            )
    return pa.array(~money_moved)


def procedure_status(sheet: Sheet, header: str) -> pa.Array:
    """Planned where the line says P, else done."""
    return pc.if_else(_is_planned(sheet), "planned", "completed")


def planned_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of a line that is planned."""
    return pc.if_else(_is_planned(sheet), Date().read(sheet, header), None)


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of a line that was done."""
    return pc.if_else(_is_planned(sheet), None, Date().read(sheet, header))


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
        Field("id", Id(), headers=("PatId",), needed=True),
        Field("patient_id", Id(zero_is_none=True), headers=("PatId",), needed=True),
        Field("due_on", Date(), headers=("PatDueBackDate",), needed=True),
    ),
)

PATIENT = Layout(
    "softdent.SD_Pat",
    "SoftDent: patients (SD_Pat)",
    "patient",
    ("PatId", "PatRpId", "PatLname", "PatUserCodes"),
    (
        Field("id", Id(), headers=("PatId",), needed=True),
        Field("last_name", PlainText(), headers=("PatLname",)),
        Field("first_name", PlainText(), headers=("PatFname",)),
        Field("middle_name", PlainText(), headers=("PatMname",)),
        Field("preferred_name", PlainText(), headers=("PatNickname",)),
        Field("birth_date", Date(of_birth=True), headers=("PatBirthday",)),
        Field("sex", Choice(SEX), headers=("PatGender",)),
        Field("status", Derived(status), headers=("PatUserCodes",)),
        Field("status_raw", PlainText(), headers=("PatUserCodes",)),
        Field("household_id", Derived(account), headers=("PatRpId",)),
        Field("chart_number", PlainText(), headers=("PatChartId",)),
        Field("home_phone", Phone(), headers=("PatHphone",)),
        Field("work_phone", Phone(), headers=("PatWphone",)),
        Field("mobile_phone", Phone(), headers=("PatCellPhone",)),
        Field("email", Email(), headers=("PatEmail",)),
        Field("address_1", PlainText(), headers=("PatAddress",)),
        Field("city", PlainText(), headers=("PatCity",)),
        Field("state", PlainText(), headers=("PatState",)),
        Field("zip", ZIP_CODE, headers=("PatZip",)),
        Field("provider_id", Id(zero_is_none=True), headers=("PatDocId",)),
        Field("hygienist_id", Id(zero_is_none=True), headers=("PatHygId",)),
        Field("location_id", Id(zero_is_none=True), headers=("PatSdoffice",)),
        Field("first_visit_reported", Date(), headers=("PatFirstVisit",)),
        Field("last_visit_reported", Date(), headers=("PatLastVisit",)),
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
            Derived(appointment_id),
            headers=("ApptPatId",),
            needed=True,
            also=("ApptDate", "ApptTime"),
        ),
        Field("patient_id", Id(zero_is_none=True), headers=("ApptPatId",), needed=True),
        Field(
            "starts_at", Derived(starts_at), headers=("ApptDate",), also=("ApptTime",)
        ),
        Field("status", constant("scheduled"), headers=("ApptDate",)),
        Field("provider_id", Id(zero_is_none=True), headers=("ApptDentist",)),
        Field(
            "is_hygiene",
            Derived(is_hygiene),
            headers=ON_APPOINTMENT,
            also=ON_APPOINTMENT,
        ),
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
            Derived(transaction_id),
            headers=("TransPatId",),
            needed=True,
            also=("TransTooth", "TransSurface", *_PAID),
        ),
        Field(
            "patient_id", Id(zero_is_none=True), headers=("TransPatId",), needed=True
        ),
        Field("code_raw", Derived(code), headers=("TransCode",)),
        Field("status", Derived(procedure_status), headers=("TransCodeType",)),
        Field("status_raw", PlainText(), headers=("TransCodeType",)),
        Field("planned_on", Derived(planned_on), headers=("TransDate",)),
        Field("completed_on", Derived(completed_on), headers=("TransDate",)),
        Field("fee_cents", Money(), headers=("TransProd",)),
        Field("tooth", PlainText(), headers=("TransTooth",)),
        Field("surface", PlainText(), headers=("TransSurface",)),
        Field("provider_id", Id(zero_is_none=True), headers=("TransDr",)),
    ),
    Keep(
        "TransCode",
        (),
        "is a payment or an adjustment: not needed",
        which=Derived(is_service),
    ),
)

PROVIDER = Layout(
    "softdent.SD_Dentist",
    "SoftDent: dentists (SD_Dentist)",
    "provider",
    ("ProvId", "ProvFirst", "ProvLast"),
    (
        Field("id", Id(), headers=("ProvId",), needed=True),
        Field("name", Derived(full_name), headers=("ProvLast",), also=("ProvFirst",)),
    ),
)

SOFTDENT = System(
    "softdent",
    (PATIENT, ACCOUNT, APPOINTMENT, TRANSACTION, PROVIDER),
    uses_d_codes=True,
)
