"""Corrections: whom they are about is called as everywhere else."""

from datetime import datetime
from pathlib import Path

from retention import services
from retention.services import Contact, Home
from tests.builders import from_rows
from tests.services.test_duplicates import opened, put

NOW = datetime.fromisoformat("2026-11-22T09:00")


def test_a_patient_goes_by_the_preferred_name_and_one_whom_the_records_have_no_more_by_none(
    tmp_path: Path,
):
    home = Home(tmp_path)
    ann = {
        "id": "1",
        "first_name": "Margaret",
        "preferred_name": "Ann",
        "last_name": "Archer",
        "status": "active",
    }
    bob = {"id": "2", "first_name": "Bob", "last_name": "Dorn", "status": "active"}
    key = put(home, {"patient": from_rows("patient", [ann, bob])})
    both = opened(home, key)
    for patient in ("2", "1"):
        services.log_contact(
            services.OpenedPractice(home, key, both),
            patient,
            Contact("lapsed", "moved"),
            NOW,
        )
    put(home, {"patient": from_rows("patient", [ann])})
    assert [
        one.name
        for one in services.corrections(
            services.OpenedPractice(home, key, opened(home, key))
        )
    ] == [
        "",
        "Ann Archer",
    ]
