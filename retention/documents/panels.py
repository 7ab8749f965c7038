"""The panels of a page: tiles, bars up, bars across, a waterfall.

Where there is nothing to show, the reason stands there.
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
    """Draw a figure's tile: title, value, change with an arrow, counts.

    13 months stand beside it as a small line.
    """
    title_style = TextStyle(7.5, colour=GREY)
    value_style = TextStyle(17, BOLD)
    value_width = box.width * 0.58
    rule(page, box.x, box.top, box.right, GREY)
    write(page, row["title"], box.x, box.top - 11, title_style, width=box.width)
    write(page, row["value"], box.x, box.top - 30, value_style, width=value_width)
    if len(row["line"]):
        left = box.x + box.width * 0.62
        line_box = Rectangle(left, box.top - 29, box.right - left - 2, 12)
        sparkline(page, row["line"], line_box)
    _change(page, row, box)


def _change(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """The lower half of a tile: an arrow, the change, and the counts below it."""
    indent = 0
    if row["rises"] is not None:
        triangle(page, box.x, box.top - 42, up=row["rises"], colour=TONES[row["tone"]])
        indent = 8
    below = Rectangle(box.x + indent, box.y, box.width - indent, box.height - 35)
    lines = [words for words in (row["change"], row["counts"]) if words]
    if len(lines) < 2:
        paragraph(page, "".join(lines), below, 6.8, lines=2)
        return
    change, counts = lines
    paragraph(page, change, below, 6.8, lines=1)
    lowest = Rectangle(box.x, box.y, box.width, box.height - 44.5)
    paragraph(page, counts, lowest, 6.8, lines=1, colour=GREY)


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
    people = frame["people"]
    is_total = frame["is_total"]
    ends = people.where(is_total, people.cumsum())
    starts = (ends - people).where(~is_total, 0)
    lowest, highest = _axis_of(pd.concat([starts[~is_total], ends]))
    scale = (box.height - 24) / max(highest - lowest, 1.0)
    wide = box.width / max(len(frame), 1)
    foot = box.y + 12
    for index, (step, number, total) in enumerate(
        frame[["step", "people", "is_total"]].itertuples(index=False)
    ):
        low, high = sorted((float(starts.iloc[index]), float(ends.iloc[index])))
        low = max(low, lowest)
        drawn = Rectangle(
            x=box.x + index * wide + 3,
            y=foot + (low - lowest) * scale,
            width=wide - 6,
            height=max((high - low) * scale, 0.8),
        )
        bar(page, drawn, _colour_of_step(number, is_total=total))
        if total and lowest:
            _break(page, drawn)
        middle = drawn.x + drawn.width / 2
        words = formatting.count(number) if total else _signed(number)
        write(page, words, middle, drawn.top + 3, _ABOVE_STEP)
        write(page, step, middle, box.y + 2, _BELOW_STEP, width=wide)
    rule(page, box.x, foot, box.right, GREY)


def _colour_of_step(people: int, *, is_total: bool) -> HexColor:
    if is_total:
        return GREY
    if people >= 0:
        return BLUE
    return VERMILLION


def _axis_of(heights: pd.Series) -> tuple[float, float]:
    """Return where the axis begins and ends.

    It begins below the lowest height, not below zero.
    """
    low = float(heights.min())
    high = float(heights.max())
    if not len(heights):
        return 0.0, high
    room_below = (high - low) * 0.8
    return max(low - room_below, 0.0), high


def _signed(people: int) -> str:
    if not people:
        return "0"
    return f"{people:+,}".replace("-", "–")


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
    for index, (month, new, back) in enumerate(
        frame[["month", "new", "returning"]].itertuples(index=False)
    ):
        x = box.x + index * wide
        write(page, month, x + wide / 2, box.y + 3, _BELOW_BAR, width=wide - 1)
        if pd.isna(new) or pd.isna(back):
            write(page, formatting.ABSENT, x + wide / 2, foot + 3, _CENTRED)
        else:
            _month(page, Rectangle(x, foot, wide, room), int(back), int(new), most)
    rule(page, box.x, foot, box.right, GREY)


def _month(page: Canvas, column: Rectangle, back: int, new: int, most: float) -> None:
    """Draw one month's two bars upon each other, with their numbers.

    They are as tall as the column where they are `most`.
    """
    tall = column.height * back / most if most else 0.0
    more = column.height * new / most if most else 0.0
    x = column.x + 1.5
    wide = column.width - 3
    middle = column.x + column.width / 2
    bar(page, Rectangle(x, column.y, wide, tall), GREY)
    bar(page, Rectangle(x, column.y + tall + 0.8, wide, more), BLUE)
    if tall > 9:
        y = column.y + tall / 2 - 2.5
        number = formatting.count(back)
        write(page, number, middle, y, _INSIDE_BAR, width=column.width - 3.5)
    y = column.y + tall + more + 3
    write(page, formatting.count(new), middle, y, _ABOVE_BAR, width=column.width)


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
    names = []
    for group, cents in frame[["group", "cents"]].itertuples(index=False):
        share = cents / first if first else None
        names.append(f"{group}, {formatting.share(share)}")
    named = frame.assign(group=names)
    colours = [GREY, *[BLUE] * (len(frame) - 1)]
    _horizontal(page, named, box, colours)


def _horizontal(
    page: Canvas, frame: pd.DataFrame, box: Rectangle, colours: Sequence[HexColor]
) -> None:
    most = max(float(frame["cents"].max()), 1.0)
    tall = box.height / max(len(frame), 1)
    thick = min(tall - 5, 18)
    room = box.width - _NAME - 84
    left = box.x + _NAME
    style = TextStyle(7.5)
    for index, (group, cents, items) in enumerate(
        frame[["group", "cents", "items"]].itertuples(index=False)
    ):
        y = box.top - (index + 1) * tall
        baseline = y + tall / 2 - 2.5
        length = room * cents / most
        write(page, group, box.x, baseline, style, width=_NAME - 4)
        if cents:
            drawn = Rectangle(left, y + (tall - thick) / 2, max(length, 0.8), thick)
            bar(page, drawn, colours[index])
        words = f"{formatting.money(cents)} · {formatting.plural(items, 'item')}"
        width = box.right - box.x - _NAME - length - 4
        write(page, words, left + length + 4, baseline, style, width=width)


def gauge(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """A share as a bar within the whole, with its figure's value, change and counts.

    Columns as `tile`, and share.
    """
    write(page, row["title"], box.x, box.top - 9, TextStyle(9, BOLD), width=box.width)
    write(page, row["value"], box.x, box.top - 29, TextStyle(15, BOLD))
    if pd.notna(row["share"]):
        _draw_share(page, row, box)
    if len(row["line"]):
        sparkline(page, row["line"], Rectangle(box.right - 58, box.top - 29, 55, 12))
    indent = 0
    if row["rises"] is not None:
        triangle(page, box.x, box.top - 42, up=row["rises"], colour=TONES[row["tone"]])
        indent = 8
    words = " · ".join(filter(None, (row["change"], row["counts"])))
    below = Rectangle(box.x + indent, box.y, box.width - indent, box.height - 35)
    paragraph(page, words, below, 6.8, lines=2)


def _draw_share(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """Draw a gauge's bar, beside its small line where it has one."""
    room_for_line = 66 if len(row["line"]) else 0
    width = box.width - 58 - room_for_line
    whole = Rectangle(box.x + 58, box.top - 28, width, 9)
    bar(page, whole, PALE)
    colour = VERMILLION if row["title"].startswith("Broken") else BLUE
    part_width = whole.width * min(float(row["share"]), 1.0)
    part = Rectangle(whole.x, whole.y, part_width, whole.height)
    bar(page, part, colour)
