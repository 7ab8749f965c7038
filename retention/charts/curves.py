"""Curves of coming back: the share that has come back by each day, with band and with
marks where waits broke off.
"""

import pandas as pd
import plotly.graph_objects as go

from retention.charts.base import BLUE, GREY, Chart, broken_up, share, with_legend

_LOOKS = ((BLUE, "solid"), (GREY, "dash"), ("#009E73", "dot"), ("#B0609A", "dashdot"))
"""Colour and dash of each group; no two are told apart by colour alone."""
MOST = len(_LOOKS)
"""Curves that can still be told apart in one chart."""


def returns(
    curves: dict[str, pd.DataFrame], marks: dict[int, str], about: str
) -> Chart:
    """One stepped curve per group, up to the last of `marks` (day to label).

    Each frame has one row per day with an event, from day 0 on: day, share (come back
    by then), low, high, at_risk, stopped (waits that broke off before the next such
    day).
    """
    figure = go.Figure()
    for (name, frame), (colour, dash) in zip(curves.items(), _LOOKS, strict=False):
        _band(figure, frame, colour)
        figure.add_scatter(
            x=frame["day"],
            y=frame["share"],
            mode="lines",
            name=name,
            legendgroup=name,
            line={"shape": "hv", "color": colour, "dash": dash, "width": 2.5},
            customdata=[name] * len(frame),
            hovertemplate="Day %{x}: %{y:.0%} " + "<extra></extra>",
        )
        stopped = frame[frame["stopped"] > 0]
        figure.add_scatter(
            x=stopped["day"],
            y=stopped["share"],
            mode="markers",
            name=name,
            legendgroup=name,
            showlegend=False,
            marker={
                "symbol": "line-ns-open",
                "size": 9,
                "color": colour,
                "line": {"width": 1.5},
            },
            customdata=[name] * len(stopped),
            hovertemplate="Day %{x}: still waiting when last heard of<extra></extra>",
        )
    figure.update_layout(
        height=380,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        dragmode=False,
        hovermode="closest",
    )
    last = max(marks)
    figure.update_xaxes(
        tickvals=list(marks),
        ticktext=broken_up(pd.Series(marks)),
        range=[0, last * 1.03],
        fixedrange=True,
        showgrid=False,
        tickangle=0,
    )
    figure.update_yaxes(
        range=[0, 1],
        tickformat=".0%",
        fixedrange=True,
        gridcolor="rgba(118,118,118,0.3)",
    )
    with_legend(figure)
    said = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{share(at(frame, day)['share'])} by {label}"
            for day, label in marks.items()
            if day
        )
        for name, frame in curves.items()
    )
    return Chart(figure, f"{about}. {said}.")


def at(frame: pd.DataFrame, day: int) -> pd.Series:
    """The row of a curve that holds on a day."""
    return frame.iloc[max(int(frame["day"].searchsorted(day, side="right")) - 1, 0)]


def _band(figure: go.Figure, frame: pd.DataFrame, colour: str) -> None:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    for end, fill in (("low", None), ("high", "tonexty")):
        figure.add_scatter(
            x=frame["day"],
            y=frame[end],
            mode="lines",
            showlegend=False,
            hoverinfo="skip",
            fill=fill,
            line={"shape": "hv", "width": 0},
            fillcolor=f"rgba({red},{green},{blue},0.16)",
        )
