"""What only the practice can answer, asked with the answer that the data suggest."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention import formats, schema
from retention.ingest.dates import DAY_FIRST, MONTH_FIRST

AS_OF, DATE_ORDER = "as_of", "date_order"
_NEAR, _COMES_NEAR = np.timedelta64(7, "D"), timedelta(days=14)

_HAPPENED: tuple[tuple[str, str, str | None], ...] = (
    ("procedure", "completed_on", "completed"),
    ("appointment", "starts_at", "completed"),
    ("appointment", "created_on", None),
    ("contact", "at", None),
)
"""Columns that say when something happened, with the status a row must have for that."""


@dataclass(frozen=True)
class Question:
    """One question: its key for `--set`, the question, the suggested answer, and the answers there are (none: free).

    `because` are a few short texts that show why: rows or counts."""

    key: str
    ask: str
    suggested: str
    answers: tuple[str, ...]
    because: tuple[str, ...] = ()


def ask_as_of(files: schema.Tables, exported: date | None) -> Question:
    """Which day the export was taken; suggested is the latest day on which something happened, "" where nothing did.

    `files` are the rows of the files alone. An export that runs on from the one before (of the day `exported`) is
    not suggested to be older than that: a quiet day or two is likelier than an older export."""
    latest, because = latest_day(files), []
    if latest:
        because.append(f"The newest entry is of {formats.day(latest)}; the export was taken on that day or soon after.")
    if exported:
        because.append(f"The records here are of {formats.day(exported)}; an older export is refused.")
        if latest is None or latest >= exported - _COMES_NEAR:
            latest = max(latest or exported, exported)
    ask = "On which day were these files exported?"
    return Question(AS_OF, ask, latest.isoformat() if latest else "", (), tuple(because))


def ask_date_order(file: str, column: str, example: str) -> Question:
    """Whether 3/4/2024 is in March or in April, for files in which no date decides it."""
    return Question(
        DATE_ORDER,
        f"In “{file}”, column “{column}”, is “{example}” written with the month or the day first?",
        MONTH_FIRST,
        (MONTH_FIRST, DAY_FIRST),
    )


def ask_column(key: str, file: str, column: str, headers: tuple[str, ...]) -> Question:
    """Which of several columns of a list is meant."""
    shown = " or ".join(f"“{header}”" for header in headers)
    what = column.removesuffix("_id").replace("_", " ")
    return Question(key, f"In “{file}”, which column is the {what}: {shown}?", headers[0], headers)


def happened(name: str, rows: pa.Table) -> dict[str, pa.Table]:
    """Of a table's rows the columns that say when something happened, by the table's name; nothing for other tables."""
    found = [column for column in _HAPPENED if column[0] == name]
    columns = {column for _, column, _ in found} | {"status" for _, _, status in found if status}
    return {name: rows.select(sorted(columns))} if columns else {}


def latest_day(tables: schema.Tables) -> date | None:
    """The latest day on which something happened, None where nothing did.

    A practice works every week and leaves more than one trace: in each column a day counts when the week before it
    has one too (else the column's last one), and of the columns' latest days the first that another column comes
    near to within two weeks. So neither a mistyped year nor one column that runs ahead moves the day."""
    happened = [_days(tables[name], column, status) for name, column, status in _HAPPENED if name in tables]
    latest = sorted((_latest(days) for days in happened if len(days)), reverse=True)
    near = (day for day, before in pairwise(latest) if day - before <= _COMES_NEAR)
    return next(near, latest[0] if latest else None)


def _latest(days: np.ndarray) -> date:
    followed = np.flatnonzero(np.diff(days) <= _NEAR) + 1
    return days[followed[-1] if len(followed) else -1].item()


def _days(table: pa.Table, column: str, status: str | None) -> np.ndarray:
    days = table[column]
    if status is not None:
        days = days.filter(pc.fill_null(pc.equal(table["status"], status), False))
    return np.unique(pc.cast(pc.drop_null(days), pa.date32(), safe=False).to_numpy())
