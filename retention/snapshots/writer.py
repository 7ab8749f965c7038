"""Publishing a snapshot: all of it under its number, or nothing."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from retention.core import schema
from retention.core.errors import NotNow, Problem, RetentionError
from retention.snapshots import manifest
from retention.snapshots.manifest import (
    NAME,
    PROBLEM_COLUMNS,
    PROBLEMS,
    Manifest,
    SourceFile,
    Stored,
)

UNFINISHED = ".unfinished-"
ROWS_PER_GROUP = 1 << 20  # a practice is one group, and so one dictionary per column


def publish(
    folder: Path,
    number: int,
    tables: schema.Tables,
    *,
    exported: date,
    sources: Sequence[SourceFile],
    problems: Sequence[Problem],
) -> Manifest:
    """Write a snapshot to `folder/number`, for good.

    Files and manifest reach the disk before the number appears. Equal tables give
    byte-equal files, however they are chunked or encoded. A failure leaves nothing.

    Raises:
        RetentionError: The number is taken, rows do not add up, or the disk refuses.
    """
    _check(folder, number, sources)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    except OSError as error:
        raise _refused(folder, error) from error
    try:
        manifest = _write(
            unfinished,
            number,
            tables,
            exported=exported,
            sources=sources,
            problems=problems,
        )
        # The system refuses this where the number has appeared meanwhile
        unfinished.rename(folder / str(number))
        _sync_folder(folder)
    except OSError as error:
        raise _refused(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return manifest


def _check(folder: Path, number: int, sources: Sequence[SourceFile]) -> None:
    if (folder / str(number)).exists():
        raise RetentionError(
            f"Snapshot {number} of “{folder.name}” exists already and is never "
            "overwritten."
        )

    lost = next((source for source in sources if not source.adds_up), None)
    if lost:
        raise RetentionError(
            f"{lost.name}: {lost.rows_read} rows were read, but {lost.loaded} loaded, "
            f"{lost.unchanged} unchanged, {lost.set_aside} set aside and "
            f"{lost.not_needed} not needed do not add up to that. Nothing was "
            "imported; please report this."
        )


def _refused(folder: Path, error: OSError) -> NotNow:
    return NotNow(
        f"The records of “{folder.name}” could not be written "
        f"({error.strerror or error}). Nothing was changed. Make room or allow writing "
        f"in {folder}, then import again."
    )


def _write(
    unfinished: Path,
    number: int,
    tables: schema.Tables,
    *,
    exported: date,
    sources: Sequence[SourceFile],
    problems: Sequence[Problem],
) -> Manifest:
    conformed = {name: _conformed(name, tables[name]) for name in sorted(tables)}
    conformed[PROBLEMS] = _problem_table(problems)
    stored = _write_tables(unfinished, conformed)
    manifest = Manifest(number, exported, stored, stored.pop(PROBLEMS), tuple(sources))
    path = unfinished / NAME
    path.write_text(manifest.as_json(), "utf-8")
    _sync(path)
    _sync_folder(unfinished)
    return manifest


def _write_tables(
    unfinished: Path, tables: Mapping[str, pa.Table]
) -> dict[str, Stored]:
    """Write each table; side by side, since compressing leaves Python's lock alone."""
    with ThreadPoolExecutor() as pool:
        done = [
            pool.submit(_write_table, unfinished / f"{name}.parquet", table)
            for name, table in tables.items()
        ]
    return {name: future.result() for name, future in zip(tables, done, strict=True)}


def _write_table(path: Path, table: pa.Table) -> Stored:
    numbers = manifest.numbers(path.stem, table)
    types = [
        (field.name, manifest.NUMBER if field.name in numbers else field.type)
        for field in table.schema
    ]
    never_repeat = ("id", *numbers)
    repeating = [name for name in table.column_names if name not in never_repeat]
    pq.write_table(
        table.cast(pa.schema(types)),
        path,
        row_group_size=ROWS_PER_GROUP,
        compression="zstd",
        use_dictionary=repeating,
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
    )
    _sync(path)
    return Stored(hashlib.sha256(path.read_bytes()).hexdigest(), table.num_rows)


def _conformed(name: str, table: pa.Table) -> pa.Table:
    """Give exactly the declared columns and types: how it was built leaves no trace."""
    declared = schema.BY_NAME[name].arrow
    return table.select(declared.names).cast(declared)


def _problem_table(problems: Sequence[Problem]) -> pa.Table:
    names = PROBLEM_COLUMNS.names
    return pa.table(
        {name: [getattr(problem, name) for problem in problems] for name in names},
        schema=PROBLEM_COLUMNS,
    )


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a folder's names last; Windows knows no such call and does it by itself."""
    if os.name == "nt":
        return

    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
