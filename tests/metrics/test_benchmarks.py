"""Reference lines: published values, only where they are wanted."""

import re

import pytest

from retention.metrics import BY_KEY
from retention.metrics.benchmarks import BENCHMARKS, CLAIM, GOAL, published


def test_published_values_are_off_until_they_are_wanted():
    assert published(BY_KEY["return_rate"]) == ()
    (goal,) = published(BY_KEY["return_rate"], wanted=True)
    assert (goal.low, goal.high, goal.kind, goal.says) == (0.85, 0.85, GOAL, "HPA")
    assert published(BY_KEY["seen"], wanted=True) == ()


@pytest.mark.parametrize(
    "line", BENCHMARKS, ids=lambda line: f"{line.key}, {line.label}"
)
def test_every_published_value_names_its_source_its_definition_and_the_difference(line):
    assert line.key in BY_KEY
    assert 0 < line.low <= line.high <= 1
    assert line.kind in (GOAL, CLAIM)
    assert re.fullmatch(r"https://[\w./-]+", line.address)
    assert all(sentence.endswith(".") for sentence in (line.definition, line.differs))
    assert line.says
    assert line.label


def test_no_value_is_given_twice():
    assert len({(line.key, line.low, line.says) for line in BENCHMARKS}) == len(
        BENCHMARKS
    )
