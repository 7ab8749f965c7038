"""One import in a process of its own: what it took, and what it left behind.

    python -m tests.bench.apart CONTENDER FILES OUT

CONTENDER is a module of this folder with `load(files_in, out)`, which is measured, and
`answer(files_in, out)`, which is not. Where a server works for it, it has `start(out)`,
which gives the server's process id, and `stop()`. Prints one line of JSON.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What an import left behind: rows of each table, sums of cents, how many cells and
    rows were told, how many rows of them set aside; and for those that write the same
    Parquet files, a hash of each.
    """

    rows: dict[str, int]
    cents: dict[str, int]
    told: int
    set_aside: int
    contents: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """Seconds and processor seconds of an import, bytes it needed above idle, and its
    answer.
    """

    seconds: float
    processor: float
    memory: int
    answer: Answer


def run(contender: str, files_in: Path, out: Path) -> Taken:
    """Run a contender apart. CalledProcessError where it fails."""
    command = [
        sys.executable,
        "-m",
        "tests.bench.apart",
        contender,
        str(files_in),
        str(out),
    ]
    printed = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    found = json.loads(printed.splitlines()[-1])
    return Taken(**{**found, "answer": Answer(**found["answer"])})


def _main(name: str, files_in: Path, out: Path) -> None:
    contender = importlib.import_module(f"tests.bench.{name}")
    out.mkdir(parents=True)
    process = contender.start(out) if hasattr(contender, "start") else os.getpid()
    try:
        gc.collect()
        idle = _resident(process, "VmRSS")
        worked = _processor(process)
        start = time.perf_counter()
        contender.load(files_in, out)
        seconds = time.perf_counter() - start
        worked = _processor(process) - worked
        memory = _resident(process, "VmHWM") - idle
        print(
            json.dumps(
                asdict(Taken(seconds, worked, memory, contender.answer(files_in, out)))
            )
        )
    finally:
        if hasattr(contender, "stop"):
            contender.stop()


def _resident(process: int, which: str) -> int:
    """Bytes in memory now (VmRSS) or at most (VmHWM); unlike ru_maxrss it counts
    nothing that the parent held.
    """
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(which))


def _processor(process: int) -> float:
    """Seconds that the processors have worked for a process."""
    after_name = (
        Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    )
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
