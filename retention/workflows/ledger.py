"""The ledger of imports: what was imported when, what was wrong in it, and the way
back.
"""

from datetime import datetime

from retention import records, work
from retention.problems import Problem, RetentionError
from retention.workflows.homes import Home


def imports(home: Home, practice: str) -> tuple[work.Import, ...]:
    """The ledger of imports, newest first, undone ones too."""
    return home.work.imports(practice)


def undo(
    home: Home, practice: str, number: int | None, now: datetime
) -> work.Snapshot | None:
    """Make the snapshot before (or the one numbered) current again; what people did
    here stays.

    None where that is before the first import (number 0): the practice is as if nothing
    had been imported.
    """
    return home.work.undo(practice, number, at=now)


def problems(
    home: Home, practice: str, number: int | None = None
) -> tuple[Problem, ...]:
    """What was wrong in the files of an import: the one numbered, or the current
    one.
    """
    current = home.work.current(practice)
    chosen = number or (current.number if current else None)
    if chosen is None or chosen not in {
        entry.number for entry in home.work.imports(practice)
    }:
        raise RetentionError(
            f"There is no import {chosen or ''} here. `imports` lists them.".replace(
                "  ", " "
            )
        )
    return records.problems(home.records(practice), chosen)
