"""Survival curves: equal to lifelines, and waits that end where they should."""

import random
import warnings
from math import exp, log, sqrt

import numpy as np
import pytest

from retention.facts import survival
from tests.builders import ask, practice, who


def fitted(waits, came):
    # a second of imports that only these tests need
    from lifelines import KaplanMeierFitter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KaplanMeierFitter().fit(waits, came)


@pytest.mark.parametrize(
    ("seed", "number", "longest"),
    [(1, 5, 4), (2, 60, 9), (3, 2000, 700), (4, 5000, 40)],
)
@pytest.mark.parametrize("share", [0.02, 0.5, 1.0])
def test_a_curve_and_its_band_equal_those_of_lifelines(seed, number, longest, share):
    dice = random.Random(seed)
    waits = np.array([dice.randint(1, longest) for _ in range(number)])
    came = np.array([dice.random() < share for _ in range(number)])
    curve = survival.kaplan_meier(waits, came)
    other = fitted(waits, came)
    at = other.event_table.loc[curve.day]
    assert list(curve.day) == list(other.event_table.query("observed > 0").index)
    assert list(curve.at_risk) == list(at["at_risk"])
    assert list(curve.events) == list(at["observed"])
    assert (
        np.abs(curve.s - other.survival_function_.loc[curve.day].to_numpy().T[0]).max(
            initial=0
        )
        <= 1e-9
    )
    low, high = other.confidence_interval_.loc[curve.day].to_numpy().T
    assert np.abs(curve.low - low).max(initial=0) <= 1e-9
    assert np.abs(curve.high - high).max(initial=0) <= 1e-9


def test_the_curve_of_four_waits_by_hand():
    curve = survival.kaplan_meier(
        np.array([2, 3, 3, 5]), np.array([True, True, False, False])
    )
    assert (list(curve.day), list(curve.at_risk), list(curve.events)) == (
        [2, 3],
        [4, 3],
        [1, 1],
    )
    assert list(curve.s) == pytest.approx([3 / 4, 3 / 4 * 2 / 3])
    spread = 1.959963984540054 * sqrt(1 / (4 * 3) + 1 / (3 * 2)) / log(0.5)
    assert (curve.low[1], curve.high[1]) == pytest.approx(
        (0.5 ** exp(-spread), 0.5 ** exp(spread))
    )
    assert [curve.at(day) for day in (0, 1, 2, 3, 99)] == pytest.approx(
        [1, 1, 0.75, 0.5, 0.5]
    )


def test_where_everybody_came_the_curve_ends_at_zero_without_a_band():
    curve = survival.kaplan_meier(np.array([1, 2]), np.array([True, True]))
    assert (list(curve.s), curve.low[1], curve.high[1]) == ([0.5, 0.0], 0.0, 0.0)


def test_where_nobody_came_there_is_no_point():
    assert (
        survival.kaplan_meier(np.array([1, 2]), np.array([False, False])).at(365) == 1
    )


def waits(text: str, as_of: str | None = None) -> dict[str, tuple[int, bool]]:
    book = practice(text)
    table = ask(book, "survival", as_of=as_of)
    found = survival.waits(book, np.datetime64(as_of or book.exported, "D"))
    names = [
        who(book, table.row("visit_to_next").reading, [row])[0] for row in found.visit
    ]
    return dict(
        zip(
            names,
            zip(found.days.tolist(), found.came.tolist(), strict=True),
            strict=True,
        )
    )


def test_a_wait_runs_to_the_next_visit_or_to_the_day():
    text = "ann visit 2026-10-01 D1110\nann visit 2026-10-11 D1110"
    assert waits(text) == {"ann@2026-10-01": (10, True), "ann@2026-10-11": (40, False)}
    assert waits(text, "2026-10-10") == {"ann@2026-10-01": (9, False)}
    assert waits(text, "2026-10-11") == {
        "ann@2026-10-01": (10, True),
        "ann@2026-10-11": (0, False),
    }


def test_who_died_or_left_on_an_exported_day_is_waited_for_until_then():
    text = "ann visit 2026-10-01 D1110\nann is {}"
    assert waits(text.format("deceased 2026-10-06")) == {"ann@2026-10-01": (5, False)}
    assert waits(text.format("inactive 2026-10-06")) == {"ann@2026-10-01": (5, False)}
    assert waits(text.format("deceased 2026-12-06")) == {"ann@2026-10-01": (50, False)}


def test_without_an_exported_day_or_without_leaving_the_wait_runs_to_the_day():
    text = "ann visit 2026-10-01 D1110\nann is {}"
    assert waits(text.format("inactive")) == {"ann@2026-10-01": (50, False)}
    assert waits(text.format("active 2026-10-06")) == {"ann@2026-10-01": (50, False)}


def test_a_visit_after_the_day_somebody_left_is_a_wait_of_no_days():
    assert waits("ann visit 2026-10-01 D1110\nann is inactive 2026-09-06") == {
        "ann@2026-10-01": (0, False)
    }


def test_people_whose_first_visit_is_only_reported_are_in_neither_curve():
    text = (
        "ann visit 2020-01-06 D1110\nbob visit 2026-10-01 D1110\nbob reports 2015-01-05"
    )
    assert list(waits(text)) == ["ann@2020-01-06"]
    within = text.replace("2015-01-05", "2021-01-05")
    assert list(waits(within)) == ["ann@2020-01-06", "bob@2026-10-01"]


def test_the_first_curve_holds_each_persons_first_wait_alone():
    book = practice(
        "ann visit 2026-10-01 D1110\nann visit 2026-10-11 D1110\nbob visit "
        "2026-10-02 D1110"
    )
    reading = ask(book, "survival").row("first_to_second").reading
    assert who(book, reading, reading.rows) == ["ann@2026-10-01", "bob@2026-10-02"]
    assert who(book, reading) == ["ann@2026-10-01"]
    assert reading.numbers["s30"] == 0.5


def test_before_the_first_visit_there_are_no_waits_and_no_shares():
    reading = (
        ask(practice("ann visit 2026-10-01 D1110"), "survival", as_of="2026-09-01")
        .row("visit_to_next")
        .reading
    )
    assert (reading.value, reading.reason, reading.numbers) == (
        None,
        "nobody to count",
        {},
    )
