"""Dentrix Ascend's patient list without the other reports: figures are made of first,
last and next visits.
"""

from pathlib import Path

import pytest

from retention import demo, ingest, practice
from retention.demo.export.write import write
from retention.metrics import BY_KEY
from retention.practice import Period
from tests.systems.figures import told
from tests.systems.held import cut
from tests.systems.test_figures_of_the_demo import ENDS

SAME_AS_WITH_EVERYTHING = ("active", "booked_ahead")
"""Figures for which the last and the next visit are enough."""


@pytest.fixture(scope="module")
def made():
    return demo.make(patients=300, ends=ENDS)


@pytest.fixture(scope="module")
def listed(made, tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("list")
    write(made, folder, "ascend")
    files = ingest.find([folder / "Patient List with Details.csv"])
    return practice.conform(
        ingest.load(files, previous=None, answers={}, as_of=ENDS).tables, ENDS
    )


def test_every_figure_is_that_of_the_reported_days(made, listed):
    held = cut(made, "ascend")
    assert told(listed) == told(practice.conform({"patient": held["patient"]}, ENDS))


def test_who_is_active_and_who_is_booked_is_the_same_as_with_everything(made, listed):
    figures = told(practice.conform(made, ENDS))
    found = told(listed)
    for key in SAME_AS_WITH_EVERYTHING:
        assert found[key][0][1] == figures[key][0][1], key


def test_figures_of_reported_days_say_so(listed):
    for key in (
        "active",
        "seen",
        "new",
        "return_rate",
        "booked_ahead",
        "silent_leavers",
    ):
        notes = BY_KEY[key](listed, Period.default(ENDS)).notes
        assert "reported by the PMS: only a patient list was loaded" in notes, key
