"""Plain lists of any system: patients, appointments, providers, told by what their
headers mean.

Each column names the headers it is known under, the likeliest first; where a file has
several of them, their values decide, and where those do not, the practice is asked.
"""

from retention.ingest.parse.parsers import (
    Consent,
    Count,
    Date,
    Derived,
    Flag,
    Id,
    PlainText,
    Refusal,
)
from retention.ingest.recognise.layouts import Field, Layout, Needs, words
from retention.ingest.systems.generic_readers import (
    TIME,
    appointment_id,
    first_name,
    household,
    last_name,
    near_start,
    patient_number,
    pointer,
    recall_id,
    starred,
    start,
    surname,
)
from retention.ingest.systems.opendental.fields import (
    PREFERENCES,
    minutes,
    phone_ok,
    text_ok,
)
from retention.ingest.systems.opendental.own_headings import coded_choice
from retention.ingest.systems.system import System

PATIENT_STATUS = words(
    active="active patient current a",
    inactive="inactive",
    non_patient="nonpatient",
    prospective="prospective prospect lead",
    archived="archived",
    deceased="deceased dead",
    deleted="deleted",
    unknown="unknown",
)
ACTIVE = words(active="true yes 1 y active", inactive="false no 0 n inactive")
INACTIVE = words(inactive="true yes 1 y inactive", active="false no 0 n active")
SEX = words(
    female="f female w زن",
    male="m male مرد",
    other="o other nonbinary",
    unknown="u unknown",
)
CHANNEL = words(
    none="none",
    phone="phone phonecall call mobile home work",
    text="text sms textmessage",
    email="email",
    mail="mail letter post",
    in_person="inperson",
    other="other messagingapplication whatsapp",
)
APPOINTMENT_STATUS = words(
    scheduled="scheduled booked unconfirmed confirmed leftmessage pending asap رزرو "
    "arrived inreception available inoperatory insurgery posted",
    completed="complete completed checkedout attended انجامشده",
    no_show="missed noshow failed didnotattend dna fta غایب",
    cancelled="cancelled canceled wait/willcall لغو",
    broken_unspecified="broken 106",
    rescheduled="rescheduled",
    unscheduled="unscheduled unschedlist standby",
    planned="planned",
    note="note block",
    deleted="deleted",
    unknown="unknown",
)
"""The status words of several systems.

Numbers are left out: they differ from system to system.
"""

PATIENT_IDS = (
    "patient_id",
    "PatNum",
    "PatID",
    "Patient #",
    "Patient Number",
    "Ascend Patient ID",
    "Person ID",
    "ContactId",
    "pid",
    "PATNR",
    "fld_auto_intPatId",
    "LegacyPatID",
    "legacy_patient_id",
    "External ID",
    "病歷號碼",
)
APPOINTMENT_IDS = ("AptNum", "appointment_id")
_NAMES = ("Patient", "Patient Name", "Full Name", "Name")
_START = (
    "AptDateTime",
    "AppointmentDay",
    "appointment_date",
    "Appt Date",
    "AptDate",
    "scheduled_start_at",
    "scheduled_datetime",
    "starts_at",
    "start_time",
)
_PROVIDER = (
    "provider_id",
    "dentist_id",
    "ProvNum",
    "PriProv",
    "Provider",
    "preferred_dentist",
    "PatDocId",
)
_HYGIENIST = (
    "hygienist_id",
    "ProvHyg",
    "SecProv",
    "preferred_hygienist",
    "Hygienist",
    "PatHygId",
)
_LOCATION = (
    "location_id",
    "ClinicNum",
    "Clinic",
    "clinicAbbr",
    "clinic_id",
    "Location",
    "site_id",
)

