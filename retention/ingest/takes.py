"""The plain ways to read a column of a table from a sheet, by kind; layouts name them."""

from collections.abc import Mapping

import pyarrow as pa

from retention.ingest.layouts import Take
from retention.ingest.sheet import Sheet


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
    """A phone number as it stands; none for what only fills the field (`604`, `000-0000`)."""
    return sheet.phones(header)


def email(sheet: Sheet, header: str) -> pa.Array:
    """An address of e-mail as it stands; none for what only fills the field (`none@none.com`)."""
    return sheet.emails(header)


def day(sheet: Sheet, header: str) -> pa.Array:
    """A day."""
    return sheet.days(header)


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


def choice(words: Mapping[str, str | None], unknown: str | None = "unknown") -> Take:
    """One of the column's words, by the file's words."""
    return lambda sheet, header: sheet.choices(header, words, unknown)
