"""Plain lists of any system: patients, appointments, providers, told by what their
headers mean.

Each column names the headers it is known under, the likeliest first; where a file has
several of them, their values decide, and where those do not, the practice is asked.
"""

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
from retention.ingest.systems.readers import (
    birth_day,
    consent,
    count,
    day,
    flag,
    own_id,
    refusal,
    text,
)

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
        Field("id", (*PATIENT_IDS, "id"), recall_id, needed=True),
        Field("patient_id", (*PATIENT_IDS, "id"), patient_number, needed=True),
        Field("due_on", RECALL_DUE, day, needed=True),
        Field("previous_on", _RECALL_BEFORE, day),
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
        Field("id", (*PATIENT_IDS, "id"), patient_number, needed=True),
        Field(
            "last_name",
            (
                "LName",
                "LastName",
                "Last",
                "Surname",
                "Patient Last Name",
                "plname",
                "PatLname",
                "fld_strLName",
            ),
            surname,
        ),
        Field("last_name", _NAMES, last_name),
        Field(
            "first_name",
            (
                "FName",
                "FirstName",
                "First",
                "Given Name",
                "Patient First Name",
                "pfname",
                "PatFname",
                "fld_strFName",
            ),
            text,
        ),
        Field("first_name", _NAMES, first_name),
        Field(
            "middle_name",
            ("MiddleI", "middle_initial", "middle_name", "Middle", "MI"),
            text,
        ),
        Field(
            "preferred_name",
            ("Preferred", "Pref'd", "Nickname", "preferred_name", "fld_strPName"),
            text,
        ),
        Field(
            "birth_date",
            (
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
            birth_day,
        ),
        Field(
            "sex",
            ("Gender", "Sex", "Patient Gender", "Patient Sex", "pgender"),
            coded_choice(SEX),
        ),
        Field(
            "status",
            ("PatStatus", "patient_status", "Current Status", "Status"),
            coded_choice(PATIENT_STATUS),
        ),
        Field("status", ("active", "IsActive"), coded_choice(ACTIVE)),
        Field("status", ("inactive", "pinactive"), coded_choice(INACTIVE)),
        Field("status", ("Surname",), starred),
        Field(
            "status_raw",
            ("PatStatus", "patient_status", "Current Status", "Status"),
            text,
        ),
        Field("status_raw", ("active", "IsActive", "inactive", "pinactive"), text),
        Field("household_id", _HOUSEHOLD, household),
        Field("chart_number", ("ChartNumber", "Chart #", "PatChartId", "DRM-ID"), text),
        Field(
            "home_phone",
            ("HmPhone", "home_phone", "Patient Home Phone", "PatHphone", "pphone"),
            text,
        ),
        Field(
            "work_phone",
            ("WkPhone", "work_phone", "Patient Work Phone", "PatWphone", "pworkphn"),
            text,
        ),
        Field("mobile_phone", _MOBILE, text),
        Field(
            "email",
            (
                "Email",
                "email_address",
                "Email ID",
                "E-Mail Address",
                "Patient Email",
                "PatEmail",
                "infemail",
            ),
            text,
        ),
        Field("address_1", ("Address", "address_1", "Street_Address"), text),
        Field("address_2", ("Address2", "address_2", "Address Line 2"), text),
        Field("city", ("City",), text),
        Field("state", ("State", "ST"), text),
        Field("zip", ("Zip", "Zip_Code", "Postal Code", "ppostal"), text),
        Field("text_ok", ("TxtMsgOk",), text_ok),
        Field(
            "text_ok", ("receives_sms", "use_sms", "accepted_sms_marketing"), consent
        ),
        Field(
            "email_ok",
            ("receive_email", "use_email", "accepted_email_marketing"),
            consent,
        ),
        Field("phone_ok", ("do_not_call",), refusal),
        *(
            Field("phone_ok", (preference,), phone_ok, also=PREFERENCES)
            for preference in PREFERENCES
        ),
        Field(
            "preferred_channel",
            ("preferred_contact_channel", "preferred_contact", "PreferContactMethod"),
            coded_choice(CHANNEL, unknown="other"),
        ),
        Field("provider_id", _PROVIDER, pointer),
        Field("hygienist_id", _HYGIENIST, pointer),
        Field("location_id", _LOCATION, pointer),
        Field(
            "first_visit_reported",
            ("DateFirstVisit", "First Visit", "first_visit_date", "PatFirstVisit"),
            day,
        ),
        Field("last_visit_reported", _LAST_VISIT, day),
        Field("next_visit_reported", _NEXT_VISIT, day),
        Field("source", ("Referral", "Referred By", "referral_source"), text),
        Field(
            "created_on",
            (
                "SecDateEntry",
                "created_at",
                "date_entered",
                "registration_date",
                "registered_at",
            ),
            day,
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
        Field("id", (*APPOINTMENT_IDS, "id"), own_id, needed=True),
        Field("id", _START, appointment_id, needed=True, also=TIME),
        Field("patient_id", PATIENT_IDS, patient_number, needed=True),
        Field("starts_at", _START, start, also=TIME),
        Field(
            "minutes",
            ("planned_duration_min", "duration_min", "duration", "length", "minutes"),
            count,
        ),
        Field("minutes", ("Pattern",), minutes),
        Field(
            "status",
            ("AptStatus", "Appt Status", "appointment_status", "state", "status"),
            coded_choice(APPOINTMENT_STATUS),
        ),
        Field(
            "status_raw",
            ("AptStatus", "Appt Status", "appointment_status", "state", "status"),
            text,
        ),
        Field("provider_id", _PROVIDER, pointer),
        Field("hygienist_id", _HYGIENIST, pointer),
        Field("location_id", _LOCATION, pointer),
        Field("is_hygiene", ("IsHygiene",), flag),
        Field("is_new_patient", ("IsNewPatient",), flag),
        Field("created_on", _BOOKED, day),
        Field(
            "arrived_at",
            ("DateTimeArrived", "arrived_at", "check_in_at", "check_in_time"),
            near_start,
        ),
        Field(
            "seated_at", ("DateTimeSeated", "seated_at", "chair_start_at"), near_start
        ),
        Field(
            "dismissed_at",
            ("DateTimeDismissed", "dismissed_at", "checkout_at"),
            near_start,
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
        Field("id", ("provider_id", "dentist_id", "ProvNum"), own_id, needed=True),
        Field(
            "name", ("provider_name", "dentist_name", "Full Name", "Name", "Abbr"), text
        ),
        Field("is_hygienist", ("is_hygienist", "IsSecondary"), flag),
        Field("is_active", ("is_active", "active"), flag),
    ),
    needs=Needs(
        ("id",),
        any_of=("name", "is_active"),
        none_of=(*PATIENT_IDS, *APPOINTMENT_IDS),
        say="a provider number, and a name or whether they still work here",
    ),
)

LISTS: tuple[Layout, ...] = (APPOINTMENTS, PATIENTS, PROVIDERS)
"""In the order in which a file is taken for one: who comes when is more than who
somebody is.
"""
