"""What all charts are made of: colours with a meaning, plain bars, themes."""

from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from retention.core import formatting

BLUE = "#0072B2"
"""What stays, comes or is done."""
VERMILLION = "#D55E00"
"""What leaves or is left undone."""
GREY = "#767676"
"""What is neither: totals, and what cannot be told yet."""
STRIPES = "/"
"""The pattern that tells two parts of one meaning apart without a colour.

It also marks what is not yet known for good.
"""

CONFIG = {"showSendToCloud": False, "displayModeBar": False, "scrollZoom": False}
"""How every figure is shown.

Nothing can be sent to Plotly's cloud, nothing moves under the wheel.
"""


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure, and the sentence that says the same to whoever does not see it."""

    figure: go.Figure
    alt: str


def in_theme(chart: Chart, text_colour: str) -> Chart:
    """The same chart, its words now in the colour of the page's own text.

    So they can be read on light and dark. It is coloured in place: a copy would take
    as long as the drawing.
    """
    figure = chart.figure
    figure.update_layout(font_color=text_colour, legend_font_color=text_colour)
    figure.update_xaxes(tickfont={"color": text_colour, "size": 13})
    figure.update_yaxes(tickfont={"color": text_colour, "size": 13})
    figure.update_traces(
        outsidetextfont_color=text_colour,
        error_x_color=text_colour,
        error_y_color=text_colour,
        selector={"type": "bar"},
    )
    figure.update_traces(
        outsidetextfont_color=text_colour, selector={"type": "waterfall"}
    )
    figure.update_traces(textfont_color=text_colour, selector={"type": "scatter"})
    return chart


def upright(categories: pd.Series, **layout: object) -> go.Figure:
    """An empty figure for bars that stand on those categories, in their order."""
    figure = go.Figure()
    figure.update_layout(
        height=340,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        showlegend=False,
        bargap=0.25,
        dragmode=False,
        **layout,
    )
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(categories),
        fixedrange=True,
    )
    figure.update_yaxes(visible=False, fixedrange=True, rangemode="tozero")
    return figure


def with_legend(figure: go.Figure) -> None:
    """Name the series above the chart, in a row."""
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": 1.14, "x": 0, "traceorder": "normal"},
    )


def horizontal_bars(
    about: str,
    groups: pd.Series,
    values: pd.Series,
    words: list[str],
    colours: list[str],
) -> Chart:
    """Bars from the left, each with its name and numbers at its left.

    The first group is on top.
    """
    by_group = list(zip(groups, words, strict=True))
    named = [f"<b>{escape(str(group))}</b><br>{numbers}" for group, numbers in by_group]
    bars = go.Bar(
        x=values,
        y=groups,
        orientation="h",
        marker_color=colours,
        hovertext=named,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure = go.Figure(bars)
    _lay_out_rows(figure, groups, named)
    sentences = "; ".join(f"{group}: {numbers}" for group, numbers in by_group)
    return Chart(figure, f"{about}. {sentences}.")


def _lay_out_rows(figure: go.Figure, groups: pd.Series, named: list[str]) -> None:
    """One row a group from the top, its name at its left; bars begin at zero."""
    figure.update_layout(
        height=24 + 52 * len(groups),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        bargap=0.3,
        dragmode=False,
    )
    figure.update_xaxes(visible=False, fixedrange=True, rangemode="tozero")
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        automargin=True,
        fixedrange=True,
        tickvals=list(groups),
        ticktext=named,
        ticklabelstandoff=8,
    )


def broken_up(labels: pd.Series) -> list[str]:
    """Labels with each word on a line of its own.

    So they fit below narrow bars.
    """
    return [str(label).replace(" ", "<br>") for label in labels]


def signed(people: int) -> str:
    """12 as "+12", -12 as "−12"."""
    return f"{people:+,}".replace("-", "−")


def share(value: float) -> str:
    """A share as people read it, "–" for none (NaN)."""
    if pd.isna(value):
        return formatting.share(None)
    return formatting.share(value)


def listed(frame: pd.DataFrame, columns: tuple[str, ...]) -> str:
    """The rows as words: the first column names, the others count."""
    name, *counts = columns
    sentences = []
    for row in frame.to_dict("records"):
        numbers = [f"{row[count]} {count}" for count in counts]
        in_words = ", ".join(numbers)
        sentences.append(f"{row[name]}: {in_words}")

    joined = "; ".join(sentences)
    return f"{joined}."
