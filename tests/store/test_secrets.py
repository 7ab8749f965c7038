"""Each practice has one secret, made once."""

import re

from .conftest import AT


def test_a_practice_keeps_the_secret_it_was_given(desk, practice):
    key = desk.secrets.get(practice)
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert desk.secrets.get(practice) == key


def test_no_two_practices_share_a_secret(desk, practice):
    other = desk.practices.ensure("Elm Dental", at=AT)
    assert desk.secrets.get(other) != desk.secrets.get(practice)
