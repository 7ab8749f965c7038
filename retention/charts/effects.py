"""What is proved: differences between two arms, and chances that came true."""

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from retention.charts.style import BLUE, GREY, VERMILLION, Chart, share


def differences(frame: pd.DataFrame, about: str) -> Chart:
    """Differences as dots with their 95 % intervals beside a line at none.

    Columns: group (label), value, low, high (differences of shares, -1 to 1; missing
    where nothing can be said yet). Blue where all of the interval lies above none,
    vermillion where below, grey where it holds none. `about` names them.
    """
    figure = go.Figure()
    words = []
    rows = frame[["value", "low", "high"]].itertuples(index=False)
    for index, (value, low, high) in enumerate(rows):
        if pd.isna(value):
            words.append("not over yet")
            continue
        in_words = _points(value, low, high)
        words.append(in_words)
        colour = _colour(low, high)
        figure.add_scatter(
            x=[value * 100],
            y=[index],
            mode="markers",
            marker={"color": colour, "size": 12},
            error_x=_whisker([high * 100], [low * 100], [value * 100], colour),
            hovertext=in_words,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    _horizontal(figure, frame["group"], words)

    sentences = []
    for group, in_words in zip(frame["group"], words, strict=True):
        sentences.append(f"{group}: {in_words}")
    joined = "; ".join(sentences)
    return Chart(figure, f"{about}. {joined}.")


def calibration(frame: pd.DataFrame, about: str) -> Chart:
    """Predicted chances against the shares that came true.

    Columns: predicted, observed, low, high (shares), contacts. Whiskers are 95 %
    intervals; on the dotted line both are equal. `about` names what was predicted.
    """
    figure = go.Figure()
    _draw_line_of_equals(figure, frame)
    words = [_prediction_in_words(row) for row in frame.to_dict("records")]
    figure.add_scatter(
        x=frame["predicted"],
        y=frame["observed"],
        mode="markers",
        marker={"color": BLUE, "size": 11},
        error_y=_whisker(frame["high"], frame["low"], frame["observed"], BLUE),
        hovertext=words,
        hovertemplate="%{hovertext}<extra></extra>",
        name="contacts",
    )
    _show_shares_on_both_axes(figure)
    sentences = "; ".join(words) or "Nothing to hold against yet"
    return Chart(figure, f"{about}. {sentences}.")


def _prediction_in_words(row: Mapping[Hashable, Any]) -> str:
    predicted = share(row["predicted"])
    observed = share(row["observed"])
    low = row["low"] * 100
    high = row["high"] * 100
    return (
        f"predicted {predicted}, came true {observed} of "
        f"{row['contacts']:,} (95 %: {low:.0f}–{high:.0f} %)"
    )


def _draw_line_of_equals(figure: go.Figure, frame: pd.DataFrame) -> None:
    """The dotted line on which what was predicted came true."""
    most = 0.1
    if len(frame):
        highest = float(frame[["predicted", "high"]].max().max())
        most = max(highest, 0.1)
    figure.add_scatter(
        x=[0, most],
        y=[0, most],
        mode="lines",
        line={"color": GREY, "dash": "dot"},
        hoverinfo="skip",
        name="as predicted",
    )


def _show_shares_on_both_axes(figure: go.Figure) -> None:
    axis = {
        "tickformat": ".0%",
        "rangemode": "tozero",
        "fixedrange": True,
        "gridcolor": "rgba(118,118,118,0.3)",
    }
    figure.update_layout(
        height=340,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
        showlegend=False,
        dragmode=False,
    )
    figure.update_xaxes(title={"text": "predicted"}, **axis)
    figure.update_yaxes(title={"text": "came true"}, **axis)


def _whisker(
    high: object, low: object, value: object, colour: str
) -> dict[str, object]:
    up = pd.Series(high) - pd.Series(value)
    down = pd.Series(value) - pd.Series(low)
    return {
        "type": "data",
        "symmetric": False,
        "array": up.clip(lower=0),
        "arrayminus": down.clip(lower=0),
        "color": colour,
        "thickness": 2,
        "width": 6,
    }


def _horizontal(figure: go.Figure, groups: pd.Series, words: list[str]) -> None:
    """Rows from the top with names and numbers, and a line at no difference."""
    named = [
        f"<b>{escape(str(group))}</b><br>{numbers}"
        for group, numbers in zip(groups, words, strict=True)
    ]
    figure.update_layout(
        height=56 + 52 * len(groups),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        dragmode=False,
    )
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    figure.update_xaxes(
        ticksuffix=" points",
        fixedrange=True,
        zeroline=False,
        gridcolor="rgba(118,118,118,0.3)",
    )
    figure.update_yaxes(
        range=[len(named) - 0.5, -0.5],
        tickvals=list(range(len(named))),
        ticktext=named,
        automargin=True,
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        ticklabelstandoff=8,
    )


def _colour(low: float, high: float) -> str:
    if low > 0:
        return BLUE
    if high < 0:
        return VERMILLION
    return GREY


def _points(value: float, low: float, high: float) -> str:
    """A difference as people read it: "+3.9 points (95 %: +0.4 to +7.1)"."""
    ends = [f"{end * 100:+.1f}".replace("-", "−") for end in (value, low, high)]
    middle, lower, upper = ends
    return f"{middle} points (95 %: {lower} to {upper})"
