"""The dashboard as a process of its own, as the README starts it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
STARTS_WITHIN = 120
"""Seconds, on a machine that is busy with other things too."""
ENDS_WITHIN = 60
STREAMLIT = (sys.executable, "-m", "streamlit", "run", "app.py")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start(
    home: Path,
    port: int,
    *options: str,
    command: tuple[str, ...] = STREAMLIT,
    known: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    bare: bool = False,
    **where: int,
) -> subprocess.Popen:
    """The process, just started; `bare` without Streamlit's options, `where` says what
    becomes of what it prints.
    """
    environment = {
        **os.environ,
        "RETENTION_HOME": str(home),
        "RETENTION_TODAY": "2026-11-22T10:00",
        **(known or {}),
    }
    ours = () if bare else ("--server.headless=true", f"--server.port={port}")
    line = [*command, *ours, *options]
    return subprocess.Popen(
        line, cwd=cwd, env=environment, **({"stdout": subprocess.DEVNULL} | where)
    )


@contextmanager
def serving(
    home: Path, today: str = "2026-11-22T10:00", *options: str, **known: str
) -> Iterator[str]:
    """The dashboard on that home, on that day (at that minute); gives its address."""
    port = free_port()
    server = start(home, port, *options, known={"RETENTION_TODAY": today, **known})
    with stopping(server):
        wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def stopping(server: subprocess.Popen) -> Iterator[subprocess.Popen]:
    """A process that is ended with the block."""
    try:
        yield server
    finally:
        server.terminate()
        server.wait(timeout=ENDS_WITHIN)


def wait(address: str, server: subprocess.Popen) -> None:
    """Until the dashboard answers at that address."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        assert server.poll() is None, "the dashboard stopped while it started"
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise AssertionError(f"the dashboard did not start within {STARTS_WITHIN} seconds")
