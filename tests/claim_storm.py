"""Run by hand: eight people work one list at once, each in a process of their own;
nobody calls whom another has.

    python -m tests.claim_storm [--people 8] [--claims 300] [--households 200] [--url
    postgresql+psycopg://…]
    .ci/with_postgres python -m tests.claim_storm --postgres

Each claims a random household, again and again. Who has won talks for some milliseconds
and logs a contact, which gives the row back; one in twenty just leaves, so that the
claim has to run out. The clock runs fast, that some do. From what each noted down: no
household was had by two at one moment, every contact acknowledged is there and no
other, and nobody was sent away with an error. `--url` is of a database that may be
emptied.
"""

import json
import multiprocessing
import random
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import click

from retention import store
from retention.core.errors import RetentionError
from tests import postgres

START = datetime(2026, 11, 23, 9)  # noqa: DTZ001  the practice's own clock
FASTER = 180
"""How much faster the clock runs: a claim of 15 minutes is alive for 5 seconds."""
LEAVES = 0.05
TALKS = 0.02
"""Seconds at most between claiming and logging."""
NAME = "Ash Dental"


@dataclass(frozen=True)
class Storm:
    """Who works at once, how often each claims, and on how many households."""

    where: Path | str
    people: int = 8
    claims: int = 300
    households: int = 200

    def run(self, folder: Path) -> Counter[str]:
        """Let them all work, and hold what they noted down against each other and the
        database.

        Counts: won, taken by another, left, run out, double, lost, errors (by what was
        said).
        """
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload(["retention.store"])
        store.open(self.where).practices.ensure(NAME, at=START)
        together = processes.Barrier(self.people)
        began = time.monotonic()
        people = [
            processes.Process(
                target=_person,
                args=(self, who, folder / f"{who}.json", together, began),
            )
            for who in range(self.people)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
        assert [person.exitcode for person in people] == [0] * self.people
        noted = [
            json.loads(path.read_text("utf-8"))
            for path in sorted(folder.glob("*.json"))
        ]
        return self._seen(noted)

    def _seen(self, noted: list[dict]) -> Counter[str]:
        seen: Counter[str] = Counter()
        for one in noted:
            seen.update(one["counts"])
        had = [row for one in noted for row in one["had"]]
        acknowledged = {row[3] for row in had if row[3] is not None}
        desk = store.open(self.where)
        kept = set(desk.contacts.counting(desk.practices.ensure(NAME, at=START))["id"])
        seen.update(
            won=len(had), left=sum(row[3] is None for row in had), double=_double(had)
        )
        seen["run out and taken over"] = _taken_over(had)
        seen["lost"] = len(acknowledged ^ kept)
        return seen


def _person(storm: Storm, who: int, notes: Path, together, began: float) -> None:  # type: ignore[no-untyped-def]
    """One at a desk of their own; notes down each household had: from, to before, the
    contact's number.
    """

    def now() -> datetime:
        return START + timedelta(seconds=(time.monotonic() - began) * FASTER)

    desk = store.open(storm.where)
    chance = random.Random(who)
    holder = f"token-{who}"
    practice = desk.practices.ensure(NAME, at=START)
    counts = Counter()
    had = []
    together.wait(240)
    for _ in range(storm.claims):
        household = str(chance.randrange(storm.households))
        try:
            claim = desk.row_locks.take(
                practice, household, holder=holder, by=holder, at=now()
            )
            if claim.holder != holder:
                counts["taken by another"] += 1
                continue
            since = now()
            number = None
            until = claim.until
            time.sleep(chance.uniform(0, TALKS))
            if chance.random() >= LEAVES:
                until = min(now(), until)
                number = desk.contacts.log(
                    practice,
                    store.NewContact(
                        household,
                        household_id=household,
                        reason="lapsed",
                        outcome="no_answer",
                        at=now(),
                        by=holder,
                    ),
                    holder=holder,
                )
            had.append((household, since.isoformat(), until.isoformat(), number, who))
        except RetentionError as refused:
            counts[f"error: {refused}"] += 1
    notes.write_text(json.dumps({"counts": counts, "had": had}), "utf-8")


def _in_turn(had: list[list]) -> dict[str, list[list]]:
    """Each household's rows by when they began."""
    turns = defaultdict(list)
    for row in sorted(had, key=lambda row: row[1]):
        turns[row[0]].append(row)
    return turns


def _double(had: list[list]) -> int:
    """How often somebody got a household while another still had it.

    Who comes back to a household they had left has it anew: what they had before ends
    there.
    """
    double = 0
    for turns in _in_turn(had).values():
        still: dict[int, str] = {}  # until when each person has it
        for _, since, until, _, who in turns:
            double += any(since < end for other, end in still.items() if other != who)
            still[who] = until
    return double


def _taken_over(had: list[list]) -> int:
    """How often somebody got a household that another had left without giving it
    back.
    """
    pairs = [pair for turns in _in_turn(had).values() for pair in pairwise(turns)]
    return sum(before[3] is None and before[4] != after[4] for before, after in pairs)


@click.command()
@click.option("--people", default=8)
@click.option("--claims", default=300)
@click.option("--households", default=200)
@click.option(
    "--url",
    help="Of a database that may be emptied; a home of its own where none is given.",
)
@click.option(
    "--postgres",
    "on_postgres",
    is_flag=True,
    help="On the server named by RETENTION_TEST_POSTGRES.",
)
def main(
    people: int, claims: int, households: int, url: str | None, on_postgres: bool
) -> None:
    """Let them work, and say what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        if on_postgres:
            assert postgres.ADDRESS, "run it by .ci/with_postgres"
            url = postgres.empty_database("storm", postgres.ADDRESS)
        start = time.monotonic()
        seen = Storm(url or Path(folder), people, claims, households).run(Path(folder))
        for what, count in sorted(seen.items()):
            click.echo(f"{count:>6}  {what}")
        click.echo(
            f"{people} x {claims} claims took {time.monotonic() - start:.0f} seconds."
        )


if __name__ == "__main__":
    main()
