"""Dentally's lists, under the names of its interface: which headers tell them, how
columns are read.

There are no codes that figures know: items of treatment plans have the practice's own
names. The dentist's and the hygienist's recall are two recalls of the patient's own
row.
"""

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Layout, Take, words
from retention.ingest.systems.derived_fields import (
    constant,
    first_that_holds,
    happened,
    household_of_account,
)
from retention.ingest.systems.readers import (
    birth_day,
    choice,
    consent,
    count,
    day,
    email,
    flag,
    id_or_none,
    moment,
    money,
    own_id,
    phone,
    text,
)

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
    active = sheet.flags(header)
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
        return sheet.choices(header, APPOINTMENT_STATUS)
    return first_that_holds(
        [(word, happened(sheet, name)) for word, name in _ENDED], "scheduled"
    )


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """The length, or the time from start to finish."""
    if header == "duration":
        return sheet.counts(header)
    seconds = pc.cast(
        pc.subtract(sheet.moments(header), sheet.moments("start_time")), pa.int64()
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
    return pc.if_else(pc.fill_null(sheet.flags(header), False), "completed", "planned")


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of completed work."""
    return pc.if_else(
        pc.equal(item_status(sheet, "completed"), "completed"), sheet.days(header), None
    )


def plan_status(sheet: Sheet, header: str) -> pa.Array:
    """A plan that is done is no longer active, and was not given up either: work left
    on it may still be wanted.
    """
    return pc.if_else(pc.fill_null(sheet.flags(header), False), "unknown", "active")


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
            Field("id", ("id",), _recall_id(kind), needed=True),
            Field("patient_id", ("id",), own_id, needed=True),
            Field("type_id", ("id",), constant(kind)),
            Field("due_on", (f"{kind}_recall_date",), day, needed=True),
            Field("interval_months", (f"{kind}_recall_interval",), count),
        ),
    )


def _recall_id(kind: str) -> Take:
    return lambda sheet, header: pc.binary_join_element_wise(
        sheet.ids(header), kind, "/"
    )


PATIENTS = Layout(
    "dentally.patients",
    "Dentally: patients",
    "patient",
    ("id", "last_name", "dentist_recall_date", "active"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field("last_name", ("last_name",), text),
        Field("first_name", ("first_name",), text),
        Field("middle_name", ("middle_name",), text),
        Field("preferred_name", ("preferred_name",), text),
        Field("birth_date", ("date_of_birth",), birth_day),
        Field("sex", ("gender",), choice(SEX)),
        Field("status", ("active",), patient_status, also=("archived_reason",)),
        Field("status_raw", ("active",), text),
        Field("household_id", ("account_id",), household_of_account),
        Field("home_phone", ("home_phone",), phone),
        Field("work_phone", ("work_phone",), phone),
        Field("mobile_phone", ("mobile_phone",), phone),
        Field("email", ("email_address",), email),
        Field("address_1", ("address_line_1",), text),
        Field("address_2", ("address_line_2",), text),
        Field("city", ("town",), text),
        Field("state", ("county",), text),
        Field("zip", ("postcode",), text),
        Field("text_ok", ("use_sms",), consent),
        Field("email_ok", ("use_email",), consent),
        Field(
            "preferred_channel", ("recall_method",), choice(CHANNEL, unknown="other")
        ),
        Field("provider_id", ("dentist_id",), id_or_none),
        Field("hygienist_id", ("hygienist_id",), id_or_none),
        Field("location_id", ("site_id",), id_or_none),
        Field("created_on", ("created_at",), day),
    ),
    parts=(_recall("dentist"), _recall("hygienist")),
)

APPOINTMENTS = Layout(
    "dentally.appointments",
    "Dentally: appointments",
    "appointment",
    ("id", "patient_id", "start_time", "did_not_attend_at", "cancelled_at"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field("patient_id", ("patient_id",), id_or_none, needed=True),
        Field("starts_at", ("start_time",), moment, also=("finish_time",)),
        Field("minutes", ("duration", "finish_time"), minutes),
        Field(
            "status",
            ("state", "completed_at"),
            appointment_status,
            also=("did_not_attend_at", "cancelled_at"),
        ),
        Field("status_raw", ("state",), text),
        Field("provider_id", ("practitioner_id",), id_or_none),
        Field("location_id", ("site_id",), id_or_none),
        Field("is_hygiene", ("reason",), is_hygiene),
        Field("created_on", ("created_at",), day),
        Field("arrived_at", ("arrived_at",), moment),
        Field("seated_at", ("in_surgery_at",), moment),
    ),
)

PLANS = Layout(
    "dentally.treatment_plans",
    "Dentally: treatment plans",
    "plan",
    ("id", "patient_id", "nickname", "start_date", "private_treatment_value"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field("patient_id", ("patient_id",), id_or_none, needed=True),
        Field("presented_on", ("start_date",), day),
        Field("status", ("completed",), plan_status),
        Field("status_raw", ("completed",), text),
    ),
)

ITEMS = Layout(
    "dentally.items",
    "Dentally: items of treatment plans",
    "procedure",
    ("id", "patient_id", "treatment_plan_id", "nomenclature", "price", "completed"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field("patient_id", ("patient_id",), id_or_none, needed=True),
        Field("code_raw", ("nomenclature",), name_or_code, also=("code",)),
        Field("status", ("completed",), item_status),
        Field("status_raw", ("completed",), text),
        Field("planned_on", ("created_at",), day),
        Field("completed_on", ("completed_at",), completed_on, also=("completed",)),
        Field("fee_cents", ("price",), money),
        Field("tooth", ("teeth",), text),
        Field("surface", ("surfaces",), text),
        Field("provider_id", ("practitioner_id",), id_or_none),
    ),
    parts=(
        Layout(
            "dentally.plan_items",
            "Dentally: which items stand on which plan",
            "plan_item",
            (),
            (
                Field("id", ("id",), own_id, needed=True),
                Field("plan_id", ("treatment_plan_id",), id_or_none, needed=True),
                Field("procedure_id", ("id",), own_id, needed=True),
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
        Field("id", ("id",), own_id, needed=True),
        Field("name", ("user_last_name",), full_name, also=("user_first_name",)),
        Field("is_hygienist", ("user_role",), is_hygienist),
        Field("is_active", ("active",), flag),
    ),
)

SITES = Layout(
    "dentally.sites",
    "Dentally: sites",
    "location",
    ("id", "name", "practice_id", "nickname"),
    (
        Field("id", ("id",), own_id, needed=True),
        Field("name", ("name",), text),
    ),
)

DENTALLY: tuple[Layout, ...] = (
    PATIENTS,
    APPOINTMENTS,
    PLANS,
    ITEMS,
    PRACTITIONERS,
    SITES,
)
