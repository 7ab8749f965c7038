"""The ledger of imports: what was imported and answered, and the way back."""

from datetime import datetime

from retention import snapshots, store
from retention.core.errors import Problem, RetentionError
from retention.services.homes import Home


def imports(home: Home, practice: str) -> tuple[store.Import, ...]:
    """The ledger of imports, newest first, undone ones too."""
    return home.store.imports.all(practice)


def undo(
    home: Home, practice: str, number: int | None, now: datetime
) -> store.Snapshot | None:
    """Make the snapshot before, or the one numbered, current again.

    What people did here stays.

    Returns:
        None where that is before the first import (number 0): the practice is as if
        nothing had been imported.
    """
    return home.store.imports.undo(practice, number, at=now)


def problems(
    home: Home, practice: str, number: int | None = None
) -> tuple[Problem, ...]:
    """List what was wrong in the files of an import, by default the current one."""
    current = home.store.imports.current(practice)
    chosen = number or (current.number if current else None)
    known = {entry.number for entry in home.store.imports.all(practice)}
    if chosen is None or chosen not in known:
        raise RetentionError(
            f"There is no import {chosen or ''} here. `imports` lists them.".replace(
                "  ", " "
            )
        )
    return snapshots.problems(home.records(practice), chosen)


UNKNOWN = "unknown"


def answered(home: Home, practice: str) -> tuple[store.StoredAnswer, ...]:
    """List the answers that hold, words that stayed unknown first.

    Those still wait for somebody who knows.
    """
    answers = home.store.answers.all(practice).values()
    return tuple(sorted(answers, key=lambda answer: answer.answer != UNKNOWN))


def forget_answer(home: Home, practice: str, key: str, now: datetime) -> None:
    """Take an answer back: the next import asks again.

    Raises:
        RetentionError: Nothing was answered to that key.
    """
    home.store.answers.forget(practice, key, at=now)
