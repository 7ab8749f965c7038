"""Dentally's lists, under the names of its interface: which headers tell them, how
columns are read.

There are no codes that figures know: items of treatment plans have the practice's own
names. The dentist's and the hygienist's recall are two recalls of the patient's own
row.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import (
    Choice,
    Consent,
    Count,
    Date,
    DateTime,
    Derived,
    Email,
    Flag,
    Id,
    Money,
    Phone,
    PlainText,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, words
from retention.ingest.systems.derived_fields import (
    constant,
    first_that_holds,
    happened,
    household_of_account,
)
from retention.ingest.systems.system import System

SEX = words(
    male="true male m", female="false female f", other="other", unknown="unknown"
)
"""The interface says true for male."""
CHANNEL = words(
    none="none", phone="phone", mail="letter post", text="sms text", email="email"
)
APPOINTMENT_STATUS = words(
    scheduled="pending confirmed arrived insurgery",
    completed="completed",
    cancelled="cancelled canceled",
    no_show="didnotattend",
)
"""The states of the interface; who is in the house today counts as still to come until
it is completed.
"""
_ENDED = (
    ("cancelled", "cancelled_at"),
    ("no_show", "did_not_attend_at"),
    ("completed", "completed_at"),
)
HYGIENE = r"(?i)scale|hygien"


def patient_status(sheet: Sheet, header: str) -> pa.Array:
    """Active or not; of those who are not, deceased where the reason says so."""
    active = Flag().read(sheet, header)
    status = pc.if_else(active, "active", "inactive")
    if not sheet.has("archived_reason"):
        return status

    dead = pc.match_substring_regex(
        sheet.text("archived_reason"), r"(?i)deceased|died|death"
    )
    return pc.if_else(
        pc.and_(pc.invert(active), pc.fill_null(dead, False)), "deceased", status
    )


def appointment_status(sheet: Sheet, header: str) -> pa.Array:
    """The state; where the file has none, what the moments of its ends say."""
    if header == "state":
        return Choice(APPOINTMENT_STATUS).read(sheet, header)
    return first_that_holds(
        [(word, happened(sheet, name)) for word, name in _ENDED], "scheduled"
    )


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """The length, or the time from start to finish."""
    if header == "duration":
        return Count().read(sheet, header)

    seconds = pc.cast(
        pc.subtract(
            DateTime().read(sheet, header), DateTime().read(sheet, "start_time")
        ),
        pa.int64(),
    )
    return pc.divide(seconds, 60)


def is_hygiene(sheet: Sheet, header: str) -> pa.Array:
    """Whether the reason is a cleaning."""
    return pc.match_substring_regex(sheet.text(header), HYGIENE)


def name_or_code(sheet: Sheet, header: str) -> pa.Array:
    """The practice's own code of the item, or its name where it has none."""
    return (
        pc.coalesce(sheet.text("code"), sheet.text(header))
        if sheet.has("code")
        else sheet.text(header)
    )


def item_status(sheet: Sheet, header: str) -> pa.Array:
    """Completed or planned."""
    return pc.if_else(
        pc.fill_null(Flag().read(sheet, header), False), "completed", "planned"
    )


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of completed work."""
    return pc.if_else(
        pc.equal(item_status(sheet, "completed"), "completed"),
        Date().read(sheet, header),
        None,
    )


def plan_status(sheet: Sheet, header: str) -> pa.Array:
    """A plan that is done is no longer active, and was not given up either: work left
    on it may still be wanted.
    """
    return pc.if_else(
        pc.fill_null(Flag().read(sheet, header), False), "unknown", "active"
    )


def full_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name."""
    joined = pc.binary_join_element_wise(
        sheet.text("user_first_name"), sheet.text(header), " "
    )
    return pc.coalesce(joined, sheet.text(header))


def is_hygienist(sheet: Sheet, header: str) -> pa.Array:
    """Whether the role is a hygienist's."""
    return pc.match_substring(pc.utf8_lower(sheet.text(header)), "hygienist")


def _recall(kind: str) -> Layout:
    """The recall of one kind that stands in the patient's row: `17/dentist`."""
    return Layout(
        f"dentally.recall_{kind}",
        f"Dentally: recall by the {kind}",
        "recall",
        (),
        (
            Field("id", _recall_id(kind), headers=("id",), needed=True),
            Field("patient_id", Id(), headers=("id",), needed=True),
            Field("type_id", constant(kind), headers=("id",)),
            Field("due_on", Date(), headers=(f"{kind}_recall_date",), needed=True),
            Field("interval_months", Count(), headers=(f"{kind}_recall_interval",)),
        ),
    )


def _recall_id(kind: str) -> Derived:
    def take(sheet: Sheet, header: str) -> pa.Array:
        return pc.binary_join_element_wise(Id().read(sheet, header), kind, "/")

    return Derived(take)