_HOUSEHOLD = (
    "Guarantor",
    "guar_id",
    "Guarantor ID",
    "responsible_party",
    "account_id",
    "fld_intHeadPatId",
    "Lives w/ Patient ID",
)
_MOBILE = (
    "WirelessPhone",
    "mobile_phone",
    "cell_phone",
    "PatCellPhone",
    "Cell",
    "Mobile",
    "Phone (Mobile)",
    "MobileNumber",
    "infmobile",
    "Patient Cell Phone",
    "Patient Mobile Phone",
    "Patient Mobile",
    "Phone",
    "Phone Number",
    "Patient Phone",
)
_LAST_VISIT = (
    "Last Visit",
    "last_visit_date",
    "Patient Last Visit Date",
    "last_date_seen",
    "PatLastVisit",
    "Last Procedure Date",
    "Last Complete Proc",
)
_NEXT_VISIT = (
    "Next Appointment Date",
    "NextSchedAppt",
    "Next Appt",
    "next_regular_appointment",
)
_BOOKED = (
    "SecDateTEntry",
    "ScheduledDay",
    "booked_at",
    "booked_on",
    "scheduling_date",
    "date_appointed",
)

RECALL_DUE = (
    "next_recall_date",
    "Next Recall",
    "Next Recall Due",
    "Recall Due",
    "Recall Due Date",
    "Recall Date",
    "DateDue",
    "date_due",
    "PatDueBackDate",
    "Due Back",
    "Continuing Care Due",
    "Continuing Care Due Date",
    "Continuing Care Date",
    "Next Continuing Care",
    "Recare Due",
    "Recare Due Date",
    "Recare Date",
    "Next Recare",
    "dentist_recall_date",
    "hygienist_recall_date",
)
"""A day that is plainly a recall's; a bare “Due Date” in a list of patients may as well
be a bill's.
"""
_RECALL_BEFORE = (
    "last_recall_date",
    "Last Recall",
    "DatePrevious",
    "Last Continuing Care",
    "Last Recare",
)
_RECALL = Layout(
    "list.recall",
    "the recall in a list of patients",
    "recall",
    (),
    (
        Field("id", Derived(recall_id), headers=(*PATIENT_IDS, "id"), needed=True),
        Field(
            "patient_id",
            Derived(patient_number),
            headers=(*PATIENT_IDS, "id"),
            needed=True,
        ),
        Field("due_on", Date(), headers=RECALL_DUE, needed=True),
        Field("previous_on", Date(), headers=_RECALL_BEFORE),
    ),
    needs=Needs(
        ("patient_id", "due_on"),
        any_of=("due_on",),
        none_of=(),
        say="a patient number, and the day a recall is due",
    ),
)

WHO = (
    "last_name",
    "first_name",
    "birth_date",
    "birth_year",
    "year_of_birth",
    "mobile_phone",
    "home_phone",
    "work_phone",
    "email",
    "address_1",
    "last_visit_reported",
)
"""Columns and headings of which a list of patients has one: numbers with a status may
be plans, invoices, recalls.
"""

