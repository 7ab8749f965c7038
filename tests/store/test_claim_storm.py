"""Eight people at once on one list; all 2,400 claims on SQLite too by hand, with
`python -m tests.claim_storm`.
"""

import pytest

from tests.claim_storm import Storm


@pytest.mark.slow
def test_eight_people_on_one_list_never_have_one_household_at_once_and_lose_nothing(
    where, tmp_path
):
    claims = (
        300 if isinstance(where, str) else 75
    )  # each save waits for the disk, one after the other
    (tmp_path / "notes").mkdir()
    seen = Storm(where, claims=claims, households=claims * 2 // 3).run(
        tmp_path / "notes"
    )
    assert seen["won"] + seen["taken by another"] == 8 * claims
    assert seen["taken by another"] > claims / 10
    assert (seen["double"], seen["lost"]) == (0, 0)
