"""Dentrix Ascend's reports: which headers tell them, and how their columns are read
(hsps.pro/DentrixAscend/Help).

A day comes in three spellings: ISO, as the region writes it, or in three columns. The
reports carry no codes and no ids of their own but the patient's: ids are made of what a
row says.
"""

from retention.ingest.layouts import Field, Keep, Layout, words
from retention.ingest.systems.ascend_takes import (
    BY_PARTS,
    DAY,
    ID,
    address_part,
    charge_id,
    first_name,
    guarantor,
    is_charge,
    last_name,
    line_day,
    plan_id,
)
from retention.ingest.systems.shared_takes import constant
from retention.ingest.takes import (
    birth_day,
    choice,
    day,
    email,
    money,
    own_id,
    phone,
    text,
)

STATUS = words(
    active="active new",
    non_patient="nonpatient",
    inactive="inactive",
    archived="duplicate",
)
"""A duplicate is a row given up; whose it was the list does not say."""
_SEX = words(female="f female", male="m male", other="o other", unknown="u unknown")

_KEY = (ID,)


def _days(name: str) -> tuple[str, ...]:
    return (f"{name} (ISO)", name, f"{name} (Local)")


PATIENTS = Layout(
    "ascend.patients",
    "Dentrix Ascend: Patient List with Details",
    "patient",
    (ID, "Patient", "Primary Guarantor"),
    (
        Field("id", _KEY, own_id, needed=True),
        Field("last_name", ("Last Name", "Patient"), last_name),
        Field("first_name", ("First Name", "Patient"), first_name, also=("Last Name",)),
        Field("birth_date", _days("Date Of Birth"), birth_day),
        Field("sex", ("Gender", "Sex"), choice(_SEX)),
        Field("status", ("Status", "Patient Status"), choice(STATUS)),
        Field("status_raw", ("Status", "Patient Status"), text),
        Field(
            "household_id", ("Primary Guarantor",), guarantor, also=("Patient", *_KEY)
        ),
        Field("chart_number", ("Chart Number",), text),
        Field("mobile_phone", ("Mobile Phone", "Phone"), phone),
        Field("email", ("Email",), email),
        Field("address_1", ("Address",), address_part("street")),
        Field("city", ("Address",), address_part("city")),
        Field("state", ("Address",), address_part("state")),
        Field("zip", ("Address",), address_part("zip")),
        Field("first_visit_reported", _days("First Visit"), day),
        Field(
            "last_visit_reported",
            (*_days("Last Visit"), *_days("Last Procedure Date")),
            day,
        ),
        Field("next_visit_reported", _days("Next Appointment Date"), day),
    ),
)

TREATMENT = Layout(
    "ascend.treatment",
    "Dentrix Ascend: Treatment Tracker",
    "procedure",
    (ID, "Amount Presented"),
    (
        Field(
            "planned_on",
            (*DAY, *BY_PARTS[:1]),
            line_day,
            needed=True,
            also=BY_PARTS[1:],
        ),
        Field(
            "id", _KEY, plan_id, needed=True, also=("Amount Presented", *DAY, *BY_PARTS)
        ),
        Field("patient_id", _KEY, own_id, needed=True),
        Field("status", _KEY, constant("planned")),
        Field("fee_cents", ("Amount Presented",), money),
    ),
)

CHARGES = Layout(
    "ascend.transactions",
    "Dentrix Ascend: Transaction Detail",
    "procedure",
    (ID, "Charges", "Credits"),
    (
        Field(
            "completed_on",
            (*DAY, *BY_PARTS[:1]),
            line_day,
            needed=True,
            also=BY_PARTS[1:],
        ),
        Field(
            "id",
            _KEY,
            charge_id,
            needed=True,
            also=("Charges", "Credits", *DAY, *BY_PARTS),
        ),
        Field("patient_id", _KEY, own_id, needed=True),
        Field("status", _KEY, constant("completed")),
        Field("fee_cents", ("Charges",), money),
    ),
    Keep(
        "Charges",
        (),
        "is no charge (a payment, or a charge taken back): not needed",
        which=is_charge,
    ),
)

SCREEN = Layout(
    "ascend.screen",
    "Dentrix Ascend: patients copied from a screen as CSV",
    "patient",
    ("patient.id", "patient.firstName", "patient.lastName"),
    (
        Field("id", ("patient.id",), own_id, needed=True),
        Field("last_name", ("patient.lastName",), text),
        Field("first_name", ("patient.firstName",), text),
        Field("preferred_name", ("patient.preferredName",), text),
        Field("birth_date", ("patient.dateOfBirth",), birth_day),
        Field("status", ("patient.status",), choice(STATUS)),
        Field("status_raw", ("patient.status",), text),
        Field("chart_number", ("patient.chartNumber",), text),
        Field("mobile_phone", ("patient.phone", "patient.phones.0.number"), phone),
        Field("email", ("patient.emailAddress", "patient.email"), email),
        Field("first_visit_reported", ("firstVisit", "firstVisitDate"), day),
        Field("last_visit_reported", ("lastVisit", "lastVisitDate"), day),
        Field("next_visit_reported", ("nextAppointment", "nextAppointmentDate"), day),
    ),
    as_written=True,
)

DAY_SHEET = Layout(
    "ascend.daysheet", "Dentrix Ascend: day sheet", None, ("Provider Totals",)
)
"""Its totals by provider are other sums than those by location: nothing of it is needed
beside Transaction Detail.
"""

ASCEND: tuple[Layout, ...] = (PATIENTS, TREATMENT, CHARGES, SCREEN, DAY_SHEET)
