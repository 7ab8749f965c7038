"""The export files that imports are timed with: one practice of a given size, with
known faults, and growing ones.
"""

import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from retention import demo
from retention.core import schema
from retention.demo.export.write import write
from tests.bench.main_job import ENDS

LAYOUT = "opendental"
YEARS = 11
A_PERSON = 27.5
"""Procedures that the demo gives to a person in so many years, about."""
FAULTY = 5_000
"""One row of so many has each of the known faults."""
SHARED = ("code", "provider", "location", "recall_type")
"""Tables that practices put together have in common."""
_SHARED_IDS = ("code_id", "provider_id", "hygienist_id", "location_id", "type_id")
_OF_PEOPLE = ("patient_id", "household_id")


def write_practice(folder: Path, patients: int, procedures: int) -> None:
    """Files of one practice with about so many procedures; where its people have too
    few, others' histories are theirs.

    Procedures with known faults stand among them: a fee and a day that are none, no id,
    no patient, a row told twice and a row told again with another fee.
    """
    _append(folder, demo.make(patients=patients, years=YEARS, seed=7, ends=ENDS.date()))
    further = min(int(procedures / A_PERSON) - patients, patients)
    if further > 0:
        more = demo.make(patients=further, years=YEARS, seed=8, ends=ENDS.date())
        told = ("procedure", "appointment", "claim", "plan", "plan_item", "contact")
        _append(
            folder, {name: _shifted(more[name], 10**6, _OF_PEOPLE) for name in told}
        )
    _spoil(folder / "procedurelog.csv")


def grow(folder: Path, patients: int, sizes: Iterator[int]) -> Iterator[int]:
    """Files of one practice that becomes as large as so many small ones; gives the
    number of procedures each time.
    """
    one = demo.make(patients=patients, years=8, seed=7, ends=ENDS.date())
    step = 10 ** len(str(max(table.num_rows for table in one.values())))
    done = 0
    for size in sizes:
        for copy in range(done, size):
            own = {
                name: table
                for name, table in one.items()
                if name not in SHARED or not copy
            }
            _append(
                folder,
                {name: _shifted(table, copy * step) for name, table in own.items()},
            )
        done = size
        yield size * one["procedure"].num_rows


def size_of(folder: Path) -> int:
    """Bytes of the files of a folder."""
    return sum(file.stat().st_size for file in folder.iterdir())


def _append(folder: Path, tables: schema.Tables) -> None:
    """Write tables as the layout's files, or below what those hold already."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as own:
        for file in write(tables, Path(own), LAYOUT):
            is_new = not (folder / file.name).exists()
            with file.open("rb") as text, (folder / file.name).open("ab") as whole:
                header = text.readline()
                whole.write(header if is_new else b"")
                shutil.copyfileobj(text, whole, 1 << 20)


def _shifted(table: pa.Table, by: int, but: tuple[str, ...] = ()) -> pa.Table:
    """The table with its own ids, and those of other rows that it names, moved up by a
    number.
    """
    for at, column in enumerate(table.column_names):
        is_id = column == "id" or column.endswith("_id")
        if is_id and by and column not in (*_SHARED_IDS, *but):
            moved = pc.add(pc.cast(table[column], pa.int64()), by)
            table = table.set_column(at, column, pc.cast(moved, pa.string()))
    return table


def _spoil(file: Path) -> None:
    """Put known faults into some of the procedures, each row with one of them."""
    lines = file.read_text("utf-8").splitlines()
    names = lines[0].split(",")
    chosen = random.Random(7).sample(
        range(1, len(lines)), (len(lines) - 1) // FAULTY * 6
    )
    kinds = (
        ("ProcFee", "sixty"),
        ("DateTP", "2024-13-45"),
        ("ProcNum", ""),
        ("PatNum", "0"),
        ("", ""),
        ("ProcFee", "7.77"),
    )
    for number, at in enumerate(chosen):
        column, text = kinds[number % 6]
        cells = json.loads(f"[{lines[at]}]")
        if column:
            cells[names.index(column)] = text
        changed = ",".join(f'"{cell}"' for cell in cells)
        lines[at] = f"{lines[at]}\n{changed}" if number % 6 > 3 else changed
    file.write_text("\n".join(lines) + "\n", "utf-8")
