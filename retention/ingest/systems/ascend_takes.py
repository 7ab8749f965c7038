"""Columns of Dentrix Ascend's reports that take more than reading one cell as it
stands.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.layouts import Take
from retention.ingest.sheet import Sheet
from retention.ingest.systems import list_takes
from retention.ingest.systems.shared_takes import made_id
from retention.problems import RetentionError

DAY = ("Date (ISO)", "Date", "Date (Local)")
"""Headers of a line's day in one cell, the surest first."""
BY_PARTS = ("Year", "Month", "Day")
"""Headers of a line's day in three cells; the month is a number or its name."""
ID = "Ascend Patient ID"
_MONTHS = pa.array(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
)
_ADDRESS = r"^(?P<street>.+),\s*(?P<city>[^,]+),\s*(?P<state>[A-Z]{2})\s+(?P<zip>\d{5}(?:-\d{4})?)$"
_TWO_COMMAS = r"^(?P<last>[^,]*,[^,]*),\s*(?P<first>.*)$"


def last_name(sheet: Sheet, header: str) -> pa.Array:
    """The family name, from its own column or from `Last, First`."""
    return (
        list_takes.last_name(sheet, header)
        if header == "Patient"
        else sheet.text(header)
    )


def first_name(sheet: Sheet, header: str) -> pa.Array:
    """The given name, from its own column or from `Last, First`, where the family name
    may have a comma itself.
    """
    if header != "Patient":
        return sheet.text(header)
    usual = list_takes.first_name(sheet, header)
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
    ids = sheet.ids(ID)
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


def address_part(part: str) -> Take:
    """The street, city, state or zip of `1 Mill Road, Town, MA 01034`; all is street
    where it is written otherwise.
    """

    def take(sheet: Sheet, header: str) -> pa.Array:
        texts, _ = sheet.distinct(header)
        found = pc.struct_field(pc.extract_regex(texts, _ADDRESS), part)
        return sheet.spread(
            header, pc.coalesce(found, texts) if part == "street" else found
        )

    return take


def line_day(sheet: Sheet, header: str) -> pa.Array:
    """The day of a line, from one cell or from three."""
    return sheet.days(header) if header not in BY_PARTS else _day_of_parts(sheet)


def plan_id(sheet: Sheet, header: str) -> pa.Array:
    """`plan/17/2026-01-05/123400`: patient, day and cents presented."""
    return made_id(
        "plan", sheet.ids(header), _line_day(sheet), sheet.cents("Amount Presented")
    )


def charge_id(sheet: Sheet, header: str) -> pa.Array:
    """`charge/17/2026-01-05/6000`: patient, day and cents charged."""
    return made_id(
        "charge", sheet.ids(header), _line_day(sheet), sheet.cents("Charges")
    )


def is_charge(sheet: Sheet, header: str) -> pa.Array:
    """Lines with an amount charged, and those with nothing to pay and nothing paid."""
    charged = sheet.cents(header)
    paid = pc.fill_null(sheet.cents("Credits"), 0)
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