PATIENTS = Layout(
    "list.patients",
    "a list of patients",
    "patient",
    (),
    (
        Field("id", Derived(patient_number), headers=(*PATIENT_IDS, "id"), needed=True),
        Field(
            "last_name",
            Derived(surname),
            headers=(
                "LName",
                "LastName",
                "Last",
                "Surname",
                "Patient Last Name",
                "plname",
                "PatLname",
                "fld_strLName",
            ),
        ),
        Field("last_name", Derived(last_name), headers=_NAMES),
        Field(
            "first_name",
            PlainText(),
            headers=(
                "FName",
                "FirstName",
                "First",
                "Given Name",
                "Patient First Name",
                "pfname",
                "PatFname",
                "fld_strFName",
            ),
        ),
        Field("first_name", Derived(first_name), headers=_NAMES),
        Field(
            "middle_name",
            PlainText(),
            headers=("MiddleI", "middle_initial", "middle_name", "Middle", "MI"),
        ),
        Field(
            "preferred_name",
            PlainText(),
            headers=(
                "Preferred",
                "Pref'd",
                "Nickname",
                "preferred_name",
                "fld_strPName",
            ),
        ),
        Field(
            "birth_date",
            Date(of_birth=True),
            headers=(
                "Birthdate",
                "Date Of Birth",
                "DOB",
                "Patient DOB",
                "Pat DOB",
                "Patient Birthdate",
                "Patient Date Of Birth",
                "PatBirthday",
                "pbirth",
                "fld_dtmBth",
            ),
        ),
        Field(
            "sex",
            coded_choice(SEX),
            headers=("Gender", "Sex", "Patient Gender", "Patient Sex", "pgender"),
        ),
        Field(
            "status",
            coded_choice(PATIENT_STATUS),
            headers=("PatStatus", "patient_status", "Current Status", "Status"),
        ),
        Field("status", coded_choice(ACTIVE), headers=("active", "IsActive")),
        Field("status", coded_choice(INACTIVE), headers=("inactive", "pinactive")),
        Field("status", Derived(starred), headers=("Surname",)),
        Field(
            "status_raw",
            PlainText(),
            headers=("PatStatus", "patient_status", "Current Status", "Status"),
        ),
        Field(
            "status_raw",
            PlainText(),
            headers=("active", "IsActive", "inactive", "pinactive"),
        ),
        Field("household_id", Derived(household), headers=_HOUSEHOLD),
        Field(
            "chart_number",
            PlainText(),
            headers=("ChartNumber", "Chart #", "PatChartId", "DRM-ID"),
        ),
        Field(
            "home_phone",
            PlainText(),
            headers=(
                "HmPhone",
                "home_phone",
                "Patient Home Phone",
                "PatHphone",
                "pphone",
            ),
        ),
        Field(
            "work_phone",
            PlainText(),
            headers=(
                "WkPhone",
                "work_phone",
                "Patient Work Phone",
                "PatWphone",
                "pworkphn",
            ),
        ),
        Field("mobile_phone", PlainText(), headers=_MOBILE),
        Field(
            "email",
            PlainText(),
            headers=(
                "Email",
                "email_address",
                "Email ID",
                "E-Mail Address",
                "Patient Email",
                "PatEmail",
                "infemail",
            ),
        ),
        Field(
            "address_1", PlainText(), headers=("Address", "address_1", "Street_Address")
        ),
        Field(
            "address_2",
            PlainText(),
            headers=("Address2", "address_2", "Address Line 2"),
        ),
        Field("city", PlainText(), headers=("City",)),
        Field("state", PlainText(), headers=("State", "ST")),
        Field(
            "zip", PlainText(), headers=("Zip", "Zip_Code", "Postal Code", "ppostal")
        ),
        Field("text_ok", Derived(text_ok), headers=("TxtMsgOk",)),
        Field(
            "text_ok",
            Consent(),
            headers=("receives_sms", "use_sms", "accepted_sms_marketing"),
        ),
        Field(
            "email_ok",
            Consent(),
            headers=("receive_email", "use_email", "accepted_email_marketing"),
        ),
        Field("phone_ok", Refusal(), headers=("do_not_call",)),
        *(
            Field(
                "phone_ok", Derived(phone_ok), headers=(preference,), also=PREFERENCES
            )
            for preference in PREFERENCES
        ),
        Field(
            "preferred_channel",
            coded_choice(CHANNEL, unknown="other"),
            headers=(
                "preferred_contact_channel",
                "preferred_contact",
                "PreferContactMethod",
            ),
        ),
        Field("provider_id", Derived(pointer), headers=_PROVIDER),
        Field("hygienist_id", Derived(pointer), headers=_HYGIENIST),
        Field("location_id", Derived(pointer), headers=_LOCATION),
        Field(
            "first_visit_reported",
            Date(),
            headers=(
                "DateFirstVisit",
                "First Visit",
                "first_visit_date",
                "PatFirstVisit",
            ),
        ),
        Field("last_visit_reported", Date(), headers=_LAST_VISIT),
        Field("next_visit_reported", Date(), headers=_NEXT_VISIT),
        Field(
            "source",
            PlainText(),
            headers=("Referral", "Referred By", "referral_source"),
        ),
        Field(
            "created_on",
            Date(),
            headers=(
                "SecDateEntry",
                "created_at",
                "date_entered",
                "registration_date",
                "registered_at",
            ),
        ),
    ),
    needs=Needs(
        ("id",),
        any_of=(
            "birth_date",
            "sex",
            "status",
            "mobile_phone",
            "home_phone",
            "email",
            "last_visit_reported",
        ),
        none_of=(
            *APPOINTMENT_IDS,
            "ProcNum",
            "ProcCode",
            "Procedure Code",
            "service_code",
            "ada_code",
            "Amount",
            "Charges",
        ),
        say=(
            "a patient number, a name, birth date, phone, e-mail, address or last "
            "visit, and what else is known of them"
        ),
        who=WHO,
    ),
    parts=(_RECALL,),
)

