"""Arms: balanced in every stratum, the same every time, kept while they hold, and drawn
anew in turn.
"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.outreach.campaigns import randomise
from tests.laws import examples

SECRET = "5f" * 32
STRATA = st.lists(
    st.tuples(st.sampled_from(["sitting", "lapsed", "came_once"]), st.integers(0, 2)),
    max_size=150,
)
SHARES = st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.25, 1 / 3, 0.5])


def households(count: int) -> list[str]:
    return [f"H{number}" for number in range(count)]


@settings(max_examples=examples(150), deadline=None)
@given(STRATA, SHARES, st.text(max_size=3))
def test_every_stratum_and_the_whole_hold_out_their_share_to_within_one(
    strata, share, turn
):
    drawn = (
        randomise.assign(households(len(strata)), strata, share, SECRET, {}, turn=turn)
        == randomise.HELD_OUT
    )
    sizes = Counter(strata)
    held = Counter(each for each, out in zip(strata, drawn, strict=True) if out)
    assert all(abs(held[stratum] - share * size) < 1 for stratum, size in sizes.items())
    assert abs(drawn.sum() - share * len(strata)) < 1


@settings(max_examples=examples(100), deadline=None)
@given(
    STRATA,
    SHARES,
    st.dictionaries(
        st.integers(0, 149), st.sampled_from([randomise.TREATED, randomise.HELD_OUT])
    ),
)
def test_arms_that_hold_are_kept_and_the_others_balanced_without_them(
    strata, share, kept
):
    names = households(len(strata))
    live = {f"H{number}": arm for number, arm in kept.items()}
    drawn = dict(
        zip(names, randomise.assign(names, strata, share, SECRET, live), strict=True)
    )
    assert all(drawn[name] == live[name] for name in names if name in live)
    fresh = [
        (stratum, drawn[name])
        for stratum, name in zip(strata, names, strict=True)
        if name not in live
    ]
    for stratum, size in Counter(stratum for stratum, _ in fresh).items():
        assert abs(fresh.count((stratum, randomise.HELD_OUT)) - share * size) < 1


def test_equal_lists_give_equal_arms_in_any_order_and_another_key_gives_others():
    names = households(200)
    strata = [("lapsed", 0)] * 200
    first = dict(
        zip(names, randomise.assign(names, strata, 0.2, SECRET, {}), strict=True)
    )
    turned = dict(
        zip(
            names[::-1],
            randomise.assign(names[::-1], strata, 0.2, SECRET, {}),
            strict=True,
        )
    )
    other = dict(
        zip(names, randomise.assign(names, strata, 0.2, "a7" * 32, {}), strict=True)
    )
    assert first == turned
    assert first != other


def test_over_many_turns_everybody_is_held_out_about_as_often_as_the_share_says():
    names = households(40)
    strata = [("lapsed", place % 3) for place in range(40)]
    turns = [
        randomise.assign(names, strata, 0.25, SECRET, {}, turn=str(turn))
        == randomise.HELD_OUT
        for turn in range(1000)
    ]
    often = np.mean(turns, axis=0)
    # 1,000 draws of 1/4 have a standard error of 0.0137: five of them, for forty
    # households
    assert np.abs(often - 0.25).max() < 0.07


def test_bands_are_thirds_of_a_reason_by_priority():
    reason = ["lapsed"] * 6 + ["sitting"]
    assert randomise.bands(reason, [1, 6, 5, 2, 3, 4, 9]).tolist() == [
        2,
        0,
        0,
        2,
        1,
        1,
        0,
    ]
    assert randomise.bands([], []).tolist() == []


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_list_of_nobody_has_no_arms(share):
    assert randomise.assign([], [], share, SECRET, {}).tolist() == []
