"""Dentrix Ascend's reports: how they are recognised and read."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.errors import RetentionError
from retention.ingest.parse.parsers import (
    Choice,
    Date,
    Derived,
    Email,
    Id,
    Money,
    Phone,
    PlainText,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.recognise.layouts import Field, Keep, Layout, words
from retention.ingest.systems import generic_readers
from retention.ingest.systems.derived_fields import constant, made_id
from retention.ingest.systems.system import System

DAY = ("Date (ISO)", "Date", "Date (Local)")
"""Headers of a line's day in one cell, the surest first."""
BY_PARTS = ("Year", "Month", "Day")
"""Headers of a line's day in three cells; the month is a number or its name."""
ID = "Ascend Patient ID"
_MONTHS = pa.array(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
)
_ADDRESS = (
    r"^(?P<street>.+),\s*(?P<city>[^,]+),"
    r"\s*(?P<state>[A-Z]{2})\s+(?P<zip>\d{5}(?:-\d{4})?)$"
)
_TWO_COMMAS = r"^(?P<last>[^,]*,[^,]*),\s*(?P<first>.*)$"


def last_name(sheet: Sheet, header: str) -> pa.Array:
    """The family name, from its own column or from `Last, First`."""
    return (
        generic_readers.last_name(sheet, header)
        if header == "Patient"
        else sheet.text(header)
    )


def first_name(sheet: Sheet, header: str) -> pa.Array:
    """The given name, from its own column or from `Last, First`, where the family name
    may have a comma itself.
    """
    if header != "Patient":
        return sheet.text(header)

    usual = generic_readers.first_name(sheet, header)
    if not sheet.has("Last Name"):
        return usual

    longer = pc.extract_regex(sheet.text(header), _TWO_COMMAS)
    fits = pc.equal(pc.struct_field(longer, "last"), sheet.text("Last Name"))
    return pc.if_else(
        pc.fill_null(fits, False), pc.struct_field(longer, "first"), usual
    )


def guarantor(sheet: Sheet, header: str) -> pa.Array:
    """The id of the patient who bears the guarantor's name, where only one of the list
    does; that others do is told.

    Who bears it themselves is their own head.
    """
    names = sheet.text(header)
    own = sheet.text("Patient")
    counted = pc.value_counts(pc.drop_null(own))
    unique = counted.field("values").filter(pc.equal(counted.field("counts"), 1))
    ids = Id().read(sheet, ID)
    found = ids.take(pc.index_in(unique, own)).take(pc.index_in(names, unique))
    found = pc.if_else(pc.fill_null(pc.equal(names, own), False), ids, found)
    shared = int(pc.sum(pc.and_(pc.is_valid(names), pc.is_null(found))).as_py() or 0)
    if shared:
        say = (
            "guarantors are not in the list, or share their name: who belongs to them "
            "is not known"
        )
        sheet.faults.add(0, header, f"{shared:,}", say)
    return found


def address_part(part: str) -> Derived:
    """The street, city, state or zip of `1 Mill Road, Town, MA 01034`; all is street
    where it is written otherwise.
    """

    def take(sheet: Sheet, header: str) -> pa.Array:
        texts, _ = sheet.distinct(header)
        found = pc.struct_field(pc.extract_regex(texts, _ADDRESS), part)
        return sheet.spread(
            header, pc.coalesce(found, texts) if part == "street" else found
        )

    return Derived(take)


def line_day(sheet: Sheet, header: str) -> pa.Array:
    """The day of a line, from one cell or from three."""
    return (
        Date().read(sheet, header) if header not in BY_PARTS else _day_of_parts(sheet)
    )


def plan_id(sheet: Sheet, header: str) -> pa.Array:
    """`plan/17/2026-01-05/123400`: patient, day and cents presented."""
    return made_id(
        "plan",
        Id().read(sheet, header),
        _line_day(sheet),
        Money().read(sheet, "Amount Presented"),
    )


def charge_id(sheet: Sheet, header: str) -> pa.Array:
    """`charge/17/2026-01-05/6000`: patient, day and cents charged."""
    return made_id(
        "charge",
        Id().read(sheet, header),
        _line_day(sheet),
        Money().read(sheet, "Charges"),
    )


def is_charge(sheet: Sheet, header: str) -> pa.Array:
    """Lines with an amount charged, and those with nothing to pay and nothing paid."""
    charged = Money().read(sheet, header)
    paid = pc.fill_null(Money().read(sheet, "Credits"), 0)
    return pc.or_(
        pc.greater(charged, 0), pc.and_(pc.equal(charged, 0), pc.equal(paid, 0))
    )


def _line_day(sheet: Sheet) -> pa.Array:
    header = next((name for name in (*DAY, *BY_PARTS[:1]) if sheet.has(name)), None)
    if header is None:
        raise RetentionError(
            f"“{sheet.faults.file}” has no column with the day of each line (“Date "
            "(ISO)”, or “Date”). Add it to the report and export it again."
        )
    return line_day(sheet, header)


