"""A small practice's tables, and a snapshot of them."""

from datetime import date
from pathlib import Path

import pytest

from retention import records, schema
from retention.problems import Problem

DAY = date(2026, 3, 31)
SOURCE = records.Source("patients.csv", "ab" * 32, "opendental_patients", 5, 3, 1, 1)
PROBLEM = Problem("patients.csv", 4, "Birthdate", "13/13/2024", "is not a day", set_aside=False)


@pytest.fixture
def tables() -> schema.Tables:
    return {
        "patient": schema.table("patient", {
            "id": ["1", "2", "3"],
            "last_name": ["Ash", "Øberg", None],
            "status": ["active", "active", "deceased"],
            "birth_date": [date(1980, 2, 29), None, date(1931, 1, 1)],
            "mail_ok": [True, False, None],
        }),
        "recall": schema.table("recall", {}),
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "records" / "ash-dental"


@pytest.fixture
def published(folder: Path, tables: schema.Tables) -> records.Manifest:
    return records.publish(folder, 1, tables, exported=DAY, sources=[SOURCE], problems=[PROBLEM])
