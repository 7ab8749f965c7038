"""Systems that know less than the records: every figure is that of what their files hold, and never a silent zero."""

import pytest

from retention import practice
from retention.metrics import BY_KEY
from retention.practice import Period
from tests.systems.figures import told
from tests.systems.held import HELD, rows_of, tables_of
from tests.systems.test_figures_of_the_demo import ENDS, cannot, load_again, made  # noqa: F401

HOLLOW = "not measured"


@pytest.mark.parametrize("key", HELD)
def test_every_figure_is_that_of_what_the_files_hold(key, made, tmp_path):  # noqa: F811
    loaded = practice.conform(load_again(made, key, tmp_path).tables, ENDS)
    assert told(loaded) == told(practice.conform(tables_of(HELD[key](rows_of(made))), ENDS))


@pytest.mark.parametrize("key", HELD)
def test_the_same_files_loaded_again_change_nothing(key, made, tmp_path):  # noqa: F811
    from retention import ingest

    first = load_again(made, key, tmp_path)
    again = ingest.load(ingest.find([tmp_path]), previous=first.tables, answers={}, as_of=ENDS)
    assert not again.changed


@pytest.mark.parametrize("figure", ["exam_of_base", "continuing_care", "recall_estimated", "presented", "sitting"])
def test_procedures_without_codes_give_a_reason_and_no_zero(figure, made, tmp_path):  # noqa: F811
    loaded = practice.conform(load_again(made, "ascend", tmp_path).tables, ENDS)
    answer = BY_KEY[figure](loaded, Period.default(ENDS))
    assert (answer.value, answer.unknown) == (None, "not measured: the procedures come without codes")
