"""Run by hand: how long logging a contact takes while an import runs; 99 of 100 must be
through in 250 ms.

    python -m tests.bench.desk_while_importing [--contacts 600] [--rows 200000]
    [--thread] [--quiet] [--folder DIR]

Another process imports an export of so many rows into the practice, again and again:
undone each time, and all of it read, checked and written anew. Meanwhile rows are taken
here and contacts logged with them, one after the other as a front desk does, through
the verbs of the screens; those count that began while an import was under way.
`--thread` imports in a thread of this process, as the dashboard does; `--quiet` logs
with no import beside, for comparison. A contact is through once it is on the disk: what
is measured is the disk as much as the program, so the plain cost of one forced write of
a few bytes is told beside it.
"""

import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event as ProcessEvent
from pathlib import Path
from statistics import quantiles

import click

from retention import services
from retention.practice import Practice
from tests.bench.exports import write_practice

NOW = datetime(2026, 11, 2, 10)  # noqa: DTZ001  the practice's own clock
A_PERSON = 45
"""Rows that an export has for a person, about."""
PAUSE = 0.05
"""Seconds at most between two contacts."""
NAME = "Bench"
KEY = "bench"

Event = ProcessEvent | threading.Event


def _import(home: services.Home, files: Path) -> int:
    """One import; gives the rows read."""
    wish = services.ImportOptions(as_of=NOW.date())
    done = services.import_files(home, NAME, services.find([files]), wish, NOW)
    assert done.changed, "nothing was imported"
    return sum(report.rows_read for report in done.files)


def _import_again(path: Path, files: Path, running: Event, enough: Event) -> None:
    """What goes on beside until it is enough."""
    home = services.home(path)
    imports = 0
    start = time.perf_counter()
    while not enough.is_set():
        services.undo(home, KEY, 0, NOW)
        running.set()
        _import(home, files)
        running.clear()
        imports += 1
    print(
        f"{imports} imports, "
        f"{(time.perf_counter() - start) / max(imports, 1):.1f} s each with the "
        "undo before it."
    )


def _log(
    home: services.Home,
    practice: Practice,
    contacts: int,
    is_running: Callable[[], bool],
) -> tuple[list[float], list[float]]:
    """Milliseconds of so many claims and of as many contacts, of those made while an
    import ran.
    """
    patients = practice.people["id"].tolist()
    chance = random.Random(1)
    caller = services.Caller("token", "Maria")
    contact = services.Contact("lapsed", "no_answer", note="rang out")
    taking: list[float] = []
    logging: list[float] = []
    while len(logging) < contacts:
        time.sleep(chance.uniform(0, PAUSE))
        if not is_running():
            continue
        patient = chance.choice(patients)
        now = NOW + timedelta(minutes=len(logging))
        row = services.person_row(practice, patient)
        household = practice.people["id"][practice.people["household"][row]]
        start = time.perf_counter()
        services.take(home, KEY, household, caller, now)
        taken = time.perf_counter()
        services.log_contact(
            services.OpenedPractice(home, KEY, practice),
            patient,
            contact,
            now,
            caller=caller,
        )
        taking.append((taken - start) * 1000)
        logging.append((time.perf_counter() - taken) * 1000)
    return taking, logging


def _forced_write(folder: Path, times: int = 100) -> list[float]:
    """Milliseconds that the disk takes for a few bytes."""
    taken = []
    with (folder / "forced").open("wb", buffering=0) as file:
        for _ in range(times):
            start = time.perf_counter()
            file.write(b"a few bytes")
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def _say(what: str, taken: list[float]) -> None:
    cuts = quantiles(taken, n=100, method="inclusive")
    click.echo(
        f"{what:<16} {len(taken):>5}   p50 {cuts[49]:6.1f}   p95 {cuts[94]:6.1f}   p99 "
        f"{cuts[98]:6.1f}   max {max(taken):6.1f} ms"
    )


@click.command()
@click.option("--contacts", default=600)
@click.option("--rows", default=200_000)
@click.option("--thread", is_flag=True, help="Import in a thread of this process.")
@click.option("--quiet", is_flag=True, help="No import beside.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Where to work; a disk to measure.",
)
def main(
    contacts: int, rows: int, thread: bool, quiet: bool, folder: Path | None
) -> None:
    """Log contacts while an import runs, and say how long each took."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        files = Path(name) / "files"
        home = services.home(Path(name) / "home")
        write_practice(files, rows // A_PERSON, 0)
        read = _import(home, files)
        click.echo(
            f"{read:,} rows; load of the machine {os.getloadavg()[0]:.1f} on "
            f"{os.cpu_count()} cores"
        )
        _say("forced write", _forced_write(Path(name)))
        practice = services.open_practice(home, services.state(home, KEY))
        if quiet:
            taking, logging = _log(home, practice, contacts, lambda: True)
        else:
            taking, logging = _beside(home, practice, contacts, files, thread=thread)
        _say("row taken", taking)
        _say("contact logged", logging)
        click.echo(f"load of the machine {os.getloadavg()[0]:.1f}")
        assert len(home.store.contacts.counting(KEY)) == contacts, "a contact is lost"


def _beside(
    home: services.Home,
    practice: Practice,
    contacts: int,
    files: Path,
    *,
    thread: bool,
) -> tuple[list[float], list[float]]:
    """`_log` while an import runs in another process, or in a thread of this one."""
    made = multiprocessing.get_context("forkserver")
    running, enough = (
        (threading.Event(), threading.Event())
        if thread
        else (made.Event(), made.Event())
    )
    begin = threading.Thread if thread else made.Process
    other = begin(target=_import_again, args=(home.path, files, running, enough))
    other.start()

    def is_running() -> bool:
        assert other.is_alive(), "the import has failed"
        return running.is_set()

    try:
        return _log(home, practice, contacts, is_running)
    finally:
        enough.set()
        other.join()


if __name__ == "__main__":
    main()
