"""Every table and column of the records, once: name, kind, key, one sentence.

Ingest, Parquet files, demo data and the data dictionary are drawn from these
declarations. Ids are text as the practice's system writes them; keys that point at
another table end in `_id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """What a column holds, and with that how it is stored."""

    ID = "id"  # text, compared as it stands
    TEXT = "text"
    CHOICE = "choice"  # one of the column's declared words
    DAY = "day"
    MOMENT = "moment"  # day and time in the practice's own time, to the second
    CENTS = "cents"
    COUNT = "count"
    FLAG = "flag"  # yes, no or unknown (null)


ARROW: Mapping[Kind, pa.DataType] = {
    Kind.ID: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.CHOICE: pa.string(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("s"),
    Kind.CENTS: pa.int64(),
    Kind.COUNT: pa.int64(),
    Kind.FLAG: pa.bool_(),
}


@dataclass(frozen=True)
class Column:
    """One column: name, kind, a sentence for the data dictionary, its words.

    Words are there where it is a choice.
    """

    name: str
    kind: Kind
    about: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: name, key, a sentence, and its columns.

    The key is the columns that name a row.
    """

    name: str
    key: tuple[str, ...]
    about: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        by_name = {column.name: column for column in self.columns}
        return by_name[name]

    @property
    def arrow(self) -> pa.Schema:
        """The table's Arrow schema, columns in declared order."""
        fields = [(column.name, ARROW[column.kind]) for column in self.columns]
        return pa.schema(fields)


PATIENT_STATUS = (
    "active",
    "inactive",
    "non_patient",
    "prospective",
    "archived",
    "deceased",
    "deleted",
    "unknown",
)
APPOINTMENT_STATUS = (
    "scheduled",
    "completed",
    "no_show",
    "cancelled",
    "broken_unspecified",
    "rescheduled",
    "unscheduled",
    "planned",
    "note",
    "deleted",
    "unknown",
)
PROCEDURE_STATUS = (
    "planned",
    "planned_inactive",
    "completed",
    "existing",
    "referred",
    "condition",
    "deleted",
    "unknown",
)
PLAN_STATUS = ("saved", "active", "inactive", "unknown")
CHANNELS = ("none", "phone", "mail", "email", "text", "in_person", "other")
DIRECTIONS = ("neither", "sent", "received")
REFERRAL_DIRECTIONS = ("from", "to", "custom")
CLAIM_STATUS = ("not_sent", "sent", "received", "unknown")
SEXES = ("female", "male", "other", "unknown")

_ID = Kind.ID
_TEXT = Kind.TEXT
_CHOICE = Kind.CHOICE
_DAY = Kind.DAY
_MOMENT = Kind.MOMENT
_CENTS = Kind.CENTS
_COUNT = Kind.COUNT
_FLAG = Kind.FLAG
_OWN_ID = Column("id", _ID, "The row's id in the practice's system.")
_PATIENT = Column("patient_id", _ID, "The patient.")
_PROVIDER = Column("provider_id", _ID, "The dentist or hygienist.")
_LOCATION = Column("location_id", _ID, "The location (clinic).")

