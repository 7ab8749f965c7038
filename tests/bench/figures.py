"""Run by hand: how long every figure takes, next to DuckDB asked the same of the same
snapshot in the same run.

    python -m tests.bench.figures [--patients 20000] [--years 8] [--runs 7] [--most
    6300000]

For each figure: its answer with facts ready and from nothing ("cold", every fact it
needs made anew), DuckDB's query over tables made beforehand, the ratio of the medians,
and whether both count the same. Then the Overview as a whole, and how time grows with
the number of procedures: several practices' tables are joined under shifted ids,
doubling up to `--most`. Prints milliseconds. Never a test: machines differ, and ratios
of one run are what to trust.
"""

import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import click
import duckdb

from retention import services
from retention.core import dates
from retention.metrics import FIGURES, Figure, Reading
from retention.practice import Period, Practice
from tests.bench import duck, growth
from tests.bench.main_job import ENDS, overview, timed
from tests.bench.questions import QUESTIONS

Rows = list[tuple[object, ...]]
MONTHS = (12, 18, 24, 30, 36)


def ours(practice: Practice, figure: Figure, period: Period) -> Rows:
    """The figure's numbers: group, part, whole, cents, whole cents."""
    found = figure(practice, period)
    if isinstance(found, Reading):
        return [_numbers("", found)]
    return [
        _numbers(row.group, row.reading) for row in found.rows if row.reading.is_known
    ]


def _numbers(group: str, reading: Reading) -> tuple[object, ...]:
    if group in (
        "first_to_second",
        "visit_to_next",
    ):  # curves: their values at the quoted days stand in for cents
        return (
            group,
            reading.part_count,
            reading.whole_count,
            [round(one, 9) for one in reading.numbers.values()],
            None,
        )
    return (
        group,
        reading.part_count,
        reading.whole_count,
        reading.amount,
        reading.whole_amount,
    )


def question(practice: Practice, key: str, period: Period) -> str:
    """DuckDB's query for a figure, its days filled in."""
    day = period.as_of
    t0 = period.day_before
    last = period.last
    back = {f"d{months}": dates.before(day, months) for months in MONTHS}
    ends = {"t018": dates.before(t0, 18), "last18": dates.before(last, 18)}
    return QUESTIONS[key].format(
        d=day, first=period.first, last=last, t0=t0, **back, **ends
    )


def same(left: Rows, right: Rows) -> bool:
    """Whether both answered the same; DuckDB writes no empty sum and no order."""
    return sorted(map(str, map(_plain, left))) == sorted(map(str, map(_plain, right)))


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(
        None
        if one is None
        else [float(x) for x in one]
        if isinstance(one, list)
        else one
        if isinstance(one, str)
        else int(one)
        for one in row
    )


def cold(practice: Practice, figure: Figure, period: Period) -> Rows:
    """The same answer with nothing known yet."""
    return ours(replace(practice, memory={}), figure, period)


def compare(
    practice: Practice, engine: duckdb.DuckDBPyConnection, period: Period, runs: int
) -> None:
    """One line per figure."""
    click.echo(f"{'':<26}{'ready':>9}{'cold':>9}{'DuckDB':>9}{'ratio':>7}")
    for figure in FIGURES:
        answer = ours(practice, figure, period)
        query = question(practice, figure.key, period)
        agrees = (
            "" if same(answer, engine.execute(query).fetchall()) else "   NOT EQUAL"
        )
        ready = median(timed(partial(ours, practice, figure, period), runs))
        fresh = median(timed(partial(cold, practice, figure, period), 3))
        theirs = median(
            timed(lambda asked=query: engine.execute(asked).fetchall(), runs)
        )
        click.echo(
            f"{figure.key:<26}{ready:>9.2f}{fresh:>9.1f}{theirs:>9.2f}{ready / theirs:>7.2f}{agrees}"
        )


@click.command()
@click.option("--patients", default=20_000)
@click.option("--years", default=8)
@click.option("--runs", default=7)
@click.option(
    "--most",
    default=6_300_000,
    help="Procedures at which the growth ends; 0 leaves it out.",
)
def main(patients: int, years: int, runs: int, most: int) -> None:
    """Every figure, timed."""
    with tempfile.TemporaryDirectory() as folder:
        home = services.home(Path(folder))
        state = services.make_demo(
            home, patients=patients, years=years, seed=7, ends=ENDS.date(), now=ENDS
        )
        practice = services.open_practice(home, state)
        click.echo(
            f"{patients:,} patients, {years} years, {len(practice.procedures):,} "
            "procedures"
        )
        start = time.perf_counter()
        engine = duck.tables(
            practice, home.records(state.practice) / str(state.snapshot)
        )
        click.echo(
            "DuckDB's tables made "
            f"beforehand{(time.perf_counter() - start) * 1000:>34.0f} ms"
        )
        compare(practice, engine, Period.default(practice.exported), runs)
        overview(practice)
        click.echo(
            "all Overview figures, with 13 "
            f"months{median(timed(lambda: overview(practice), runs)):>29.1f} ms"
        )
    if most:
        growth.measure(most)


if __name__ == "__main__":
    main()
