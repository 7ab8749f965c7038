"""How time grows with the number of procedures: the same figures on practices of twice
the size, and twice again.
"""

import math
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention import demo, snapshots
from retention.core import schema
from retention.metrics import FIGURES
from retention.practice import Period, conform
from tests.bench.main_job import ENDS, overview, timed

PATIENTS = 4_000
YEARS = 8
"""Some 100,000 procedures."""
RUNS = 9  # the best of them: other work on the machine only ever adds
_TOUCHED = 500
"""Bytes for each procedure: opening a snapshot takes fewer."""


def measure(most: int) -> None:
    """One line per size: opening, every figure from nothing, the Overview with facts
    ready, and how each grew.
    """
    click.echo(
        f"\n{'procedures':>12}{'open':>10}{'cold':>10}{'ready':>10} ms   times "
        "per doubling"
    )
    one = demo.make(patients=PATIENTS, years=YEARS, seed=7, ends=ENDS.date())
    size = len(one["procedure"])
    before = []
    last = 1
    for copies in _sizes(most // size):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "records"
            _publish(joined(one, copies), place)
            taken = _taken(place, copies * size)
        doublings = math.log2(copies / last) or 1
        grown = "".join(
            f"{(now / then) ** (1 / doublings):>8.2f}"
            for now, then in zip(taken, before, strict=False)
        )
        click.echo(
            f"{copies * size:>12,}{''.join(f'{each:>10.0f}' for each in taken)}   "
            f" {grown}"
        )
        before = taken
        last = copies


def _sizes(most: int) -> list[int]:
    """1, 2, 4 … and at last the most."""
    doubled = [2**power for power in range(max(most, 1).bit_length())]
    return doubled if doubled[-1] == most else [*doubled, most]


def joined(one: schema.Tables, copies: int) -> schema.Tables:
    """So many practices' tables as one practice's, in order of id as an import leaves
    them: every copy's ids of people and their rows follow those of the copy before.
    """
    steps = {name: 10 ** len(str(len(table))) for name, table in one.items()}
    return {
        name: pa.concat_tables(
            [_shifted(name, table, copy, steps) for copy in range(copies)]
        )
        if name not in SHARED
        else table
        for name, table in one.items()
    }


SHARED = ("code", "provider", "location", "recall_type")
"""Tables that every copy has in common."""
_SHARED_IDS = ("code_id", "provider_id", "hygienist_id", "location_id", "type_id")
_NAMED = {"household_id": "patient", "loser_id": "patient", "winner_id": "patient"}
"""Ids that are not named by the table they point at."""


def _shifted(
    name: str, table: pa.Table, copy: int, steps: Mapping[str, int]
) -> pa.Table:
    """The table with its own ids, and those it names, moved up by the copy's share of
    its table's numbers.
    """
    for at, column in enumerate(table.column_names):
        if (
            copy
            and (column == "id" or column.endswith("_id"))
            and column not in _SHARED_IDS
        ):
            step = steps[
                name
                if column == "id"
                else _NAMED.get(column, column.removesuffix("_id"))
            ]
            moved = pc.add(pc.cast(table[column], pa.int64()), copy * step)
            table = table.set_column(at, column, pc.cast(moved, pa.string()))
    return table


def _publish(tables: schema.Tables, place: Path) -> None:
    """The tables as the records' first snapshot; then only the snapshot is left of
    them, as with a practice's own.
    """
    snapshots.publish(place, 1, tables, exported=ENDS.date(), sources=(), problems=())


def _taken(place: Path, procedures: int) -> list[float]:
    """Milliseconds to open a snapshot, to answer every figure from nothing, and the
    Overview with facts ready.
    """
    day = ENDS.date()
    touched = _TOUCHED * procedures
    opened = _best(
        lambda: conform(snapshots.read(place, 1, encoded=True), day), touched
    )
    practice = conform(snapshots.read(place, 1, encoded=True), day)
    period = Period.default(day)

    def cold() -> None:
        fresh = replace(practice, memory={})
        for figure in FIGURES:
            figure(fresh, period)

    overview(practice)
    return [opened, _best(cold, touched), _best(lambda: overview(practice), touched)]


def _best(what: Callable[[], object], touched: int) -> float:
    """Milliseconds of the best run, each with the machine's memory in hand: a virtual
    machine that reports its free pages gives them to its host within seconds, and the
    host's time to hand gigabytes back is no growth of ours.
    """
    return min(_warm(what, touched) for _ in range(RUNS))


def _warm(what: Callable[[], object], touched: int) -> float:
    """Milliseconds of one run just after so many bytes of memory were written and let
    go of.
    """
    memory = np.ones(touched, dtype=np.int8)
    del memory
    return timed(what, 1)[0]
