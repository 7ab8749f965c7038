"""One load in a process of its own: `python -m tests.ingest.one_load FILE` prints what
it came to, and what it cost.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

from retention import ingest
from retention.core.errors import RetentionError


def memory(what: str) -> float:
    """Memory in MB that this process holds (`VmRSS`), or has held at most (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1000


def main(path: str) -> None:
    """Load the file and print JSON."""
    idle = memory("VmRSS")
    began = time.process_time()
    try:
        loaded = ingest.load(
            ingest.find([Path(path)]),
            previous=None,
            answers={},
            as_of=date(2026, 11, 20),
        )
        says = ""
        rows = sum(report.loaded for report in loaded.reports)
    except RetentionError as refusal:
        says = str(refusal)
        rows = 0
    seconds = time.process_time() - began
    print(
        json.dumps(
            {
                "says": says,
                "rows": rows,
                "seconds": seconds,
                "megabytes": memory("VmHWM") - idle,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
