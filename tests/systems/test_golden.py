"""The golden sample of each practice system is read as is written beside it."""

import pytest

from retention.demo.export.registry import WRITTEN
from tests.systems import golden


@pytest.mark.parametrize("key", golden.SAMPLES)
def test_a_golden_sample_is_read_as_it_is_to_be(key):
    assert golden.read(key) == golden.expected(key)


def test_every_system_that_is_written_has_a_golden_sample():
    assert set(WRITTEN) <= set(golden.SAMPLES)
