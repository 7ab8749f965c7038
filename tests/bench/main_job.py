"""Run by hand: how long the main job takes, next to DuckDB doing the same in the same
run.

    python -m tests.bench.main_job [--patients 20000] [--years 8] [--runs 5]

Writes the demo as export files, imports them, opens the snapshot, and reads every
figure of the Overview with 13 months of sparklines. Prints the best and the median of
the runs in milliseconds, and where DuckDB answers the same the ratio of the medians.
Never a test: machines differ, and ratios of one run are what to trust.
"""

import gc
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median

import click
import duckdb

from retention import services
from retention.metrics import BY_KEY
from retention.practice import Period, Practice

ENDS = datetime(2026, 10, 31, 12)  # noqa: DTZ001  the practice's own clock
TILES = (
    "active",
    "new",
    "returning",
    "return_rate",
    "second_visit",
    "acceptance",
    "sitting",
    "recall_overdue",
)
SPARKLINES = ("active", "new", "returning", "return_rate", "second_visit")


def timed(what: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run."""
    taken = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        what()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def show(name: str, ours: list[float], theirs: list[float] | None = None) -> None:
    """One line: best and median, and the ratio where there is another engine's."""
    line = f"{name:<44}{min(ours):>9.1f}{median(ours):>9.1f} ms"
    if theirs:
        line += (
            f"   DuckDB {median(theirs):>8.1f} ms   ratio "
            f"{median(ours) / median(theirs):.2f}"
        )
    click.echo(line)


def overview(practice: Practice) -> None:
    """Every tile's figure now and a year before, and 13 months of sparkline."""
    period = Period.default(practice.exported)
    for key in TILES:
        BY_KEY[key](practice, period)
        BY_KEY[key](practice, period.year_before())
    for key in SPARKLINES:
        for month in period.last_months(13):
            BY_KEY[key](practice, month)


def duck_load(files: Path, out: Path) -> None:
    """The same files typed, checked for their keys and written as Parquet, as DuckDB
    does it.
    """
    with duckdb.connect() as duck:
        for file in sorted(files.glob("*.csv")):
            rows = f"read_csv('{file}', all_varchar=true, header=true)"
            key = duck.sql(f"describe select * from {rows}").fetchall()[0][0]
            checked = (
                f"select * from {rows} where {key} is not null qualify row_number() "
                f"over (partition by {key}) = 1"
            )
            duck.sql(
                f"copy ({checked} order by try_cast({key} as bigint)) to "
                f"'{out / file.stem}.parquet' (compression zstd)"
            )


def duck_active(duck: duckdb.DuckDBPyConnection) -> list:
    """People with a visit in the 18 months up to each of 13 month ends."""
    return duck.sql("""
        with ends as (select cast(range as date) as day
                      from range(timestamp '2025-10-31', timestamp '2026-11-30', interval 1 month))
        select ends.day, count(distinct person) from visits join ends
        on visits.day <= ends.day and visits.day > ends.day - interval 18 month group by 1
    """).fetchall()


def duck_visits(files: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with the visits of the exports as a table, facts ready as ours are."""
    duck = duckdb.connect()
    duck.sql(f"""
        create table visits as select distinct cast(p.PatNum as int) as person, cast(p.ProcDate as date) as day
        from read_csv('{files}/procedurelog.csv', all_varchar=true) p
        join read_csv('{files}/procedurecode.csv', all_varchar=true) c using (CodeNum)
        where p.ProcStatus = '2' and c.ProcCode not in ('D9986', 'D9987') order by 1, 2
    """)
    return duck


@click.command()
@click.option("--patients", default=20_000)
@click.option("--years", default=8)
@click.option("--runs", default=5)
def main(patients: int, years: int, runs: int) -> None:
    """The main job, timed."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        duck_out = Path(folder) / "duck"
        duck_out.mkdir()
        made = timed(
            lambda: services.write_demo(
                files,
                "opendental",
                patients=patients,
                years=years,
                seed=7,
                ends=ENDS.date(),
            ),
            1,
        )
        size = sum(file.stat().st_size for file in files.iterdir())
        click.echo(f"{patients:,} patients, {years} years, {size / 1e6:.0f} MB of CSV")
        show("demo made and written", made)
        _import(Path(folder), files, duck_out, runs)


def _import(folder: Path, files: Path, duck_out: Path, runs: int) -> None:
    homes = iter(services.home(folder / f"home{run}") for run in range(runs))
    wish = services.ImportOptions(as_of=ENDS.date())
    used: list[services.Home] = []

    def once() -> None:
        used.append(next(homes))
        services.import_files(used[-1], "Bench", services.find([files]), wish, ENDS)

    show(
        "import, files to current snapshot",
        timed(once, runs),
        timed(lambda: duck_load(files, duck_out), runs),
    )
    home = used[-1]
    show(
        "the same files again: nothing changed",
        timed(
            lambda: services.import_files(
                home, "Bench", services.find([files]), wish, ENDS
            ),
            runs,
        ),
    )
    state = services.state(home, "bench")
    show("open the snapshot", timed(lambda: services.open_practice(home, state), runs))
    fresh = iter([services.open_practice(home, state) for _ in range(runs)])
    show(
        "all Overview figures, facts not yet made",
        timed(lambda: overview(next(fresh)), runs),
    )
    practice = services.open_practice(home, state)
    overview(practice)
    show("all Overview figures, facts ready", timed(lambda: overview(practice), runs))
    duck = duck_visits(files)
    months = Period.default(practice.exported).last_months(13)
    show(
        "active, 13 months",
        timed(lambda: [BY_KEY["active"](practice, month) for month in months], runs),
        timed(lambda: duck_active(duck), runs),
    )


if __name__ == "__main__":
    main()
