"""Five hundred random histories; `python -m tests.histories` runs ten thousand."""

import pytest

from tests.histories import check

SEED = 20_261_120


@pytest.mark.slow
@pytest.mark.parametrize("batch", [0, 1])
def test_who_may_never_be_contacted_is_in_no_list_and_no_file(batch):
    numbers = range(batch * check.BATCH, (batch + 1) * check.BATCH)
    assert list(check.faults(SEED, numbers)) == []


@pytest.mark.slow
def test_the_histories_hold_everything_that_can_stop_somebody():
    world = check.case(SEED, range(check.BATCH)).world
    stopped = {world.first_rule(who, has, check.WAYS, check.RULES)[0] for who, has in world.reasons.items()}
    assert stopped >= set(check.RULES) - {"departed", "no_person"}
    assert None in stopped
