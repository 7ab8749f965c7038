"""Opening snapshots, and checking that they are still as they were written."""

import hashlib
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from retention.core import schema
from retention.core.errors import Problem, RetentionError
from retention.snapshots.manifest import (
    FILE,
    NAME,
    NUMBER,
    PROBLEM_COLUMNS,
    PROBLEMS,
    Manifest,
    Stored,
    broken,
)

HARDLY_REPEAT = {"id", "appointment_id", "procedure_id"}
"""Text columns of which a dictionary would be about as long as they are."""
ENCODED = pa.dictionary(pa.int32(), pa.string())


def read(
    folder: Path,
    number: int,
    tables: Collection[str] | None = None,
    *,
    encoded: bool = False,
) -> dict[str, pa.Table]:
    """The tables of a snapshot, all or those named; one that was never exported is
    absent.

    Every table has exactly its declared columns: those declared since it was written
    are null, dropped ones are gone. With `encoded`, ids that are stored as numbers come
    as int64, and text columns but those that hardly repeat as dictionary<int32,
    string>, one dictionary per column: half the time to open, and to look up.
    RetentionError where a file is missing, or is not byte for byte as it was written.
    """
    stored = Manifest.read(folder, number).tables
    names = [
        name
        for name in stored
        if name in schema.BY_NAME and (tables is None or name in tables)
    ]
    return {
        name: _content(
            folder,
            number,
            name,
            stored[name],
            schema.BY_NAME[name].arrow,
            encoded=encoded,
        )
        for name in names
    }


def problems(folder: Path, number: int) -> tuple[Problem, ...]:
    """What was wrong in the files of a snapshot's import, in the order it was found."""
    table = _content(
        folder,
        number,
        PROBLEMS,
        Manifest.read(folder, number).problems,
        PROBLEM_COLUMNS,
    )
    return tuple(
        Problem(**{**row, "not_needed": bool(row["not_needed"])})
        for row in table.to_pylist()
    )


def files(folder: Path, number: int) -> list[Path]:
    """A snapshot's files as they are on the disk, without what a desktop leaves in
    folders that it shows.
    """
    place = folder / str(number)
    return (
        sorted(path for path in place.iterdir() if FILE.fullmatch(path.name))
        if place.is_dir()
        else []
    )


def verify(folder: Path, number: int, exported: date | None = None) -> list[str]:
    """Sentences about a snapshot (of that day) whose files are missing, changed or more
    than were written; empty where all is well.
    """
    try:
        manifest = Manifest.read(folder, number)
    except RetentionError as error:
        return [str(error)]
    stored = {**manifest.tables, PROBLEMS: manifest.problems}
    strange = {path.name for path in files(folder, number)} - {
        NAME,
        *(f"{name}.parquet" for name in stored),
    }
    same = manifest.number == number and exported in (None, manifest.exported)
    wrong = [f"{name} is not in its manifest" for name in sorted(strange)]
    wrong += [] if same else ["its manifest is of another import"]
    return [
        *(str(broken(folder, number, what)) for what in wrong),
        *(
            say
            for name, one in stored.items()
            for say in _faults(folder, number, name, one)
        ),
    ]


def _faults(folder: Path, number: int, name: str, stored: Stored) -> list[str]:
    try:
        rows = pq.read_metadata(
            pa.BufferReader(_bytes(folder, number, name, stored))
        ).num_rows
    except RetentionError as error:
        return [str(error)]
    except (OSError, pa.ArrowException):
        return [str(broken(folder, number, f"{name}.parquet cannot be read"))]
    wrong = broken(
        folder, number, f"{name}.parquet has {rows} rows instead of {stored.rows}"
    )
    return [] if rows == stored.rows else [str(wrong)]


def _bytes(folder: Path, number: int, name: str, stored: Stored) -> bytes:
    """A file as it was written: hashed on every reading, since that costs 5 ms where
    reading costs 50.
    """
    path = folder / str(number) / f"{name}.parquet"
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise broken(folder, number, f"{path.name} is missing") from error
    except OSError as error:
        raise broken(
            folder, number, f"{path.name} cannot be read ({error.strerror})"
        ) from error
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise broken(folder, number, f"{path.name} was changed after it was written")
    return content


def _content(
    folder: Path,
    number: int,
    name: str,
    stored: Stored,
    wanted: pa.Schema,
    *,
    encoded: bool = False,
) -> pa.Table:
    """Exactly the wanted columns, null where the file has none."""
    source = pa.BufferReader(_bytes(folder, number, name, stored))
    try:
        metadata = pq.read_metadata(source)
        wanted = (
            _encoded(wanted, metadata.schema.to_arrow_schema()) if encoded else wanted
        )
        there = [field for field in wanted if field.name in metadata.schema.names]
        repeating = [field.name for field in there if field.type == ENCODED]
        file = pq.ParquetFile(source, metadata=metadata, read_dictionary=repeating)
        return _filled(
            file.read([field.name for field in there]), wanted
        ).unify_dictionaries()
    except (OSError, pa.ArrowException) as error:
        raise broken(
            folder, number, f"{name}.parquet does not fit this version of the program"
        ) from error


def _encoded(wanted: pa.Schema, stored: pa.Schema) -> pa.Schema:
    """The wanted columns as they are quickest to work with, seen how they are
    stored.
    """
    as_numbers = {field.name for field in stored if field.type == NUMBER}
    kinds = dict.fromkeys(as_numbers, NUMBER) | dict.fromkeys(
        HARDLY_REPEAT - as_numbers, pa.string()
    )
    return pa.schema(
        [
            field.with_type(kinds.get(field.name, ENCODED))
            if field.type == pa.string()
            else field
            for field in wanted
        ]
    )


def _filled(table: pa.Table, wanted: pa.Schema) -> pa.Table:
    stored = set(table.column_names)
    columns = [
        table[field.name].cast(field.type)
        if field.name in stored
        else pa.nulls(table.num_rows, field.type)
        for field in wanted
    ]
    return pa.Table.from_arrays(columns, schema=wanted)
