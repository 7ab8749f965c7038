"""`report` and `people`: one JSON object, the value and the people of one figure
agreeing.
"""

import pytest

from retention.metrics import FIGURES
from tests import exports
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes

COUNTS = ("value", "part", "whole", "amount_cents", "whole_cents")


def test_report_gives_every_figure_and_table(imported: Line):
    report = imported.json("report")
    assert report["as_of"] == exports.DAY
    assert [figure["key"] for figure in report["figures"]] == [
        one.key for one in FIGURES if not one.is_table
    ]
    assert list(report["tables"]) == [one.key for one in FIGURES if one.is_table]


def test_the_figures_of_four_people_can_be_counted_by_hand(imported: Line):
    report = {figure["key"]: figure for figure in imported.json("report")["figures"]}
    found = {key: tuple(report[key][name] for name in COUNTS[:4]) for key in report}
    assert found["active"] == (
        2,
        2,
        None,
        None,
    )  # Ann and Bob; Cleo last came in March 2024, Dan left
    assert found["new"] == (1, 1, None, None)
    assert found["returning_share"] == (0.5, 1, 2, None)
    assert found["return_rate"] == (1.0, 1, 1, None)
    assert found["sitting"] == (115000, 1, None, 115000)
    assert found["acceptance"] == (0.0, 0, 1, 0)
    assert found["recall_overdue"] == (0.5, 1, 2, None)
    assert found["past_still_scheduled"] == (1, 1, None, None)
    assert found["second_visit"] == (None, 0, 0, None)
    assert report["second_visit"]["notes"] == ["nobody to count"]


def test_people_are_those_behind_the_number(imported: Line):
    people = imported.json("people", "recall_overdue")
    assert people == {
        "key": "recall_overdue",
        "as_of": exports.DAY,
        "part_ids": ["3"],
        "whole_ids": ["1", "3"],
        "left_out": [{"id": "1", "reason": "not due before D"}],
        "notes": [],
    }


def test_a_group_of_a_table_opens_its_people(imported: Line):
    assert imported.json("people", "sitting_ages/181-365")["part_ids"] == ["14"]
    assert imported.json("people", "bridge/joined")["part_ids"] == ["2"]
    assert imported.run("people", "bridge/nobody").exit_code == 2


def test_a_visit_is_named_by_patient_and_day(imported: Line):
    assert imported.json("people", "visits_by_month/2026-09")["part_ids"] == [
        "1@2026-09-10"
    ]


def test_a_survival_curve_carries_its_points_and_the_shares_quoted(imported: Line):
    found = {
        row["group"]: row
        for row in imported.json("report", "survival")["tables"]["survival"]
    }
    row = found["visit_to_next"]
    day, s, at_risk, events, low, high = row["curve"][0]
    assert events <= at_risk <= row["whole"]
    assert s == round(1 - events / at_risk, 6)
    assert low < s < high
    assert row["s30"] == (1 if day > 30 else s)


def test_the_first_unripe_cell_of_a_cohort_has_no_part_and_says_so(imported: Line):
    cells = [
        row
        for row in imported.json("report", "cohorts")["tables"]["cohorts"]
        if row["group"].startswith("2026/")
    ]
    assert [(row["group"], row["part"], row["whole"]) for row in cells] == [
        ("2026/0", None, None)
    ]
    assert cells[0]["notes"] == ["not yet known", "fewer than 10 people"]
    assert (cells[0]["from"], cells[0]["to"]) == ("2026-01-01", "2026-12-31")


def test_a_period_is_cut_at_the_day(imported: Line):
    figure = imported.json("report", "seen", "--period", "2026")["figures"][0]
    assert (figure["period"], figure["value"]) == (["2026-01-01", exports.DAY], 2)


def test_a_split_adds_up(imported: Line):
    by = imported.json("report", "sitting", "--by", "category")["figures"][0]["by"]
    assert {name: group["value"] for name, group in by.items()} == {"crowns": 115000}
    months = imported.json("report", "seen", "--by", "month", "--period", "2026")[
        "figures"
    ][0]["by"]
    assert {
        month: group["value"] for month, group in months.items() if group["value"]
    } == {
        "2026-02": 1,
        "2026-03": 1,
        "2026-09": 1,
    }


def test_what_is_the_state_of_the_export_is_refused_for_an_earlier_day(imported: Line):
    figure = imported.json("report", "sitting", "--as-of", "2026-06-30")["figures"][0]
    assert (figure["value"], figure["part"]) == (None, None)
    assert "Nov 20, 2026" in figure["notes"][0]
    assert (
        imported.json("report", "active", "--as-of", "2026-06-30")["figures"][0][
            "value"
        ]
        == 2
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ("report", "profit"),
        ("report", "seen", "--period", "soon"),
        ("report", "--as-of", "2027-01-01"),
        ("people", "no"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_says_what_there_is_and_exits_2(
    imported: Line, wrong: tuple[str, ...]
):
    refused = imported.run(*wrong)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert len(refused.stderr) > 20


def test_report_reads_well_and_as_csv(imported: Line):
    text = imported.run("report").stdout
    assert "Case acceptance" in text
    assert "–  nobody to count" in text
    assert imported.run("report", "active", "--csv").stdout_bytes.startswith(
        "\ufeff".encode()
    )


def test_an_empty_home_says_what_to_do(line: Line):
    refused = line.run("report")
    assert refused.exit_code == 1
    assert "Import your exports first" in refused.stderr


def test_what_goes_wrong_inside_is_a_sentence_without_patients(
    imported: Line, monkeypatch: pytest.MonkeyPatch
):
    def fault(*_: object) -> None:
        raise ValueError("Archer, Ann")

    monkeypatch.delenv("RETENTION_TRACEBACK")
    monkeypatch.setattr("retention.services.open_practice", fault)
    refused = imported.run("report")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "inside the program" in refused.stderr
    assert "Ann" not in refused.stderr
