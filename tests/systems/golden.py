"""Golden samples: a few files of each system as it writes them, and beside them what
they are to be read as.

`python -m tests.systems.golden` writes down what they are read as now; read the
difference before keeping it.
"""

import json
from datetime import date
from pathlib import Path

from retention import ingest

GOLDEN = Path(__file__).parent.parent / "golden"
DAY = date(2026, 11, 20)
SAMPLES = sorted(path.parent.name for path in GOLDEN.glob("*/files"))


def read(key: str) -> dict:
    """A system's sample as it is read: the rows of each table by id, and what is wrong
    in the files.
    """
    files = ingest.find([GOLDEN / key / "files"])
    loaded = ingest.load(files, previous=None, answers=answers(key), as_of=DAY)
    return {
        "tables": {
            name: _rows(table.to_pylist())
            for name, table in sorted(loaded.tables.items())
        },
        "problems": [
            f"{one.file}, row {one.row}, {one.column}: “{one.found}” {one.say}"
            for one in loaded.problems
        ],
        "questions": [question.ask for question in loaded.questions],
        "not needed": sorted(loaded.not_needed),
    }


def answers(key: str) -> dict[str, str]:
    """The answers to what a system's files leave open (`answers.json`)."""
    file = GOLDEN / key / "answers.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def expected(key: str) -> dict:
    """What a system's sample is to be read as."""
    return json.loads(_file(key).read_text("utf-8"))


def _rows(rows: list[dict]) -> dict:
    return {
        row["id"]: {
            name: _told(value) for name, value in row.items() if value is not None
        }
        for row in rows
    }


def _told(value: object) -> object:
    return value if isinstance(value, (bool, int, str)) else str(value)


def _file(key: str) -> Path:
    return GOLDEN / key / "expected.json"


if __name__ == "__main__":
    for sample in SAMPLES:
        _file(sample).write_text(
            json.dumps(read(sample), indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
