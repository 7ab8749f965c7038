"""How a file writes days and amounts: day or month first, decimal commas, no day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.ingest.parse import date_formats, dates, money
from retention.ingest.parse.dates import DAY_FIRST, MONTH_FIRST
from retention.ingest.parse.parsers import peek_births, peek_days
from retention.ingest.parse.sheet import ColumnFormat
from retention.ingest.parse.values import SHOWN, decided
from retention.ingest.questions import (
    Asking,
    ask_date_order,
    ask_decimal_comma,
    ask_none_day,
    ask_time_zone,
)
from retention.ingest.read.headers import fold
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.open import Opened, dated
from retention.ingest.resolve.patients import ColumnOfFile, resolve_names


@dataclass(frozen=True)
class Formats:
    """How the columns of several files are written, as far as it is resolved."""

    by_column: Mapping[ColumnOfFile, ColumnFormat] = field(default_factory=dict)

    def of_column(self, source: ImportSource, header: str) -> ColumnFormat:
        """How one column is written."""
        return self.by_column.get((source, fold(header)), ColumnFormat())

    def of_file(self, source: ImportSource) -> dict[str, ColumnFormat]:
        """How the columns of a file are written, by folded header."""
        return {
            header: written
            for (file, header), written in self.by_column.items()
            if file == source
        }

    def with_part(self, part: str, resolved: Mapping[ColumnOfFile, Any]) -> "Formats":
        """These formats, one part of them as it was resolved for each column."""
        by_column = dict(self.by_column)
        for (source, header), value in resolved.items():
            before = self.of_column(source, header)
            by_column[source, header] = replace(before, **{part: value})
        return Formats(by_column)


def resolve_date_order(
    opened: Sequence[Opened], asking: Asking
) -> dict[ColumnOfFile, str]:
    """Resolve how each column's slash dates are read.

    By the column itself, else its file, else all files, else the answer. A value above
    12 decides; where values of a column contradict each other the larger number counts,
    and the others become problems when they are read. Asked where nothing decides;
    until then the month stands first.
    """
    sheets = {file.source: file.sheet for file in opened}
    votes = {
        (file.source, header): dates.votes(file.sheet.parsed_dates(header))
        for file in opened
        for header in dated(file)
    }
    orders = {}
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
        orders[source, fold(header)] = DAY_FIRST if day_first else MONTH_FIRST
    return orders


def resolve_decimal_comma(
    opened: Sequence[Opened], asking: Asking
) -> dict[ColumnOfFile, bool]:
    """Resolve whether a comma stands before the cents of each column of money.

    In the same way as the order of days; until it is known a point does.
    """
    sheets = {file.source: file.sheet for file in opened}
    votes = {
        (file.source, header): money.comma_votes(file.sheet.column(header).texts)
        for file in opened
        for header in _of_money(file)
    }
    commas = {}
    for (source, header), comma in decided(votes).items():
        own = votes[source, header]
        if comma is None and own.undecided:
            written = sheets[source].written(header)
            question = ask_decimal_comma(source.name, written, own.examples)
            comma = asking.answer(question) == "yes"
        commas[source, fold(header)] = bool(comma)
    return commas


def _of_money(opened: Opened) -> Iterator[str]:
    table = schema.BY_NAME[opened.table]
    for column, choices in opened.candidates.items():
        if table.column(column).kind is schema.Kind.CENTS:
            yield from (header for _, header in choices)


def resolve_time_zone(
    opened: Sequence[Opened], asking: Asking
) -> dict[ColumnOfFile, str]:
    """Resolve the practice's zone, for the columns whose times are told with one.

    It is asked once, for all of them.
    """
    zoned = [
        (file, header, found)
        for file in opened
        for header in dated(file)
        if len((found := dates.zoned_moments(file.sheet.parsed_dates(header))).utc)
    ]
    if not zoned:
        return {}

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
    return {(file.source, fold(header)): zone for file, header, _ in zoned}


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


def resolve_none_days(
    opened: Sequence[Opened], formats: Formats, asking: Asking
) -> dict[ColumnOfFile, frozenset[date]]:
    """Resolve which days of a column the practice says mean none.

    Asked about are days of birth that 10 people and one in 200 have, and elsewhere the
    first, the last or a New Year's Day of a column that stands in 50 rows and every
    tenth, where the column has 20 days or more. Suggested is "none" for births and New
    Year's Days. A birth whose century only the day of the export decides is asked about
    once that is known.
    """
    no_days = {}
    for file in opened:
        for column, header in _days(file):
            written = formats.of_column(file.source, header)
            none = [
                day
                for day, because in _crowded(file, column, header, written)
                if _means_none(file, column, day, because, asking)
            ]
            if none:
                no_days[file.source, fold(header)] = frozenset(none)
    return no_days


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


def _crowded(
    file: Opened, column: str, header: str, written: ColumnFormat
) -> list[tuple[date, str]]:
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

    if births:
        days = peek_births(texts, written, file.sheet.birth_by)
    else:
        days = peek_days(texts, written)
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
    """Resolve how every column is written and whose names are meant, or ask.

    Each sheet is handed the formats of its columns.

    While the files are read, their sheets ask too. `previous` are the records so far.
    Raises RetentionError for an answer that is none, and for names that more than one
    patient has.
    """
    for file in opened:
        file.sheet.asking = asking
    formats = Formats()
    formats = formats.with_part("day_order", resolve_date_order(opened, asking))
    formats = formats.with_part("decimal_comma", resolve_decimal_comma(opened, asking))
    formats = formats.with_part("time_zone", resolve_time_zone(opened, asking))
    formats = formats.with_part("no_days", resolve_none_days(opened, formats, asking))

    # days of birth tell people of one name apart, and are read in their format
    _hand_over(opened, formats)
    people = resolve_names(opened, previous)
    _hand_over(opened, formats.with_part("people", people))
    return asking


def _hand_over(opened: Sequence[Opened], formats: Formats) -> None:
    for file in opened:
        file.sheet.formats = formats.of_file(file.source)
