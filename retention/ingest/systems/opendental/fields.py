"""Columns of Open Dental that take more than one cell, or more than reading it as it
stands.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import (
    Choice,
    Count,
    Date,
    DateTime,
    Flag,
    RecallDays,
    RecallMonths,
)
from retention.ingest.parse.sheet import Sheet
from retention.ingest.systems.derived_fields import days_or_entered
from retention.ingest.systems.opendental import codes

_DO_NOT_CALL = pa.array(["1", "donotcall"])
_TEXT_OK: Mapping[str, str | None] = {
    "0": None,
    "unknown": None,
    "1": "yes",
    "yes": "yes",
    "y": "yes",
    "true": "yes",
    "2": "no",
    "no": "no",
    "n": "no",
    "false": "no",
}
ENTERED = "SecDateEntry"
PREFERENCES = ("PreferContactMethod", "PreferRecallMethod", "PreferConfirmMethod")
_PATTERN_MINUTES = 5


def status_on(sheet: Sheet, header: str) -> pa.Array:
    """The day of death, of those who died."""
    dead = pc.equal(Choice(codes.PATIENT_STATUS).read(sheet, "PatStatus"), "deceased")
    return pc.if_else(dead, Date().read(sheet, header), None)


def phone_ok(sheet: Sheet, header: str) -> pa.Array:
    """No where any of the three preferences says "do not call", else unknown."""
    never = np.zeros(len(sheet), bool)
    for name in {header, *PREFERENCES}:
        if sheet.has(name):
            folded = pc.utf8_lower(sheet.text(name))
            never |= pc.is_in(folded, _DO_NOT_CALL).to_numpy(zero_copy_only=False)
    return pc.if_else(pa.array(never), False, pa.scalar(None, pa.bool_()))


def text_ok(sheet: Sheet, header: str) -> pa.Array:
    """Yes or no as the practice asked; 0 means that nobody asked."""
    return pc.equal(Choice(_TEXT_OK, unknown=None).read(sheet, header), "yes")


def minutes(sheet: Sheet, header: str) -> pa.Array:
    """Five minutes for each sign of the pattern."""
    return pc.cast(
        pc.multiply(pc.utf8_length(sheet.text(header)), _PATTERN_MINUTES), pa.int64()
    )


def moment_of_day(sheet: Sheet, header: str) -> pa.Array:
    """A moment; readable queries print the day alone, which is no time of day."""
    timed = pc.fill_null(pc.match_substring(sheet.text(header), ":"), False)
    return pc.if_else(timed, DateTime().read(sheet, header), None)


def planned_on(sheet: Sheet, header: str) -> pa.Array:
    """DateTP; for planned work that a conversion left without one the day of entry,
    where the practice says so.
    """
    days = Date().read(sheet, header)
    if not sheet.has(ENTERED):
        return days

    status = Choice(codes.PROCEDURE_STATUS).read(sheet, "ProcStatus")
    planned = pc.is_in(status, pa.array(["planned", "planned_inactive"]))
    return days_or_entered(sheet, days, ENTERED, planned)


def completed_on(sheet: Sheet, header: str) -> pa.Array:
    """ProcDate of completed work; DateComplete where that says none."""
    found = Date().read(sheet, header)
    if sheet.has("DateComplete"):
        found = pc.coalesce(found, Date().read(sheet, "DateComplete"))
    return pc.if_else(
        pc.equal(Choice(codes.PROCEDURE_STATUS).read(sheet, "ProcStatus"), "completed"),
        found,
        None,
    )


def quantity(sheet: Sheet, header: str) -> pa.Array:
    """UnitQty + BaseUnits, at least 1."""
    units = pc.fill_null(Count().read(sheet, header), 0)
    if sheet.has("BaseUnits"):
        units = pc.add(units, pc.fill_null(Count().read(sheet, "BaseUnits"), 0))
    return pc.max_element_wise(units, 1)


def months(sheet: Sheet, header: str) -> pa.Array:
    """The months of a packed interval."""
    return RecallMonths().read(sheet, header)


def days(sheet: Sheet, header: str) -> pa.Array:
    """The days of a packed interval, on top of its months."""
    return RecallDays().read(sheet, header)


def person_name(sheet: Sheet, header: str) -> pa.Array:
    """Given name and family name; a business's name, or an abbreviation, where there is
    neither.
    """
    parts = [
        pc.fill_null(sheet.text(name), "")
        for name in ("FName", header)
        if sheet.has(name)
    ]
    name = pc.utf8_trim_whitespace(pc.binary_join_element_wise(*parts, " "))
    name = pc.if_else(pc.equal(name, ""), None, name)
    others = [
        sheet.text(other) for other in ("BusinessName", "Abbr") if sheet.has(other)
    ]
    return pc.coalesce(name, *others)


def works_here(sheet: Sheet, header: str) -> pa.Array:
    """Neither hidden nor deleted."""
    works = pc.invert(Flag().read(sheet, header))
    if sheet.has("ProvStatus"):
        deleted = pc.fill_null(
            pc.is_in(sheet.text("ProvStatus"), pa.array(["1", "Deleted"])), False
        )
        works = pc.and_(works, pc.invert(deleted))
    return works


def is_automatic(sheet: Sheet, header: str) -> pa.Array:
    """Everything that no person typed in."""
    texts = pc.utf8_lower(sheet.text(header))
    return pc.and_(pc.not_equal(texts, "0"), pc.not_equal(texts, "user"))


def is_preauthorisation(sheet: Sheet, header: str) -> pa.Array:
    """Whether the claim only asks what would be paid."""
    return pc.equal(pc.utf8_lower(sheet.text(header)), "preauth")


def direction(sheet: Sheet, header: str) -> pa.Array:
    """RefType, or IsFrom of older versions."""
    return Choice(
        codes.REFERRAL_DIRECTION if header == "RefType" else codes.IS_FROM,
        unknown="custom",
    ).read(sheet, header)
