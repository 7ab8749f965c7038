"""Each practice system: the demo written as its files and loaded again has the demo's
figures, exactly.
"""

from datetime import date

import pytest

from retention import demo, ingest, practice
from retention.core import schema
from retention.demo.export.registry import WRITTEN
from retention.demo.export.write import write
from retention.metrics import BY_KEY
from tests.systems.figures import told
from tests.systems.golden import answers
from tests.systems.held import HELD, cut
from tests.systems.lacking import cannot, lacking

pytestmark = pytest.mark.slow  # whole imports of every layout

ENDS = date(2026, 11, 20)
BESIDE_PATIENTS = {"calls": "call", "reviews": "review"}
"""Systems that hold no patients, and the table that is all they hold."""


@pytest.fixture(scope="module")
def made() -> schema.Tables:
    return demo.make(patients=300, ends=ENDS)


@pytest.fixture(scope="module")
def figures(made: schema.Tables) -> dict[str, list]:
    return told(practice.conform(made, ENDS))


@pytest.mark.parametrize(("key", "name"), BESIDE_PATIENTS.items())
def test_a_list_that_no_figure_is_made_of_comes_back_as_it_was(
    key, name, made, tmp_path
):
    write(made, tmp_path, key)
    loaded = ingest.load(
        ingest.find([tmp_path]), previous=None, answers=answers(key), as_of=ENDS
    )
    assert (loaded.questions, loaded.problems) == ((), ())
    assert loaded.tables[name].equals(made[name])


@pytest.mark.parametrize("key", [key for key in WRITTEN if key not in BESIDE_PATIENTS])
def test_the_demo_written_and_loaded_has_the_figures_of_the_demo(
    key, made, figures, tmp_path
):
    """Every figure but those that the system cannot carry; those differ, so that none
    is listed longer than is true.

    And all figures are those of the demo without what the system has no place or word
    for: nothing else is lost.
    """
    write(made, tmp_path, key)
    loaded = ingest.load(
        ingest.find([tmp_path]), previous=None, answers=answers(key), as_of=ENDS
    )
    assert loaded.questions == ()
    assert [problem for problem in loaded.problems if problem.set_aside] == []
    found = told(practice.conform(loaded.tables, ENDS))
    less = cannot(key)
    cannot_file = f"tests/golden/{key}/cannot.json"
    assert _differing(found, figures) == sorted(less.figures), (
        f"name in `figures` of {cannot_file} what differs, and nothing else"
    )
    held = lacking(cut(made, key) if key in HELD else made, less)
    assert _differing(found, told(practice.conform(held, ENDS))) == [], (
        f"`lacks` of {cannot_file} does not say all that the files have no place for"
    )
    again = ingest.load(
        ingest.find([tmp_path]),
        previous=ingest.Before(loaded.tables),
        answers=answers(key),
        as_of=ENDS,
    )
    assert not again.changed


@pytest.mark.parametrize("key", WRITTEN)
def test_what_a_system_cannot_carry_is_a_figure_and_says_why(key):
    assert set(cannot(key).figures) <= set(BY_KEY)
    assert all(reason.strip() for reason in cannot(key).figures.values())


def _differing(found: dict[str, list], wanted: dict[str, list]) -> list[str]:
    return sorted(key for key, values in wanted.items() if found[key] != values)
