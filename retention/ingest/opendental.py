"""Open Dental's tables: which headers tell them, and how their columns are read (codes: exports.md 1.1)."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.layouts import Field, Keep, Layout, words
from retention.ingest.sheet import Sheet
from retention.ingest.takes import birth_day, choice, count, day, flag, id_or_none, money, moment, text

PATIENT_STATUS = words(
    active="0 patient", non_patient="1 nonpatient", inactive="2 inactive", archived="3 archived", deleted="4 deleted",
    deceased="5 deceased", prospective="6 prospective",
)  # fmt: skip
SEX = words(male="0 male m", female="1 female f", unknown="2 unknown", other="3 other")
CONTACT_METHOD = words(
    none="0 none 1 donotcall", phone="4 wirelessph 2 hmphone 3 wkphone", email="5 email", other="6 seenotes",
    mail="7 mail", text="8 textmessage",
)  # fmt: skip
APPOINTMENT_STATUS = words(
    scheduled="1 scheduled 4 asap", completed="2 complete", unscheduled="3 unschedlist", broken_unspecified="5 broken",
    planned="6 planned", note="7 ptnote 8 ptnotecompleted", unknown="0 none",
)  # fmt: skip
PROCEDURE_STATUS = words(
    planned="1 tp", completed="2 c complete", existing="3 ec 4 eo", referred="5 r", deleted="6 d",
    condition="7 cn", planned_inactive="8 tpi",
)  # fmt: skip
PLAN_STATUS = words(saved="0 saved", active="1 active", inactive="2 inactive")
CHANNEL = words(
    none="0 none", email="1 email 6 emailandtext", mail="2 mail", phone="3 phone 7 phoneandtext", in_person="4 inperson",
    text="5 text", other="8 fax",
)  # fmt: skip
DIRECTION = words(neither="0 neither", sent="1 sent", received="2 received")
REFERRAL_DIRECTION = words(to="0 refto", **{"from": "1 reffrom"}, custom="2 refcustom")
IS_FROM = words(to="0 false", **{"from": "1 true"})
CLAIM_STATUS = words(not_sent="u h w i", sent="s", received="r", unknown="a p")
"""Where a claim stands. A and P are no longer used; what they meant differed, so they say nothing: claims are aged
by their dates."""
_DO_NOT_CALL = pa.array(["1", "donotcall"])
_TEXT_OK: Mapping[str, str | None] = {"0": None, "unknown": None, "1": "yes", "yes": "yes", "2": "no", "no": "no"}
_SOURCES = ("PreferContactMethod", "PreferRecallMethod", "PreferConfirmMethod")
_PATTERN_MINUTES = 5


def _status_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of death, of those who died."""
    dead = pc.equal(sheet.choices("PatStatus", PATIENT_STATUS), "deceased")
    return pc.if_else(dead, sheet.days(header), None)


def _phone_ok(sheet: Sheet, header: str) -> pa.Array:
    """No where any of the three preferences says "do not call", else unknown."""
    never = np.zeros(len(sheet), bool)
    for name in {header, *_SOURCES}:
        if sheet.has(name):
            folded = pc.utf8_lower(sheet.text(name))
            never |= pc.is_in(folded, _DO_NOT_CALL).to_numpy(zero_copy_only=False)
    return pc.if_else(pa.array(never), False, pa.scalar(None, pa.bool_()))


def _text_ok(sheet: Sheet, header: str) -> pa.Array:
    return pc.equal(sheet.choices(header, _TEXT_OK, unknown=None), "yes")


def _minutes(sheet: Sheet, header: str) -> pa.Array:
    """Five minutes for each sign of the pattern."""
    return pc.cast(pc.multiply(pc.utf8_length(sheet.text(header)), _PATTERN_MINUTES), pa.int64())


def _completed_on(sheet: Sheet, header: str) -> pa.Array:
    """ProcDate of completed work; DateComplete where that says none."""
    found = sheet.days(header)
    if sheet.has("DateComplete"):
        found = pc.coalesce(found, sheet.days("DateComplete"))
    return pc.if_else(pc.equal(sheet.choices("ProcStatus", PROCEDURE_STATUS), "completed"), found, None)


