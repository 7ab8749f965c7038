"""Run by hand: an import killed (kill -9) at random moments leaves the practice as
before or as after, never between.

    python -m tests.kill_import [--times 200] [--patients 400] [--seed 1]

Each time a process imports the demo's export files, of which one has grown since the
last time, and is killed after a random part of what the last import took; every second
one in its later half, where it writes. Every tenth goes into an empty home. Meanwhile
somebody logs a contact. Then the snapshot in use is the one before, or has exactly the
tables that an import left alone would give; every file is as it was written, `doctor`
finds nothing, the contact is there; and the same import, made again, goes through and
sweeps away what the dead one left.
"""

import contextlib
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import click

from retention import ingest, services, snapshots, store

FIRST = datetime(2026, 11, 1, 12)  # noqa: DTZ001  the practice's own clock
GROWS = "procedurelog.csv"
NAME = "Ash Dental"
KEY = "ash-dental"


def _import(home: Path, files: Path, at: datetime, said: Connection) -> None:
    """What the killed process does; says each stage before it begins."""
    wish = services.ImportOptions(as_of=at.date())
    services.import_files(
        services.home(home), NAME, services.find([files]), wish, at, said.send
    )
    said.send("done")


@dataclass
class Killing:
    """A home and export files that grow from kill to kill; what was seen is counted in
    `seen`.
    """

    folder: Path
    times: int
    patients: int
    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)
    took: float = 0.0

    def __post_init__(self) -> None:
        self.files = self.folder / "files"
        services.write_demo(
            self.files,
            "opendental",
            patients=self.patients,
            years=4,
            seed=7,
            ends=FIRST.date(),
        )
        self.header, *self.lines = (
            (self.files / GROWS).read_text("utf-8").splitlines(keepends=True)
        )
        self.processes = multiprocessing.get_context("forkserver")
        self.processes.set_forkserver_preload(["retention.services"])
        self.home = self._empty_home(0)

    def _empty_home(self, number: int) -> services.Home:
        return services.home(self.folder / f"home{number}")

    def run(self) -> None:
        """Kill as often as asked; AssertionError where a practice is left between."""
        self._grow(0)
        self._whole(FIRST)
        for number in range(1, self.times + 1):
            at = FIRST + timedelta(days=number)
            self._grow(number)
            last = self.home
            self.home = self._empty_home(number) if number % 10 == 0 else self.home
            self._once(at)
            self.home = last

    def _grow(self, number: int) -> None:
        share = 0.6 + 0.4 * number / self.times
        (self.files / GROWS).write_text(
            self.header + "".join(self.lines[: int(len(self.lines) * share)]), "utf-8"
        )

    def _once(self, at: datetime) -> None:
        before = self._current()
        expected = self._expected(at.date())
        contact = self._kill(at)
        after = self._current()
        self.seen["as before" if after == before else "as after"] += 1
        assert after == before or self._tables(after) == expected, (
            "the practice is between"
        )
        self._is_well(contact)
        self._whole(at)
        assert self._tables(self._current()) == expected, (
            "the import made again gives other tables"
        )
        ledger = {str(line.number) for line in self.home.store.imports.all(KEY)}
        assert {path.name for path in self.home.records(KEY).iterdir()} == {
            *ledger,
            ".importing",
        }, "not swept"

    def _kill(self, at: datetime) -> int | None:
        """Start an import and kill it; gives the number of a contact logged
        meanwhile.
        """
        hears, says = self.processes.Pipe(duplex=False)
        process = self.processes.Process(
            target=_import, args=(self.home.path, self.files, at, says)
        )
        late = self.chance.random() < 0.5
        delay = self.took * self.chance.uniform(0.5 if late else 0.0, 1.25)
        process.start()
        says.close()
        stage = hears.recv()
        start = time.monotonic()
        contact = self._log(at) if self._current() else None
        time.sleep(max(0.0, delay - (time.monotonic() - start)))
        process.kill()
        process.join()
        for said in _rest(hears):
            stage = said
        self.seen[f"killed while {stage.split(maxsplit=1)[0].lower()}"] += 1
        return contact

    def _log(self, at: datetime) -> int:
        return self.home.store.contacts.log(
            KEY, store.NewContact("1", reason="lapsed", outcome="no_answer", at=at)
        )

    def _is_well(self, contact: int | None) -> None:
        faults = [sentence for well, sentence in services.doctor(self.home) if not well]
        assert not faults, faults
        assert contact is None or contact in set(
            self.home.store.contacts.counting(KEY)["id"]
        ), "a contact is lost"

    def _whole(self, at: datetime) -> None:
        """The import, left alone."""
        start = time.monotonic()
        wish = services.ImportOptions(as_of=at.date())
        services.import_files(self.home, NAME, services.find([self.files]), wish, at)
        self.took = time.monotonic() - start

    def _current(self) -> int | None:
        known = {entry.key: entry.current for entry in self.home.store.practices.all()}
        return known.get(KEY)

    def _tables(self, number: int | None) -> dict[str, snapshots.Stored]:
        """Each table of a snapshot as it is stored: the hash of its file, and its
        rows.
        """
        return (
            {}
            if number is None
            else dict(snapshots.Manifest.read(self.home.records(KEY), number).tables)
        )

    def _expected(self, day: date) -> dict[str, snapshots.Stored]:
        """The tables of an import left alone, as they would be stored: published
        elsewhere.
        """
        current = self._current()
        before = ingest.Before(
            snapshots.read(self.home.records(KEY), current) if current else {}
        )
        loaded = ingest.load(
            services.find([self.files]), previous=before, answers={}, as_of=day
        )
        with tempfile.TemporaryDirectory() as folder:
            return dict(
                snapshots.publish(
                    Path(folder) / "x",
                    1,
                    loaded.tables,
                    exported=day,
                    sources=(),
                    problems=loaded.problems,
                ).tables
            )


def _rest(hears: Connection) -> Iterator[str]:
    """What the dead process had said."""
    with contextlib.suppress(EOFError):
        while True:
            yield hears.recv()


@click.command()
@click.option("--times", default=200)
@click.option("--patients", default=400)
@click.option("--seed", default=1)
def main(times: int, patients: int, seed: int) -> None:
    """Kill imports, and say what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        killing = Killing(Path(folder), times, patients, random.Random(seed))
        killing.run()
        for what, count in sorted(killing.seen.items()):
            click.echo(f"{count:>6}  {what}")
        click.echo(f"An import took {killing.took * 1000:.0f} ms at the end.")


if __name__ == "__main__":
    main()
