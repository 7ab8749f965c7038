"""Figures to look at: frame in, Plotly figure with its alternative text out. Two colours with a meaning, and grey.

Colours are never alone: every bar carries its number, every series its name (platform.md 3.2)."""

from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from retention import formats

BLUE = "#0072B2"
"""What stays, comes or is done."""
VERMILLION = "#D55E00"
"""What leaves or is left undone."""
GREY = "#767676"
"""What is neither: totals, and what cannot be told yet."""

CONFIG = {"showSendToCloud": False, "displayModeBar": False, "scrollZoom": False}
"""How every figure is shown: nothing can be sent to Plotly's cloud, nothing moves under the wheel."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure, and the sentence that says the same to whoever does not see it."""

    figure: go.Figure
    alt: str


def new_and_returning(frame: pd.DataFrame) -> Chart:
    """Stacked bars by month. Columns: month (label), new, returning (people)."""
    figure = _bars(frame["month"], barmode="stack")
    for name, colour, place in (("returning", GREY, "inside"), ("new", BLUE, "outside")):
        figure.add_bar(
            x=frame["month"], y=frame[name], name=name.capitalize(), marker_color=colour, text=frame[name],
            textposition=place, insidetextanchor="middle", textangle=0, textfont_size=12,
            insidetextfont_color="white", cliponaxis=False, customdata=[name] * len(frame),
            hovertemplate="%{x}: %{y:,} " + name + "<extra></extra>",
        )  # fmt: skip
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.14, "x": 0, "traceorder": "normal"})
    return Chart(figure, "New and returning patients by month. " + _listed(frame, ("month", "new", "returning")))


def bridge(frame: pd.DataFrame) -> Chart:
    """A waterfall from zero. Columns: step (label), people (signed), is_total."""
    figure = _bars(frame["step"])
    figure.add_waterfall(
        x=frame["step"],
        y=frame["people"],
        measure=["absolute" if total else "relative" for total in frame["is_total"]],
        text=[_signed(*row) for row in frame[["people", "is_total"]].itertuples(index=False)],
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": BLUE}},
        decreasing={"marker": {"color": VERMILLION}},
        totals={"marker": {"color": GREY}},
        connector={"line": {"color": GREY, "width": 1}},
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    figure.update_xaxes(
        tickvals=list(frame["step"]), ticktext=[step.replace(" ", "<br>") for step in frame["step"]], tickangle=0
    )
    return Chart(figure, "From active patients at the start to the end. " + _listed(frame, ("step", "people")))


def steps(frame: pd.DataFrame) -> Chart:
    """A funnel as bars from the left, each with its share of the first. Columns: step, cents, items, share."""
    words = [
        f"{formats.money(cents)} · {formats.plural(items, 'item')} · {formats.share(share)}"
        for cents, items, share in frame[["cents", "items", "share"]].itertuples(index=False)
    ]
    return _across(
        "From presented to done", frame["step"], frame["cents"] / 100, words, [GREY, *[BLUE] * (len(frame) - 1)]
    )


def amounts(frame: pd.DataFrame, about: str) -> Chart:
    """Amounts left undone by group, as bars from the left; `about` names them. Columns: group, cents, items."""
    words = [
        f"{formats.money(cents)} · {formats.plural(items, 'item')}"
        for cents, items in frame[["cents", "items"]].itertuples(index=False)
    ]
    return _across(about, frame["group"], frame["cents"] / 100, words, [VERMILLION] * len(frame))


def shares(frame: pd.DataFrame, about: str, few: int = 10) -> Chart:
    """Shares by group as bars from the left, grey below `few` items. Columns: group, value, whole (items)."""
    words = [
        f"{formats.share(None if pd.isna(value) else value)} of {formats.plural(whole, 'item')}"
        for value, whole in frame[["value", "whole"]].itertuples(index=False)
    ]
    colours = [BLUE if whole >= few else GREY for whole in frame["whole"]]
    return _across(about, frame["group"], frame["value"].fillna(0), words, colours)


def inked(chart: Chart, ink: str) -> Chart:
    """The chart with its words in the colour of the page's own text, so that they can be read on light and dark."""
    figure = go.Figure(chart.figure)
    figure.update_layout(font_color=ink, legend_font_color=ink)
    figure.update_xaxes(tickfont={"color": ink, "size": 13})
    figure.update_yaxes(tickfont={"color": ink, "size": 13})
    figure.update_traces(outsidetextfont_color=ink)
    return Chart(figure, chart.alt)


def _bars(categories: pd.Series, **layout: object) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        height=340, margin={"l": 8, "r": 8, "t": 36, "b": 8}, showlegend=False, bargap=0.25, dragmode=False,
        **layout,
    )  # fmt: skip
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=list(categories), fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True, rangemode="tozero")
    return figure


def _across(about: str, groups: pd.Series, values: pd.Series, words: list[str], colours: list[str]) -> Chart:
    """Bars from the left, the first group on top, each with its name and numbers at its left."""
    named = [f"<b>{escape(str(group))}</b><br>{said}" for group, said in zip(groups, words, strict=True)]
    figure = go.Figure(go.Bar(
        x=values, y=groups, orientation="h", marker_color=colours, hovertext=named,
        hovertemplate="%{hovertext}<extra></extra>",
    ))  # fmt: skip
    figure.update_layout(
        height=24 + 52 * len(groups),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        bargap=0.3,
        dragmode=False,
    )
    figure.update_xaxes(visible=False, fixedrange=True, rangemode="tozero")
    figure.update_yaxes(
        type="category", autorange="reversed", automargin=True, fixedrange=True, tickvals=list(groups), ticktext=named,
        ticklabelstandoff=8,
    )  # fmt: skip
    said = "; ".join(f"{group}: {numbers}" for group, numbers in zip(groups, words, strict=True))
    return Chart(figure, f"{about}. {said}.")


def _signed(people: int, is_total: bool) -> str:
    return formats.count(people) if is_total else f"{people:+,}".replace("-", "−")


def _listed(frame: pd.DataFrame, columns: tuple[str, ...]) -> str:
    """The rows as words: the first column names, the others count."""
    name, *counts = columns
    rows = (
        f"{row[name]}: " + ", ".join(f"{row[count]} {count}" for count in counts) for row in frame.to_dict("records")
    )
    return "; ".join(rows) + "."
