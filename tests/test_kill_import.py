"""The plug is pulled while an import runs; 200 times by hand, with `python -m
tests.kill_import`.
"""

import os
import random

import pytest

from tests.kill_import import Killing


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_an_import_killed_at_any_moment_leaves_the_practice_as_before_or_as_after(
    tmp_path,
):
    killing = Killing(tmp_path, times=20, patients=150, chance=random.Random(7))
    killing.run()
    assert killing.seen["as before"] + killing.seen["as after"] == 20
