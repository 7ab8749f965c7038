"""Run by hand: how long the day's queue takes at each rerun, beside a log that has
grown for years.

    python -m tests.bench.calling [--patients 20000] [--years 8] [--contacts 30000]
    [--runs 20]

Prints the median and the longest in milliseconds of the processor's time: the queue,
and its first 25 rows with their sentences. The first run, which also finds out what is
true of the practice, is shown apart. Never a test: machines differ.
"""

import random
import time
from datetime import timedelta
from statistics import median

import click
import pandas as pd

from retention import demo
from retention.outreach import OUTCOMES, REASONS, Log, queue
from retention.practice import Practice, conform
from tests.bench import main_job

ENDS = main_job.ENDS.date()
ROWS = 25


def logged(practice: Practice, contacts: int) -> Log:
    """A log of so many contacts over three years."""
    dice = random.Random(7)
    empty = Log.empty()
    ids = practice.people.loc[practice.people["is_person"], "id"].tolist()
    days = sorted(ENDS - timedelta(dice.randint(0, 1100)) for _ in range(contacts))
    outcomes = [
        one.key for one in OUTCOMES if not (one.closes or one.key == "do_not_contact")
    ]
    rows = [
        {
            "patient_id": dice.choice(ids),
            "day": day,
            "reason": dice.choice(REASONS).key,
            "by": "Maria",
            "outcome": dice.choice(outcomes),
            "call_back_on": day + timedelta(5) if dice.random() < 0.05 else None,
        }
        for day in days
    ]
    kinds = empty.contacts.dtypes.to_dict()
    return Log(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), empty.stops)


@click.command()
@click.option("--patients", default=20_000)
@click.option("--years", default=8)
@click.option("--contacts", default=30_000)
@click.option("--runs", default=20)
def main(patients: int, years: int, contacts: int, runs: int) -> None:
    """The day's queue, again and again."""
    practice = conform(demo.make(patients=patients, years=years, ends=ENDS), ENDS)
    log = logged(practice, contacts)
    taken = []
    for _ in range(runs + 1):
        start = time.process_time()
        found = queue(practice, log, ENDS)
        made = time.process_time()
        rows = list(found.rows[:ROWS])
        taken.append(((made - start) * 1000, (time.process_time() - made) * 1000))
    (first, _), *again = taken
    click.echo(
        f"{len(found.rows):,} households, {len(found.targets):,} people; the "
        f"first time {first:.0f} ms"
    )
    for name, times in zip(
        ("queue", f"its first {len(rows)} rows"), zip(*again, strict=True), strict=True
    ):
        click.echo(
            f"{name}: median {median(times):.0f} ms, longest {max(times):.0f} ms"
        )


if __name__ == "__main__":
    main()
