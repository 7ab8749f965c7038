"""How time grows with the number of procedures: the same figures on practices of twice the size, and twice again."""

import gc
import time

import click
import pyarrow as pa
import pyarrow.compute as pc

from retention import demo, schema
from retention.metrics import FIGURES
from retention.practice import Period, Practice, conform
from tests.bench.main_job import ENDS, overview

PATIENTS, YEARS = 4_000, 8
"""Some 100,000 procedures."""


def measure(most: int) -> None:
    """One line per size: opening, every figure from nothing, the Overview with facts ready, and the growth of each."""
    click.echo(f"\n{'procedures':>12}{'open':>10}{'cold':>10}{'ready':>10} ms   per doubling")
    one = demo.make(patients=PATIENTS, years=YEARS, seed=7, ends=ENDS.date())
    size = len(one["procedure"])
    before: list[float] = []
    copies = 1
    while copies * size <= most * 1.05:
        taken = _taken(joined(one, copies))
        grown = "  ".join(f"{now / then:.2f}" for now, then in zip(taken, before, strict=False))
        click.echo(f"{copies * size:>12,}" + "".join(f"{one:>10.0f}" for one in taken) + f"      {grown}")
        before, copies = taken, copies * 2


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
    """Milliseconds to open, to answer every figure from nothing, and to answer the Overview again."""
    practices: list[Practice] = []
    period = Period.default(ENDS.date())
    steps = (
        lambda: practices.append(conform(tables, ENDS.date(), None)),
        lambda: [figure(practices[0], period) for figure in FIGURES],
        lambda: overview(practices[0]),
    )
    taken = []
    for step in steps:
        gc.collect()
        start = time.perf_counter()
        step()
        taken.append((time.perf_counter() - start) * 1000)
    return taken
