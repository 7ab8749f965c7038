"""Files opened by LibreOffice, with names that mean harm: no formula runs, and
spreadsheets stay as they are.
"""

from pathlib import Path

import pandas as pd
import pytest

from retention import documents
from tests.documents.office import opened

EVIL = [
    "=1+1",
    "@SUM(1+1)",
    "-1+1",
    "+(1+1)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    '=HYPERLINK("http://harm.example","Ann")',
    '=DDE("soffice","a","b")',
    "\t=1+1",
    " =1+1",
    "\x00=1+1",
    "＝1+1",
    '=WEBSERVICE("http://harm.example")',
]
PLAIN = [
    "+1",
    "-1",
    "01234",
    "1/2/2026",
    "1E5",
    "TRUE",
    "12345678901234567890",
    "+1 617 555-0100",
    "(617) 555-0100",
    "http://a.example",
    "Zoë 日本",
    "5 %",
    "'tis",
]


def write(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.slow
def test_a_formula_left_as_it_is_would_run(tmp_path):
    frame = pd.DataFrame({"Name": ["=1+1"], "Zip": ["01234"]})
    assert (
        opened(write(tmp_path, "names.csv", documents.machine_csv(frame)))[1][0] == "2"
    )


@pytest.mark.slow
def test_in_a_csv_file_no_formula_runs(tmp_path):
    names = [*EVIL, *PLAIN]
    frame = pd.DataFrame({"Name": names})
    shown = [
        row[0]
        for row in opened(
            write(tmp_path, "names.csv", documents.list_file(frame, "csv"))
        )[1:]
    ]
    assert len(shown) == len(names)
    for name, cell in zip(EVIL, shown, strict=False):
        assert cell == f"'{name}".replace("\x00", ""), f"{name!r} became {cell!r}"
    assert "Zoë 日本" in shown
    assert "(617) 555-0100" in shown


@pytest.mark.slow
def test_in_a_spreadsheet_every_cell_is_the_text_it_was(tmp_path):
    names = [*EVIL, *PLAIN]
    frame = pd.DataFrame({"Name": names, "Zip": ["01234"] * len(names)})
    header, *rows = opened(
        write(tmp_path, "names.xlsx", documents.list_file(frame, "xlsx"))
    )
    assert header == ["Name", "Zip"]
    assert [row[0] for row in rows] == [name.replace("\x00", "") for name in names]
    assert {row[1] for row in rows} == {"01234"}
