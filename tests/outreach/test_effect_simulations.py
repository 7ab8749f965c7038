"""The intervals hold what is true, and nothing is claimed of a campaign that brought nobody; see the module by hand."""

import pytest

from tests.effect_simulations import coverage, said_to_work, simulated

TIMES = 500


@pytest.mark.slow
def test_without_an_effect_hardly_ever_one_is_said():
    found = simulated(TIMES, seed=1, raised=0.0)
    assert 0.93 <= coverage(found) <= 0.97
    assert said_to_work(found) <= 0.05


@pytest.mark.slow
def test_a_true_effect_lies_within_the_interval():
    found = simulated(TIMES, seed=1, raised=0.04)
    assert 0.93 <= coverage(found) <= 0.97
    assert said_to_work(found) > 0.2