PATIENTS = Layout(
    "dentally.patients",
    "Dentally: patients",
    "patient",
    ("id", "last_name", "dentist_recall_date", "active"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field("last_name", PlainText(), headers=("last_name",)),
        Field("first_name", PlainText(), headers=("first_name",)),
        Field("middle_name", PlainText(), headers=("middle_name",)),
        Field("preferred_name", PlainText(), headers=("preferred_name",)),
        Field("birth_date", Date(of_birth=True), headers=("date_of_birth",)),
        Field("sex", Choice(SEX), headers=("gender",)),
        Field(
            "status",
            Derived(patient_status),
            headers=("active",),
            also=("archived_reason",),
        ),
        Field("status_raw", PlainText(), headers=("active",)),
        Field("household_id", Derived(household_of_account), headers=("account_id",)),
        Field("home_phone", Phone(), headers=("home_phone",)),
        Field("work_phone", Phone(), headers=("work_phone",)),
        Field("mobile_phone", Phone(), headers=("mobile_phone",)),
        Field("email", Email(), headers=("email_address",)),
        Field("address_1", PlainText(), headers=("address_line_1",)),
        Field("address_2", PlainText(), headers=("address_line_2",)),
        Field("city", PlainText(), headers=("town",)),
        Field("state", PlainText(), headers=("county",)),
        Field("zip", PlainText(), headers=("postcode",)),
        Field("text_ok", Consent(), headers=("use_sms",)),
        Field("email_ok", Consent(), headers=("use_email",)),
        Field(
            "preferred_channel",
            Choice(CHANNEL, unknown="other"),
            headers=("recall_method",),
        ),
        Field("provider_id", Id(zero_is_none=True), headers=("dentist_id",)),
        Field("hygienist_id", Id(zero_is_none=True), headers=("hygienist_id",)),
        Field("location_id", Id(zero_is_none=True), headers=("site_id",)),
        Field("created_on", Date(), headers=("created_at",)),
    ),
    parts=(_recall("dentist"), _recall("hygienist")),
)

APPOINTMENTS = Layout(
    "dentally.appointments",
    "Dentally: appointments",
    "appointment",
    ("id", "patient_id", "start_time", "did_not_attend_at", "cancelled_at"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field(
            "patient_id", Id(zero_is_none=True), headers=("patient_id",), needed=True
        ),
        Field("starts_at", DateTime(), headers=("start_time",), also=("finish_time",)),
        Field("minutes", Derived(minutes), headers=("duration", "finish_time")),
        Field(
            "status",
            Derived(appointment_status),
            headers=("state", "completed_at"),
            also=("did_not_attend_at", "cancelled_at"),
        ),
        Field("status_raw", PlainText(), headers=("state",)),
        Field("provider_id", Id(zero_is_none=True), headers=("practitioner_id",)),
        Field("location_id", Id(zero_is_none=True), headers=("site_id",)),
        Field("is_hygiene", Derived(is_hygiene), headers=("reason",)),
        Field("created_on", Date(), headers=("created_at",)),
        Field("arrived_at", DateTime(), headers=("arrived_at",)),
        Field("seated_at", DateTime(), headers=("in_surgery_at",)),
    ),
)

PLANS = Layout(
    "dentally.treatment_plans",
    "Dentally: treatment plans",
    "plan",
    ("id", "patient_id", "nickname", "start_date", "private_treatment_value"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field(
            "patient_id", Id(zero_is_none=True), headers=("patient_id",), needed=True
        ),
        Field("presented_on", Date(), headers=("start_date",)),
        Field("status", Derived(plan_status), headers=("completed",)),
        Field("status_raw", PlainText(), headers=("completed",)),
    ),
)

ITEMS = Layout(
    "dentally.items",
    "Dentally: items of treatment plans",
    "procedure",
    ("id", "patient_id", "treatment_plan_id", "nomenclature", "price", "completed"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field(
            "patient_id", Id(zero_is_none=True), headers=("patient_id",), needed=True
        ),
        Field(
            "code_raw", Derived(name_or_code), headers=("nomenclature",), also=("code",)
        ),
        Field("status", Derived(item_status), headers=("completed",)),
        Field("status_raw", PlainText(), headers=("completed",)),
        Field("planned_on", Date(), headers=("created_at",)),
        Field(
            "completed_on",
            Derived(completed_on),
            headers=("completed_at",),
            also=("completed",),
        ),
        Field("fee_cents", Money(), headers=("price",)),
        Field("tooth", PlainText(), headers=("teeth",)),
        Field("surface", PlainText(), headers=("surfaces",)),
        Field("provider_id", Id(zero_is_none=True), headers=("practitioner_id",)),
    ),
    parts=(
        Layout(
            "dentally.plan_items",
            "Dentally: which items stand on which plan",
            "plan_item",
            (),
            (
                Field("id", Id(), headers=("id",), needed=True),
                Field(
                    "plan_id",
                    Id(zero_is_none=True),
                    headers=("treatment_plan_id",),
                    needed=True,
                ),
                Field("procedure_id", Id(), headers=("id",), needed=True),
            ),
        ),
    ),
)

PRACTITIONERS = Layout(
    "dentally.practitioners",
    "Dentally: practitioners",
    "provider",
    ("id", "user_last_name", "user_role"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field(
            "name",
            Derived(full_name),
            headers=("user_last_name",),
            also=("user_first_name",),
        ),
        Field("is_hygienist", Derived(is_hygienist), headers=("user_role",)),
        Field("is_active", Flag(), headers=("active",)),
    ),
)

SITES = Layout(
    "dentally.sites",
    "Dentally: sites",
    "location",
    ("id", "name", "practice_id", "nickname"),
    (
        Field("id", Id(), headers=("id",), needed=True),
        Field("name", PlainText(), headers=("name",)),
    ),
)

DENTALLY = System(
    "dentally",
    (
        PATIENTS,
        APPOINTMENTS,
        PLANS,
        ITEMS,
        PRACTITIONERS,
        SITES,
    ),
)
