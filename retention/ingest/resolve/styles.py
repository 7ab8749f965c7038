"""How a file writes days and amounts: day or month first, decimal commas, no day."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.ingest.parse import date_formats, dates, money
from retention.ingest.parse.dates import DAY_FIRST, MONTH_FIRST
from retention.ingest.parse.parsers import peek_days
from retention.ingest.parse.values import SHOWN, decided
from retention.ingest.questions import (
    Asking,
    ask_date_order,
    ask_decimal_comma,
    ask_none_day,
    ask_time_zone,
)
from retention.ingest.recognise.open import Opened, dated
from retention.ingest.resolve.patients import resolve_names


def resolve_date_order(opened: Sequence[Opened], asking: Asking) -> None:
    """Tell each column how its slash dates are read: by itself, else its file, else all
    files, else the answer.

    A value above 12 decides; where values of a column contradict each other the larger
    number counts, and the others become problems when they are read. Asked where
    nothing decides; until then the month stands first.
    """
    sheets = {file.source: file.sheet for file in opened}
    votes = {
        (file.source, header): dates.votes(file.sheet.parsed_dates(header))
        for file in opened
        for header in dated(file)
    }
    for (source, header), day_first in decided(votes).items():
        own = votes[source, header]
        if day_first is None and own.undecided:
            question = ask_date_order(
                source.name,
                sheets[source].written(header),
                own.examples,
                (MONTH_FIRST, DAY_FIRST),
            )
            day_first = asking.answer(question) == DAY_FIRST
        sheets[source].set_format(
            header, day_order=DAY_FIRST if day_first else MONTH_FIRST
        )


def resolve_decimal_comma(opened: Sequence[Opened], asking: Asking) -> None:
    """Tell each column of money whether a comma stands before its cents, in the same
    way; until then a point does.
    """
    sheets = {file.source: file.sheet for file in opened}
    votes = {
        (file.source, header): money.comma_votes(file.sheet.column(header).texts)
        for file in opened
        for header in _of_money(file)
    }
    for (source, header), comma in decided(votes).items():
        own = votes[source, header]
        if comma is None and own.undecided:
            comma = (
                asking.answer(
                    ask_decimal_comma(
                        source.name, sheets[source].written(header), own.examples
                    )
                )
                == "yes"
            )
        sheets[source].set_format(header, decimal_comma=bool(comma))


def _of_money(opened: Opened) -> Iterator[str]:
    table = schema.BY_NAME[opened.table]
    for column, choices in opened.candidates.items():
        if table.column(column).kind is schema.Kind.CENTS:
            yield from (header for _, header in choices)


def resolve_time_zone(opened: Sequence[Opened], asking: Asking) -> None:
    """Tell the columns whose times are told with a zone which one is the practice's;
    asked once, for all of them.
    """
    zoned = [
        (file, header, found)
        for file in opened
        for header in dated(file)
        if len((found := dates.zoned_moments(file.sheet.parsed_dates(header))).utc)
    ]
    if not zoned:
        return
    utc, offset = (
        np.concatenate([getattr(found, part) for _, _, found in zoned])
        for part in ("utc", "offset")
    )
    suggested = date_formats.likeliest(utc, offset)
    because = tuple(
        f"“{file.source.name}”, “{file.sheet.written(header)}”: {shown}"
        for file, header, found in zoned[:SHOWN]
        for shown in date_formats.shown(found.texts(1), found.utc, suggested)
    )
    zone = asking.answer(
        ask_time_zone(suggested, date_formats.OFFERED, because),
        fits=date_formats.is_known,
    )
    for file, header, _ in zoned:
        file.sheet.set_format(header, time_zone=zone)


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


def resolve_none_days(opened: Sequence[Opened], asking: Asking) -> None:
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
                file.sheet.set_format(header, no_days=frozenset(none))


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
    days = peek_days(file.sheet, header, texts, of_birth=births)
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


def resolve_styles(
    opened: Sequence[Opened], previous: schema.Tables, asking: Asking
) -> Asking:
    """Settle the styles of every column and whose names are meant; what stays open is
    asked.

    While the files are read, their sheets ask too. `previous` are the records so far.
    Raises RetentionError for an answer that is none, and for names that more than one
    patient has.
    """
    for file in opened:
        file.sheet.asking = asking
    resolve_date_order(opened, asking)
    resolve_decimal_comma(opened, asking)
    resolve_time_zone(opened, asking)
    resolve_none_days(opened, asking)
    resolve_names(opened, previous)
    return asking
