"""An invented practice, written as Open Dental's files and loaded again, is the same
practice.
"""

from datetime import date
from pathlib import Path

import pytest

from retention import demo, ingest
from retention.demo.export.opendental import FILES
from retention.demo.export.write import write

ENDS = date(2026, 11, 20)


@pytest.mark.parametrize("patients", [1, 300])
def test_a_practice_comes_back_from_its_files_as_it_was(
    tmp_path: Path, patients: int
) -> None:
    made = demo.make(patients=patients, ends=ENDS)
    write(made, tmp_path, "opendental")
    loaded = ingest.load(ingest.find([tmp_path]), previous=None, answers={}, as_of=ENDS)
    assert loaded.problems == ()
    assert loaded.questions == ()
    for name, _ in FILES.values():
        assert loaded.tables[name].equals(made[name]), name