PATIENT = Table(
    "patient",
    ("id",),
    "One row per patient of the practice's list, families' guarantors among them.",
    (
        _OWN_ID,
        Column("last_name", _TEXT, "Family name."),
        Column("first_name", _TEXT, "Given name."),
        Column("middle_name", _TEXT, "Middle name or initial."),
        Column("preferred_name", _TEXT, "The name they like to be called by."),
        Column("birth_date", _DAY, "Day of birth."),
        Column("sex", _CHOICE, "Sex as recorded.", SEXES),
        Column("status", _CHOICE, "Standing in the practice's system.", PATIENT_STATUS),
        Column("status_raw", _TEXT, "The status as it was exported."),
        Column(
            "status_on",
            _DAY,
            "Day the status began, where the system exports it (deaths, mostly).",
        ),
        Column(
            "household_id",
            _ID,
            "The guarantor's patient id, their own where they are the head; else "
            "their account's.",
        ),
        Column("chart_number", _TEXT, "Chart number."),
        Column("home_phone", _TEXT, "Home phone."),
        Column("work_phone", _TEXT, "Work phone."),
        Column("mobile_phone", _TEXT, "Mobile phone."),
        Column("email", _TEXT, "Address of e-mail."),
        Column("address_1", _TEXT, "Street address, first line."),
        Column("address_2", _TEXT, "Street address, second line."),
        Column("city", _TEXT, "City."),
        Column("state", _TEXT, "State."),
        Column("zip", _TEXT, "Zip code, as text."),
        Column("phone_ok", _FLAG, "May be called."),
        Column("text_ok", _FLAG, "May be texted."),
        Column("email_ok", _FLAG, "May be e-mailed."),
        Column("mail_ok", _FLAG, "May be written to."),
        Column(
            "forbidden_by",
            _TEXT,
            "What forbids contact or tells of a death, by the columns that say "
            "so; a line each.",
        ),
        Column("preferred_channel", _CHOICE, "How they like to be reached.", CHANNELS),
        Column("provider_id", _ID, "The patient's own dentist."),
        Column("hygienist_id", _ID, "The patient's own hygienist."),
        Column("location_id", _ID, "The patient's own location (clinic)."),
        Column("first_visit_reported", _DAY, "First visit as the system reports it."),
        Column("last_visit_reported", _DAY, "Last visit as the system reports it."),
        Column(
            "next_visit_reported", _DAY, "Next appointment as the system reports it."
        ),
        Column(
            "source",
            _TEXT,
            "How they found the practice, where the patient list says it.",
        ),
        Column("created_on", _DAY, "Day the row was entered."),
    ),
)

APPOINTMENT = Table(
    "appointment",
    ("id",),
    "One row per appointment, template or note of the appointment book.",
    (
        _OWN_ID,
        _PATIENT,
        Column("starts_at", _MOMENT, "Start."),
        Column("minutes", _COUNT, "Planned length in minutes."),
        Column(
            "status", _CHOICE, "What it is or what became of it.", APPOINTMENT_STATUS
        ),
        Column("status_raw", _TEXT, "The status as it was exported."),
        _PROVIDER,
        Column("hygienist_id", _ID, "The hygienist."),
        _LOCATION,
        Column("is_hygiene", _FLAG, "Marked as a hygiene appointment."),
        Column("is_new_patient", _FLAG, "Marked as a new patient's."),
        Column("created_on", _DAY, "Day it was made."),
        Column("arrived_at", _MOMENT, "When the patient arrived."),
        Column("seated_at", _MOMENT, "When the patient was seated."),
        Column("dismissed_at", _MOMENT, "When the patient left."),
    ),
)

PROCEDURE = Table(
    "procedure",
    ("id",),
    "One row per procedure, planned or done.",
    (
        _OWN_ID,
        _PATIENT,
        Column("code_id", _ID, "The row of the code table, where the system uses one."),
        Column(
            "code_raw",
            _TEXT,
            "The code as exported, where it stands on the procedure itself.",
        ),
        Column("status", _CHOICE, "What it is or what became of it.", PROCEDURE_STATUS),
        Column("status_raw", _TEXT, "The status as it was exported."),
        Column("planned_on", _DAY, "Day it was planned (presented)."),
        Column("completed_on", _DAY, "Day of service, for completed work."),
        Column("fee_cents", _CENTS, "Fee of one, in cents."),
        Column("quantity", _COUNT, "How many; at least 1."),
        Column("tooth", _TEXT, "Tooth."),
        Column("surface", _TEXT, "Surface."),
        _PROVIDER,
        _LOCATION,
        Column("appointment_id", _ID, "The appointment it stands on."),
    ),
)

CODE = Table(
    "code",
    ("id",),
    "The practice's own list of procedure codes.",
    (
        _OWN_ID,
        Column("code_raw", _TEXT, "The code as exported."),
        Column("description", _TEXT, "The practice's own words for it."),
    ),
)

