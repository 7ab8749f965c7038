"""Which header carries a column when several may: decided by the values, or asked, never guessed."""

from collections.abc import Mapping, Sequence

import numpy as np

from retention import schema
from retention.ingest import dates
from retention.ingest.layouts import Field
from retention.ingest.opening import Opened
from retention.ingest.questions import Question, ask_column
from retention.ingest.sheet import Sheet
from retention.problems import RetentionError

Chosen = dict[str, tuple[Field, str]]


def settle_columns(opened: Opened, answers: Mapping[str, str]) -> tuple[Chosen, list[Question]]:
    """For each column the one header it is read from, and a question for each that stays open.

    Of several headers those without values of the column's kind drop out, then those that only repeat a likelier
    one. While a question is open the likeliest header stands in."""
    chosen: Chosen = {}
    questions = []
    for column, choices in opened.candidates.items():
        left = choices if opened.layout.needs is None else _left(opened, column, choices)
        headers = tuple(header for _, header in left)
        key = f"{opened.layout.key}.{column.removesuffix('_raw')}"
        if len(left) > 1 and opened.layout.needs is not None and key not in answers:
            questions.append(ask_column(key, opened.source.name, column.removesuffix("_raw"), headers))
        chosen[column] = _answered(left, answers.get(key), key)
    return chosen, questions


def _answered(left: Sequence[tuple[Field, str]], answer: str | None, key: str) -> tuple[Field, str]:
    if answer is None or len(left) == 1:
        return left[0]
    found = next((choice for choice in left if choice[1] == answer), None)
    if found is None:
        raise RetentionError(f"{key} is one of {', '.join(header for _, header in left)}; “{answer}” was given.")
    return found


def _left(opened: Opened, column: str, choices: Sequence[tuple[Field, str]]) -> Sequence[tuple[Field, str]]:
    if len(choices) == 1:
        return choices
    kind = schema.BY_NAME[opened.table].column(column).kind
    fitting = [choice for choice in choices if _fits(opened.sheet, choice[1], kind)] or choices[:1]
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
    unread = [dates.moments(texts, order)[1] for order in (dates.MONTH_FIRST, dates.DAY_FIRST)]
    return bool(2 * np.logical_and(*unread).sum() < len(texts))


def _same(sheet: Sheet, header: str, other: str) -> bool:
    return bool(sheet.text(header).equals(sheet.text(other)))
