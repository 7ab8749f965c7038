"""Open Dental's tables: which headers tell them, and how their columns are read."""

from retention.ingest.parse.parsers import (
    Choice,
    Count,
    Date,
    DateTime,
    Derived,
    Flag,
    Id,
    Money,
    PlainText,
)
from retention.ingest.recognise.layouts import Field, Keep, Layout
from retention.ingest.systems.opendental import codes
from retention.ingest.systems.opendental.fields import (
    ENTERED,
    PREFERENCES,
    completed_on,
    days,
    direction,
    is_automatic,
    is_preauthorisation,
    minutes,
    moment_of_day,
    months,
    person_name,
    phone_ok,
    planned_on,
    quantity,
    status_on,
    text_ok,
    works_here,
)
from retention.ingest.systems.opendental.other import NOT_NEEDED, REPORTS
from retention.ingest.systems.system import System


def _key(header: str) -> Field:
    return Field("id", Id(zero_is_none=True), headers=(header,), needed=True)


_PATIENTS = (
    "pid",
    "PatNum",
)  # `PatNum AS pid` keeps the number where readable queries show the name
_PATIENT = Field("patient_id", Id(zero_is_none=True), headers=_PATIENTS, needed=True)
_PROVIDER = Field("provider_id", Id(zero_is_none=True), headers=("ProvNum",))
_LOCATION = Field("location_id", Id(zero_is_none=True), headers=("ClinicNum",))

PATIENT = Layout(
    "opendental.patient",
    "Open Dental: patients",
    "patient",
    ("PatNum", "LName", "FName", "PatStatus"),
    (
        Field("id", Id(zero_is_none=True), headers=_PATIENTS, needed=True),
        Field("last_name", PlainText(), headers=("LName",)),
        Field("first_name", PlainText(), headers=("FName",)),
        Field("middle_name", PlainText(), headers=("MiddleI",)),
        Field("preferred_name", PlainText(), headers=("Preferred",)),
        Field("birth_date", Date(of_birth=True), headers=("Birthdate",)),
        Field("sex", Choice(codes.SEX), headers=("Gender",)),
        Field("status", Choice(codes.PATIENT_STATUS), headers=("PatStatus",)),
        Field("status_raw", PlainText(), headers=("PatStatus",)),
        Field("status_on", Derived(status_on), headers=("DateTimeDeceased",)),
        Field("household_id", Id(zero_is_none=True), headers=("Guarantor",)),
        Field("chart_number", PlainText(), headers=("ChartNumber",)),
        Field("home_phone", PlainText(), headers=("HmPhone",)),
        Field("work_phone", PlainText(), headers=("WkPhone",)),
        Field("mobile_phone", PlainText(), headers=("WirelessPhone",)),
        Field("email", PlainText(), headers=("Email",)),
        Field("address_1", PlainText(), headers=("Address",)),
        Field("address_2", PlainText(), headers=("Address2",)),
        Field("city", PlainText(), headers=("City",)),
        Field("state", PlainText(), headers=("State",)),
        Field("zip", PlainText(), headers=("Zip",)),
        Field("phone_ok", Derived(phone_ok), headers=PREFERENCES, also=PREFERENCES),
        Field("text_ok", Derived(text_ok), headers=("TxtMsgOk",)),
        Field(
            "preferred_channel",
            Choice(codes.CONTACT_METHOD, unknown="other"),
            headers=("PreferContactMethod",),
        ),
        Field("provider_id", Id(zero_is_none=True), headers=("PriProv",)),
        Field("hygienist_id", Id(zero_is_none=True), headers=("SecProv",)),
        _LOCATION,
        Field("first_visit_reported", Date(), headers=("DateFirstVisit",)),
        Field("created_on", Date(), headers=("SecDateEntry",)),
    ),
)

APPOINTMENT = Layout(
    "opendental.appointment",
    "Open Dental: appointments",
    "appointment",
    ("AptNum", "PatNum", "AptStatus", "AptDateTime"),
    (
        _key("AptNum"),
        _PATIENT,
        Field("starts_at", DateTime(), headers=("AptDateTime",)),
        Field("minutes", Derived(minutes), headers=("Pattern",)),
        Field("status", Choice(codes.APPOINTMENT_STATUS), headers=("AptStatus",)),
        Field("status_raw", PlainText(), headers=("AptStatus",)),
        _PROVIDER,
        Field("hygienist_id", Id(zero_is_none=True), headers=("ProvHyg",)),
        _LOCATION,
        Field("is_hygiene", Flag(), headers=("IsHygiene",)),
        Field("is_new_patient", Flag(), headers=("IsNewPatient",)),
        Field("created_on", Date(), headers=("SecDateTEntry",)),
        Field("arrived_at", Derived(moment_of_day), headers=("DateTimeArrived",)),
        Field("seated_at", Derived(moment_of_day), headers=("DateTimeSeated",)),
        Field("dismissed_at", Derived(moment_of_day), headers=("DateTimeDismissed",)),
    ),
)

