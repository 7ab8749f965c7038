"""History: what changed between two imports, and in one patient's row with each.

A status that turned inactive shows with the import that first saw it; no figure ever
uses that day.
"""

from collections.abc import Mapping, Sequence
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
    """What changed from one import to another."""

    older: int | None
    """None where there was nothing before."""
    newer: int
    exported: date
    """Day of the newer export."""
    tables: tuple[ingest.Change, ...]
    """The tables that differ; new patients stand among the examples of theirs."""
    patients: tuple[ingest.Example, ...]
    """The patients whose own row differs."""


@dataclass(frozen=True)
class Moment:
    """What one import changed in a patient's row: cells as text, by column.

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
    """Compare the snapshots of two imports; None for `older` means no records at all.

    Raises:
        RetentionError: The ledger has no such import.
    """
    folder = home.records(practice)
    ledger = {entry.number: entry for entry in home.store.imports.all(practice)}
    for number in (older, newer):
        if number is not None and number not in ledger:
            raise RetentionError(
                f"There is no import {number} here. `imports` lists them."
            )
    differ = _differing(folder, older, newer)
    before = _tables(folder, older, differ)
    after = _tables(folder, newer, differ)
    patients: tuple[ingest.Example, ...] = ()
    if "patient" in differ:
        patients = ingest.patients_between(before, after)
    return ImportDifference(
        older=older,
        newer=newer,
        exported=ledger[newer].exported,
        tables=ingest.changes_between(before, after),
        patients=patients,
    )


def _tables(folder: Path, number: int | None, names: set[str]) -> schema.Tables:
    """Read some tables of a snapshot; none where there is no snapshot."""
    if not number:
        return {}
    return snapshots.read(folder, number, names)


def _differing(folder: Path, older: int | None, newer: int) -> set[str]:
    """Name the tables whose stored files differ, or of which other rows vanished."""
    before = _manifest_tables(folder, older)
    after = _manifest_tables(folder, newer)
    differ = {VANISHED}

    for name in (*before, *after):
        if before.get(name) != after.get(name):
            differ.add(name)

    if before.get(VANISHED) != after.get(VANISHED):
        for number in (older, newer):
            tables = _tables(folder, number, {VANISHED})
            for table in tables.values():
                differ.update(table["table"].to_pylist())
    return differ


def _manifest_tables(folder: Path, number: int | None) -> Mapping[str, object]:
    """The tables that a snapshot's manifest lists; none where there is no snapshot."""
    if not number:
        return {}

    manifest = snapshots.Manifest.read(folder, number)
    return manifest.tables


def changes_of(home: Home, practice: str, number: int) -> ImportDifference:
    """Compare an import, undone or not, with the one that was current before it."""
    older = _before(home.store.imports.all(practice), number)
    return changes_between(home, practice, older, number)


def _before(ledger: Sequence[store.Import], number: int) -> int | None:
    """Find the import that stood when another one was made; None without one."""
    made_at = None
    for entry in ledger:
        if entry.number == number:
            made_at = entry.made_at
            break
    if made_at is None:
        raise RetentionError(f"There is no import {number} here. `imports` lists them.")

    for entry in ledger:
        stood = entry.undone_at is None or entry.undone_at > made_at
        if stood and entry.number < number:
            return entry.number
    return None


def history_of(home: Home, practice: str, patient_id: str) -> tuple[Moment, ...]:
    """Give what each import that stands changed in a patient's row, oldest first.

    Raises:
        RetentionError: No import has a patient of that id.
    """
    folder = home.records(practice)
    standing = [
        entry for entry in home.store.imports.all(practice) if entry.undone_at is None
    ]
    moments = []
    row: dict[str, str] | None = None
    stored: tuple[object, object] | None = None
    for entry in reversed(standing):
        tables = snapshots.Manifest.read(folder, entry.number).tables
        files = tables.get("patient"), tables.get(VANISHED)
        # Equal files hold equal rows, which need not be read again
        if files == stored:
            continue
        stored = files
        content = snapshots.read(folder, entry.number, {"patient", VANISHED})
        now = ingest.patient_row(content, patient_id)
        if now is not None and now != row:
            moments.append(_moment(entry, row, now))
            row = now
    if not moments:
        raise RetentionError(
            f"There is no patient {patient_id} in the records of this practice."
        )
    return tuple(moments)


def _moment(
    entry: store.Import, before: dict[str, str] | None, after: dict[str, str]
) -> Moment:
    if before is None:
        return Moment(entry.number, entry.exported, "new", {}, after)

    names = [column.name for column in schema.PATIENT.columns]
    differ = [
        name for name in (*names, VANISHED) if before.get(name) != after.get(name)
    ]
    return Moment(
        number=entry.number,
        exported=entry.exported,
        kind="changed",
        before={name: before.get(name, "") for name in differ},
        after={name: after.get(name, "") for name in differ},
    )
