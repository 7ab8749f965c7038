"""Patient tables of ABELDent, ClearDent, Tracker and PracticeWorks: their column names
and words.

Of these systems the patient table alone is known; days that are none and placeholder
phones are known everywhere.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import (
    Choice,
    Date,
    Derived,
    Email,
    Flag,
    Id,
    Phone,
    PlainText,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.generic_readers import household
from retention.ingest.systems.system import System

_SEX = words(female="f female w 2", male="m male 1", unknown="u unknown 0")
_INACTIVE = words(inactive="true yes y 1 t", active="false no n 0 f")
_IN_USE = words(active="1 true", inactive="0 false")


def tracker_status(sheet: Sheet, header: str) -> pa.Array:
    """Active or not, unless the contact is no patient, or the reason for being inactive
    is death.
    """
    found = pc.if_else(Flag().read(sheet, header), "active", "inactive")
    if sheet.has("InactiveReason"):
        dead = pc.equal(pc.utf8_lower(sheet.text("InactiveReason")), "deceased")
        found = pc.if_else(pc.fill_null(dead, False), "deceased", found)
    return pc.if_else(
        pc.fill_null(Flag().read(sheet, "IsPatient"), True), found, "non_patient"
    )


_ABELDENT = Layout(
    "abeldent.patient",
    "ABELDent: patients",
    "patient",
    ("pid", "pfname", "plname", "pinactive"),
    (
        Field("id", Id(), headers=("pid",), needed=True),
        Field("last_name", PlainText(), headers=("plname",)),
        Field("first_name", PlainText(), headers=("pfname",)),
        Field("middle_name", PlainText(), headers=("pinitial",)),
        Field("birth_date", Date(of_birth=True), headers=("pbirth",)),
        Field("sex", Choice(_SEX), headers=("pgender",)),
        Field("status", Choice(_INACTIVE), headers=("pinactive",)),
        Field("status_raw", PlainText(), headers=("pinactive",)),
        Field("home_phone", Phone(), headers=("pphone",)),
        Field("work_phone", Phone(), headers=("pworkphn",)),
        Field("mobile_phone", Phone(), headers=("infmobile",)),
        Field("email", Email(), headers=("infemail",)),
        Field("zip", PlainText(), headers=("ppostal",)),
    ),
)

_CLEARDENT = Layout(
    "cleardent.tbl_PatInfo",
    "ClearDent: patients (tbl_PatInfo)",
    "patient",
    ("fld_auto_intPatId", "fld_strFName", "fld_strLName", "fld_bytStatus"),
    (
        Field("id", Id(), headers=("fld_auto_intPatId",), needed=True),
        Field("last_name", PlainText(), headers=("fld_strLName",)),
        Field("first_name", PlainText(), headers=("fld_strFName",)),
        Field("preferred_name", PlainText(), headers=("fld_strPName",)),
        Field("birth_date", Date(of_birth=True), headers=("fld_dtmBth",)),
        Field("status", Choice(_IN_USE), headers=("fld_bytStatus",)),
        Field("status_raw", PlainText(), headers=("fld_bytStatus",)),
        Field("household_id", Id(zero_is_none=True), headers=("fld_intHeadPatId",)),
    ),
)

_TRACKER = Layout(
    "tracker.Contact",
    "Tracker: contacts",
    "patient",
    ("ContactId", "FirstName", "LastName", "IsPatient", "IsActive"),
    (
        Field("id", Id(), headers=("ContactId",), needed=True),
        Field("last_name", PlainText(), headers=("LastName",)),
        Field("first_name", PlainText(), headers=("FirstName",)),
        Field("birth_date", Date(of_birth=True), headers=("BirthDate",)),
        Field(
            "status",
            Derived(tracker_status),
            headers=("IsActive",),
            also=("IsPatient", "InactiveReason"),
        ),
        Field("status_raw", PlainText(), headers=("InactiveReason", "IsActive")),
        Field("mobile_phone", Phone(), headers=("MobileNumber",)),
    ),
)

_PRACTICEWORKS = Layout(
    "practiceworks.patient",
    "PracticeWorks: patients (Patient File)",
    "patient",
    ("Person ID", "Last name", "Lives w/ Patient ID"),
    (
        Field("id", Id(), headers=("Person ID",), needed=True),
        Field("last_name", PlainText(), headers=("Last name",)),
        Field("first_name", PlainText(), headers=("First name",)),
        Field("birth_date", Date(of_birth=True), headers=("Birth date",)),
        Field("household_id", Derived(household), headers=("Lives w/ Patient ID",)),
        Field("home_phone", Phone(), headers=("Home Phone",)),
        Field("work_phone", Phone(), headers=("Work Phone",)),
        Field("mobile_phone", Phone(), headers=("Cell Phone",)),
        Field("email", Email(), headers=("Email",)),
        Field("first_visit_reported", Date(), headers=("First visit date",)),
        Field("last_visit_reported", Date(), headers=("Last visit date",)),
    ),
)

ABELDENT = System("abeldent", (_ABELDENT,))
CLEARDENT = System("cleardent", (_CLEARDENT,))
TRACKER = System("tracker", (_TRACKER,))
PRACTICEWORKS = System("practiceworks", (_PRACTICEWORKS,))
