"""What the practice answered at imports: looked up, and taken back so that it is asked
again.
"""

from datetime import datetime

from retention import work
from retention.workflows.homes import Home

UNKNOWN = "unknown"


def answered(home: Home, practice: str) -> tuple[work.Answer, ...]:
    """The answers that hold, words that stayed unknown first: they still wait for
    somebody who knows.
    """
    return tuple(
        sorted(
            home.work.answers(practice).values(), key=lambda one: one.answer != UNKNOWN
        )
    )


def forget_answer(home: Home, practice: str, key: str, now: datetime) -> None:
    """Take an answer back: the next import asks again.

    RetentionError where nothing was answered to that key.
    """
    home.work.forget_answer(practice, key, at=now)