def _day_of_parts(sheet: Sheet) -> pa.Array:
    """The day that year, month and day name; none where one of them is missing or there
    is no such day.
    """
    month = pc.utf8_slice_codeunits(pc.utf8_lower(sheet.text("Month")), 0, 3)
    number = pc.coalesce(pc.add(pc.index_in(month, _MONTHS), 1), _numbers(month))
    parts = (
        _numbers(sheet.text("Year")),
        pc.cast(number, pa.int64()),
        _numbers(sheet.text("Day")),
    )
    year, month, day = (
        pc.fill_null(part, 0).to_numpy(zero_copy_only=False) for part in parts
    )
    fits = (year > 0) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(fits, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(fits, day - 1, 0)
    fits &= days.astype("datetime64[M]") == months
    return pa.array(days, pa.date32(), mask=~fits)


def _numbers(texts: pa.Array) -> pa.Array:
    number = pc.struct_field(
        pc.extract_regex(texts, r"^0?(?P<number>\d{1,4})$"), "number"
    )
    return pc.cast(number, pa.int64())


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
        Field("id", Id(), headers=_KEY, needed=True),
        Field("last_name", Derived(last_name), headers=("Last Name", "Patient")),
        Field(
            "first_name",
            Derived(first_name),
            headers=("First Name", "Patient"),
            also=("Last Name",),
        ),
        Field("birth_date", Date(of_birth=True), headers=_days("Date Of Birth")),
        Field("sex", Choice(_SEX), headers=("Gender", "Sex")),
        Field("status", Choice(STATUS), headers=("Status", "Patient Status")),
        Field("status_raw", PlainText(), headers=("Status", "Patient Status")),
        Field(
            "household_id",
            Derived(guarantor),
            headers=("Primary Guarantor",),
            also=("Patient", *_KEY),
        ),
        Field("chart_number", PlainText(), headers=("Chart Number",)),
        Field("mobile_phone", Phone(), headers=("Mobile Phone", "Phone")),
        Field("email", Email(), headers=("Email",)),
        Field("address_1", address_part("street"), headers=("Address",)),
        Field("city", address_part("city"), headers=("Address",)),
        Field("state", address_part("state"), headers=("Address",)),
        Field("zip", address_part("zip"), headers=("Address",)),
        Field("first_visit_reported", Date(), headers=_days("First Visit")),
        Field(
            "last_visit_reported",
            Date(),
            headers=(*_days("Last Visit"), *_days("Last Procedure Date")),
        ),
        Field("next_visit_reported", Date(), headers=_days("Next Appointment Date")),
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
            Derived(line_day),
            headers=(*DAY, *BY_PARTS[:1]),
            needed=True,
            also=BY_PARTS[1:],
        ),
        Field(
            "id",
            Derived(plan_id),
            headers=_KEY,
            needed=True,
            also=("Amount Presented", *DAY, *BY_PARTS),
        ),
        Field("patient_id", Id(), headers=_KEY, needed=True),
        Field("status", constant("planned"), headers=_KEY),
        Field("fee_cents", Money(), headers=("Amount Presented",)),
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
            Derived(line_day),
            headers=(*DAY, *BY_PARTS[:1]),
            needed=True,
            also=BY_PARTS[1:],
        ),
        Field(
            "id",
            Derived(charge_id),
            headers=_KEY,
            needed=True,
            also=("Charges", "Credits", *DAY, *BY_PARTS),
        ),
        Field("patient_id", Id(), headers=_KEY, needed=True),
        Field("status", constant("completed"), headers=_KEY),
        Field("fee_cents", Money(), headers=("Charges",)),
    ),
    Keep(
        "Charges",
        (),
        "is no charge (a payment, or a charge taken back): not needed",
        which=Derived(is_charge),
    ),
)

SCREEN = Layout(
    "ascend.screen",
    "Dentrix Ascend: patients copied from a screen as CSV",
    "patient",
    ("patient.id", "patient.firstName", "patient.lastName"),
    (
        Field("id", Id(), headers=("patient.id",), needed=True),
        Field("last_name", PlainText(), headers=("patient.lastName",)),
        Field("first_name", PlainText(), headers=("patient.firstName",)),
        Field("preferred_name", PlainText(), headers=("patient.preferredName",)),
        Field("birth_date", Date(of_birth=True), headers=("patient.dateOfBirth",)),
        Field("status", Choice(STATUS), headers=("patient.status",)),
        Field("status_raw", PlainText(), headers=("patient.status",)),
        Field("chart_number", PlainText(), headers=("patient.chartNumber",)),
        Field(
            "mobile_phone",
            Phone(),
            headers=("patient.phone", "patient.phones.0.number"),
        ),
        Field("email", Email(), headers=("patient.emailAddress", "patient.email")),
        Field("first_visit_reported", Date(), headers=("firstVisit", "firstVisitDate")),
        Field("last_visit_reported", Date(), headers=("lastVisit", "lastVisitDate")),
        Field(
            "next_visit_reported",
            Date(),
            headers=("nextAppointment", "nextAppointmentDate"),
        ),
    ),
    as_written=True,
)

DAY_SHEET = Layout(
    "ascend.daysheet", "Dentrix Ascend: day sheet", None, ("Provider Totals",)
)
"""Its totals by provider are other sums than those by location: nothing of it is needed
beside Transaction Detail.
"""

ASCEND = System("ascend", (PATIENTS, TREATMENT, CHARGES, SCREEN, DAY_SHEET))
