"""The work keeps words that outreach gives a meaning: neither knows the other, so that
here they are held together.
"""

from retention import store
from retention.outreach import OUTCOMES, REASONS
from retention.outreach.contact_log import BAD_NUMBER
from retention.store import vocabulary


def test_every_outcome_that_can_be_logged_has_a_meaning_and_every_meaning_can_be_logged():
    assert {outcome.key for outcome in OUTCOMES} == set(store.OUTCOMES)


def test_every_reason_of_the_list_can_be_logged():
    assert {reason.key for reason in REASONS} <= set(store.REASONS)


def test_the_numbers_that_are_put_right_are_those_that_are_called_no_more():
    assert vocabulary.BAD_NUMBERS == BAD_NUMBER
