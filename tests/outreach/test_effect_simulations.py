"""The intervals hold what is true, and hardly anything is claimed of a campaign that
brought nobody.

So many runs tell the coverage to two points either way; `python -m
tests.effect_simulations` by hand asks for more.
"""

import pytest

from tests.effect_simulations import COVERAGE, coverage, said_to_work, simulated

TIMES = 300
LOW = COVERAGE[0] - 0.02
HIGH = COVERAGE[1] + 0.02


@pytest.mark.slow
def test_without_an_effect_hardly_ever_one_is_said():
    found = simulated(TIMES, seed=1, raised=0.0)
    assert LOW <= coverage(found) <= HIGH
    assert said_to_work(found) <= 0.05


@pytest.mark.slow
def test_a_true_effect_lies_within_the_interval():
    found = simulated(TIMES, seed=1, raised=0.04)
    assert LOW <= coverage(found) <= HIGH
    assert said_to_work(found) > 0.2
