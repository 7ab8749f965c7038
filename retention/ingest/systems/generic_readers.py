"""Ways to read a column that plain lists need: names in one column, a day and a time in
two, ids that are missing.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.parsers import Clock, DateTime, Flag, Id
from retention.ingest.parse.sheet import Sheet
from retention.ingest.read.headers import fold

TIME = ("appointment_time", "Appt Time")
"""Headers of a time of day that stands beside a day."""
_ACCOUNT = fold("account_id")
_LAST_FIRST = r"^(?P<last>[^,]*),\s*(?P<first>.*)$"
_FIRST_LAST = r"^(?:(?P<first>.*)\s)?(?P<last>\S+)$"


def last_name(sheet: Sheet, header: str) -> pa.Array:
    """The family name of `Last, First` or `First Last`."""
    return _name_part(sheet, header, "last")


def first_name(sheet: Sheet, header: str) -> pa.Array:
    """The given names of `Last, First` or `First Last`."""
    return _name_part(sheet, header, "first")


def _name_part(sheet: Sheet, header: str, part: str) -> pa.Array:
    texts, _ = sheet.distinct(header)
    with_comma, without = (
        pc.struct_field(pc.extract_regex(texts, form), part)
        for form in (_LAST_FIRST, _FIRST_LAST)
    )
    found = pc.utf8_trim_whitespace(pc.coalesce(with_comma, without))
    return sheet.spread(header, pc.if_else(pc.equal(found, ""), None, found))


def patient_number(sheet: Sheet, header: str) -> pa.Array:
    """A patient's number, without the star that EXACT puts before it when the patient
    becomes inactive.
    """
    return pc.utf8_ltrim(Id().read(sheet, header), "*")


def recall_id(sheet: Sheet, header: str) -> pa.Array:
    """The number of the recall that stands in a patient's row: `17/recall`, so that it
    is no other table's.
    """
    return pc.binary_join_element_wise(patient_number(sheet, header), "recall", "/")


def surname(sheet: Sheet, header: str) -> pa.Array:
    """A family name without the star that EXACT puts before the names of inactive
    patients.
    """
    texts, _ = sheet.distinct(header)
    return sheet.spread(header, pc.utf8_ltrim(texts, "* "))


def starred(sheet: Sheet, header: str) -> pa.Array:
    """Inactive where a star stands before the family name (EXACT); without one nothing
    is said.
    """
    texts, _ = sheet.distinct(header)
    return sheet.spread(
        header,
        pc.if_else(
            pc.starts_with(texts, "*"), "inactive", pa.scalar(None, pa.string())
        ),
    )


def inverted(sheet: Sheet, header: str) -> pa.Array:
    """No where the column says yes ("do not call")."""
    return pc.invert(Flag().read(sheet, header))


def pointer(sheet: Sheet, header: str) -> pa.Array:
    """What points at a dentist, a hygienist or a location: a number (0 means none), or
    simply the name.
    """
    return Id(zero_is_none=True, or_name=True).read(sheet, header)


def household(sheet: Sheet, header: str) -> pa.Array:
    """The guarantor's number, or the account's (`account 17`: its number is no
    patient's).

    Names are no numbers, so with names households stay unknown, and that is told.
    """
    if not sheet.holds_names(header):
        numbers = Id(zero_is_none=True).read(sheet, header)
        return (
            pc.binary_join_element_wise("account", numbers, " ")
            if fold(header) == _ACCOUNT
            else numbers
        )

    sheet.faults.add(
        0,
        header,
        "names",
        "stand where the guarantor's number should: who belongs together is not known",
    )
    return pa.nulls(len(sheet), pa.string())


def start(sheet: Sheet, header: str) -> pa.Array:
    """The day and time of an appointment, the time from a column of its own where the
    file has one.
    """
    time = next((name for name in TIME if sheet.has(name)), None)
    return (
        DateTime().read(sheet, header)
        if time is None
        else moved_to_clock(sheet, header, time)
    )


def moved_to_clock(sheet: Sheet, header: str, time: str) -> pa.Array:
    """The days under a header at the times of day under another."""
    clocks = (
        Clock()
        .read(sheet, time)
        .to_numpy(zero_copy_only=False)
        .astype("timedelta64[s]")
    )
    days = pc.floor_temporal(DateTime().read(sheet, header), unit="day")
    return _moved(days, np.where(np.isnat(clocks), np.timedelta64(0, "s"), clocks))


def near_start(sheet: Sheet, header: str) -> pa.Array:
    """A moment; where the column holds times of day only, that time on the day of the
    appointment.
    """
    if not sheet.holds_clocks(header):
        return DateTime().read(sheet, header)

    days = pc.floor_temporal(
        DateTime().read(sheet, sheet.columns["starts_at"]), unit="day"
    )
    return _moved(
        days,
        Clock()
        .read(sheet, header)
        .to_numpy(zero_copy_only=False)
        .astype("timedelta64[s]"),
    )


def _moved(moments: pa.Array, by: np.ndarray) -> pa.Array:
    moved = moments.to_numpy(zero_copy_only=False).astype("datetime64[s]") + by
    return pa.array(moved, pa.timestamp("s"), from_pandas=True)


def appointment_id(sheet: Sheet, header: str) -> pa.Array:
    """An id made of patient and start, `17@2024-03-14T09:00:00`, for lists whose
    appointments have none.
    """
    starts = pc.strftime(start(sheet, header), format="%Y-%m-%dT%H:%M:%S")
    return pc.binary_join_element_wise(
        Id().read(sheet, sheet.columns["patient_id"]), starts, "@"
    )
