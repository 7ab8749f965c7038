"""Each practice system: the demo written as its files and loaded again has the demo's figures, exactly.

Beside each system's golden sample, `cannot.json` names the figures that its files cannot carry, each with the reason;
such a figure has to differ, so that no entry stays longer than it is true."""

import json
from datetime import date
from pathlib import Path

import pytest

from retention import demo, ingest, practice, schema
from retention.ingest import WRITTEN
from retention.metrics import BY_KEY
from tests.systems.figures import told

ENDS = date(2026, 11, 20)
GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture(scope="module")
def made() -> schema.Tables:
    return demo.make(patients=300, ends=ENDS)


@pytest.fixture(scope="module")
def figures(made: schema.Tables) -> dict[str, list]:
    return told(practice.conform(made, ENDS))


@pytest.mark.parametrize("key", WRITTEN)
def test_the_demo_written_and_loaded_has_the_figures_of_the_demo(key, made, figures, tmp_path):
    ingest.write(made, tmp_path, key)
    loaded = ingest.load(ingest.find([tmp_path]), previous=None, answers={}, as_of=ENDS)
    assert loaded.questions == ()
    assert [problem for problem in loaded.problems if problem.set_aside] == []
    assert _differing(told(practice.conform(loaded.tables, ENDS)), figures) == set(cannot(key))


@pytest.mark.parametrize("key", WRITTEN)
def test_what_a_system_cannot_carry_is_a_figure_and_says_why(key):
    assert set(cannot(key)) <= set(BY_KEY)
    assert all(reason.strip() for reason in cannot(key).values())


def cannot(key: str) -> dict[str, str]:
    """The figures that a system's files cannot carry, with the reason."""
    return json.loads((GOLDEN / key / "cannot.json").read_text("utf-8"))


def _differing(found: dict[str, list], wanted: dict[str, list]) -> set[str]:
    return {key for key, values in wanted.items() if found[key] != values}
