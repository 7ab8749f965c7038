"""Which header carries a column when several may: decided by the values, or asked,
never guessed.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retention.core import schema
from retention.ingest.parse import dates
from retention.ingest.parse.parsers import PlainText
from retention.ingest.parse.sheet import Sheet
from retention.ingest.questions import Asking, Question, ask_column
from retention.ingest.read.headers import fold
from retention.ingest.recognise.layouts import Field
from retention.ingest.recognise.open import Opened
from retention.ingest.systems.derived_fields import OF_PATIENTS

Chosen = dict[str, tuple[Field, str]]
_SHOWN = 3


def resolve_columns(opened: Opened, asking: Asking) -> Chosen:
    """For each column the one header it is read from; asked where more than one is
    left.

    Of several headers those without values of the column's kind drop out, then those
    that only repeat a likelier one. While a question is open the likeliest header
    stands in. What names the rows of a file's part is what names the file's rows.
    """
    chosen: Chosen = {}
    opened.sheet.table = (
        opened.table
    )  # of a file that fills several, the one that is read next
    for column, choices in opened.candidates.items():
        own = _named_alike(opened, column, choices)
        left = own if opened.layout.needs is None else _left(opened, column, own)
        chosen[column] = left[0]
        if len(left) > 1 and opened.layout.needs is not None:
            answer = asking.answer(_question(opened, column, left))
            chosen[column] = next(choice for choice in left if choice[1] == answer)
    return {
        column: (_as_known(opened.table, field), header)
        for column, (field, header) in chosen.items()
    }


def read_elsewhere(opened: Opened, asking: Asking) -> set[str]:
    """The headings, folded, that a part of the file reads, or that the practice was
    asked about beside another one.
    """
    of_parts = (
        header
        for part in opened.parts
        for choices in part.candidates.values()
        for _, header in choices
    )
    asked = (
        header
        for column, choices in opened.candidates.items()
        if _key(opened, column) in asking.asked
        for _, header in choices
    )
    return {fold(header) for header in (*of_parts, *asked)}


def _key(opened: Opened, column: str) -> str:
    return f"{opened.layout.key}.{column.removesuffix('_raw')}"


def _named_alike(
    opened: Opened, column: str, choices: Sequence[tuple[Field, str]]
) -> Sequence[tuple[Field, str]]:
    """Of a part, which is read after its file, the header that names the file's rows;
    all choices where none does.
    """
    own = (
        opened.sheet.columns.get("id")
        if opened.is_part and column in ("id", "patient_id")
        else None
    )
    return [choice for choice in choices if choice[1] == own] or choices


def _as_known(table: str, field: Field) -> Field:
    """The field, read as front desks and exports of every system are known to fill that
    column.
    """
    if table == "patient" and field.parser == PlainText():
        return replace(field, parser=OF_PATIENTS.get(field.column, field.parser))
    return field


def _question(
    opened: Opened, column: str, left: Sequence[tuple[Field, str]]
) -> Question:
    headers = tuple(header for _, header in left)
    because = tuple(
        f"“{header}”: {_examples(opened.sheet, header)}" for header in headers
    )
    return ask_column(
        _key(opened, column),
        opened.source.name,
        column.removesuffix("_raw"),
        headers,
        because,
    )


def _examples(sheet: Sheet, header: str) -> str:
    return ", ".join(sheet.text(header).drop_null().unique()[:_SHOWN].to_pylist())


def _left(
    opened: Opened, column: str, choices: Sequence[tuple[Field, str]]
) -> Sequence[tuple[Field, str]]:
    if len(choices) == 1:
        return choices

    kind = schema.BY_NAME[opened.table].column(column).kind
    fitting = [
        choice for choice in choices if _fits(opened.sheet, choice[1], kind)
    ] or choices[:1]
    left: list[tuple[Field, str]] = []
    for choice in fitting:
        if not any(_same(opened.sheet, choice[1], other[1]) for other in left):
            left.append(choice)
    return left


def _fits(sheet: Sheet, header: str, kind: schema.Kind) -> bool:
    """Whether a column holds anything, and where it is to hold dates, mostly dates."""
    texts, _ = sheet.distinct(header)
    texts = texts.drop_null()
    if kind not in (schema.Kind.DAY, schema.Kind.MOMENT):
        return len(texts) > 0

    parsed = dates.parsed(texts)
    unread = [
        dates.moments(parsed, order)[1]
        for order in (dates.MONTH_FIRST, dates.DAY_FIRST)
    ]
    return bool(2 * np.logical_and(*unread).sum() < len(texts))


def _same(sheet: Sheet, header: str, other: str) -> bool:
    return bool(sheet.text(header).equals(sheet.text(other)))
