"""Open Dental's printed lists are known by their headings; a list of another system is
not taken for one.
"""

import pytest

from retention import ingest
from retention.core.errors import RetentionError


def load_report(folder, text):
    (folder / "list.txt").write_text(text)
    return ingest.load(ingest.find([folder]), previous=None, answers={}, as_of=None)


def test_a_report_is_named_with_the_tables_to_export_instead(tmp_path):
    loaded = load_report(
        tmp_path,
        "Name\tProvider\tAddress\tCarrier\nOkafor, Ada\tDOC1\t12 Quarry Rd\tDelta\n",
    )
    assert loaded.not_needed == ("list.txt",)
    assert "export `patient` and `procedurelog`" in loaded.problems[0].say


def test_a_list_with_more_columns_than_the_report_is_another_list(tmp_path):
    with pytest.raises(RetentionError, match="not a file we know"):
        load_report(
            tmp_path,
            "Name\tProvider\tAddress\tCarrier\tBalance\nOkafor, Ada\tDOC1\t12 "
            "Quarry Rd\tDelta\t0\n",
        )
