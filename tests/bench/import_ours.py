"""Our import, from files to the current snapshot, its ledger and its problems."""

import os
from pathlib import Path

from retention import services
from tests.bench.apart import Answer
from tests.bench.import_tables import parquet_answer
from tests.bench.main_job import ENDS


def start(out: Path) -> int:
    """A home that is there, as at every import but the very first."""
    services.home(out).store.practices.all()
    return os.getpid()


def load(files_in: Path, out: Path) -> None:
    """Import as a practice's first snapshot."""
    wish = services.ImportOptions(as_of=ENDS.date())
    done = services.import_files(
        services.home(out), "Bench", services.find([files_in]), wish, ENDS
    )
    assert not done.questions, done.questions


def answer(files_in: Path, out: Path) -> Answer:
    """What the snapshot holds."""
    home = services.home(out)
    state = services.state(home, "bench")
    return parquet_answer(home.records(state.practice) / str(state.snapshot))
