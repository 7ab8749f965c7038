"""Bars for groups and steps: the bridge, the funnel, amounts, counts and shares by
group.
"""

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
    figure = upright(frame["step"])
    figure.add_waterfall(
        x=frame["step"],
        y=frame["people"],
        measure=["absolute" if total else "relative" for total in frame["is_total"]],
        text=[
            formatting.count(people) if total else signed(people)
            for people, total in frame[["people", "is_total"]].itertuples(index=False)
        ],
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
    return Chart(
        figure,
        "From active patients at the start to the end. "
        + listed(frame, ("step", "people")),
    )


def steps(frame: pd.DataFrame) -> Chart:
    """A funnel as bars from the left, each with its share of the first.

    Columns: step, cents, items, share.
    """
    words = [
        (
            f"{formatting.money(cents)} · {formatting.plural(items, 'item')} · "
            f"{formatting.share(share)}"
        )
        for cents, items, share in frame[["cents", "items", "share"]].itertuples(
            index=False
        )
    ]
    return horizontal_bars(
        "From presented to done",
        frame["step"],
        frame["cents"] / 100,
        words,
        [GREY, *[BLUE] * (len(frame) - 1)],
    )


def amounts(frame: pd.DataFrame, about: str, one: str = "item") -> Chart:
    """Amounts left undone by group, as bars from the left; `about` names them.

    Columns: group, cents, items.

    `one` is the word for one of the items.
    """
    words = [
        f"{formatting.money(cents)} · {formatting.plural(items, one)}"
        for cents, items in frame[["cents", "items"]].itertuples(index=False)
    ]
    return horizontal_bars(
        about, frame["group"], frame["cents"] / 100, words, [VERMILLION] * len(frame)
    )


def counts(frame: pd.DataFrame, about: str, *, lost: bool = False) -> Chart:
    """People by group with their share of all, as bars from the left; in the colour of
    loss where they are `lost`.

    Columns: group, people.
    """
    whole = frame["people"].sum()
    words = [
        (
            f"{formatting.plural(people, 'person', 'people')} · "
            f"{formatting.share(people / whole if whole else None)}"
        )
        for people in frame["people"]
    ]
    return horizontal_bars(
        about,
        frame["group"],
        frame["people"],
        words,
        [VERMILLION if lost else BLUE] * len(frame),
    )


def shares(
    frame: pd.DataFrame, about: str, few: int = 10, *, lost: bool = False
) -> Chart:
    """Shares by group as bars from the left, grey below `few`, with their 95 %
    intervals as whiskers.

    Columns: group, value, whole (words: "45 items"), size (number of subjects), low,
    high (NaN for none).
    """
    words = [
        f"{share(row['value'])} of {row['whole']}"
        + ("" if pd.isna(row["low"]) else f" · 95 %: {_ends(row['low'], row['high'])}")
        for row in frame.to_dict("records")
    ]
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


def _ends(low: float, high: float) -> str:
    return f"{low * 100:.0f}–{high * 100:.0f} %"
