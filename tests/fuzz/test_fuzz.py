"""A few hundred mutated exports; ten thousand are run by hand (`python -m
tests.fuzz`).
"""

import pytest

from tests.fuzz.run import Fuzz

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [2, 3])
def test_no_mutated_file_breaks_anything_or_loses_a_row(tmp_path, seed):
    outcomes = list(Fuzz(tmp_path, seed).run(range(150)))
    assert [one for one in outcomes if one.what == "broken"] == []
    assert {"loaded", "refused"} <= {one.what for one in outcomes}
