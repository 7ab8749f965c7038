"""History: what changed between two imports, and what became of one patient's row with
each of them.

A status that turned inactive shows with the import that first saw it; no figure ever
uses that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from retention import ingest, snapshots, store
from retention.core import schema
from retention.core.errors import RetentionError
from retention.services.homes import Home

VANISHED = schema.VANISHED.name


@dataclass(frozen=True)
class ImportDifference:
    """What changed from one import to another: the tables that differ, and the patients
    whose own row does.

    `older` is None where there was nothing before. New patients stand among the
    examples of their table.
    """

    older: int | None
    newer: int
    exported: date
    """Day of the newer export."""
    tables: tuple[ingest.Change, ...]
    patients: tuple[ingest.Example, ...]


@dataclass(frozen=True)
class Moment:
    """What one import changed in a patient's row: its number, the day of its export,
    cells as text by column.

    `kind` is "new" with the filled cells in `after`, or "changed" with the columns that
    differ, "" for nothing. “vanished” is a column too, with the day since when.
    """

    number: int
    exported: date
    kind: str
    before: dict[str, str]
    after: dict[str, str]


def changes_between(
    home: Home, practice: str, older: int | None, newer: int
) -> ImportDifference:
    """What changed from the snapshot of import `older` to that of `newer`; None for
    `older` means nothing at all.

    RetentionError where the ledger has no such import.
    """
    folder = home.records(practice)
    ledger = {line.number: line for line in home.work.imports(practice)}
    for number in (older, newer):
        if number is not None and number not in ledger:
            raise RetentionError(
                f"There is no import {number} here. `imports` lists them."
            )
    differ = _differing(folder, older, newer)
    before, after = (
        snapshots.read(folder, number, differ) if number else {}
        for number in (older, newer)
    )
    return ImportDifference(
        older,
        newer,
        ledger[newer].exported,
        ingest.changes_between(before, after),
        ingest.patients_between(before, after) if "patient" in differ else (),
    )


def _differing(folder: Path, older: int | None, newer: int) -> set[str]:
    """Tables whose stored files differ, and those of which other rows have vanished."""
    stored = [
        snapshots.Manifest.read(folder, number).tables if number else {}
        for number in (older, newer)
    ]
    differ = {
        name
        for name in {**stored[0], **stored[1]}
        if stored[0].get(name) != stored[1].get(name)
    }
    if VANISHED in differ:
        for number in (older, newer):
            found = snapshots.read(folder, number, {VANISHED}) if number else {}
            differ |= {
                name for table in found.values() for name in table["table"].to_pylist()
            }
    return differ | {VANISHED}


def changes_of(home: Home, practice: str, number: int) -> ImportDifference:
    """What an import changed, undone or not: against the one that was current before
    it.
    """
    return changes_between(
        home, practice, _before(home.work.imports(practice), number), number
    )


def _before(ledger: Sequence[store.Import], number: int) -> int | None:
    """The import that stood when another one was made; None where there was none."""
    made = next((line.made_at for line in ledger if line.number == number), None)
    if made is None:
        raise RetentionError(f"There is no import {number} here. `imports` lists them.")
    stood = (line.undone_at is None or line.undone_at > made for line in ledger)
    return next(
        (
            line.number
            for line, did in zip(ledger, stood, strict=True)
            if did and line.number < number
        ),
        None,
    )


def history_of(home: Home, practice: str, patient_id: str) -> tuple[Moment, ...]:
    """What each import that stands changed in a patient's own row, oldest first.

    RetentionError where no import has a patient of that id."""
    folder = home.records(practice)
    found = []
    row: dict[str, str] | None = None
    stored: tuple[object, object] | None = None
    for line in reversed(
        [line for line in home.work.imports(practice) if line.undone_at is None]
    ):
        tables = snapshots.Manifest.read(folder, line.number).tables
        if (tables.get("patient"), tables.get(VANISHED)) == stored:
            continue
        stored = tables.get("patient"), tables.get(VANISHED)
        now = ingest.patient_row(
            snapshots.read(folder, line.number, {"patient", VANISHED}), patient_id
        )
        if now is not None and now != row:
            found.append(_moment(line, row, now))
            row = now
    if not found:
        raise RetentionError(
            f"There is no patient {patient_id} in the records of this practice."
        )
    return tuple(found)


def _moment(
    line: store.Import, before: dict[str, str] | None, after: dict[str, str]
) -> Moment:
    if before is None:
        return Moment(line.number, line.exported, "new", {}, after)
    names = [*(column.name for column in schema.PATIENT.columns), VANISHED]
    differ = [name for name in names if before.get(name) != after.get(name)]
    sides = ({name: row.get(name, "") for name in differ} for row in (before, after))
    return Moment(line.number, line.exported, "changed", *sides)
