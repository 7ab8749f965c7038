"""A part of the store, and how its methods read once within a run of a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from retention.store.database import Database
from retention.store.runs import Read

Part = TypeVar("Part", bound="StorePart")
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class StorePart:
    """One part of the store: what people do of one kind, in one database."""

    def __init__(self, database: Database) -> None:
        self.database = database


def once_a_run(
    ask: Callable[Concatenate[Part, Given], Answer],
) -> Callable[Concatenate[Part, Given], Answer]:
    """Have a part's method read once within a run; outside of one, each time.

    What is given by name is no part of what is remembered: it is read each time.
    """

    @wraps(ask)
    def answer(part: Part, *given: Given.args, **named: Given.kwargs) -> Answer:
        run = part.database.run
        if run is None or named:
            return ask(part, *given, **named)

        read = Read(type(part).__name__, ask.__name__, given)
        known = run.answer(read, lambda: ask(part, *given, **named))
        return _own(known)

    return answer


def _own(answer: Any) -> Any:
    """Give an answer that its reader may change: the run keeps its own."""
    if isinstance(answer, pd.DataFrame):
        return answer.copy(deep=False)
    if isinstance(answer, dict):
        return dict(answer)
    return answer
