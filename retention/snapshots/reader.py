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
    """Read the tables of a snapshot, all or those named.

    A table that was never exported is absent. Every table has exactly its declared
    columns: those declared since it was written are null, dropped ones are gone.

    Args:
        encoded: Give ids that are stored as numbers as int64, and text columns that
            repeat as dictionary<int32, string>, one dictionary per column. It halves
            the time to open, and to look up.

    Raises:
        RetentionError: A file is missing, or not byte for byte as it was written.
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
    """List what was wrong in the files of a snapshot's import, in the order found."""
    stored = Manifest.read(folder, number).problems
    table = _content(folder, number, PROBLEMS, stored, PROBLEM_COLUMNS)
    found = []
    for row in table.to_pylist():
        row["not_needed"] = bool(row["not_needed"])  # null up to format 2
        found.append(Problem(**row))
    return tuple(found)


def files(folder: Path, number: int) -> list[Path]:
    """List a snapshot's files on the disk, without what a desktop leaves there."""
    snapshot = folder / str(number)
    if not snapshot.is_dir():
        return []
    return sorted(path for path in snapshot.iterdir() if FILE.fullmatch(path.name))


def verify(folder: Path, number: int, exported: date | None = None) -> list[str]:
    """Say which files of a snapshot are missing, changed or more than were written.

    Args:
        exported: The day of export that its manifest has to name.

    Returns:
        A sentence per fault; none where all is well.
    """
    try:
        manifest = Manifest.read(folder, number)
    except RetentionError as error:
        return [str(error)]
    stored = {**manifest.tables, PROBLEMS: manifest.problems}
    on_disk = {path.name for path in files(folder, number)}
    written = {NAME, *(f"{name}.parquet" for name in stored)}
    wrong = [f"{name} is not in its manifest" for name in sorted(on_disk - written)]
    is_same = manifest.number == number and exported in (None, manifest.exported)
    if not is_same:
        wrong.append("its manifest is of another import")
    sentences = [str(broken(folder, number, what)) for what in wrong]
    for name, file in stored.items():
        sentences += _faults(folder, number, name, file)
    return sentences


def _faults(folder: Path, number: int, name: str, stored: Stored) -> list[str]:
    try:
        content = pa.BufferReader(_bytes(folder, number, name, stored))
        rows = pq.read_metadata(content).num_rows
    except RetentionError as error:
        return [str(error)]
    except (OSError, pa.ArrowException):
        return [str(broken(folder, number, f"{name}.parquet cannot be read"))]
    if rows == stored.rows:
        return []

    what = f"{name}.parquet has {rows} rows instead of {stored.rows}"
    return [str(broken(folder, number, what))]


def _bytes(folder: Path, number: int, name: str, stored: Stored) -> bytes:
    """Read a file, and check that it is as it was written."""
    # It is hashed on every reading, since that costs 5 ms where reading costs 50
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
        if encoded:
            wanted = _encoded(wanted, metadata.schema.to_arrow_schema())
        stored_fields = [
            field for field in wanted if field.name in metadata.schema.names
        ]
        repeating = [field.name for field in stored_fields if field.type == ENCODED]
        file = pq.ParquetFile(source, metadata=metadata, read_dictionary=repeating)
        table = file.read([field.name for field in stored_fields])
        return _filled(table, wanted).unify_dictionaries()
    except (OSError, pa.ArrowException) as error:
        raise broken(
            folder, number, f"{name}.parquet does not fit this version of the program"
        ) from error


def _encoded(wanted: pa.Schema, stored: pa.Schema) -> pa.Schema:
    """Choose the types quickest to work with, seen how the columns are stored."""
    as_numbers = {field.name for field in stored if field.type == NUMBER}
    fields = []
    for field in wanted:
        if field.type != pa.string():
            fields.append(field)
        elif field.name in as_numbers:
            fields.append(field.with_type(NUMBER))
        elif field.name in HARDLY_REPEAT:
            fields.append(field)
        else:
            fields.append(field.with_type(ENCODED))
    return pa.schema(fields)


def _filled(table: pa.Table, wanted: pa.Schema) -> pa.Table:
    stored = set(table.column_names)
    columns = [
        table[field.name].cast(field.type)
        if field.name in stored
        else pa.nulls(table.num_rows, field.type)
        for field in wanted
    ]
    return pa.Table.from_arrays(columns, schema=wanted)
