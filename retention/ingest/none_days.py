"""Days that stand in too many rows to be days: whether they mean "none" is asked, with
the rows that have them.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.opening import Opened
from retention.ingest.questions import Asking, ask_none_day

_BIRTHS = "birth_date"
_ASKED = (
    _BIRTHS,
    "first_visit_reported",
    "last_visit_reported",
    "next_visit_reported",
    "planned_on",
    "completed_on",
    "due_on",
)
"""The columns asked about: those whose days figures count."""
_LEAST_ROWS = 50
_SHARE = 0.1
_LEAST_DAYS = 20
_LEAST_BIRTHS = 10
_SHARE_OF_BIRTHS = 0.005


def settle_none_days(opened: Sequence[Opened], asking: Asking) -> None:
    """Tell each column of days which of them the practice says mean none.

    Asked about are days of birth that 10 people and one in 200 have, and elsewhere the
    first, the last or a New Year's Day of a column that stands in 50 rows and every
    tenth, where the column has 20 days or more. Suggested is "none" for births and New
    Year's Days. A birth whose century only the day of the export decides is asked about
    once that is known.
    """
    for file in opened:
        for column, header in _days(file):
            none = [
                day
                for day, because in _crowded(file, column, header)
                if _means_none(file, column, day, because, asking)
            ]
            if none:
                file.sheet.restyle(header, none=frozenset(none))


def _means_none(
    file: Opened, column: str, day: date, because: str, asking: Asking
) -> bool:
    suggested = "none" if column == _BIRTHS or _is_new_year(day) else "real"
    question = ask_none_day(
        f"none.{file.table}.{column}.{day}", day, column, suggested, because
    )
    return asking.answer(question) == "none"


def _days(file: Opened) -> Iterator[tuple[str, str]]:
    """The columns of a file that are asked about, and the headers that may carry
    them.
    """
    for column in _ASKED:
        yield from ((column, header) for _, header in file.candidates.get(column, ()))


def _crowded(file: Opened, column: str, header: str) -> list[tuple[date, str]]:
    """The days that stand in too many rows, each with a sentence that says in how
    many.
    """
    texts, counts = _counted(file, header)
    births = column == _BIRTHS
    whole = counts.sum()
    least = (
        max(_LEAST_BIRTHS, _SHARE_OF_BIRTHS * whole)
        if births
        else max(_LEAST_ROWS, _SHARE * whole)
    )
    if not (counts >= least).any():
        return []
    days = file.sheet.peek_days(header, texts, of_birth=births)
    known = np.unique(days[~np.isnat(days)])  # sorted
    often = (counts >= least) & ~np.isnat(days)
    if not births and len(known):
        often &= np.isin(days, (known[0], known[-1])) | (
            days.astype("datetime64[Y]") == days
        )
        often &= len(known) >= _LEAST_DAYS
    where = f"“{file.source.name}”, column “{file.sheet.written(header)}”: it stands in"
    return [
        (days[at].item(), f"{where} {counts[at]:,} of {whole:,} rows")
        for at in np.flatnonzero(often)
    ]


def _counted(file: Opened, header: str) -> tuple[pa.Array, np.ndarray]:
    """The distinct texts under a header, without the empty ones, and the rows of
    each.
    """
    texts, rows = file.sheet.distinct(header)
    if rows is None:
        counted = pc.value_counts(texts.drop_null())
        return counted.field("values"), counted.field("counts").to_numpy()
    counts = np.bincount(
        rows.drop_null().to_numpy(zero_copy_only=False), minlength=len(texts)
    )
    filled = texts.is_valid()
    return texts.filter(filled), counts[filled.to_numpy(zero_copy_only=False)]


def _is_new_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)