def _quantity(sheet: Sheet, header: str) -> pa.Array:
    """UnitQty + BaseUnits, at least 1."""
    units = pc.fill_null(sheet.counts(header), 0)
    if sheet.has("BaseUnits"):
        units = pc.add(units, pc.fill_null(sheet.counts("BaseUnits"), 0))
    return pc.max_element_wise(units, 1)


def _months(sheet: Sheet, header: str) -> pa.Array:
    return sheet.intervals(header)[0]


def _days(sheet: Sheet, header: str) -> pa.Array:
    return sheet.intervals(header)[1]


def _person_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name; a business's name, or an abbreviation, where there is neither."""
    parts = [sheet.text(name) for name in ("FName", header) if sheet.has(name)]
    name = pc.utf8_trim_whitespace(pc.binary_join_element_wise(*parts, " ", null_handling="skip"))
    name = pc.if_else(pc.equal(name, ""), None, name)
    others = [sheet.text(other) for other in ("BusinessName", "Abbr") if sheet.has(other)]
    return pc.coalesce(name, *others)


def _works_here(sheet: Sheet, header: str) -> pa.Array:
    """Neither hidden nor deleted."""
    works = pc.invert(sheet.flags(header))
    if sheet.has("ProvStatus"):
        deleted = pc.fill_null(pc.is_in(sheet.text("ProvStatus"), pa.array(["1", "Deleted"])), False)
        works = pc.and_(works, pc.invert(deleted))
    return works


def _is_automatic(sheet: Sheet, header: str) -> pa.Array:
    """Everything that no person typed in."""
    texts = pc.utf8_lower(sheet.text(header))
    return pc.and_(pc.not_equal(texts, "0"), pc.not_equal(texts, "user"))


def _is_preauthorisation(sheet: Sheet, header: str) -> pa.Array:
    return pc.equal(pc.utf8_lower(sheet.text(header)), "preauth")


def _key(header: str) -> Field:
    return Field("id", (header,), id_or_none, needed=True)


_PATIENT = Field("patient_id", ("PatNum",), id_or_none, needed=True)
_PROVIDER = Field("provider_id", ("ProvNum",), id_or_none)
_LOCATION = Field("location_id", ("ClinicNum",), id_or_none)

PATIENT = Layout("opendental.patient", "Open Dental: patients", "patient", ("PatNum", "LName", "FName", "PatStatus"), (
    _key("PatNum"),
    Field("last_name", ("LName",), text),
    Field("first_name", ("FName",), text),
    Field("middle_name", ("MiddleI",), text),
    Field("preferred_name", ("Preferred",), text),
    Field("birth_date", ("Birthdate",), birth_day),
    Field("sex", ("Gender",), choice(SEX)),
    Field("status", ("PatStatus",), choice(PATIENT_STATUS)),
    Field("status_raw", ("PatStatus",), text),
    Field("status_on", ("DateTimeDeceased",), _status_on),
    Field("household_id", ("Guarantor",), id_or_none),
    Field("chart_number", ("ChartNumber",), text),
    Field("home_phone", ("HmPhone",), text),
    Field("work_phone", ("WkPhone",), text),
    Field("mobile_phone", ("WirelessPhone",), text),
    Field("email", ("Email",), text),
    Field("address_1", ("Address",), text),
    Field("address_2", ("Address2",), text),
    Field("city", ("City",), text),
    Field("state", ("State",), text),
    Field("zip", ("Zip",), text),
    Field("phone_ok", _SOURCES, _phone_ok, also=_SOURCES),
    Field("text_ok", ("TxtMsgOk",), _text_ok),
    Field("preferred_channel", ("PreferContactMethod",), choice(CONTACT_METHOD, unknown="other")),
    Field("provider_id", ("PriProv",), id_or_none),
    Field("hygienist_id", ("SecProv",), id_or_none),
    _LOCATION,
    Field("first_visit_reported", ("DateFirstVisit",), day),
    Field("created_on", ("SecDateEntry",), day),
))  # fmt: skip

