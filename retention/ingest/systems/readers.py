"""The plain ways to read a column of a table from a sheet, by kind; layouts name
them.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse import contacts, values
from retention.ingest.parse.sheet import Sheet
from retention.ingest.questions import ENTRY, ask_undated
from retention.ingest.recognise.layouts import Take

_LEAST_UNDATED = 20
_SHARE_UNDATED = 0.05


def own_id(sheet: Sheet, header: str) -> pa.Array:
    """The row's own id; 0 is an id like any other where a system counts from 0."""
    return sheet.ids(header)


def id_or_none(sheet: Sheet, header: str) -> pa.Array:
    """An id that points at another table; 0 means none."""
    return sheet.ids(header, zero_is_none=True)


def text(sheet: Sheet, header: str) -> pa.Array:
    """Text as it stands, without blanks around it."""
    return sheet.text(header)


def phone(sheet: Sheet, header: str) -> pa.Array:
    """A phone number as it stands; none for what only fills the field (`604`,
    `000-0000`).
    """
    return sheet.phones(header)


def email(sheet: Sheet, header: str) -> pa.Array:
    """An address of e-mail as it stands; none for what only fills the field
    (`none@none.com`).
    """
    return sheet.emails(header)


def zip_code(sheet: Sheet, header: str) -> pa.Array:
    """A zip code as text; where the state's codes begin with 0 and a spreadsheet has
    dropped that, it is put back.
    """
    found = sheet.spread(header, values.without_point_zero(sheet.distinct(header)[0]))
    state = sheet.columns.get("state")
    lost = (
        contacts.lost_zeros(found, sheet.text(state))
        if state
        else np.zeros(len(found), bool)
    )
    if not lost.any():
        return found
    shown = found.filter(pa.array(lost))[0].as_py()
    sheet.faults.add(
        0,
        header,
        shown,
        f"had lost its first 0, which was put back (rows: {lost.sum():,})",
    )
    return pc.if_else(pa.array(lost), contacts.with_zeros(found), found)


def day(sheet: Sheet, header: str) -> pa.Array:
    """A day."""
    return sheet.days(header)


def days_or_entered(
    sheet: Sheet, days: pa.Array, entered: str, planned: pa.Array
) -> pa.Array:
    """Days of planning; for planned work without one the day it was entered, where the
    practice says so.

    `planned` says of which rows it is asked: only where 20 rows and one in 20 have no
    day, as after a conversion.
    """
    entry = sheet.days(entered)
    lacks = pc.and_(pc.and_(planned, pc.is_null(days)), pc.is_valid(entry))
    rows = pc.sum(lacks).as_py() or 0
    whole = pc.sum(planned).as_py() or 0
    if rows < max(_LEAST_UNDATED, _SHARE_UNDATED * whole):
        return days
    because = (
        f"“{sheet.faults.file}”: planned work without a day: {rows:,} of {whole:,} rows"
    )
    return (
        pc.if_else(lacks, entry, days)
        if sheet.asking.answer(ask_undated(because)) == ENTRY
        else days
    )


def birth_day(sheet: Sheet, header: str) -> pa.Array:
    """A day of birth: with a year of two digits it does not lie in the future."""
    return sheet.days(header, of_birth=True)


def moment(sheet: Sheet, header: str) -> pa.Array:
    """A day and time."""
    return sheet.moments(header)


def money(sheet: Sheet, header: str) -> pa.Array:
    """Cents."""
    return sheet.cents(header)


def count(sheet: Sheet, header: str) -> pa.Array:
    """A whole number."""
    return sheet.counts(header)


def flag(sheet: Sheet, header: str) -> pa.Array:
    """Yes or no."""
    return sheet.flags(header)


def consent(sheet: Sheet, header: str) -> pa.Array:
    """Yes or no; a word that nobody explained is no consent."""
    return pc.if_else(_unexplained(sheet, header), False, sheet.flags(header))


def refusal(sheet: Sheet, header: str) -> pa.Array:
    """A consent by its opposite ("do not call"): no where the column says yes, or a
    word that nobody explained.
    """
    return pc.if_else(
        _unexplained(sheet, header), False, pc.invert(sheet.flags(header))
    )


def _unexplained(sheet: Sheet, header: str) -> pa.Array:
    return pc.and_(pc.is_valid(sheet.text(header)), pc.is_null(sheet.flags(header)))


def choice(words: Mapping[str, str | None], unknown: str | None = "unknown") -> Take:
    """One of the column's words, by the file's words."""
    return lambda sheet, header: sheet.choices(header, words, unknown)


OF_PATIENTS: Mapping[str, Take] = {
    "home_phone": phone,
    "work_phone": phone,
    "mobile_phone": phone,
    "email": email,
    "zip": zip_code,
}
"""How columns of the patient list are read that layouts call text: whatever the system,
front desks fill them alike.
"""