PROCEDURE = Layout(
    "opendental.procedurelog",
    "Open Dental: procedures",
    "procedure",
    ("ProcNum", "PatNum", "ProcStatus", "ProcDate"),
    (
        _key("ProcNum"),
        _PATIENT,
        Field("code_id", Id(zero_is_none=True), headers=("CodeNum",)),
        Field("code_raw", PlainText(), headers=("ProcCode",)),
        Field("status", Choice(codes.PROCEDURE_STATUS), headers=("ProcStatus",)),
        Field("status_raw", PlainText(), headers=("ProcStatus",)),
        Field("planned_on", Derived(planned_on), headers=("DateTP",), also=(ENTERED,)),
        Field(
            "completed_on",
            Derived(completed_on),
            headers=("ProcDate",),
            also=("DateComplete",),
        ),
        Field("fee_cents", Money(), headers=("ProcFee",)),
        Field("quantity", Derived(quantity), headers=("UnitQty",), also=("BaseUnits",)),
        Field("tooth", PlainText(), headers=("ToothNum",)),
        Field("surface", PlainText(), headers=("Surf",)),
        _PROVIDER,
        _LOCATION,
        Field("appointment_id", Id(zero_is_none=True), headers=("AptNum",)),
    ),
)

CODE = Layout(
    "opendental.procedurecode",
    "Open Dental: procedure codes",
    "code",
    ("CodeNum", "ProcCode", "ProcCat"),
    (
        _key("CodeNum"),
        Field("code_raw", PlainText(), headers=("ProcCode",)),
        Field("description", PlainText(), headers=("Descript",)),
    ),
)

RECALL = Layout(
    "opendental.recall",
    "Open Dental: recalls",
    "recall",
    ("RecallNum", "PatNum", "DateDue"),
    (
        _key("RecallNum"),
        _PATIENT,
        Field("type_id", Id(zero_is_none=True), headers=("RecallTypeNum",)),
        Field("due_on", Date(), headers=("DateDue",)),
        Field("previous_on", Date(), headers=("DatePrevious",)),
        Field("interval_months", Derived(months), headers=("RecallInterval",)),
        Field("interval_days", Derived(days), headers=("RecallInterval",)),
        Field("scheduled_on", Date(), headers=("DateScheduled",)),
        Field("is_disabled", Flag(), headers=("IsDisabled",)),
        Field("disabled_until", Date(), headers=("DisableUntilDate",)),
    ),
)

RECALL_TYPE = Layout(
    "opendental.recalltype",
    "Open Dental: kinds of recall",
    "recall_type",
    ("RecallTypeNum", "Description", "DefaultInterval"),
    (
        _key("RecallTypeNum"),
        Field("name", PlainText(), headers=("Description",)),
        Field("interval_months", Derived(months), headers=("DefaultInterval",)),
        Field("interval_days", Derived(days), headers=("DefaultInterval",)),
    ),
)

PROVIDER = Layout(
    "opendental.provider",
    "Open Dental: providers",
    "provider",
    ("ProvNum", "Abbr", "IsSecondary"),
    (
        _key("ProvNum"),
        Field("name", Derived(person_name), headers=("LName",), also=("FName", "Abbr")),
        Field("is_hygienist", Flag(), headers=("IsSecondary",)),
        Field(
            "is_active",
            Derived(works_here),
            headers=("IsHidden",),
            also=("ProvStatus",),
        ),
    ),
)

LOCATION = Layout(
    "opendental.clinic",
    "Open Dental: clinics",
    "location",
    ("ClinicNum", "Description", "Abbr"),
    (
        _key("ClinicNum"),
        Field("name", PlainText(), headers=("Description",)),
    ),
)

