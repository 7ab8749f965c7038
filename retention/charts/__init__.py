"""Figures to look at: frame in, Plotly figure with its alternative text out.

Two colours with a meaning, and grey.

Colours are never alone: every bar carries its number, every series its name.
"""

from retention.charts import months
from retention.charts.bars import amounts, bridge, counts, shares, steps
from retention.charts.effects import calibration, differences
from retention.charts.months import new_and_returning
from retention.charts.retention import MOST, cohorts, returns
from retention.charts.style import BLUE, CONFIG, GREY, VERMILLION, Chart, in_theme

__all__ = [
    "BLUE",
    "CONFIG",
    "GREY",
    "MOST",
    "VERMILLION",
    "Chart",
    "amounts",
    "bridge",
    "calibration",
    "cohorts",
    "counts",
    "differences",
    "in_theme",
    "months",
    "new_and_returning",
    "returns",
    "shares",
    "steps",
]
