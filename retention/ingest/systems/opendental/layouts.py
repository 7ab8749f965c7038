"""Open Dental's tables: which headers tell them, and how their columns are read."""

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
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    count,
    day,
    flag,
    id_or_none,
    moment,
    money,
    text,
)


def _key(header: str) -> Field:
    return Field("id", (header,), id_or_none, needed=True)


_PATIENTS = (
    "pid",
    "PatNum",
)  # `PatNum AS pid` keeps the number where readable queries show the name
_PATIENT = Field("patient_id", _PATIENTS, id_or_none, needed=True)
_PROVIDER = Field("provider_id", ("ProvNum",), id_or_none)
_LOCATION = Field("location_id", ("ClinicNum",), id_or_none)

PATIENT = Layout(
    "opendental.patient",
    "Open Dental: patients",
    "patient",
    ("PatNum", "LName", "FName", "PatStatus"),
    (
        Field("id", _PATIENTS, id_or_none, needed=True),
        Field("last_name", ("LName",), text),
        Field("first_name", ("FName",), text),
        Field("middle_name", ("MiddleI",), text),
        Field("preferred_name", ("Preferred",), text),
        Field("birth_date", ("Birthdate",), birth_day),
        Field("sex", ("Gender",), choice(codes.SEX)),
        Field("status", ("PatStatus",), choice(codes.PATIENT_STATUS)),
        Field("status_raw", ("PatStatus",), text),
        Field("status_on", ("DateTimeDeceased",), status_on),
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
        Field("phone_ok", PREFERENCES, phone_ok, also=PREFERENCES),
        Field("text_ok", ("TxtMsgOk",), text_ok),
        Field(
            "preferred_channel",
            ("PreferContactMethod",),
            choice(codes.CONTACT_METHOD, unknown="other"),
        ),
        Field("provider_id", ("PriProv",), id_or_none),
        Field("hygienist_id", ("SecProv",), id_or_none),
        _LOCATION,
        Field("first_visit_reported", ("DateFirstVisit",), day),
        Field("created_on", ("SecDateEntry",), day),
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
        Field("starts_at", ("AptDateTime",), moment),
        Field("minutes", ("Pattern",), minutes),
        Field("status", ("AptStatus",), choice(codes.APPOINTMENT_STATUS)),
        Field("status_raw", ("AptStatus",), text),
        _PROVIDER,
        Field("hygienist_id", ("ProvHyg",), id_or_none),
        _LOCATION,
        Field("is_hygiene", ("IsHygiene",), flag),
        Field("is_new_patient", ("IsNewPatient",), flag),
        Field("created_on", ("SecDateTEntry",), day),
        Field("arrived_at", ("DateTimeArrived",), moment_of_day),
        Field("seated_at", ("DateTimeSeated",), moment_of_day),
        Field("dismissed_at", ("DateTimeDismissed",), moment_of_day),
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
        Field("code_id", ("CodeNum",), id_or_none),
        Field("code_raw", ("ProcCode",), text),
        Field("status", ("ProcStatus",), choice(codes.PROCEDURE_STATUS)),
        Field("status_raw", ("ProcStatus",), text),
        Field("planned_on", ("DateTP",), planned_on, also=(ENTERED,)),
        Field("completed_on", ("ProcDate",), completed_on, also=("DateComplete",)),
        Field("fee_cents", ("ProcFee",), money),
        Field("quantity", ("UnitQty",), quantity, also=("BaseUnits",)),
        Field("tooth", ("ToothNum",), text),
        Field("surface", ("Surf",), text),
        _PROVIDER,
        _LOCATION,
        Field("appointment_id", ("AptNum",), id_or_none),
    ),
)

