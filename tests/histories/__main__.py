"""Run by hand: random histories through the list, the queue and every file.

    python -m tests.histories [--times 10000] [--seed 1] [--processes 2]

Prints every sentence that does not hold, with the batch it is of; a batch is made again
by `--only NUMBER`.
"""

import time
from concurrent.futures import ProcessPoolExecutor

import click

from tests.histories.check import BATCH, faults


def batch(seed: int, numbers: range) -> list[str]:
    """What does not hold of one batch of histories."""
    return [
        f"batch {numbers.start // BATCH}: {fault}" for fault in faults(seed, numbers)
    ]


@click.command()
@click.option("--times", default=10_000)
@click.option("--seed", default=1)
@click.option("--processes", default=2)
@click.option("--only", type=int, help="One batch by its number.")
def main(times: int, seed: int, processes: int, only: int | None) -> None:
    """Who may never be contacted is in no list and no file, whatever was said
    before.
    """
    batches = [range(at, min(at + BATCH, times)) for at in range(0, times, BATCH)]
    if only is not None:
        batches = [range(only * BATCH, (only + 1) * BATCH)]
    started = time.monotonic()
    found = []
    with ProcessPoolExecutor(processes) as pool:
        for said in pool.map(batch, [seed] * len(batches), batches):
            found += said
            for fault in said[:20]:
                click.echo(fault)
    number = sum(map(len, batches))
    took = (time.monotonic() - started) * 1000 / number
    click.echo(f"{number:,} histories, {len(found)} faults, {took:.1f} ms each")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
