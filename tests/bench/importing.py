"""Run by hand: how long an import takes and how much memory, beside others doing the
same in the same run.

    python -m tests.bench.importing [--patients 20000] [--procedures 711000] [--runs 3]
    [--most 10000000] [--folder DIR]

One practice's export (Open Dental's tables as CSV, with known faults in it) is
imported, files to current snapshot with problems and all; beside it DuckDB and
hand-written pandas read, check and write the same tables, and MariaDB (where Debian's
server is installed) takes the files into Open Dental's own tables and indexes. Each run
is a process of its own, in turn; the medians are compared. Then our import alone on
practices of twice the size, and twice again, up to `--most` procedures. Memory is the
peak above what the process held before. Never a test: machines differ, and ratios of
one run are what to trust.
"""

import math
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import click

from tests.bench import apart, exports, import_maria
from tests.bench.apart import Answer, Taken

CONTENDERS = {
    "ours": "import_ours",
    "DuckDB": "import_duck",
    "pandas": "import_pandas",
    "MariaDB": "import_maria",
}
SMALL = 4_000
"""People of the small practice that growing starts with: some 100,000 procedures."""
# procedures up to which the better of two runs counts: other work only ever adds
TWICE_UP_TO = 4_000_000


def compare(folder: Path, runs: int) -> None:
    """A line per contender."""
    names = [
        name for name in CONTENDERS if name != "MariaDB" or import_maria.is_there()
    ]
    if "MariaDB" not in names:
        click.echo(
            "MariaDB is left out: its server is not installed (Debian's package "
            "is mariadb-server)."
        )
    files, taken = folder / "files", {name: [] for name in names}  # type: dict[str, list[Taken]]
    for at in range(runs):
        for name in names[at % len(names) :] + names[: at % len(names)]:
            taken[name].append(_one(CONTENDERS[name], files, folder / "out"))
    ours = taken["ours"]
    size = exports.size_of(files)
    rows = sum(ours[0].answer.rows.values()) + ours[0].answer.set_aside
    _say_size(files, ours[0].answer, rows, size)
    heads = f"{'':<10}{'s':>8}{'processor s':>13}{'MB':>7}{'x files':>9}{'rows/s':>11}{'ours/its':>10}{'memory':>8}"
    click.echo(f"{heads}  answers")
    for name, each in taken.items():
        click.echo(_line(name, each, ours, size, rows))


def _say_size(files: Path, answer: Answer, rows: int, size: int) -> None:
    click.echo(
        f"{answer.rows['patient']:,} patients, {answer.rows['procedure']:,} "
        f"procedures, {rows:,} rows in all, {size / 1e6:.0f} MB of CSV in "
        f"{len(list(files.iterdir()))} files; {answer.told:,} cells and rows told, "
        f"{answer.set_aside:,} of them rows set aside"
    )


def _line(
    name: str, taken: list[Taken], ours: list[Taken], size: int, rows: int
) -> str:
    seconds = median(one.seconds for one in taken)
    memory = median(one.memory for one in taken)
    ratios = f"{median(one.seconds for one in ours) / seconds:>10.2f}{median(one.memory for one in ours) / memory:>8.2f}"
    return (
        f"{name:<10}{seconds:>8.2f}{median(one.processor for one in taken):>13.2f}{memory / 1e6:>7.0f}{memory / size:>9.1f}{rows / seconds:>11,.0f}{ratios if taken is not ours else '':>18} "
        f" {_agreement(ours[0].answer, taken[-1].answer)}"
    )


def _agreement(ours: Answer, theirs: Answer) -> str:
    """Where an answer differs from ours, in a few words."""
    sums = ("rows", "cents", "told", "set_aside")
    differ = [what for what in sums if getattr(ours, what) != getattr(theirs, what)]
    differ += [
        table for table, held in theirs.contents.items() if held != ours.contents[table]
    ]
    if differ:
        return "NOT EQUAL: " + ", ".join(differ)
    return (
        "every cell and problem equal"
        if theirs.contents
        else "rows, fees and counts of problems equal"
    )


def growth(folder: Path, most: int) -> None:
    """A line per size: seconds, processor seconds, memory, and how they grew with each
    doubling.
    """
    heads = f"{'procedures':>12}{'MB of CSV':>11}{'s':>8}{'processor s':>13}{'MB':>8}{'x files':>9}{'rows/s':>10}"
    click.echo(f"\n{heads}   times per doubling: s, processor s, MB")
    before: tuple[float, ...] = ()
    for procedures in exports.grow(folder / "files", SMALL, _sizes(most)):
        runs = 2 if procedures <= TWICE_UP_TO else 1
        taken = [
            _one("import_ours", folder / "files", folder / "out") for _ in range(runs)
        ]
        best = min(taken, key=lambda one: one.seconds)
        size = exports.size_of(folder / "files")
        rows = sum(best.answer.rows.values())
        line = f"{procedures:>12,}{size / 1e6:>11.0f}{best.seconds:>8.2f}{best.processor:>13.2f}"
        line += (
            f"{best.memory / 1e6:>8.0f}{best.memory / size:>9.1f}{rows / best.seconds:>10,.0f} "
            "  "
        )
        now = procedures, best.seconds, best.processor, best.memory
        if before:
            doublings = math.log2(now[0] / before[0])
            grown = zip(now[1:], before[1:], strict=True)
            line += "".join(
                f"{(more / less) ** (1 / doublings):>7.2f}" for more, less in grown
            )
        click.echo(line)
        before = now


def _sizes(most: int) -> Iterator[int]:
    """1, 2, 4 … small practices, and at last as many as hold the most procedures."""
    last = max(round(most / (SMALL * 25)), 1)
    size = 1
    while size < last:
        yield size
        size *= 2
    yield last


def _one(contender: str, files: Path, out: Path) -> Taken:
    shutil.rmtree(out, ignore_errors=True)
    try:
        return apart.run(contender, files, out)
    finally:
        shutil.rmtree(out, ignore_errors=True)


@click.command()
@click.option("--patients", default=20_000)
@click.option("--procedures", default=711_000)
@click.option("--runs", default=3)
@click.option(
    "--most",
    default=10_000_000,
    help="Procedures at which growing ends; 0 leaves it out.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where to work: some 3 GB, given back.",
)
def main(
    patients: int, procedures: int, runs: int, most: int, folder: Path | None
) -> None:
    """An import, measured."""
    click.echo(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before")
    if runs:
        with tempfile.TemporaryDirectory(dir=folder) as own:
            exports.write_practice(Path(own) / "files", patients, procedures)
            compare(Path(own), runs)
    if most:
        with tempfile.TemporaryDirectory(dir=folder) as own:
            growth(Path(own), most)
    click.echo(f"load {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
