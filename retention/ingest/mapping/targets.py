"""Which columns of which tables a file that nobody declared may fill: what they are
called, and their headers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from retention.core import schema
from retention.core.schema import Kind
from retention.ingest.parse.parsers import Derived
from retention.ingest.read.headers import fold
from retention.ingest.systems import LAYOUTS
from retention.ingest.systems.generic import RECALL_DUE
from retention.ingest.systems.generic_readers import TIME, first_name, last_name

FULL_NAME = "full_name"
CLOCK = "time"
DO_NOT_CALL = "do_not_call"
RECALL_DUE_ON = "recall_due_on"
"""Columns that no table has: a name in one piece, a time of day beside a day, a "no"
written as a "yes", and the day of a recall, which is a row of another table.
"""


@dataclass(frozen=True)
class MappingTarget:
    """One column that may be read from a file: its name for people, a sentence, its
    kind, and its known headers.
    """

    column: str
    title: str
    about: str
    kind: Kind
    headers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Fillable:
    """A table that may be filled by hand: its name for people, what a file must have,
    and what makes an id.
    """

    title: str
    required: tuple[str, ...]
    names_a_row: tuple[str, ...] = ()
    """The columns that an id is made of where the file has none; nothing where it must
    have one.
    """


FILLABLE: Mapping[str, Fillable] = {
    "patient": Fillable("Patients", ("id",)),
    "appointment": Fillable(
        "Appointments",
        ("patient_id", "starts_at", "status"),
        ("patient_id", "starts_at"),
    ),
    "procedure": Fillable(
        "Treatment, planned or done",
        ("patient_id", "code_raw", "status"),
        ("patient_id", "code_raw", "tooth", "surface", "planned_on", "completed_on"),
    ),
    "recall": Fillable("Recalls", ("patient_id", "due_on"), ("patient_id", "type_id")),
    "claim": Fillable(
        "Insurance claims",
        ("patient_id", "status"),
        ("patient_id", "service_on", "sent_on", "amount_cents"),
    ),
    "plan": Fillable(
        "Treatment plans",
        ("patient_id", "presented_on"),
        ("patient_id", "presented_on"),
    ),
    "contact": Fillable(
        "Contacts made by the system",
        ("patient_id", "at"),
        ("patient_id", "at", "channel"),
    ),
    "call": Fillable("Phone calls", ("at",), ("at", "phone", "direction")),
    "review": Fillable("Reviews and surveys", ("at",), ("at", "site", "name")),
    "provider": Fillable("Dentists and hygienists", ("name",), ("name",)),
    "location": Fillable("Locations", ("name",), ("name",)),
    "code": Fillable("Procedure codes", ("code_raw",), ("code_raw",)),
}

_TITLES = {
    "id": "Number of the row",
    "patient.id": "Patient number",
    "patient_id": "Patient number",
    "household_id": "Household (guarantor’s patient number)",
    "provider_id": "Dentist",
    "hygienist_id": "Hygienist",
    "location_id": "Location",
    "appointment_id": "Appointment number",
    "type_id": "Kind of recall",
    "code_id": "Number of the code",
    "code_raw": "Procedure code",
    "starts_at": "Day and time",
    "minutes": "Length in minutes",
    "fee_cents": "Fee",
    "amount_cents": "Amount",
    "text_ok": "May be texted",
    "email_ok": "May be e-mailed",
    "phone_ok": "May be called",
    "mail_ok": "May be written to",
    "email": "E-mail",
    "zip": "Zip code",
    "at": "When",
    "source": "How they found us",
    "seconds": "Length in seconds",
    "created_on": "Day it was entered",
    "appointment.created_on": "Day it was booked",
    "first_visit_reported": "First visit",
    "last_visit_reported": "Last visit",
    "next_visit_reported": "Next visit",
    "last_name": "Family name",
    "first_name": "Given name",
    "is_preauthorisation": "Is a question before treatment",
    "sex": "Sex",
    "would_recommend": "Would recommend us (0 to 10)",
}

_OTHER_HEADERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "patient": {
        "first_name": ("Forename", "Christian Name"),
        "last_name": ("Family Name",),
        "status": ("Standing", "Patient Status"),
        "birth_date": ("Born", "Birthday", "Born On"),
        "mobile_phone": ("Cell Phone", "Telephone", "Tel", "Contact Number"),
        "home_phone": ("Phone (Home)", "Landline"),
        "email": ("Mail", "E-mail"),
        "zip": ("Postcode", "Post Code"),
        "address_1": ("Street", "Address 1", "Address Line 1"),
        "city": ("Town",),
        "last_visit_reported": ("Last Seen", "Last Attended"),
        "next_visit_reported": ("Next Visit", "Next Appointment"),
        "source": ("Source", "How did you hear about us", "Referral Source"),
    },
    "appointment": {
        "starts_at": (
            "Start",
            "Appointment Date",
            "Visit Date",
            "Visit Day",
            "Day",
            "Date",
        ),
        "status": ("Outcome", "Attendance", "Result"),
        "created_on": ("Booked", "Created", "Made On"),
        "minutes": ("Length", "Duration"),
    },
    "procedure": {
        "code_raw": (
            "ProcCode",
            "Code",
            "service_code",
            "ada_code",
            "Procedure Code",
            "OldCode",
            "Treatment Code",
        ),
        "status": (
            "ProcStatus",
            "Case Status",
            "TransCodeType",
            "decision_status",
            "completed",
            "Status",
        ),
        "planned_on": (
            "DateTP",
            "presented date",
            "start_date",
            "Date Planned",
            "Proposed",
        ),
        "completed_on": (
            "ProcDate",
            "DateComplete",
            "completed_at",
            "tran_date",
            "Billing Date",
            "session_date",
            "Date Completed",
            "Service Date",
            "Date of Service",
            "Date",
        ),
        "fee_cents": (
            "ProcFee",
            "Fee",
            "Amount",
            "Cost",
            "price",
            "TransProd",
            "actual_cost",
            "Production Fee",
        ),
        "tooth": ("Tooth", "ToothNum", "Tooth No"),
        "surface": ("Surface", "Surf", "Surfaces"),
        "quantity": ("Qty", "Quantity", "UnitQty"),
    },
    "recall": {
        "due_on": (*RECALL_DUE, "Due Date", "Due"),
        "type_id": ("Type", "recall_type", "Recall Kind"),
        "previous_on": ("DatePrevious", "Last Recall", "Previous"),
        "interval_months": (
            "RecallInterval",
            "recall_frequency",
            "interval_months",
            "Interval",
            "Months",
        ),
        "scheduled_on": ("DateScheduled", "Scheduled For"),
    },
    "claim": {
        "sent_on": ("DateSent", "Sent", "Sent Date", "Submitted"),
        "service_on": ("DateService", "Date of Service", "Service Date"),
        "received_on": ("DateReceived", "Received", "Paid On"),
        "status": ("ClaimStatus", "Status", "Claim Status"),
        "amount_cents": ("ClaimFee", "Amount", "Billed", "Claim Amount"),
    },
    "plan": {"presented_on": ("DateTP", "Presented", "Plan Date", "Date")},
    "call": {
        "at": ("Call Time", "Start Time", "Date/Time", "Call Date", "Date", "Time"),
        "direction": ("Direction", "Call Type", "Type"),
        "phone": ("From", "Caller ID", "Caller Number", "Number", "Phone Number"),
        "name": ("Caller Name", "Name"),
        "seconds": ("Duration", "Talk Time", "Length"),
        "is_answered": ("Answered",),
        "is_voicemail": ("Voicemail",),
    },
    "review": {
        "at": ("Date", "Review Date", "Created"),
        "site": ("Site", "Source", "Platform"),
        "name": ("Reviewer", "Name", "Author"),
        "stars": ("Rating", "Stars", "Score"),
        "text": ("Review", "Comment", "Feedback", "Text"),
        "would_recommend": ("NPS", "NPS Score"),
        "is_answered": ("Responded", "Replied", "Response"),
    },
    "contact": {
        "at": ("Date", "Date/Time", "Sent"),
        "channel": ("Method", "Channel", "Mode"),
    },
}
"""Headers besides those of the declared layouts."""

_BESIDES = {
    "patient": (
        MappingTarget(
            FULL_NAME,
            "Name in one piece",
            "`Last, First` or `First Last`.",
            Kind.TEXT,
            ("Patient", "Patient Name", "Full Name", "Name", "Client"),
        ),
        MappingTarget(
            DO_NOT_CALL,
            "Must not be called",
            "Yes where they may not be called.",
            Kind.FLAG,
            ("do_not_call", "No Calls"),
        ),
        MappingTarget(
            RECALL_DUE_ON,
            "Next recall due",
            "Becomes the patient’s recall.",
            Kind.DAY,
            RECALL_DUE,
        ),
    ),
    "appointment": (
        MappingTarget(
            CLOCK,
            "Time of day",
            "Where it stands in a column of its own.",
            Kind.TEXT,
            (*TIME, "Time", "Start Time"),
        ),
    ),
}
_EVERYWHERE = (
    "patient_id",
    "provider_id",
    "hygienist_id",
    "location_id",
    "appointment_id",
)
_PATIENT_NUMBER = (
    "Patient No",
    "Customer No",
    "Cust No",
    "Customer ID",
    "Client No",
    "Client ID",
    "Account No",
    "Account Number",
    "File Number",
    "Patient Code",
)
_DENTIST = ("Dentist", "Doctor", "Practitioner", "Clinician", "Provider")
_LEFT_OUT = ("status_raw", "status_on", "code_id", "forbidden_by")


@cache
def targets(table: str) -> Mapping[str, MappingTarget]:
    """The columns of a table that a file may be mapped to, by name, the required ones
    first.
    """
    known = _headers(table)
    needed = FILLABLE[table].required
    own = tuple(
        MappingTarget(
            column.name,
            _title(table, column.name),
            column.about,
            column.kind,
            known.get(column.name, ()),
            column.choices,
            column.name in needed,
        )
        for column in schema.BY_NAME[table].columns
        if column.name not in _LEFT_OUT
    )
    every = sorted(
        (*own, *_BESIDES.get(table, ())), key=lambda target: not target.is_required
    )
    return {target.column: target for target in every}


def _title(table: str, column: str) -> str:
    plain = column.replace("_", " ").capitalize()
    return _TITLES.get(f"{table}.{column}") or _TITLES.get(column, plain)


_PARTS_OF_NAMES = (Derived(last_name), Derived(first_name))


def _headers(table: str) -> dict[str, tuple[str, ...]]:
    """The headers by column under which the declared layouts and the lists know it,
    each once.

    What points at a patient, a dentist or a location is known by one set of headers in
    every table.
    """
    found: dict[str, dict[str, str]] = {"id": {}}
    for layout in LAYOUTS:
        for field in layout.fields:
            if field.parser not in _PARTS_OF_NAMES and (
                layout.table == table or field.column in _EVERYWHERE
            ):
                found.setdefault(field.column, {}).update(
                    {fold(name): name for name in field.headers}
                )
    others = {"patient_id": _PATIENT_NUMBER, "provider_id": _DENTIST} | dict(
        _OTHER_HEADERS.get(table, {})
    )
    for column, names in others.items():
        found.setdefault(column, {}).update({fold(name): name for name in names})
    if table == "patient":
        found["id"] |= found["patient_id"]
    return {column: tuple(names.values()) for column, names in found.items()}
