"""How files nobody declared are read: the last word of a header line counts, and can be
taken back.
"""

from datetime import timedelta

import pytest

from retention.core.errors import RetentionError
from tests.store.conftest import AT

LINE = "a" * 64


def test_the_last_mapping_of_a_header_line_counts(desk, practice):
    desk.mappings.keep(practice, LINE, {"table": "patient"}, at=AT)
    desk.mappings.keep(
        practice, LINE, {"table": "call"}, at=AT + timedelta(hours=1), by="Mia"
    )
    desk.mappings.keep(practice, "b" * 64, {"table": "review"}, at=AT)
    kept = desk.mappings.all(practice)
    assert {line: one.declaration["table"] for line, one in kept.items()} == {
        LINE: "call",
        "b" * 64: "review",
    }
    assert (kept[LINE].made_at, kept[LINE].by) == (AT + timedelta(hours=1), "Mia")


def test_a_mapping_can_be_taken_back_and_made_again(desk, practice):
    desk.mappings.keep(practice, LINE, {"table": "patient"}, at=AT)
    desk.mappings.keep(practice, LINE, None, at=AT)
    assert desk.mappings.all(practice) == {}
    desk.mappings.keep(practice, LINE, {"table": "patient"}, at=AT)
    assert list(desk.mappings.all(practice)) == [LINE]


def test_what_is_not_kept_cannot_be_taken_back(desk, practice):
    with pytest.raises(RetentionError, match="No mapping is kept"):
        desk.mappings.keep(practice, LINE, None, at=AT)


def test_a_text_that_is_no_fingerprint_is_refused(desk, practice):
    with pytest.raises(RetentionError, match="no fingerprint"):
        desk.mappings.keep(practice, "header line", {"table": "patient"}, at=AT)
