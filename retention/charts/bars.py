"""Bars for groups and steps: bridge, funnel, amounts, counts and shares."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from retention.charts.style import (
    BLUE,
    GREY,
    VERMILLION,
    Chart,
    broken_up,
    horizontal_bars,
    listed,
    share,
    signed,
    upright,
)
from retention.core import formatting


def bridge(frame: pd.DataFrame) -> Chart:
    """A waterfall from zero. Columns: step (label), people (signed), is_total."""
    measures = []
    words = []
    for people, is_total in frame[["people", "is_total"]].itertuples(index=False):
        measures.append("absolute" if is_total else "relative")
        words.append(formatting.count(people) if is_total else signed(people))
    figure = upright(frame["step"])
    figure.add_waterfall(
        x=frame["step"],
        y=frame["people"],
        measure=measures,
        text=words,
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": BLUE}},
        decreasing={"marker": {"color": VERMILLION}},
        totals={"marker": {"color": GREY}},
        connector={"line": {"color": GREY, "width": 1}},
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    figure.update_xaxes(
        tickvals=list(frame["step"]), ticktext=broken_up(frame["step"]), tickangle=0
    )
    sentences = listed(frame, ("step", "people"))
    return Chart(figure, f"From active patients at the start to the end. {sentences}")


def steps(frame: pd.DataFrame) -> Chart:
    """A funnel as bars from the left, each with its share of the first.

    Columns: step, cents, items, share.
    """
    words = []
    numbers = frame[["cents", "items", "share"]]
    for cents, items, share_of_first in numbers.itertuples(index=False):
        amount = formatting.money(cents)
        number = formatting.plural(items, "item")
        share_in_words = formatting.share(share_of_first)
        words.append(f"{amount} · {number} · {share_in_words}")

    colours = [GREY, *[BLUE] * (len(frame) - 1)]
    dollars = frame["cents"] / 100
    return horizontal_bars(
        "From presented to done", frame["step"], dollars, words, colours
    )


def amounts(frame: pd.DataFrame, about: str, noun: str = "item") -> Chart:
    """Amounts left undone by group, as bars from the left; `about` names them.

    Columns: group, cents, items.

    `noun` is the word for one of the items.
    """
    words = []
    for cents, items in frame[["cents", "items"]].itertuples(index=False):
        amount = formatting.money(cents)
        number = formatting.plural(items, noun)
        words.append(f"{amount} · {number}")

    colours = [VERMILLION] * len(frame)
    dollars = frame["cents"] / 100
    return horizontal_bars(about, frame["group"], dollars, words, colours)


def counts(frame: pd.DataFrame, about: str, *, lost: bool = False) -> Chart:
    """People by group with their share of all, as bars from the left.

    Columns: group, people. They have the colour of loss where they are `lost`.
    """
    whole = frame["people"].sum()
    words = []
    for people in frame["people"]:
        share_of_all = people / whole if whole else None
        number = formatting.plural(people, "person", "people")
        words.append(f"{number} · {formatting.share(share_of_all)}")
    colour = VERMILLION if lost else BLUE
    colours = [colour] * len(frame)
    return horizontal_bars(about, frame["group"], frame["people"], words, colours)


def shares(
    frame: pd.DataFrame, about: str, few: int = 10, *, lost: bool = False
) -> Chart:
    """Shares by group as bars from the left, grey below `few`.

    Columns: group, value, whole (words: "45 items"), size (number of subjects), low,
    high (NaN for none). Whiskers are the 95 % intervals.
    """
    words = [_share_in_words(row) for row in frame.to_dict("records")]
    colour = VERMILLION if lost else BLUE
    colours = [colour if size >= few else GREY for size in frame["size"]]
    value = frame["value"].fillna(0)
    chart = horizontal_bars(about, frame["group"], value, words, colours)
    if frame["low"].notna().any():
        up = (frame["high"] - value).clip(lower=0)
        down = (value - frame["low"]).clip(lower=0)
        chart.figure.update_traces(
            error_x={
                "type": "data",
                "symmetric": False,
                "array": up,
                "arrayminus": down,
                "thickness": 1.5,
                "width": 5,
            }
        )
    return chart


def _share_in_words(row: Mapping[Hashable, Any]) -> str:
    words = f"{share(row['value'])} of {row['whole']}"
    if pd.isna(row["low"]):
        return words
    return f"{words} · 95 %: {_ends(row['low'], row['high'])}"


def _ends(low: float, high: float) -> str:
    low_percent = low * 100
    high_percent = high * 100
    return f"{low_percent:.0f}–{high_percent:.0f} %"
