"""Bars month by month: who came and went, what was accepted and broken."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from retention.charts.style import (
    BLUE,
    GREY,
    STRIPES,
    VERMILLION,
    Chart,
    listed,
    share,
    signed,
    upright,
    with_legend,
)

_LOOKS = {
    "joined": (BLUE, ""),
    "came_back": (BLUE, STRIPES),
    "lapsed": (VERMILLION, ""),
    "departed": (VERMILLION, STRIPES),
    "missed": (VERMILLION, ""),
    "cancelled": (VERMILLION, STRIPES),
    "broken unspecified": (GREY, ""),
}
"""Colour and pattern of each series."""
LOST = ("lapsed", "departed")
_MOVES = ("joined", "came_back", *LOST)


def new_and_returning(frame: pd.DataFrame) -> Chart:
    """Stacked bars by month. Columns: month (label), new, returning (people)."""
    figure = upright(frame["month"], barmode="stack")
    for name, colour, position in (
        ("returning", GREY, "inside"),
        ("new", BLUE, "outside"),
    ):
        figure.add_bar(
            x=frame["month"],
            y=frame[name],
            name=name.capitalize(),
            marker_color=colour,
            text=frame[name],
            textposition=position,
            insidetextanchor="middle",
            textangle=0,
            textfont_size=12,
            insidetextfont_color="white",
            cliponaxis=False,
            customdata=[name] * len(frame),
            hovertemplate="%{x}: %{y:,} " + name + "<extra></extra>",
        )
    with_legend(figure)
    return Chart(
        figure,
        "New and returning patients by month. "
        + listed(frame, ("month", "new", "returning")),
    )


def bridge(frame: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    """What was won stands above the line, what was lost hangs below it.

    Columns: month (label), then joined, came_back, lapsed, departed (people); `names`
    are what they are called. The difference stands in words on top.
    """
    figure = upright(frame["month"], barmode="relative")
    for key in _MOVES:
        people = -frame[key] if key in LOST else frame[key]
        words = [signed(int(number)) for number in people]
        _stacked(figure, frame["month"], people, key, names[key], words)
    won = frame["joined"] + frame["came_back"]
    net = won - frame["lapsed"] - frame["departed"]
    net_words = [signed(int(number)) for number in net]
    _on_top(figure, frame["month"], won, net_words)
    figure.update_yaxes(
        visible=True,
        showticklabels=False,
        showgrid=False,
        zeroline=True,
        zerolinecolor=GREY,
    )
    with_legend(figure)
    named = frame.assign(net=net).rename(columns=dict(names))
    columns = ("month", *(names[key] for key in _MOVES), "net")
    sentences = listed(named, columns)
    return Chart(figure, f"Active patients won and lost by month. {sentences}")


def broken(frame: pd.DataFrame, kinds: Mapping[str, str]) -> Chart:
    """The share of broken appointments by month, stacked by kind.

    Columns: month (label), whole (appointments), then one count per key of `kinds`,
    whose values are their names. The whole share stands on top.
    """
    figure = upright(frame["month"], barmode="stack")
    whole = frame["whole"].where(frame["whole"] > 0)
    for key, name in kinds.items():
        part = frame[key] / whole
        numbers = [str(number) for number in frame[key]]
        _stacked(figure, frame["month"], part.fillna(0), key, name, numbers)

    total = frame[list(kinds)].sum(axis=1) / whole
    shares = [share(value) for value in total]
    _on_top(figure, frame["month"], total.fillna(0), shares)
    with_legend(figure)

    sentences = "; ".join(_broken_in_words(frame, total, kinds))
    return Chart(figure, f"Broken appointments by month. {sentences}.")


def _broken_in_words(
    frame: pd.DataFrame, total: pd.Series, kinds: Mapping[str, str]
) -> list[str]:
    """Each month's share of broken appointments, and how many of each kind."""
    rows = zip(
        frame["month"],
        total,
        frame["whole"],
        frame[list(kinds)].to_dict("records"),
        strict=True,
    )
    return [
        f"{month}: {share(value)} of {whole}: "
        + ", ".join(f"{row[key]} {name.lower()}" for key, name in kinds.items())
        for month, value, whole, row in rows
    ]


def accepted(frame: pd.DataFrame, unripe: str) -> Chart:
    """Acceptance by month of presentation with its 95 % interval.

    Columns: month (label), value (NaN for none), whole (words: "45 items"), is_ripe,
    low, high (NaN for none). What can still rise is grey and striped; `unripe` says
    what that means.
    """
    figure = upright(frame["month"])
    figure.add_bar(
        x=frame["month"],
        y=frame["value"].fillna(0),
        text=[f"<b>{share(value)}</b>" for value in frame["value"]],
        textposition="inside",
        insidetextanchor="start",
        insidetextfont_color="white",
        textfont_size=13,
        marker={
            "color": [BLUE if ripe else GREY for ripe in frame["is_ripe"]],
            "pattern": _pattern(["" if ripe else STRIPES for ripe in frame["is_ripe"]]),
        },
        error_y=_intervals(frame),
        customdata=frame["whole"],
        hovertemplate="%{x}: %{text} of %{customdata}<extra></extra>",
    )
    ticks = [
        f"{month}<br>of {size}"
        for month, size in zip(frame["month"], frame["size"], strict=True)
    ]
    figure.update_xaxes(tickvals=list(frame["month"]), ticktext=ticks)
    sentences = [
        (
            f"{row['month']}: {share(row['value'])} of "
            f"{row['whole']}{'' if row['is_ripe'] else f' ({unripe})'}"
        )
        for row in frame.to_dict("records")
    ]
    return Chart(
        figure, "Acceptance by month of presentation. " + "; ".join(sentences) + "."
    )


def _intervals(frame: pd.DataFrame) -> dict[str, object]:
    """The whiskers from low to high around each value; none where no row has any."""
    value = frame["value"].fillna(0)
    up = (frame["high"] - value).clip(lower=0).fillna(0)
    down = (value - frame["low"]).clip(lower=0).fillna(0)
    return {
        "type": "data",
        "symmetric": False,
        "array": up,
        "arrayminus": down,
        "thickness": 1.5,
        "width": 4,
        "visible": bool(frame["low"].notna().any()),
    }


def _on_top(
    figure: go.Figure, months: pd.Series, heights: pd.Series, words: list[str]
) -> None:
    """Words in bold above each month's stack."""
    figure.add_scatter(
        x=months,
        y=heights,
        mode="text",
        text=[f"<b>{text}</b>" for text in words],
        textposition="top center",
        textfont_size=13,
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _stacked(
    figure: go.Figure,
    months: pd.Series,
    heights: pd.Series,
    key: str,
    name: str,
    words: list[str],
) -> None:
    """One series of a stack.

    A number that does not fit into its piece is left to the pointer and the sentence.
    """
    colour, pattern = _LOOKS[key]
    figure.add_bar(
        x=months,
        y=heights,
        name=name,
        text=words,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont_color="white",
        textfont_size=11,
        customdata=[name] * len(months),
        hovertext=words,
        marker={"color": colour, "pattern": _pattern(pattern)},
        hovertemplate="%{x}: %{hovertext} " + name.lower() + "<extra></extra>",
    )


def _pattern(shape: str | list[str]) -> dict[str, object]:
    """Dark stripes over the bar's own colour, so that both can be told.

    The colour says what it means, the stripes which of two it is.
    """
    return {
        "shape": shape,
        "fgcolor": "rgba(0,0,0,0.35)",
        "size": 6,
        "fillmode": "overlay",
    }
