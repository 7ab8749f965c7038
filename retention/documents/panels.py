"""The panels of a page: a figure's tile, bars up, bars across, a waterfall, or the
reason why there is nothing.
"""

from collections.abc import Callable, Sequence

import pandas as pd
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from retention.core import formatting
from retention.documents.drawing import (
    BLUE,
    BOLD,
    GREY,
    PALE,
    VERMILLION,
    Rectangle,
    TextStyle,
    bar,
    paragraph,
    rule,
    sparkline,
    triangle,
    write,
)

TONES = {"better": BLUE, "worse": VERMILLION, "": GREY}
_HEAD = 18  # points a panel's title takes
_NAME = 86  # points for the names left of bars across
_CENTRED = TextStyle(align="centre")
_ABOVE_STEP = TextStyle(7.5, BOLD, align="centre")
_BELOW_STEP = TextStyle(6.5, align="centre")
_BELOW_BAR = TextStyle(6, align="centre")
_ABOVE_BAR = TextStyle(6.5, BOLD, align="centre")
_INSIDE_BAR = TextStyle(6.5, BOLD, HexColor("#FFFFFF"), align="centre")


def tile(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """A figure: its title, value, change with an arrow, counts, and 13 months as a
    small line.
    """
    rule(page, box.x, box.top, box.right, GREY)
    write(
        page,
        row["title"],
        box.x,
        box.top - 11,
        TextStyle(7.5, colour=GREY),
        width=box.width,
    )
    write(
        page,
        row["value"],
        box.x,
        box.top - 30,
        TextStyle(17, BOLD),
        width=box.width * 0.58,
    )
    if len(row["line"]):
        left = box.x + box.width * 0.62
        sparkline(
            page, row["line"], Rectangle(left, box.top - 29, box.right - left - 2, 12)
        )
    _change(page, row, box)


def _change(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """The lower half of a tile: an arrow, the change, and the counts below it."""
    indent = 0
    if row["rises"] is not None:
        triangle(page, box.x, box.top - 42, up=row["rises"], colour=TONES[row["tone"]])
        indent = 8
    lines = [words for words in (row["change"], row["counts"]) if words]
    below = Rectangle(box.x + indent, box.y, box.width - indent, box.height - 35)
    paragraph(
        page, lines[0] if lines else "", below, 6.8, lines=1 if len(lines) > 1 else 2
    )
    if len(lines) > 1:
        paragraph(
            page,
            lines[1],
            Rectangle(box.x, box.y, box.width, box.height - 44.5),
            6.8,
            lines=1,
            colour=GREY,
        )


def panel(
    page: Canvas,
    title: str,
    content: pd.DataFrame | str,
    box: Rectangle,
    draw: Callable[[Canvas, pd.DataFrame, Rectangle], None],
) -> None:
    """A chart under its title; where there is none, "–" and the reason."""
    write(page, title, box.x, box.top - 9, TextStyle(9, BOLD), width=box.width)
    inside = Rectangle(box.x, box.y, box.width, box.height - _HEAD)
    if isinstance(content, str):
        paragraph(
            page, f"{formatting.ABSENT}  {content}", inside, 8, lines=3, colour=GREY
        )
    else:
        draw(page, content, inside)


def waterfall(page: Canvas, frame: pd.DataFrame, box: Rectangle) -> None:
    """Steps from a first total to a last one.

    Columns: step (label), people (signed), is_total.

    The axis may begin above zero, so that small steps can be seen between large totals;
    the totals' feet are then drawn broken.
    """
    ends = frame["people"].where(frame["is_total"], frame["people"].cumsum())
    starts = (ends - frame["people"]).where(~frame["is_total"], 0)
    lowest, highest = _axis_of(pd.concat([starts[~frame["is_total"]], ends]))
    scale = (box.height - 24) / max(highest - lowest, 1.0)
    wide = box.width / max(len(frame), 1)
    foot = box.y + 12
    for place, (step, people, total) in enumerate(
        frame[["step", "people", "is_total"]].itertuples(index=False)
    ):
        low, high = sorted((float(starts.iloc[place]), float(ends.iloc[place])))
        low = max(low, lowest)
        drawn = Rectangle(
            box.x + place * wide + 3,
            foot + (low - lowest) * scale,
            wide - 6,
            max((high - low) * scale, 0.8),
        )
        bar(page, drawn, GREY if total else BLUE if people >= 0 else VERMILLION)
        if total and lowest:
            _break(page, drawn)
        middle = drawn.x + drawn.width / 2
        number = formatting.count(people) if total else _signed(people)
        write(page, number, middle, drawn.top + 3, _ABOVE_STEP)
        write(page, step, middle, box.y + 2, _BELOW_STEP, width=wide)
    rule(page, box.x, foot, box.right, GREY)


def _axis_of(heights: pd.Series) -> tuple[float, float]:
    """Where the axis begins and ends: below the lowest height, not below zero."""
    low = float(heights.min())
    high = float(heights.max())
    return (max(low - (high - low) * 0.8, 0.0) if len(heights) else 0.0), high


def _signed(people: int) -> str:
    return f"{people:+,}".replace("-", "–") if people else "0"


def _break(page: Canvas, drawn: Rectangle) -> None:
    """Two white lines across a bar's foot: it does not begin at zero."""
    page.setStrokeColor(HexColor("#FFFFFF"))
    page.setLineWidth(1.2)
    for up in (5, 8):
        page.line(drawn.x - 1, drawn.y + up, drawn.right + 1, drawn.y + up + 3)


def months(page: Canvas, frame: pd.DataFrame, box: Rectangle) -> None:
    """New upon returning, a bar per month; "–" for a month not known.

    Columns: month, new, returning (people).
    """
    total = frame["new"] + frame["returning"]
    most = float(total.max())
    foot = box.y + 12
    room = box.height - 34
    wide = box.width / max(len(frame), 1)
    _legend(page, box)
    for place, (month, new, back) in enumerate(
        frame[["month", "new", "returning"]].itertuples(index=False)
    ):
        x = box.x + place * wide
        write(page, month, x + wide / 2, box.y + 3, _BELOW_BAR, width=wide - 1)
        if pd.isna(new) or pd.isna(back):
            write(page, formatting.ABSENT, x + wide / 2, foot + 3, _CENTRED)
        else:
            _month(page, Rectangle(x, foot, wide, room), int(back), int(new), most)
    rule(page, box.x, foot, box.right, GREY)


def _month(page: Canvas, column: Rectangle, back: int, new: int, most: float) -> None:
    """One month's two bars upon each other, as tall as the column where they are
    `most`, with their numbers.
    """
    tall, more = (
        column.height * people / most if most else 0.0 for people in (back, new)
    )
    x = column.x + 1.5
    middle = column.x + column.width / 2
    bar(page, Rectangle(x, column.y, column.width - 3, tall), GREY)
    bar(page, Rectangle(x, column.y + tall + 0.8, column.width - 3, more), BLUE)
    if tall > 9:
        write(
            page,
            formatting.count(back),
            middle,
            column.y + tall / 2 - 2.5,
            _INSIDE_BAR,
            width=column.width - 3.5,
        )
    write(
        page,
        formatting.count(new),
        middle,
        column.y + tall + more + 3,
        _ABOVE_BAR,
        width=column.width,
    )


def _legend(page: Canvas, box: Rectangle) -> None:
    for offset, name, colour in (
        (0, "new (above)", BLUE),
        (62, "returning (below)", GREY),
    ):
        bar(page, Rectangle(box.x + offset, box.top - 7, 6, 6), colour)
        write(page, name, box.x + offset + 9, box.top - 6.5, TextStyle(7))


def undone(page: Canvas, frame: pd.DataFrame, box: Rectangle) -> None:
    """Amounts left undone, a bar across per group. Columns: group, cents, items."""
    _horizontal(page, frame, box, [VERMILLION] * len(frame))


def steps(page: Canvas, frame: pd.DataFrame, box: Rectangle) -> None:
    """A funnel, a bar across per step with its share of the first.

    Columns: group, cents, items.
    """
    first = frame["cents"].iloc[0]
    shares = [
        formatting.share(cents / first if first else None) for cents in frame["cents"]
    ]
    named = frame.assign(
        group=[
            f"{group}, {share}"
            for group, share in zip(frame["group"], shares, strict=True)
        ]
    )
    _horizontal(page, named, box, [GREY, *[BLUE] * (len(frame) - 1)])


def _horizontal(
    page: Canvas, frame: pd.DataFrame, box: Rectangle, colours: Sequence[HexColor]
) -> None:
    most = max(float(frame["cents"].max()), 1.0)
    tall = box.height / max(len(frame), 1)
    room = box.width - _NAME - 84
    for place, (group, cents, items) in enumerate(
        frame[["group", "cents", "items"]].itertuples(index=False)
    ):
        y = box.top - (place + 1) * tall
        length = room * cents / most
        write(page, group, box.x, y + tall / 2 - 2.5, TextStyle(7.5), width=_NAME - 4)
        thick = min(tall - 5, 18)
        if cents:
            bar(
                page,
                Rectangle(
                    box.x + _NAME, y + (tall - thick) / 2, max(length, 0.8), thick
                ),
                colours[place],
            )
        said = f"{formatting.money(cents)} · {formatting.plural(items, 'item')}"
        write(
            page,
            said,
            box.x + _NAME + length + 4,
            y + tall / 2 - 2.5,
            TextStyle(7.5),
            width=box.right - box.x - _NAME - length - 4,
        )


def gauge(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """A share as a bar within the whole, with its figure's value, change and counts.

    Columns as `tile`, and share.
    """
    write(page, row["title"], box.x, box.top - 9, TextStyle(9, BOLD), width=box.width)
    write(page, row["value"], box.x, box.top - 29, TextStyle(15, BOLD))
    if pd.notna(row["share"]):
        whole = Rectangle(
            box.x + 58,
            box.top - 28,
            box.width - 58 - (66 if len(row["line"]) else 0),
            9,
        )
        bar(page, whole, PALE)
        colour = VERMILLION if row["title"].startswith("Broken") else BLUE
        bar(
            page,
            Rectangle(
                whole.x,
                whole.y,
                whole.width * min(float(row["share"]), 1.0),
                whole.height,
            ),
            colour,
        )
    if len(row["line"]):
        sparkline(page, row["line"], Rectangle(box.right - 58, box.top - 29, 55, 12))
    if row["rises"] is not None:
        triangle(page, box.x, box.top - 42, up=row["rises"], colour=TONES[row["tone"]])
    said = " · ".join(words for words in (row["change"], row["counts"]) if words)
    indent = 8 if row["rises"] is not None else 0
    paragraph(
        page,
        said,
        Rectangle(box.x + indent, box.y, box.width - indent, box.height - 35),
        6.8,
        lines=2,
    )
