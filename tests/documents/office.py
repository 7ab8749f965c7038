"""LibreOffice as a reader: what a spreadsheet program makes of a file's cells."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def opened(path: Path) -> list[list[str]]:
    """The cells of a file as LibreOffice shows them after it calculated, header first.

    Without soffice the test is skipped, or fails where no test may be."""
    if shutil.which("soffice") is None:
        why = "There is no soffice; it comes with libreoffice-calc-nogui."
        pytest.fail(why) if os.environ.get("RETENTION_NO_SKIPS") else pytest.skip(why)
    out = path.parent / f"{path.name}-opened"
    profile = f"-env:UserInstallation={(path.parent / 'office').as_uri()}"
    # 44 is the comma, 34 the quote, 76 UTF-8; then: all cells as shown, none as text
    # forced on reading
    convert = [
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true",
        "--outdir",
        str(out),
    ]
    reading = ["--infilter=CSV:44,34,76,1"] if path.suffix == ".csv" else []
    subprocess.run(
        ["soffice", profile, "--headless", *reading, *convert, str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    with (out / f"{path.stem}.csv").open(encoding="utf-8-sig", newline="") as shown:
        return list(csv.reader(shown))
