"""The cohort triangle, and curves of coming back."""

import pandas as pd
import plotly.graph_objects as go

from retention.charts.style import BLUE, GREY, Chart, broken_up, share, with_legend

_LIGHT = (222, 235, 247)
_DARK = (8, 64, 112)
_GREYED = "#D0D5DA"
_DARK_TEXT = "#0E1216"
_LIGHT_TEXT = "#FFFFFF"


def cohorts(frame: pd.DataFrame, few: int) -> Chart:
    """Shares as cells from light to dark in one hue, grey below `few` people.

    Columns: cohort (label), year (label), place (number of the year from 0), value,
    whole (people). What is not there is blank.
    """
    figure = go.Figure(_cells(frame, few))
    _lay_out_triangle(figure, frame)

    sentences = []
    for row in frame.to_dict("records"):
        seen_again = share(row["value"])
        words = f"{seen_again} of {row['whole']} people"
        sentences.append(f"{row['cohort']}, {row['year']}: {words}")

    about = "Share of each cohort seen again, by years since the first visit."
    in_words = "; ".join(sentences)
    return Chart(figure, f"{about} {in_words}.")


def _cells(frame: pd.DataFrame, few: int) -> go.Bar:
    """One cell a cohort and year, its share and size written on it."""
    shades = [
        _GREYED if whole < few else _shade(value)
        for value, whole in frame[["value", "whole"]].itertuples(index=False)
    ]
    inks = [
        _LIGHT_TEXT if shade != _GREYED and value > 0.63 else _DARK_TEXT
        for shade, value in zip(shades, frame["value"], strict=True)
    ]
    words = [
        f"<b>{share(row['value'])}</b><br>of {row['whole']}"
        for row in frame.to_dict("records")
    ]
    return go.Bar(
        x=[1.0] * len(frame),
        base=frame["place"],
        y=frame["cohort"],
        orientation="h",
        marker_color=shades,
        text=words,
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": inks, "size": 12},
        customdata=frame["year"],
        textangle=0,
        constraintext="none",
        hovertemplate="%{y}, %{customdata}: %{text}<extra></extra>",
    )


def _lay_out_triangle(figure: go.Figure, frame: pd.DataFrame) -> None:
    """Years from the left along the top, cohorts from the top at the left."""
    years = frame.drop_duplicates("place").sort_values("place")
    names = list(dict.fromkeys(frame["cohort"]))
    figure.update_layout(
        height=60 + 44 * len(names),
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        showlegend=False,
        bargap=0.06,
        dragmode=False,
        barmode="overlay",
    )
    figure.update_xaxes(
        side="top",
        tickvals=list(years["place"] + 0.5),
        ticktext=list(years["year"]),
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        range=[0, years["place"].max() + 1],
        tickangle=0,
    )
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=names[::-1],
        automargin=True,
        fixedrange=True,
        showgrid=False,
    )


def _shade(value: float) -> str:
    """One hue from light at 0 to dark at 1."""
    channels = []
    for light, dark in zip(_LIGHT, _DARK, strict=True):
        channels.append(round(light + (dark - light) * value))
    red, green, blue = channels
    return f"rgb({red},{green},{blue})"


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
    sentences = []
    for (name, frame), (colour, dash) in zip(curves.items(), _LOOKS, strict=False):
        _band(figure, frame, colour)
        _curve(figure, frame, name, colour, dash)
        _mark_stopped(figure, frame, name, colour)
    for name, frame in curves.items():
        shares = _shares_by_marks(frame, marks)
        sentences.append(f"{name}: {shares}")

    _lay_out_days(figure, marks)
    with_legend(figure)
    in_words = "; ".join(sentences)
    return Chart(figure, f"{about}. {in_words}.")


def _shares_by_marks(frame: pd.DataFrame, marks: dict[int, str]) -> str:
    """The share that came back by each mark but the first day, in words."""
    words = []
    for day, label in marks.items():
        if day:
            came_back = held_on(frame, day)["share"]
            words.append(f"{share(came_back)} by {label}")
    return ", ".join(words)


def _curve(
    figure: go.Figure, frame: pd.DataFrame, name: str, colour: str, dash: str
) -> None:
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


def _mark_stopped(
    figure: go.Figure, frame: pd.DataFrame, name: str, colour: str
) -> None:
    """A stroke on the curve where waits broke off."""
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


def _lay_out_days(figure: go.Figure, marks: dict[int, str]) -> None:
    """Days up to the last mark from the left, shares from none to all upward."""
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


def held_on(frame: pd.DataFrame, day: int) -> pd.Series:
    """The row of a curve that holds on a day."""
    rows_so_far = int(frame["day"].searchsorted(day, side="right"))
    index = max(rows_so_far - 1, 0)
    return frame.iloc[index]


def _band(figure: go.Figure, frame: pd.DataFrame, colour: str) -> None:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
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
