"""Run by hand: mutated exports through the whole import.

    python -m tests.fuzz [--files 10000] [--seed 1] [--processes 2]

Prints how many were loaded, refused and asked about, and every one that broke
something, with its number; the file itself is kept in the folder named. A file is made
again by its seed and number, `--only NUMBER`.
"""

import shutil
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click

from tests.fuzz.run import Fuzz, Outcome

_PIECE = 250  # files that one process takes at a time


def piece(seed: int, numbers: range) -> list[Outcome]:
    """The outcomes of some files; the folder stays where one broke something."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    found = list(Fuzz(folder, seed).run(numbers))
    if any(one.what == "broken" for one in found):
        click.echo(f"Kept: {folder}")
    else:
        shutil.rmtree(folder)
    return found


@click.command()
@click.option("--files", default=10_000)
@click.option("--seed", default=1)
@click.option("--processes", default=2)
@click.option("--only", type=int, help="One file by its number.")
def main(files: int, seed: int, processes: int, only: int | None) -> None:
    """Mutated exports through the whole import."""
    pieces = [range(at, min(at + _PIECE, files)) for at in range(0, files, _PIECE)]
    if only is not None:
        pieces = [range(only, only + 1)]
    counts: Counter[str] = Counter()
    slowest = Outcome(0, "")
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(piece, [seed] * len(pieces), pieces):
            counts.update(one.what for one in found)
            slowest = max(slowest, *found, key=lambda one: one.seconds)
            for one in found:
                if one.what == "broken":
                    click.echo(f"--- {one.number}: {one.why}")
            click.echo(f"{counts.total():,} files: {dict(counts)}")
    click.echo(f"slowest: {slowest.number}, {slowest.seconds:.1f} s")
    raise SystemExit(counts["broken"] > 0)


if __name__ == "__main__":
    main()
