"""Intervals of shares and of differences: published examples, a second opinion in plain
Python, and laws.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.core.statistics import Z, difference, wilson

PUBLISHED = [
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10: a/m, b/n, low,
    # high
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0)),
]
SIX_STRATA = (
    [8, 2, 6, 4, 5, 5],
    [9, 5, 7, 4, 7, 8],
    [3, 2, 3, 6, 3, 3],
    [6, 5, 8, 12, 4, 5],
)
"""The six strata of the tests of the R package tern, whose answer its authors held
against SAS.
"""

whole = st.integers(1, 60)
arm = whole.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
strata = st.lists(st.tuples(arm, arm), min_size=1, max_size=6)


def columns(found):
    return tuple(
        list(column)
        for column in zip(*[(*one, *other) for one, other in found], strict=True)
    )


def newcombe(
    part: int, whole: int, other_part: int, other_whole: int
) -> tuple[float, float] | None:
    """The interval of one stratum: Newcombe's own, 1998, method 10, from the Wilson
    intervals of both shares.
    """
    found = difference([part], [whole], [other_part], [other_whole])
    return None if found is None else (found.low, found.high)


@pytest.mark.parametrize(("counts", "expected"), PUBLISHED)
def test_newcombe_gives_the_published_intervals(counts, expected):
    assert newcombe(*counts) == pytest.approx(expected, abs=5e-5)


def test_six_strata_give_what_sas_gives():
    found = difference(*SIX_STRATA)
    assert (found.value, found.low, found.high) == pytest.approx(
        (0.25390590, 0.03467969, 0.44544132), abs=1e-8
    )


def test_without_subjects_there_is_no_interval():
    assert newcombe(0, 0, 3, 10) is None
    assert difference([0, 2], [0, 5], [1, 0], [4, 0]) is None
    assert difference([], [], [], []) is None


def test_a_stratum_with_one_arm_tells_nothing():
    assert difference([3, 7], [10, 9], [1, 0], [8, 0]) == difference(
        [3], [10], [1], [8]
    )


@given(strata)
def test_the_difference_agrees_with_a_second_opinion(found):
    answer = difference(*columns(found))
    assert (answer.value, answer.low, answer.high) == pytest.approx(
        second_opinion(found), abs=1e-9
    )


@given(strata)
def test_swapping_the_arms_negates_the_difference(found):
    one, of, other, other_of = columns(found)
    there = difference(one, of, other, other_of)
    back = difference(other, other_of, one, of)
    assert (back.value, back.low, back.high) == pytest.approx(
        (-there.value, -there.high, -there.low), abs=1e-12
    )


@given(strata)
def test_the_interval_holds_the_difference(found):
    answer = difference(*columns(found))
    assert -1 <= answer.low <= answer.value + 1e-12
    assert answer.value - 1e-12 <= answer.high <= 1


@given(arm, arm)
def test_one_stratum_is_newcombe_by_hand(one, other):
    (a, m) = one
    (b, n) = other
    (l1, u1) = wilson(a, m)
    (l2, u2) = wilson(b, n)
    value = a / m - b / n
    low = value - math.sqrt((a / m - l1) ** 2 + (u2 - b / n) ** 2)
    high = value + math.sqrt((u1 - a / m) ** 2 + (b / n - l2) ** 2)
    assert newcombe(a, m, b, n) == pytest.approx((max(low, -1), min(high, 1)), abs=1e-9)


@given(strata)
def test_the_order_of_strata_does_not_matter(found):
    there = difference(*columns(found))
    back = difference(*columns(found[::-1]))
    assert (there.value, there.low, there.high) == pytest.approx(
        (back.value, back.low, back.high), abs=1e-9
    )


def second_opinion(found):
    """Yan and Su 2010, one stratum after the other: value, low, high."""
    weights = [m * n / (m + n) for (_, m), (_, n) in found]
    weights = [weight / sum(weights) for weight in weights]
    value = sum(
        w * (a / m - b / n) for w, ((a, m), (b, n)) in zip(weights, found, strict=True)
    )
    spread = []
    ends = []
    for arm in (0, 1):
        cells = [pair[arm] for pair in found]
        variances = [k / n * (1 - k / n) / n for k, n in cells]
        if sum(variances) == 0:
            variances = [1 / n for _, n in cells]
        z = Z * math.sqrt(
            sum(w * w * v for w, v in zip(weights, variances, strict=True))
        )
        z /= sum(w * math.sqrt(v) for w, v in zip(weights, variances, strict=True))
        low = sum(
            w * wilson(k, n, z)[0] for w, (k, n) in zip(weights, cells, strict=True)
        )
        high = sum(
            w * wilson(k, n, z)[1] for w, (k, n) in zip(weights, cells, strict=True)
        )
        ends.append((low, high))
        spread.append(sum(w * w / n for w, (_, n) in zip(weights, cells, strict=True)))
    (l1, u1), (l2, u2) = ends
    down = math.sqrt(spread[0] * l1 * (1 - l1) + spread[1] * u2 * (1 - u2))
    up = math.sqrt(spread[1] * l2 * (1 - l2) + spread[0] * u1 * (1 - u1))
    return value, max(value - Z * down, -1), min(value + Z * up, 1)
