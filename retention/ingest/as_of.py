"""Of which day the records are: only files of patients, appointments or procedures move
it.
"""

from collections.abc import Collection, Iterator
from datetime import date

import pyarrow as pa

from retention import formats, schema
from retention.ingest.flags import many
from retention.ingest.questions import happened, latest_day

CORE = ("patient", "appointment", "procedure")
"""The tables that figures are made of as of the day of the export: a log of calls alone
does not make them newer.
"""


def is_dated(tables: Collection[str]) -> bool:
    """Whether tables of these names hold any that the records' day is of."""
    return any(name in tables for name in CORE)


def day_of_records(
    filled: Collection[str], exported: date | None, given: date | None
) -> date | None:
    """The day of the records after files that fill those tables: the one given, or the
    one they were `exported` on.
    """
    return given if exported is None or is_dated(filled) else exported


def flags_of_day(
    previous: schema.Tables,
    filled: Collection[str],
    exported: date | None,
    given: date | None,
) -> Iterator[str]:
    """What is to be said of the day given for files that fill those tables, with
    records `exported` on another.
    """
    if exported is None or given is None:
        return
    if not is_dated(filled) and given != exported:
        yield (
            f"The records stay of {formats.day(exported)}: there are no patients, "
            "appointments or procedures in these files."
        )
    elif given > exported:
        for name in CORE:
            if name in previous and name not in filled:
                yield _left_behind(name, previous[name], exported, given)


def _left_behind(name: str, rows: pa.Table, exported: date, as_of: date) -> str:
    """How far the rows of a table reach that files of a newer day do not have."""
    reach = min(latest_day(happened(name, rows)) or exported, exported)
    return (
        f"There are no {many(name)} in these files: the {many(name)} reach only to "
        f"{formats.day(reach)}, while figures are made as of {formats.day(as_of)}."
    )
