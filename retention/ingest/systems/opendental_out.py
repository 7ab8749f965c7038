"""Open Dental's tables as it would export them: its header names, codes, packed intervals and days that mean none."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention import schema
from retention.ingest import values
from retention.ingest.systems import opendental_codes as od
from retention.ingest.written import Column, Written

_BROKEN = "5"
_APPOINTMENT = {"no_show": _BROKEN, "cancelled": _BROKEN, "rescheduled": _BROKEN, "deleted": "0"}
_PREFERENCE = {"in_person": "6"}


def _text(name: str) -> Column:
    return lambda table: pc.fill_null(table[name], "")


def _id(name: str) -> Column:
    return lambda table: pc.fill_null(table[name], "0")


def _day(name: str) -> Column:
    return lambda table: pc.fill_null(pc.cast(table[name], pa.string()), "0001-01-01")


def _moment(name: str) -> Column:
    return lambda table: pc.fill_null(pc.cast(table[name], pa.string()), "0001-01-01 00:00:00")


def _count(name: str) -> Column:
    return lambda table: pc.fill_null(pc.cast(table[name], pa.string()), "")


def _flag(name: str, yes: str = "1", no: str = "0", unknown: str = "") -> Column:
    return lambda table: pc.fill_null(pc.if_else(table[name], yes, no), unknown)


def _constant(text: str) -> Column:
    return lambda table: pa.array([text] * table.num_rows, pa.string())


def _cents(name: str) -> Column:
    """`1234.50`; blank where unknown."""

    def column(table: pa.Table) -> pa.Array:
        cents = table[name]
        whole = pc.cast(pc.divide(pc.abs(cents), 100), pa.string())
        rest = pc.subtract(pc.abs(cents), pc.multiply(pc.divide(pc.abs(cents), 100), 100))
        sign = pc.if_else(pc.less(cents, 0), "-", "")
        text = pc.binary_join_element_wise(sign, whole, ".", pc.utf8_lpad(pc.cast(rest, pa.string()), 2, "0"), "")
        return pc.fill_null(text, "")

    return column


def _code(
    name: str, words: Mapping[str, str], others: Mapping[str, str] | None = None, raw: str | None = None
) -> Column:
    """The first code of a word; the exported text itself where it is known and means the same."""
    codes = {word: code for code, word in reversed(list(words.items()))} | dict(others or {})

    def column(table: pa.Table) -> pa.Array:
        at = pc.index_in(table[name], pa.array(list(codes)))
        code = pc.take(pa.array(list(codes.values())), at)
        if raw is not None:
            means, unknown = values.choices(table[raw].combine_chunks(), words)
            same = pc.and_(pc.equal(means, table[name]), pa.array(~unknown))
            code = pc.if_else(pc.fill_null(same, False), table[raw], code)
        return pc.fill_null(code, "")

    return column


def _pattern(table: pa.Table) -> pa.Array:
    """A sign for every five minutes."""
    signs = pc.cast(pc.round(pc.divide(pc.cast(table["minutes"], pa.float64()), 5)), pa.int64())
    return pc.binary_repeat("X", pc.fill_null(signs, 0))


def _interval(table: pa.Table) -> pa.Array:
    """Days, weeks, months and years packed into one number; weeks only where the days do not fit."""
    months, days = pc.fill_null(table["interval_months"], 0), pc.fill_null(table["interval_days"], 0)
    many = pc.greater(days, 255)
    weeks = pc.if_else(many, pc.divide(days, 7), 0)
    years = pc.divide(months, 12)
    parts = ((days, weeks, 7, 0), (months, years, 12, 16))
    rest = [pc.shift_left(pc.subtract(whole, pc.multiply(taken, size)), bits) for whole, taken, size, bits in parts]
    packed = pc.add(pc.add(rest[0], rest[1]), pc.add(pc.shift_left(weeks, 8), pc.shift_left(years, 24)))
    nothing = pc.and_(pc.is_null(table["interval_months"]), pc.is_null(table["interval_days"]))
    return pc.if_else(nothing, "", pc.cast(packed, pa.string()))


def _service_day(table: pa.Table) -> pa.Array:
    """The day of service of completed work, else the day it was planned."""
    day = pc.if_else(pc.equal(table["status"], "completed"), table["completed_on"], table["planned_on"])
    return pc.fill_null(pc.cast(day, pa.string()), "0001-01-01")


def _last_word(table: pa.Table) -> pa.Array:
    return pc.replace_substring_regex(pc.fill_null(table["name"], ""), r"^.*\s", "")


def _first_words(table: pa.Table) -> pa.Array:
    names = pc.fill_null(table["name"], "")
    return pc.if_else(pc.match_substring(names, " "), pc.replace_substring_regex(names, r"\s\S*$", ""), "")


FILES: Mapping[str, tuple[str, Mapping[str, Column]]] = {
    "patient": ("patient", {
        "PatNum": _id("id"), "LName": _text("last_name"), "FName": _text("first_name"), "MiddleI": _text("middle_name"),
        "Preferred": _text("preferred_name"), "PatStatus": _code("status", od.PATIENT_STATUS, raw="status_raw"),
        "Gender": _code("sex", od.SEX), "Birthdate": _day("birth_date"), "Address": _text("address_1"),
        "Address2": _text("address_2"), "City": _text("city"), "State": _text("state"), "Zip": _text("zip"),
        "HmPhone": _text("home_phone"), "WkPhone": _text("work_phone"), "WirelessPhone": _text("mobile_phone"),
        "Guarantor": _id("household_id"), "Email": _text("email"), "PriProv": _id("provider_id"),
        "SecProv": _id("hygienist_id"), "ChartNumber": _text("chart_number"),
            "DateFirstVisit": _day("first_visit_reported"),
        "ClinicNum": _id("location_id"),
        "PreferContactMethod": _code("preferred_channel", od.CONTACT_METHOD, _PREFERENCE),
        "PreferRecallMethod": _flag("phone_ok", "0", "1", "0"), "TxtMsgOk": _flag("text_ok", "1", "2", "0"),
        "DateTimeDeceased": _day("status_on"), "SecDateEntry": _day("created_on"),
    }),
    "appointment": ("appointment", {
        "AptNum": _id("id"), "PatNum": _id("patient_id"),
        "AptStatus": _code("status", od.APPOINTMENT_STATUS, _APPOINTMENT, raw="status_raw"), "Pattern": _pattern,
        "ProvNum": _id("provider_id"), "ProvHyg": _id("hygienist_id"), "AptDateTime": _moment("starts_at"),
        "IsNewPatient": _flag("is_new_patient"), "ClinicNum": _id("location_id"), "IsHygiene": _flag("is_hygiene"),
        "DateTimeArrived": _moment("arrived_at"), "DateTimeSeated": _moment("seated_at"),
        "DateTimeDismissed": _moment("dismissed_at"), "SecDateTEntry": _day("created_on"),
    }),
    "procedure": ("procedurelog", {
        "ProcNum": _id("id"), "PatNum": _id("patient_id"), "AptNum": _id("appointment_id"), "ProcDate": _service_day,
        "ProcFee": _cents("fee_cents"), "Surf": _text("surface"), "ToothNum": _text("tooth"),
        "ProcStatus": _code("status", od.PROCEDURE_STATUS, raw="status_raw"), "ProvNum": _id("provider_id"),
        "ClinicNum": _id("location_id"), "CodeNum": _id("code_id"), "UnitQty": _count("quantity"),
        "BaseUnits": _constant("0"), "DateTP": _day("planned_on"), "DateComplete": _day("completed_on"),
    }),
    "code": ("procedurecode", {
        "CodeNum": _id("id"), "ProcCode": _text("code_raw"), "Descript": _text("description"),
            "ProcCat": _constant("0"),
    }),
    "recall": ("recall", {
        "RecallNum": _id("id"), "PatNum": _id("patient_id"), "DateDue": _day("due_on"),
            "DatePrevious": _day("previous_on"),
        "RecallInterval": _interval, "IsDisabled": _flag("is_disabled"), "RecallTypeNum": _id("type_id"),
        "DisableUntilDate": _day("disabled_until"), "DateScheduled": _day("scheduled_on"),
    }),
    "recall_type": ("recalltype", {
        "RecallTypeNum": _id("id"), "Description": _text("name"), "DefaultInterval": _interval,
    }),
    "provider": ("provider", {
        "ProvNum": _id("id"), "Abbr": _text("name"), "LName": _last_word, "FName": _first_words,
        "IsSecondary": _flag("is_hygienist"), "IsHidden": _flag("is_active", "0", "1"), "ProvStatus": _constant("0"),
    }),
    "location": ("clinic", {"ClinicNum": _id("id"), "Description": _text("name"), "Abbr": _text("name")}),
    "merge": ("patientlink", {
        "PatientLinkNum": _id("id"), "PatNumFrom": _id("loser_id"), "PatNumTo": _id("winner_id"),
            "LinkType": _constant("1"),
        "DateTimeLink": _moment("merged_at"),
    }),
    "plan": ("treatplan", {
        "TreatPlanNum": _id("id"), "PatNum": _id("patient_id"), "DateTP": _day("presented_on"),
        "TPStatus": _code("status", od.PLAN_STATUS, raw="status_raw"),
    }),
    "plan_item": ("treatplanattach", {
        "TreatPlanAttachNum": _id("id"), "TreatPlanNum": _id("plan_id"), "ProcNum": _id("procedure_id"),
    }),
    "claim": ("claim", {
        "ClaimNum": _id("id"), "PatNum": _id("patient_id"), "DateService": _day("service_on"),
            "DateSent": _day("sent_on"),
        "ClaimStatus": lambda table: pc.utf8_upper(_code("status", od.CLAIM_STATUS, raw="status_raw")(table)),
        "DateReceived": _day("received_on"), "ProvTreat": _id("provider_id"), "ClaimFee": _cents("amount_cents"),
        "ClaimType": _flag("is_preauthorisation", "PreAuth", "P"), "ClinicNum": _id("location_id"),
    }),
    "referrer": ("referral", {
        "ReferralNum": _id("id"), "LName": _last_word, "FName": _first_words, "NotPerson": _constant("0"),
        "PatNum": _id("patient_id"), "IsDoctor": _flag("is_doctor"),
    }),
    "referral": ("refattach", {
        "RefAttachNum": _id("id"), "ReferralNum": _id("referrer_id"), "PatNum": _id("patient_id"),
        "ItemOrder": _count("position"), "RefDate": _day("referred_on"),
        "RefType": _code("direction", od.REFERRAL_DIRECTION),
    }),
    "contact": ("commlog", {
        "CommlogNum": _id("id"), "PatNum": _id("patient_id"), "CommDateTime": _moment("at"),
        "Mode_": _code("channel", od.CHANNEL), "SentOrReceived": _code("direction", od.DIRECTION),
        "CommSource": _flag("is_automatic", "3", "0"),
    }),
}  # fmt: skip
"""For each table of the records: the file's name without ending, and its columns by header."""


def _files(tables: schema.Tables) -> Mapping[str, pa.Table]:
    return {
        file: pa.table({header: column(tables[name]) for header, column in columns.items()})
        for name, (file, columns) in FILES.items()
        if name in tables
    }


OPENDENTAL = Written("opendental", _files)
