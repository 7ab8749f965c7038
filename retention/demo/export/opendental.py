"""Open Dental's tables as it would export them, by its header names.

It has codes, packed intervals and days that mean none.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.demo.export.cells import (
    code,
    constant,
    day,
    files_of,
    first_words,
    flag,
    last_word,
    moment,
    money,
    text,
)
from retention.demo.export.exporter import Column, Files, Written
from retention.ingest.systems.opendental import codes as od

_BROKEN = "5"
_APPOINTMENT = {
    "no_show": _BROKEN,
    "cancelled": _BROKEN,
    "rescheduled": _BROKEN,
    "deleted": "0",
}
_PREFERENCE = {"in_person": "6"}


def _id(name: str) -> Column:
    return text(name, "0")


def _day(name: str) -> Column:
    return day(name, none="0001-01-01")


def _moment(name: str) -> Column:
    return moment(name, none="0001-01-01 00:00:00")


def _pattern(table: pa.Table) -> pa.Array:
    """A sign for every five minutes."""
    signs = pc.cast(
        pc.round(pc.divide(pc.cast(table["minutes"], pa.float64()), 5)), pa.int64()
    )
    return pc.binary_repeat("X", pc.fill_null(signs, 0))


def _interval(table: pa.Table) -> pa.Array:
    """Pack days, weeks, months and years into one number.

    Weeks are used only where the days do not fit.
    """
    months = pc.fill_null(table["interval_months"], 0)
    days = pc.fill_null(table["interval_days"], 0)
    many = pc.greater(days, 255)
    weeks = pc.if_else(many, pc.divide(days, 7), 0)
    years = pc.divide(months, 12)
    parts = ((days, weeks, 7, 0), (months, years, 12, 16))
    rest = [
        pc.shift_left(pc.subtract(whole, pc.multiply(carried, size)), bits)
        for whole, carried, size, bits in parts
    ]
    packed = pc.add(
        pc.add(rest[0], rest[1]),
        pc.add(pc.shift_left(weeks, 8), pc.shift_left(years, 24)),
    )
    nothing = pc.and_(
        pc.is_null(table["interval_months"]), pc.is_null(table["interval_days"])
    )
    return pc.if_else(nothing, "", pc.cast(packed, pa.string()))


def _service_day(table: pa.Table) -> pa.Array:
    """The day of service of completed work, else the day it was planned."""
    day = pc.if_else(
        pc.equal(table["status"], "completed"),
        table["completed_on"],
        table["planned_on"],
    )
    return pc.fill_null(pc.cast(day, pa.string()), "0001-01-01")


def _claim_status(table: pa.Table) -> pa.Array:
    return pc.utf8_upper(code("status", od.CLAIM_STATUS, raw="status_raw")(table))


FILES: Files = {
    "patient": (
        "patient",
        {
            "PatNum": _id("id"),
            "LName": text("last_name"),
            "FName": text("first_name"),
            "MiddleI": text("middle_name"),
            "Preferred": text("preferred_name"),
            "PatStatus": code("status", od.PATIENT_STATUS, raw="status_raw"),
            "Gender": code("sex", od.SEX),
            "Birthdate": _day("birth_date"),
            "Address": text("address_1"),
            "Address2": text("address_2"),
            "City": text("city"),
            "State": text("state"),
            "Zip": text("zip"),
            "HmPhone": text("home_phone"),
            "WkPhone": text("work_phone"),
            "WirelessPhone": text("mobile_phone"),
            "Guarantor": _id("household_id"),
            "Email": text("email"),
            "PriProv": _id("provider_id"),
            "SecProv": _id("hygienist_id"),
            "ChartNumber": text("chart_number"),
            "DateFirstVisit": _day("first_visit_reported"),
            "ClinicNum": _id("location_id"),
            "PreferContactMethod": code(
                "preferred_channel", od.CONTACT_METHOD, _PREFERENCE
            ),
            "PreferRecallMethod": flag("phone_ok", "0", "1", "0"),
            "TxtMsgOk": flag("text_ok", "1", "2", "0"),
            "DateTimeDeceased": _day("status_on"),
            "SecDateEntry": _day("created_on"),
        },
    ),
    "appointment": (
        "appointment",
        {
            "AptNum": _id("id"),
            "PatNum": _id("patient_id"),
            "AptStatus": code(
                "status", od.APPOINTMENT_STATUS, _APPOINTMENT, raw="status_raw"
            ),
            "Pattern": _pattern,
            "ProvNum": _id("provider_id"),
            "ProvHyg": _id("hygienist_id"),
            "AptDateTime": _moment("starts_at"),
            "IsNewPatient": flag("is_new_patient"),
            "ClinicNum": _id("location_id"),
            "IsHygiene": flag("is_hygiene"),
            "DateTimeArrived": _moment("arrived_at"),
            "DateTimeSeated": _moment("seated_at"),
            "DateTimeDismissed": _moment("dismissed_at"),
            "SecDateTEntry": _day("created_on"),
        },
    ),
    "procedurelog": (
        "procedure",
        {
            "ProcNum": _id("id"),
            "PatNum": _id("patient_id"),
            "AptNum": _id("appointment_id"),
            "ProcDate": _service_day,
            "ProcFee": money("fee_cents"),
            "Surf": text("surface"),
            "ToothNum": text("tooth"),
            "ProcStatus": code("status", od.PROCEDURE_STATUS, raw="status_raw"),
            "ProvNum": _id("provider_id"),
            "ClinicNum": _id("location_id"),
            "CodeNum": _id("code_id"),
            "UnitQty": text("quantity"),
            "BaseUnits": constant("0"),
            "DateTP": _day("planned_on"),
            "DateComplete": _day("completed_on"),
        },
    ),
    "procedurecode": (
        "code",
        {
            "CodeNum": _id("id"),
            "ProcCode": text("code_raw"),
            "Descript": text("description"),
            "ProcCat": constant("0"),
        },
    ),
    "recall": (
        "recall",
        {
            "RecallNum": _id("id"),
            "PatNum": _id("patient_id"),
            "DateDue": _day("due_on"),
            "DatePrevious": _day("previous_on"),
            "RecallInterval": _interval,
            "IsDisabled": flag("is_disabled"),
            "RecallTypeNum": _id("type_id"),
            "DisableUntilDate": _day("disabled_until"),
            "DateScheduled": _day("scheduled_on"),
        },
    ),
    "recalltype": (
        "recall_type",
        {
            "RecallTypeNum": _id("id"),
            "Description": text("name"),
            "DefaultInterval": _interval,
        },
    ),
    "provider": (
        "provider",
        {
            "ProvNum": _id("id"),
            "Abbr": text("name"),
            "LName": last_word("name"),
            "FName": first_words("name"),
            "IsSecondary": flag("is_hygienist"),
            "IsHidden": flag("is_active", "0", "1"),
            "ProvStatus": constant("0"),
        },
    ),
    "clinic": (
        "location",
        {"ClinicNum": _id("id"), "Description": text("name"), "Abbr": text("name")},
    ),
    "patientlink": (
        "merge",
        {
            "PatientLinkNum": _id("id"),
            "PatNumFrom": _id("loser_id"),
            "PatNumTo": _id("winner_id"),
            "LinkType": constant("1"),
            "DateTimeLink": _moment("merged_at"),
        },
    ),
    "treatplan": (
        "plan",
        {
            "TreatPlanNum": _id("id"),
            "PatNum": _id("patient_id"),
            "DateTP": _day("presented_on"),
            "TPStatus": code("status", od.PLAN_STATUS, raw="status_raw"),
        },
    ),
    "treatplanattach": (
        "plan_item",
        {
            "TreatPlanAttachNum": _id("id"),
            "TreatPlanNum": _id("plan_id"),
            "ProcNum": _id("procedure_id"),
        },
    ),
    "claim": (
        "claim",
        {
            "ClaimNum": _id("id"),
            "PatNum": _id("patient_id"),
            "DateService": _day("service_on"),
            "DateSent": _day("sent_on"),
            "ClaimStatus": _claim_status,
            "DateReceived": _day("received_on"),
            "ProvTreat": _id("provider_id"),
            "ClaimFee": money("amount_cents"),
            "ClaimType": flag("is_preauthorisation", "PreAuth", "P"),
            "ClinicNum": _id("location_id"),
        },
    ),
    "referral": (
        "referrer",
        {
            "ReferralNum": _id("id"),
            "LName": last_word("name"),
            "FName": first_words("name"),
            "NotPerson": constant("0"),
            "PatNum": _id("patient_id"),
            "IsDoctor": flag("is_doctor"),
        },
    ),
    "refattach": (
        "referral",
        {
            "RefAttachNum": _id("id"),
            "ReferralNum": _id("referrer_id"),
            "PatNum": _id("patient_id"),
            "ItemOrder": text("position"),
            "RefDate": _day("referred_on"),
            "RefType": code("direction", od.REFERRAL_DIRECTION),
        },
    ),
    "commlog": (
        "contact",
        {
            "CommlogNum": _id("id"),
            "PatNum": _id("patient_id"),
            "CommDateTime": _moment("at"),
            "Mode_": code("channel", od.CHANNEL),
            "SentOrReceived": code("direction", od.DIRECTION),
            "CommSource": flag("is_automatic", "3", "0"),
        },
    ),
}
"""Open Dental's tables under their own names."""


OPENDENTAL = Written(
    "opendental",
    "Open Dental, tables",
    "its tables as CSV under their own names: "
    + ", ".join(f"`{file}`" for file in FILES)
    + "; the rest is named as not needed",
    lambda tables: files_of(tables, FILES),
)
