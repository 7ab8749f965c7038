"""`health` in a terminal: every check, and the list behind one."""

import pytest

from retention.metrics.data_quality import HEALTH
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes


def test_every_check_is_told_with_its_count(imported: Line):
    answer = imported.json("health")
    assert [item["key"] for item in answer["items"]] == [check.key for check in HEALTH]
    items = {item["key"]: item for item in answer["items"]}
    assert (items["age"]["count"], items["age"]["well"]) == (3, True)
    assert (items["past_scheduled"]["count"], items["past_scheduled"]["whole"]) == (
        1,
        1,
    )
    assert items["links"]["count"] is None
    assert items["links"]["note"] == "no merges were loaded"
    shown = imported.run("health").stdout
    assert "Past appointments still “scheduled”" in shown
    assert "1 of 1 appointments" in shown


def test_a_check_opens_its_list(imported: Line):
    [item] = imported.json("health", "past_scheduled")["items"]
    assert item["rows"] == [{"id": "2", "what": "Bob Barlow, Aug 1, 2026"}]
    assert (
        "2\tBob Barlow, Aug 1, 2026" in imported.run("health", "past_scheduled").stdout
    )


def test_an_unknown_check_is_a_wrong_call_that_names_the_known_ones(imported: Line):
    result = imported.run("health", "nonsense")
    assert result.exit_code == 2
    assert "past_scheduled" in result.stderr


def test_nothing_imported_yet_is_said(line: Line):
    assert line.run("health").exit_code == 1
