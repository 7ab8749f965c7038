"""Five hundred random histories; `python -m tests.histories` runs ten thousand."""

import pytest

from tests.histories import check

SEED = 20_261_120
ONE_BATCH = range(check.BATCH)


@pytest.mark.slow
@pytest.mark.parametrize("batch", [0, 1])
def test_who_may_never_be_contacted_is_in_no_list_and_no_file(batch):
    numbers = range(batch * check.BATCH, (batch + 1) * check.BATCH)
    assert list(check.faults(SEED, numbers)) == []


@pytest.mark.slow
def test_the_histories_hold_everything_that_can_stop_somebody():
    """But for being no person: nobody of those has a reason."""
    world = check.case(SEED, ONE_BATCH).world
    stopped = set()
    for who, left in world.reasons.items():
        for rule in check.RULES:
            out = {
                reason for reason in left if world.stops(rule, who, reason, check.WAYS)
            }
            left = left - out
            stopped |= {rule} if out else set()
    assert stopped >= set(check.RULES) - {"departed", "no_person"}
