"""What a reader sees of a PDF: poppler's own text of each page, and where each word
stands.
"""

import os
import re
import shutil
import subprocess

import pytest


def pages(content: bytes) -> list[str]:
    """The text of each page, in the order in which it is read."""
    return _poppler(content, "-layout").split("\f")[:-1]


def boxes(content: bytes) -> list[tuple[float, float, float, float, str]]:
    """Every word with its box: left, top, right, bottom in points from the upper left
    corner.
    """
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>',
        _poppler(content, "-bbox"),
    )
    return [(*map(float, place), word) for *place, word in found]  # type: ignore[misc]


def _poppler(content: bytes, how: str) -> str:
    """pdftotext's answer; without it these tests are skipped, or fail where no test may
    be.
    """
    if shutil.which("pdftotext") is None:
        why = "There is no pdftotext; it comes with poppler-utils."
        pytest.fail(why) if os.environ.get("RETENTION_NO_SKIPS") else pytest.skip(why)
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", how, "-", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")
