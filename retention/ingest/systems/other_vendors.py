"""Patient tables of ABELDent, ClearDent, Tracker and PracticeWorks: their column names
and words.

Of these systems the patient table alone is known; days that are none and placeholder
phones are known everywhere.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.generic_readers import household
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    day,
    email,
    id_or_none,
    own_id,
    phone,
    text,
)

_SEX = words(female="f female w 2", male="m male 1", unknown="u unknown 0")
_INACTIVE = words(inactive="true yes y 1 t", active="false no n 0 f")
_IN_USE = words(active="1 true", inactive="0 false")


def tracker_status(sheet: Sheet, header: str) -> pa.Array:
    """Active or not, unless the contact is no patient, or the reason for being inactive
    is death.
    """
    found = pc.if_else(sheet.flags(header), "active", "inactive")
    if sheet.has("InactiveReason"):
        dead = pc.equal(pc.utf8_lower(sheet.text("InactiveReason")), "deceased")
        found = pc.if_else(pc.fill_null(dead, False), "deceased", found)
    return pc.if_else(
        pc.fill_null(sheet.flags("IsPatient"), True), found, "non_patient"
    )


ABELDENT = Layout(
    "abeldent.patient",
    "ABELDent: patients",
    "patient",
    ("pid", "pfname", "plname", "pinactive"),
    (
        Field("id", ("pid",), own_id, needed=True),
        Field("last_name", ("plname",), text),
        Field("first_name", ("pfname",), text),
        Field("middle_name", ("pinitial",), text),
        Field("birth_date", ("pbirth",), birth_day),
        Field("sex", ("pgender",), choice(_SEX)),
        Field("status", ("pinactive",), choice(_INACTIVE)),
        Field("status_raw", ("pinactive",), text),
        Field("home_phone", ("pphone",), phone),
        Field("work_phone", ("pworkphn",), phone),
        Field("mobile_phone", ("infmobile",), phone),
        Field("email", ("infemail",), email),
        Field("zip", ("ppostal",), text),
    ),
)

CLEARDENT = Layout(
    "cleardent.tbl_PatInfo",
    "ClearDent: patients (tbl_PatInfo)",
    "patient",
    ("fld_auto_intPatId", "fld_strFName", "fld_strLName", "fld_bytStatus"),
    (
        Field("id", ("fld_auto_intPatId",), own_id, needed=True),
        Field("last_name", ("fld_strLName",), text),
        Field("first_name", ("fld_strFName",), text),
        Field("preferred_name", ("fld_strPName",), text),
        Field("birth_date", ("fld_dtmBth",), birth_day),
        Field("status", ("fld_bytStatus",), choice(_IN_USE)),
        Field("status_raw", ("fld_bytStatus",), text),
        Field("household_id", ("fld_intHeadPatId",), id_or_none),
    ),
)

TRACKER = Layout(
    "tracker.Contact",
    "Tracker: contacts",
    "patient",
    ("ContactId", "FirstName", "LastName", "IsPatient", "IsActive"),
    (
        Field("id", ("ContactId",), own_id, needed=True),
        Field("last_name", ("LastName",), text),
        Field("first_name", ("FirstName",), text),
        Field("birth_date", ("BirthDate",), birth_day),
        Field(
            "status",
            ("IsActive",),
            tracker_status,
            also=("IsPatient", "InactiveReason"),
        ),
        Field("status_raw", ("InactiveReason", "IsActive"), text),
        Field("mobile_phone", ("MobileNumber",), phone),
    ),
)

PRACTICEWORKS = Layout(
    "practiceworks.patient",
    "PracticeWorks: patients (Patient File)",
    "patient",
    ("Person ID", "Last name", "Lives w/ Patient ID"),
    (
        Field("id", ("Person ID",), own_id, needed=True),
        Field("last_name", ("Last name",), text),
        Field("first_name", ("First name",), text),
        Field("birth_date", ("Birth date",), birth_day),
        Field("household_id", ("Lives w/ Patient ID",), household),
        Field("home_phone", ("Home Phone",), phone),
        Field("work_phone", ("Work Phone",), phone),
        Field("mobile_phone", ("Cell Phone",), phone),
        Field("email", ("Email",), email),
        Field("first_visit_reported", ("First visit date",), day),
        Field("last_visit_reported", ("Last visit date",), day),
    ),
)

ELSEWHERE: tuple[Layout, ...] = (ABELDENT, CLEARDENT, TRACKER, PRACTICEWORKS)
