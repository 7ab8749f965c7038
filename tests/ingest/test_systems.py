"""A practice system is one record: ours in a list, those of packages by entry point."""

import subprocess
import sys
from pathlib import Path

from retention.ingest.systems import LAYOUTS, SYSTEMS

ROOT = Path(__file__).parents[2]
PACKAGE = """
from retention.ingest.parse.parsers import Date, Id, PlainText
from retention.ingest.recognise.layouts import Field, Layout
from retention.ingest.systems.system import System

PATIENT = Layout(
    "acme.people",
    "Acme: people",
    "patient",
    ("AcmePerson", "AcmeFamilyName"),
    (
        Field("id", Id(), headers=("AcmePerson",), needed=True),
        Field("last_name", PlainText(), headers=("AcmeFamilyName",)),
        Field("birth_date", Date(of_birth=True), headers=("Born",)),
    ),
)
ACME = System("acme", (PATIENT,))
NO_SYSTEM = PATIENT
"""
FILE = "AcmePerson,AcmeFamilyName,Born\n1,Reed,1980-02-03\n2,Stone,1975-11-30\n"
LOAD = """
from datetime import date
from pathlib import Path
from retention import ingest

loaded = ingest.load(
    ingest.find([Path("people.csv")]), previous=None, answers={}, as_of=date(2026, 1, 2)
)
print([report.layout for report in loaded.reports])
print(loaded.tables["patient"].select(["id", "last_name", "birth_date"]).to_pylist())
"""


def run(folder, name):
    """Load the file where a package is installed that names `name` as a system."""
    (folder / "acme_dental.py").write_text(PACKAGE)
    (folder / "people.csv").write_text(FILE)
    installed = folder / "acme_dental-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-dental\n")
    entry = f"[retention.systems]\nacme = acme_dental:{name}\n"
    (installed / "entry_points.txt").write_text(entry)
    path = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(ROOT)!r}]\n"
    return subprocess.run(
        [sys.executable, "-c", path + LOAD], cwd=folder, capture_output=True, text=True
    )


def test_each_layout_belongs_to_one_system():
    keys = [system.key for system in SYSTEMS]
    assert len(set(keys)) == len(keys)
    for system in SYSTEMS:
        assert {layout.family for layout in system.layouts} == {system.key}
    assert len({layout.key for layout in LAYOUTS}) == len(LAYOUTS)


def test_a_system_of_another_package_is_known_and_its_file_is_loaded(tmp_path):
    loaded = run(tmp_path, "ACME")
    assert loaded.returncode == 0, loaded.stderr
    layouts, patients = loaded.stdout.splitlines()
    assert layouts == "['acme.people']"
    assert patients == (
        "[{'id': '1', 'last_name': 'Reed', 'birth_date': datetime.date(1980, 2, 3)}, "
        "{'id': '2', 'last_name': 'Stone', 'birth_date': datetime.date(1975, 11, 30)}]"
    )


def test_what_a_package_names_as_a_system_is_one(tmp_path):
    refused = run(tmp_path, "NO_SYSTEM")
    assert "“acme_dental:NO_SYSTEM” as a practice system" in refused.stderr
