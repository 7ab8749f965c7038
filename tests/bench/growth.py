"""How time grows with the number of procedures: the same figures on practices of twice the size, and twice again."""

import math
import tempfile
from dataclasses import replace
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.compute as pc

from retention import demo, records, schema
from retention.metrics import FIGURES
from retention.practice import Period, conform
from tests.bench.main_job import ENDS, overview, timed

PATIENTS, YEARS = 4_000, 8
"""Some 100,000 procedures."""
RUNS = 5  # the best of them: other work on the machine only ever adds


def measure(most: int) -> None:
    """One line per size: opening, every figure from nothing, the Overview with facts ready, and how each grew."""
    click.echo(f"\n{'procedures':>12}{'open':>10}{'cold':>10}{'ready':>10} ms   times per doubling")
    one = demo.make(patients=PATIENTS, years=YEARS, seed=7, ends=ENDS.date())
    size, before, last = len(one["procedure"]), [], 1
    for copies in _sizes(most // size):
        taken = _taken(joined(one, copies))
        doublings = math.log2(copies / last) or 1
        grown = "".join(f"{(now / then) ** (1 / doublings):>8.2f}" for now, then in zip(taken, before, strict=False))
        click.echo(f"{copies * size:>12,}{''.join(f'{each:>10.0f}' for each in taken)}    {grown}")
        before, last = taken, copies


def _sizes(most: int) -> list[int]:
    """1, 2, 4 … and at last the most."""
    doubled = [2**power for power in range(max(most, 1).bit_length())]
    return doubled if doubled[-1] == most else [*doubled, most]


def joined(one: schema.Tables, copies: int) -> schema.Tables:
    """So many practices' tables as one practice's: every copy's ids of people and their rows stand apart."""
    return {name: pa.concat_tables([_shifted(name, table, copy) for copy in range(copies)]) if name not in SHARED
            else table for name, table in one.items()}  # fmt: skip


SHARED = ("code", "provider", "location", "recall_type")
"""Tables that every copy has in common."""


def _shifted(name: str, table: pa.Table, copy: int) -> pa.Table:
    """The table with its own ids, and those it names, moved by the copy's number."""
    if not copy:
        return table
    for at, column in enumerate(table.column_names):
        is_id = column == "id" or column.endswith("_id")
        if is_id and column not in ("code_id", "provider_id", "hygienist_id", "location_id", "type_id"):
            table = table.set_column(at, column, pc.binary_join_element_wise(table[column], str(copy), "000"))
    return table


def _taken(tables: schema.Tables) -> list[float]:
    """Milliseconds to open a snapshot, to answer every figure from nothing, and the Overview with facts ready."""
    with tempfile.TemporaryDirectory() as folder:
        place, day = Path(folder) / "records", ENDS.date()
        records.publish(place, 1, tables, exported=day, sources=(), problems=())
        opened = min(timed(lambda: conform(records.read(place, 1, encoded=True), day), RUNS))
        practice, period = conform(records.read(place, 1, encoded=True), day), Period.default(day)

    def cold() -> None:
        fresh = replace(practice, memory={})
        for figure in FIGURES:
            figure(fresh, period)

    overview(practice)
    return [opened, min(timed(cold, RUNS)), min(timed(lambda: overview(practice), RUNS))]