APPOINTMENTS = Layout(
    "list.appointments",
    "a list of appointments",
    "appointment",
    (),
    (
        Field("id", Id(), headers=(*APPOINTMENT_IDS, "id"), needed=True),
        Field("id", Derived(appointment_id), headers=_START, needed=True, also=TIME),
        Field("patient_id", Derived(patient_number), headers=PATIENT_IDS, needed=True),
        Field("starts_at", Derived(start), headers=_START, also=TIME),
        Field(
            "minutes",
            Count(),
            headers=(
                "planned_duration_min",
                "duration_min",
                "duration",
                "length",
                "minutes",
            ),
        ),
        Field("minutes", Derived(minutes), headers=("Pattern",)),
        Field(
            "status",
            coded_choice(APPOINTMENT_STATUS),
            headers=(
                "AptStatus",
                "Appt Status",
                "appointment_status",
                "state",
                "status",
            ),
        ),
        Field(
            "status_raw",
            PlainText(),
            headers=(
                "AptStatus",
                "Appt Status",
                "appointment_status",
                "state",
                "status",
            ),
        ),
        Field("provider_id", Derived(pointer), headers=_PROVIDER),
        Field("hygienist_id", Derived(pointer), headers=_HYGIENIST),
        Field("location_id", Derived(pointer), headers=_LOCATION),
        Field("is_hygiene", Flag(), headers=("IsHygiene",)),
        Field("is_new_patient", Flag(), headers=("IsNewPatient",)),
        Field("created_on", Date(), headers=_BOOKED),
        Field(
            "arrived_at",
            Derived(near_start),
            headers=("DateTimeArrived", "arrived_at", "check_in_at", "check_in_time"),
        ),
        Field(
            "seated_at",
            Derived(near_start),
            headers=("DateTimeSeated", "seated_at", "chair_start_at"),
        ),
        Field(
            "dismissed_at",
            Derived(near_start),
            headers=("DateTimeDismissed", "dismissed_at", "checkout_at"),
        ),
    ),
    needs=Needs(
        ("patient_id", "starts_at"),
        any_of=("status",),
        none_of=("ProcCode", "ProcNum"),
        say=(
            "a patient number, the day of the appointment, and what became of it "
            "(status)"
        ),
    ),
)

PROVIDERS = Layout(
    "list.providers",
    "a list of providers",
    "provider",
    (),
    (
        Field(
            "id", Id(), headers=("provider_id", "dentist_id", "ProvNum"), needed=True
        ),
        Field(
            "name",
            PlainText(),
            headers=("provider_name", "dentist_name", "Full Name", "Name", "Abbr"),
        ),
        Field("is_hygienist", Flag(), headers=("is_hygienist", "IsSecondary")),
        Field("is_active", Flag(), headers=("is_active", "active")),
    ),
    needs=Needs(
        ("id",),
        any_of=("name", "is_active"),
        none_of=(*PATIENT_IDS, *APPOINTMENT_IDS),
        say="a provider number, and a name or whether they still work here",
    ),
)

LISTS = System("list", (APPOINTMENTS, PATIENTS, PROVIDERS))
"""In the order in which a file is taken for one: who comes when is more than who
somebody is.
"""
