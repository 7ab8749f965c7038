"""Charts of what is proved: differences with intervals, and chances held against what
came true.
"""

import numpy as np
import pandas as pd

from retention import charts

DIFFERENCES = pd.DataFrame(
    {
        "group": ["30 days", "60 days", "90 days", "120 days"],
        "value": [0.039, -0.05, 0.01, np.nan],
        "low": [0.004, -0.09, -0.02, np.nan],
        "high": [0.071, -0.01, 0.04, np.nan],
    }
)
CHANCES = pd.DataFrame(
    {
        "predicted": [0.05, 0.12],
        "observed": [0.08, 0.11],
        "low": [0.04, 0.08],
        "high": [0.13, 0.15],
        "contacts": [90, 1200],
    }
)


def test_a_difference_is_blue_above_none_vermillion_below_and_grey_where_it_may_be_none():
    dots = charts.differences(DIFFERENCES, "Treated minus held out").figure.data
    assert [dot.marker.color for dot in dots] == [
        charts.BLUE,
        charts.VERMILLION,
        charts.GREY,
    ]
    assert [round(dot.error_x.array[0], 1) for dot in dots] == [3.2, 4.0, 3.0]


def test_a_window_that_is_not_over_has_no_dot_and_says_so():
    chart = charts.differences(DIFFERENCES, "Treated minus held out")
    assert len(chart.figure.data) == 3
    assert chart.alt.endswith("120 days: not over yet.")
    assert "30 days: +3.9 points (95 %: +0.4 to +7.1)" in chart.alt
    assert len(chart.figure.layout.yaxis.ticktext) == 4


def test_a_name_of_a_group_is_no_markup():
    frame = DIFFERENCES.head(1).assign(group="<b>x</b>")
    assert (
        "&lt;b&gt;x"
        in charts.differences(
            frame, "Treated minus held out"
        ).figure.layout.yaxis.ticktext[0]
    )


def test_chances_are_held_against_what_came_true():
    chart = charts.calibration(CHANCES, "Chances that a contact works")
    line, dots = chart.figure.data
    assert list(line.x) == list(line.y) == [0, 0.15]
    assert list(dots.y) == [0.08, 0.11]
    assert "predicted 12 %, came true 11 % of 1,200 (95 %: 8–15 %)" in chart.alt


def test_without_chances_the_chart_says_that_there_is_nothing_yet():
    assert (
        "Nothing to hold against yet"
        in charts.calibration(CHANCES.iloc[:0], "Chances").alt
    )
