"""Whom a process of ours asks: every look-up and connection it tries is written down,
with nothing in its way.
"""

from pathlib import Path

_NOTES = """
import os, sys

def _note(event, given):
    if event == "socket.connect":
        words = ["connect", str(given[1])]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        words = [event, str(given[0])]
    else:
        return
    with open(os.environ["WHOM_WE_ASKED"], "a") as notes:
        notes.write(" ".join(words) + "\\n")

sys.addaudithook(_note)
"""


def watched(folder: Path) -> dict[str, str]:
    """What to start a process with to have its look-ups and connections written down in
    that folder.
    """
    (folder / "sitecustomize.py").write_text(_NOTES)
    (folder / "asked").touch()
    proxies = dict.fromkeys(
        ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), ""
    )
    return {
        "PYTHONPATH": str(folder),
        "WHOM_WE_ASKED": str(folder / "asked"),
        **proxies,
    }


def asked(folder: Path) -> list[str]:
    """Whom it asked so far."""
    return (folder / "asked").read_text().splitlines()
