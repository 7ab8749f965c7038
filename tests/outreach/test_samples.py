"""How many households a campaign needs, held against the research's own numbers."""

import pytest

from retention.outreach.campaigns import randomise


@pytest.mark.parametrize(
    ("share", "households"), [(0.5, 1759), (0.2, 2453), (0.1, 4187)]
)
def test_the_households_needed_to_see_twelve_for_eight_percent(share, households):
    assert randomise.needed(0.08, 0.04, share) == households


def test_what_can_be_seen_is_what_so_many_are_enough_for():
    rise = randomise.visible(258, 0.08, 0.2)
    assert (
        randomise.needed(0.08, rise, 0.2)
        <= 258
        < randomise.needed(0.08, rise - 0.001, 0.2)
    )
    assert randomise.visible(3, 0.08, 0.2) is None


@pytest.mark.parametrize(
    ("households", "share", "says"),
    [
        (5000, 0.2, "That is enough."),
        (258, 0.2, "It shows a rise to 21 % or more"),
        (3, 0.2, "expect “not yet known”"),
        (900, 0.0, "Nobody is held out"),
    ],
)
def test_the_sentence_says_plainly_what_to_expect(households, share, says):
    assert says in randomise.what_it_shows(households, share)