APPOINTMENT = Layout(
    "opendental.appointment", "Open Dental: appointments", "appointment", ("AptNum", "PatNum", "AptStatus", "AptDateTime"), (
    _key("AptNum"), _PATIENT,
    Field("starts_at", ("AptDateTime",), moment),
    Field("minutes", ("Pattern",), _minutes),
    Field("status", ("AptStatus",), choice(APPOINTMENT_STATUS)),
    Field("status_raw", ("AptStatus",), text),
    _PROVIDER,
    Field("hygienist_id", ("ProvHyg",), id_or_none),
    _LOCATION,
    Field("is_hygiene", ("IsHygiene",), flag),
    Field("is_new_patient", ("IsNewPatient",), flag),
    Field("created_on", ("SecDateTEntry",), day),
    Field("arrived_at", ("DateTimeArrived",), moment),
    Field("seated_at", ("DateTimeSeated",), moment),
    Field("dismissed_at", ("DateTimeDismissed",), moment),
))  # fmt: skip

PROCEDURE = Layout(
    "opendental.procedurelog", "Open Dental: procedures", "procedure", ("ProcNum", "PatNum", "ProcStatus", "ProcDate"), (
    _key("ProcNum"), _PATIENT,
    Field("code_id", ("CodeNum",), id_or_none),
    Field("code_raw", ("ProcCode",), text),
    Field("status", ("ProcStatus",), choice(PROCEDURE_STATUS)),
    Field("status_raw", ("ProcStatus",), text),
    Field("planned_on", ("DateTP",), day),
    Field("completed_on", ("ProcDate",), _completed_on, also=("DateComplete",)),
    Field("fee_cents", ("ProcFee",), money),
    Field("quantity", ("UnitQty",), _quantity, also=("BaseUnits",)),
    Field("tooth", ("ToothNum",), text),
    Field("surface", ("Surf",), text),
    _PROVIDER, _LOCATION,
    Field("appointment_id", ("AptNum",), id_or_none),
))  # fmt: skip

CODE = Layout("opendental.procedurecode", "Open Dental: procedure codes", "code", ("CodeNum", "ProcCode", "ProcCat"), (
    _key("CodeNum"), Field("code_raw", ("ProcCode",), text), Field("description", ("Descript",), text),
))  # fmt: skip

RECALL = Layout("opendental.recall", "Open Dental: recalls", "recall", ("RecallNum", "PatNum", "DateDue"), (
    _key("RecallNum"), _PATIENT,
    Field("type_id", ("RecallTypeNum",), id_or_none),
    Field("due_on", ("DateDue",), day),
    Field("previous_on", ("DatePrevious",), day),
    Field("interval_months", ("RecallInterval",), _months),
    Field("interval_days", ("RecallInterval",), _days),
    Field("scheduled_on", ("DateScheduled",), day),
    Field("is_disabled", ("IsDisabled",), flag),
    Field("disabled_until", ("DisableUntilDate",), day),
))  # fmt: skip

RECALL_TYPE = Layout(
    "opendental.recalltype", "Open Dental: kinds of recall", "recall_type",
    ("RecallTypeNum", "Description", "DefaultInterval"), (
    _key("RecallTypeNum"),
    Field("name", ("Description",), text),
    Field("interval_months", ("DefaultInterval",), _months),
    Field("interval_days", ("DefaultInterval",), _days),
))  # fmt: skip

PROVIDER = Layout("opendental.provider", "Open Dental: providers", "provider", ("ProvNum", "Abbr", "IsSecondary"), (
    _key("ProvNum"),
    Field("name", ("LName",), _person_name, also=("FName", "Abbr")),
    Field("is_hygienist", ("IsSecondary",), flag),
    Field("is_active", ("IsHidden",), _works_here, also=("ProvStatus",)),
))  # fmt: skip

LOCATION = Layout("opendental.clinic", "Open Dental: clinics", "location", ("ClinicNum", "Description", "Abbr"), (
    _key("ClinicNum"), Field("name", ("Description",), text),
))  # fmt: skip

