"""A small practice's tables, and a snapshot of them."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from retention import snapshots
from retention.core import schema
from retention.core.errors import Problem

DAY = date(2026, 3, 31)
SOURCE = snapshots.SourceFile(
    "patients.csv", "ab" * 32, "opendental_patients", 5, 3, 1, 1
)
PROBLEM = Problem(
    "patients.csv", 4, "Birthdate", "13/13/2024", "is not a day", set_aside=False
)


@pytest.fixture
def tables() -> schema.Tables:
    return {
        "patient": schema.table(
            "patient",
            {
                "id": ["1", "2", "3"],
                "last_name": ["Ash", "Øberg", None],
                "status": ["active", "active", "deceased"],
                "birth_date": [date(1980, 2, 29), None, date(1931, 1, 1)],
                "mail_ok": [True, False, None],
            },
        ),
        "recall": schema.table("recall", {}),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "records" / "ash-dental"


@pytest.fixture
def published(folder: Path, tables: schema.Tables) -> snapshots.Manifest:
    return snapshots.publish(
        folder, 1, tables, exported=DAY, sources=[SOURCE], problems=[PROBLEM]
    )


def rewrite(snapshot: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """A snapshot whose patients were written by a program that declared other
    columns.
    """
    path = snapshot / "patient.parquet"
    manifest = snapshot / "manifest.json"
    pq.write_table(change(pq.read_table(path)), path)
    content = json.loads(manifest.read_text("utf-8"))
    content["tables"]["patient"]["sha256"] = hashlib.sha256(
        path.read_bytes()
    ).hexdigest()
    manifest.write_text(json.dumps(content), "utf-8")
