"""Reference lines: the practice's own past by the same rule, and published values only where they are wanted."""

import re

import pytest

from retention.metrics import BY_KEY, FIGURES
from retention.metrics.benchmarks import BENCHMARKS, CLAIM, GOAL, own_past, published
from retention.practice import Period
from tests.builders import ANN, LONG_AGO, practice

LIFE = f"""{LONG_AGO}{ANN}
cat visit 2024-10-07 D1110
bob visit 2025-03-06 D0150
bob plans 2025-03-06 D2740 1150.00
bob books 2026-03-06 no_show
"""
BOOK = practice(LIFE)
PERIOD = Period.default(BOOK.exported)  # November 2025 to October 2026


def people(line):
    return BOOK.people["id"].to_numpy()[line.reading.part_rows].tolist()


def test_the_own_past_is_the_same_figure_a_year_before():
    line = own_past(BOOK, BY_KEY["active"], PERIOD)
    assert line.period.as_of.isoformat() == "2025-11-20"
    assert people(line) == ["ann", "bob", "cat"]
    assert people(own_past(BOOK, BY_KEY["new"], PERIOD)) == ["bob"]


def test_what_stands_on_the_export_is_counted_for_the_days_a_year_before():
    presented = own_past(BOOK, BY_KEY["presented"], PERIOD)
    assert (presented.period.first.isoformat(), presented.reading.value) == ("2024-11-01", 115_000)
    assert own_past(BOOK, BY_KEY["acceptance"], PERIOD, by_what="item").reading.whole_count == 1


def test_a_state_of_the_export_has_no_past_and_says_so():
    line = own_past(BOOK, BY_KEY["sitting"], PERIOD)
    assert line.reading.value is None
    assert "the day of the export" in line.reading.reason


@pytest.mark.parametrize("figure", [one for one in FIGURES if not one.is_table], ids=lambda one: one.key)
def test_every_single_figure_has_a_past_or_a_reason(figure):
    reading = own_past(BOOK, figure, PERIOD).reading
    assert (reading.value is None) == bool(reading.reason)


def test_published_values_are_off_until_they_are_wanted():
    assert published(BY_KEY["return_rate"]) == ()
    (goal,) = published(BY_KEY["return_rate"], wanted=True)
    assert (goal.low, goal.high, goal.kind, goal.says) == (0.85, 0.85, GOAL, "HPA")
    assert published(BY_KEY["seen"], wanted=True) == ()


@pytest.mark.parametrize("line", BENCHMARKS, ids=lambda line: f"{line.key}, {line.label}")
def test_every_published_value_names_its_source_its_definition_and_the_difference(line):
    assert line.key in BY_KEY
    assert 0 < line.low <= line.high <= 1
    assert line.kind in (GOAL, CLAIM)
    assert re.fullmatch(r"https://[\w./-]+", line.address)
    assert all(sentence.endswith(".") for sentence in (line.definition, line.differs))
    assert line.says
    assert line.label


def test_no_value_is_given_twice():
    assert len({(line.key, line.low, line.says) for line in BENCHMARKS}) == len(BENCHMARKS)