MERGE = Layout(
    "opendental.patientlink", "Open Dental: links between patients", "merge",
    ("PatientLinkNum", "PatNumFrom", "PatNumTo", "LinkType"), (
    _key("PatientLinkNum"),
    Field("loser_id", ("PatNumFrom",), id_or_none, needed=True),
    Field("winner_id", ("PatNumTo",), id_or_none, needed=True),
    Field("merged_at", ("DateTimeLink",), moment),
), Keep("LinkType", ("1", "Merge"), "is a link between two patients that is no merge: not needed"))  # fmt: skip

CONTACT = Layout("opendental.commlog", "Open Dental: communications", "contact", ("CommlogNum", "PatNum", "CommDateTime"), (
    _key("CommlogNum"), _PATIENT,
    Field("at", ("CommDateTime",), moment),
    Field("channel", ("Mode_",), choice(CHANNEL, unknown="other")),
    Field("direction", ("SentOrReceived",), choice(DIRECTION, unknown="neither")),
    Field("is_automatic", ("CommSource",), _is_automatic),
))  # fmt: skip

PLAN = Layout("opendental.treatplan", "Open Dental: treatment plans", "plan", ("TreatPlanNum", "PatNum", "DateTP"), (
    _key("TreatPlanNum"), _PATIENT,
    Field("presented_on", ("DateTP",), day),
    Field("status", ("TPStatus",), choice(PLAN_STATUS)),
    Field("status_raw", ("TPStatus",), text),
))  # fmt: skip

PLAN_ITEM = Layout(
    "opendental.treatplanattach", "Open Dental: procedures on treatment plans", "plan_item",
    ("TreatPlanAttachNum", "TreatPlanNum", "ProcNum"), (
    _key("TreatPlanAttachNum"),
    Field("plan_id", ("TreatPlanNum",), id_or_none, needed=True),
    Field("procedure_id", ("ProcNum",), id_or_none, needed=True),
))  # fmt: skip

CLAIM = Layout("opendental.claim", "Open Dental: claims", "claim", ("ClaimNum", "PatNum", "ClaimStatus", "DateSent"), (
    _key("ClaimNum"), _PATIENT,
    Field("service_on", ("DateService",), day),
    Field("sent_on", ("DateSent",), day),
    Field("received_on", ("DateReceived",), day),
    Field("status", ("ClaimStatus",), choice(CLAIM_STATUS)),
    Field("status_raw", ("ClaimStatus",), text),
    Field("is_preauthorisation", ("ClaimType",), _is_preauthorisation),
    Field("amount_cents", ("ClaimFee",), money),
    Field("provider_id", ("ProvTreat",), id_or_none),
    _LOCATION,
))  # fmt: skip

REFERRER = Layout("opendental.referral", "Open Dental: referrers", "referrer", ("ReferralNum", "LName", "NotPerson"), (
    _key("ReferralNum"),
    Field("name", ("LName",), _person_name, also=("FName", "BusinessName")),
    Field("patient_id", ("PatNum",), id_or_none),
    Field("is_doctor", ("IsDoctor",), flag),
))  # fmt: skip

REFERRAL = Layout("opendental.refattach", "Open Dental: who referred whom", "referral", ("RefAttachNum", "ReferralNum", "PatNum"), (
    _key("RefAttachNum"), _PATIENT,
    Field("referrer_id", ("ReferralNum",), id_or_none),
    Field("direction", ("RefType", "IsFrom"), lambda sheet, header: _direction(sheet, header)),
    Field("position", ("ItemOrder",), count),
    Field("referred_on", ("RefDate",), day),
))  # fmt: skip


def _direction(sheet: Sheet, header: str) -> pa.Array:
    """RefType, or IsFrom of older versions."""
    return sheet.choices(header, REFERRAL_DIRECTION if header == "RefType" else IS_FROM, unknown="custom")


NEEDED: tuple[Layout, ...] = (
    PATIENT, APPOINTMENT, PROCEDURE, CODE, RECALL, RECALL_TYPE, PROVIDER, LOCATION, MERGE, CONTACT, PLAN, PLAN_ITEM,
    CLAIM, REFERRER, REFERRAL,
)  # fmt: skip