MERGE = Layout(
    "opendental.patientlink",
    "Open Dental: links between patients",
    "merge",
    ("PatientLinkNum", "PatNumFrom", "PatNumTo", "LinkType"),
    (
        _key("PatientLinkNum"),
        Field("loser_id", Id(zero_is_none=True), headers=("PatNumFrom",), needed=True),
        Field("winner_id", Id(zero_is_none=True), headers=("PatNumTo",), needed=True),
        Field("merged_at", DateTime(), headers=("DateTimeLink",)),
    ),
    Keep(
        "LinkType",
        ("1", "Merge"),
        "is a link between two patients that is no merge: not needed",
    ),
)

CONTACT = Layout(
    "opendental.commlog",
    "Open Dental: communications",
    "contact",
    ("CommlogNum", "PatNum", "CommDateTime"),
    (
        _key("CommlogNum"),
        _PATIENT,
        Field("at", DateTime(), headers=("CommDateTime",)),
        Field("channel", Choice(codes.CHANNEL, unknown="other"), headers=("Mode_",)),
        Field(
            "direction",
            Choice(codes.DIRECTION, unknown="neither"),
            headers=("SentOrReceived",),
        ),
        Field("is_automatic", Derived(is_automatic), headers=("CommSource",)),
    ),
)

PLAN = Layout(
    "opendental.treatplan",
    "Open Dental: treatment plans",
    "plan",
    ("TreatPlanNum", "PatNum", "DateTP"),
    (
        _key("TreatPlanNum"),
        _PATIENT,
        Field("presented_on", Date(), headers=("DateTP",)),
        Field("status", Choice(codes.PLAN_STATUS), headers=("TPStatus",)),
        Field("status_raw", PlainText(), headers=("TPStatus",)),
    ),
)

PLAN_ITEM = Layout(
    "opendental.treatplanattach",
    "Open Dental: procedures on treatment plans",
    "plan_item",
    ("TreatPlanAttachNum", "TreatPlanNum", "ProcNum"),
    (
        _key("TreatPlanAttachNum"),
        Field("plan_id", Id(zero_is_none=True), headers=("TreatPlanNum",), needed=True),
        Field("procedure_id", Id(zero_is_none=True), headers=("ProcNum",), needed=True),
    ),
)

CLAIM = Layout(
    "opendental.claim",
    "Open Dental: claims",
    "claim",
    ("ClaimNum", "PatNum", "ClaimStatus", "DateSent"),
    (
        _key("ClaimNum"),
        _PATIENT,
        Field("service_on", Date(), headers=("DateService",)),
        Field("sent_on", Date(), headers=("DateSent",)),
        Field("received_on", Date(), headers=("DateReceived",)),
        Field("status", Choice(codes.CLAIM_STATUS), headers=("ClaimStatus",)),
        Field("status_raw", PlainText(), headers=("ClaimStatus",)),
        Field(
            "is_preauthorisation", Derived(is_preauthorisation), headers=("ClaimType",)
        ),
        Field("amount_cents", Money(), headers=("ClaimFee",)),
        Field("provider_id", Id(zero_is_none=True), headers=("ProvTreat",)),
        _LOCATION,
    ),
)

REFERRER = Layout(
    "opendental.referral",
    "Open Dental: referrers",
    "referrer",
    ("ReferralNum", "LName", "NotPerson"),
    (
        _key("ReferralNum"),
        Field(
            "name",
            Derived(person_name),
            headers=("LName",),
            also=("FName", "BusinessName"),
        ),
        Field("patient_id", Id(zero_is_none=True), headers=("PatNum",)),
        Field("is_doctor", Flag(), headers=("IsDoctor",)),
    ),
)

REFERRAL = Layout(
    "opendental.refattach",
    "Open Dental: who referred whom",
    "referral",
    ("RefAttachNum", "ReferralNum", "PatNum"),
    (
        _key("RefAttachNum"),
        _PATIENT,
        Field("referrer_id", Id(zero_is_none=True), headers=("ReferralNum",)),
        Field("direction", Derived(direction), headers=("RefType", "IsFrom")),
        Field("position", Count(), headers=("ItemOrder",)),
        Field("referred_on", Date(), headers=("RefDate",)),
    ),
)


NEEDED: tuple[Layout, ...] = (
    PATIENT,
    APPOINTMENT,
    PROCEDURE,
    CODE,
    RECALL,
    RECALL_TYPE,
    PROVIDER,
    LOCATION,
    MERGE,
    CONTACT,
    PLAN,
    PLAN_ITEM,
    CLAIM,
    REFERRER,
    REFERRAL,
)

OPENDENTAL = System("opendental", (*NEEDED, *NOT_NEEDED, *REPORTS), uses_d_codes=True)