CODE_MEANING = Table(
    "code_meaning",
    ("id",),
    "What the practice said its own codes stand for.",
    (
        Column("id", _ID, "The code as exported."),
        Column(
            "code",
            _TEXT,
            "The D code it stands for; nothing where a number is the practice's own.",
        ),
    ),
)

RECALL = Table(
    "recall",
    ("id",),
    "One row per patient and kind of recall.",
    (
        _OWN_ID,
        _PATIENT,
        Column("type_id", _ID, "The kind of recall."),
        Column("due_on", _DAY, "Day it is due."),
        Column("previous_on", _DAY, "Day of the last one."),
        Column("interval_months", _COUNT, "Interval, years counted as 12 months."),
        Column(
            "interval_days", _COUNT, "Interval, days (weeks as 7) on top of the months."
        ),
        Column(
            "scheduled_on", _DAY, "Day of the appointment the system holds against it."
        ),
        Column("is_disabled", _FLAG, "Switched off."),
        Column("disabled_until", _DAY, "Switched off until this day."),
    ),
)

RECALL_TYPE = Table(
    "recall_type",
    ("id",),
    "The practice's kinds of recall.",
    (
        _OWN_ID,
        Column("name", _TEXT, "The practice's name for it."),
        Column(
            "interval_months", _COUNT, "Usual interval, years counted as 12 months."
        ),
        Column("interval_days", _COUNT, "Usual interval, days on top of the months."),
    ),
)

PROVIDER = Table(
    "provider",
    ("id",),
    "Dentists and hygienists.",
    (
        _OWN_ID,
        Column("name", _TEXT, "Name as people say it."),
        Column("is_hygienist", _FLAG, "A hygienist."),
        Column("is_active", _FLAG, "Still works here."),
    ),
)

LOCATION = Table(
    "location",
    ("id",),
    "The practice's locations.",
    (
        _OWN_ID,
        Column("name", _TEXT, "Name as people say it."),
    ),
)

MERGE = Table(
    "merge",
    ("id",),
    "Two rows of the patient list found to be one person.",
    (
        _OWN_ID,
        Column("loser_id", _ID, "The row given up."),
        Column("winner_id", _ID, "The row kept."),
        Column("merged_at", _MOMENT, "When."),
    ),
)

PLAN = Table(
    "plan",
    ("id",),
    "Treatment plans.",
    (
        _OWN_ID,
        _PATIENT,
        Column("presented_on", _DAY, "Day of the plan."),
        Column("status", _CHOICE, "Saved copy, active or inactive.", PLAN_STATUS),
        Column("status_raw", _TEXT, "The status as it was exported."),
    ),
)

PLAN_ITEM = Table(
    "plan_item",
    ("id",),
    "Which procedures stand on which treatment plan.",
    (
        _OWN_ID,
        Column("plan_id", _ID, "The treatment plan."),
        Column("procedure_id", _ID, "The procedure."),
    ),
)

CLAIM = Table(
    "claim",
    ("id",),
    "Insurance claims.",
    (
        _OWN_ID,
        _PATIENT,
        Column("service_on", _DAY, "Day of service."),
        Column("sent_on", _DAY, "Day it was sent."),
        Column("received_on", _DAY, "Day the answer came."),
        Column("status", _CHOICE, "Where it stands.", CLAIM_STATUS),
        Column("status_raw", _TEXT, "The status as it was exported."),
        Column(
            "is_preauthorisation", _FLAG, "A question before treatment, not a bill."
        ),
        Column("amount_cents", _CENTS, "Amount claimed, in cents."),
        _PROVIDER,
        _LOCATION,
    ),
)

REFERRER = Table(
    "referrer",
    ("id",),
    "Who sends people: patients, doctors, advertisements.",
    (
        _OWN_ID,
        Column("name", _TEXT, "Name."),
        Column("patient_id", _ID, "The patient it is, where it is one."),
        Column("is_doctor", _FLAG, "A doctor."),
    ),
)

