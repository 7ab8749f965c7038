"""Several campaigns taken together show what one alone is too small for."""

import pytest

from retention.outreach import pooled_effect

from .test_effect import trial


def test_two_small_campaigns_show_what_neither_shows_alone():
    one = trial((100, 20), (50, 4))
    assert one.verdict == "not yet known"
    both = pooled_effect([one, trial((100, 22), (50, 4))])
    assert (both.campaigns, both.verdict) == (2, "brought back")
    assert both.sentence.startswith(
        "Brought back: 2 campaigns with 200 treated households and 100 held out "
        "differ by"
    )


def test_one_campaign_together_is_itself():
    one = trial((100, 20), (50, 4))
    assert pooled_effect([one]).difference == one.own.difference


def test_a_campaign_whose_window_is_not_over_is_left_out():
    early = trial((100, 90), (50, 0), exported="2026-09-30")
    found = pooled_effect([early, trial((100, 10), (50, 5))])
    assert (found.campaigns, found.difference.value) == (1, pytest.approx(0))


def test_campaigns_are_never_thrown_together():
    """Both arms come alike within each campaign, but the arms' sizes differ between
    campaigns.
    """
    found = pooled_effect([trial((200, 20), (20, 2)), trial((20, 16), (200, 160))])
    assert found.difference.value == pytest.approx(0)


def test_without_campaigns_nothing_is_known():
    found = pooled_effect([])
    assert (found.campaigns, found.difference, found.verdict) == (
        0,
        None,
        "not yet known",
    )