CODE = Layout(
    "opendental.procedurecode",
    "Open Dental: procedure codes",
    "code",
    ("CodeNum", "ProcCode", "ProcCat"),
    (
        _key("CodeNum"),
        Field("code_raw", ("ProcCode",), text),
        Field("description", ("Descript",), text),
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
        Field("type_id", ("RecallTypeNum",), id_or_none),
        Field("due_on", ("DateDue",), day),
        Field("previous_on", ("DatePrevious",), day),
        Field("interval_months", ("RecallInterval",), months),
        Field("interval_days", ("RecallInterval",), days),
        Field("scheduled_on", ("DateScheduled",), day),
        Field("is_disabled", ("IsDisabled",), flag),
        Field("disabled_until", ("DisableUntilDate",), day),
    ),
)

RECALL_TYPE = Layout(
    "opendental.recalltype",
    "Open Dental: kinds of recall",
    "recall_type",
    ("RecallTypeNum", "Description", "DefaultInterval"),
    (
        _key("RecallTypeNum"),
        Field("name", ("Description",), text),
        Field("interval_months", ("DefaultInterval",), months),
        Field("interval_days", ("DefaultInterval",), days),
    ),
)

PROVIDER = Layout(
    "opendental.provider",
    "Open Dental: providers",
    "provider",
    ("ProvNum", "Abbr", "IsSecondary"),
    (
        _key("ProvNum"),
        Field("name", ("LName",), person_name, also=("FName", "Abbr")),
        Field("is_hygienist", ("IsSecondary",), flag),
        Field("is_active", ("IsHidden",), works_here, also=("ProvStatus",)),
    ),
)

LOCATION = Layout(
    "opendental.clinic",
    "Open Dental: clinics",
    "location",
    ("ClinicNum", "Description", "Abbr"),
    (
        _key("ClinicNum"),
        Field("name", ("Description",), text),
    ),
)

MERGE = Layout(
    "opendental.patientlink",
    "Open Dental: links between patients",
    "merge",
    ("PatientLinkNum", "PatNumFrom", "PatNumTo", "LinkType"),
    (
        _key("PatientLinkNum"),
        Field("loser_id", ("PatNumFrom",), id_or_none, needed=True),
        Field("winner_id", ("PatNumTo",), id_or_none, needed=True),
        Field("merged_at", ("DateTimeLink",), moment),
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
        Field("at", ("CommDateTime",), moment),
        Field("channel", ("Mode_",), choice(codes.CHANNEL, unknown="other")),
        Field(
            "direction", ("SentOrReceived",), choice(codes.DIRECTION, unknown="neither")
        ),
        Field("is_automatic", ("CommSource",), is_automatic),
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
        Field("presented_on", ("DateTP",), day),
        Field("status", ("TPStatus",), choice(codes.PLAN_STATUS)),
        Field("status_raw", ("TPStatus",), text),
    ),
)

PLAN_ITEM = Layout(
    "opendental.treatplanattach",
    "Open Dental: procedures on treatment plans",
    "plan_item",
    ("TreatPlanAttachNum", "TreatPlanNum", "ProcNum"),
    (
        _key("TreatPlanAttachNum"),
        Field("plan_id", ("TreatPlanNum",), id_or_none, needed=True),
        Field("procedure_id", ("ProcNum",), id_or_none, needed=True),
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
        Field("service_on", ("DateService",), day),
        Field("sent_on", ("DateSent",), day),
        Field("received_on", ("DateReceived",), day),
        Field("status", ("ClaimStatus",), choice(codes.CLAIM_STATUS)),
        Field("status_raw", ("ClaimStatus",), text),
        Field("is_preauthorisation", ("ClaimType",), is_preauthorisation),
        Field("amount_cents", ("ClaimFee",), money),
        Field("provider_id", ("ProvTreat",), id_or_none),
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
        Field("name", ("LName",), person_name, also=("FName", "BusinessName")),
        Field("patient_id", ("PatNum",), id_or_none),
        Field("is_doctor", ("IsDoctor",), flag),
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
        Field("referrer_id", ("ReferralNum",), id_or_none),
        Field("direction", ("RefType", "IsFrom"), direction),
        Field("position", ("ItemOrder",), count),
        Field("referred_on", ("RefDate",), day),
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