REFERRAL = Table(
    "referral",
    ("id",),
    "Who sent whom.",
    (
        _OWN_ID,
        _PATIENT,
        Column("referrer_id", _ID, "Who sent them, or whom they were sent to."),
        Column("direction", _CHOICE, "Sent from, or sent to.", REFERRAL_DIRECTIONS),
        Column(
            "position",
            _COUNT,
            "Order among the patient's referrals; the lowest comes first.",
        ),
        Column("referred_on", _DAY, "Day."),
    ),
)

CONTACT = Table(
    "contact",
    ("id",),
    "Contacts the practice's system has on file.",
    (
        _OWN_ID,
        _PATIENT,
        Column("at", _MOMENT, "When."),
        Column("channel", _CHOICE, "How.", CHANNELS),
        Column("direction", _CHOICE, "Sent or received.", DIRECTIONS),
        Column("is_automatic", _FLAG, "Written by software."),
    ),
)

CALL = Table(
    "call",
    ("id",),
    "The phone system's log of calls.",
    (
        _OWN_ID,
        Column(
            "patient_id",
            _ID,
            "The patient, where the log or the number says who it was.",
        ),
        Column("at", _MOMENT, "When it rang."),
        Column(
            "direction",
            _CHOICE,
            "Called by us (sent), or by them (received).",
            DIRECTIONS,
        ),
        Column("phone", _TEXT, "The other side's number."),
        Column("name", _TEXT, "The other side's name as the log has it."),
        Column("seconds", _COUNT, "Length of the talk in seconds."),
        Column("is_answered", _FLAG, "Somebody answered."),
        Column("is_voicemail", _FLAG, "A message was left."),
    ),
)

REVIEW = Table(
    "review",
    ("id",),
    "Reviews and answers to surveys.",
    (
        _OWN_ID,
        Column(
            "patient_id",
            _ID,
            "The patient, where the list or the address says who it was.",
        ),
        Column("at", _MOMENT, "When it was written."),
        Column("site", _TEXT, "Where it was written."),
        Column("name", _TEXT, "The writer's name as the list has it."),
        Column("phone", _TEXT, "The writer's phone."),
        Column("email", _TEXT, "The writer's address of e-mail."),
        Column("stars", _COUNT, "Stars given, 1 to 5."),
        Column(
            "would_recommend", _COUNT, "How likely they would recommend us, 0 to 10."
        ),
        Column("text", _TEXT, "What they wrote."),
        Column("is_answered", _FLAG, "The practice has replied."),
    ),
)

VANISHED = Table(
    "vanished",
    ("id",),
    "Rows that a later whole export no longer had; kept, but left out of figures.",
    (
        Column("id", _ID, "Table and row: `patient/17`."),
        Column("table", _TEXT, "The table."),
        Column("row_id", _ID, "The row's id there."),
        Column("since", _DAY, "Day of the export that first lacked it."),
    ),
)

TABLES: tuple[Table, ...] = (
    PATIENT,
    APPOINTMENT,
    PROCEDURE,
    CODE,
    CODE_MEANING,
    RECALL,
    RECALL_TYPE,
    PROVIDER,
    LOCATION,
    MERGE,
    PLAN,
    PLAN_ITEM,
    CLAIM,
    REFERRER,
    REFERRAL,
    CONTACT,
    CALL,
    REVIEW,
    VANISHED,
)
BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}

Tables = Mapping[str, pa.Table]
"""Frames of one practice as they are stored: table name to Arrow table with exactly the
declared columns.

A table that is absent was never exported; an empty one was exported with no rows.
"""


def table(name: str, columns: Mapping[str, object]) -> pa.Table:
    """A stored table of that name from lists or arrays; columns left out are null.

    Raises KeyError for a column that is not declared."""
    schema = BY_NAME[name].arrow
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}; it has {schema.names}")

    rows = len(next(iter(columns.values()))) if columns else 0  # type: ignore[arg-type]
    arrays = [
        pa.array(columns[field.name], field.type)
        if field.name in columns
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
