"""The panels of a page: tiles, bars up, bars across, a waterfall.

Where there is nothing to show, the reason stands there.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

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
    WHITE,
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
_INSIDE_BAR = TextStyle(6.5, BOLD, WHITE, align="centre")
_TILE_TITLE = TextStyle(7.5, colour=GREY)
_TILE_VALUE = TextStyle(17, BOLD)
_PANEL_TITLE = TextStyle(9, BOLD)
_GAUGE_VALUE = TextStyle(15, BOLD)
_ROW = TextStyle(7.5)


def tile(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """Draw a figure's tile: title, value, change with an arrow, counts.

    13 months stand beside it as a small line.
    """
    title_y = box.top - 11
    value_y = box.top - 30
    value_width = box.width * 0.58
    rule(page, box.x, box.top, box.right, GREY)
    write(page, row["title"], box.x, title_y, _TILE_TITLE, width=box.width)
    write(page, row["value"], box.x, value_y, _TILE_VALUE, width=value_width)

    values = row["line"]
    if len(values):
        left = box.x + box.width * 0.62
        width = box.right - left - 2
        line_box = Rectangle(left, box.top - 29, width, 12)
        sparkline(page, values, line_box)

    _change(page, row, box)


def _change(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """The lower half of a tile: an arrow, the change, and the counts below it."""
    below = _beside_arrow(page, row, box)
    change = row["change"]
    counts = row["counts"]
    if change and counts:
        lowest = Rectangle(box.x, box.y, box.width, box.height - 44.5)
        paragraph(page, change, below, 6.8, lines=1)
        paragraph(page, counts, lowest, 6.8, lines=1, colour=GREY)
    else:
        paragraph(page, change or counts, below, 6.8, lines=2)


def _beside_arrow(page: Canvas, row: pd.Series, box: Rectangle) -> Rectangle:
    """Draw the arrow of a change, where there is one; give the room for words."""
    rises = row["rises"]
    indent = 0
    if rises is not None:
        tone = row["tone"]
        triangle(page, box.x, box.top - 42, up=rises, colour=TONES[tone])
        indent = 8
    return Rectangle(
        x=box.x + indent,
        y=box.y,
        width=box.width - indent,
        height=box.height - 35,
    )


def panel(
    page: Canvas,
    title: str,
    content: pd.DataFrame | str,
    box: Rectangle,
    draw: Callable[[Canvas, pd.DataFrame, Rectangle], None],
) -> None:
    """A chart under its title; where there is none, "–" and the reason."""
    write(page, title, box.x, box.top - 9, _PANEL_TITLE, width=box.width)
    inside = Rectangle(box.x, box.y, box.width, box.height - _HEAD)
    if isinstance(content, str):
        reason = f"{formatting.ABSENT}  {content}"
        paragraph(page, reason, inside, 8, lines=3, colour=GREY)
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
    axis = _axis_of(pd.concat([starts[~is_total], ends]))
    lowest, highest = axis

    spread = max(highest - lowest, 1.0)
    scale = (box.height - 24) / spread
    width = box.width / max(len(frame), 1)
    foot = box.y + 12
    x = box.x
    columns = zip(frame["step"], people, is_total, starts, ends, strict=True)
    for step, number, total, start, end in columns:
        low = max(min(start, end), lowest)
        high = max(start, end)
        height = (high - low) * scale
        drawn = Rectangle(
            x=x + 3,
            y=foot + (low - lowest) * scale,
            width=width - 6,
            height=max(height, 0.8),
        )
        _draw_step(page, drawn, number, is_total=total, is_broken=lowest > 0)
        middle = drawn.x + drawn.width / 2
        write(page, step, middle, box.y + 2, _BELOW_STEP, width=width)
        x += width
    rule(page, box.x, foot, box.right, GREY)


def _draw_step(
    page: Canvas, drawn: Rectangle, people: int, *, is_total: bool, is_broken: bool
) -> None:
    """Draw one bar of the waterfall, with its number above it."""
    colour = _colour_of_step(people, is_total=is_total)
    bar(page, drawn, colour)
    if is_total and is_broken:
        _break(page, drawn)
    words = formatting.count(people) if is_total else _signed(people)
    middle = drawn.x + drawn.width / 2
    write(page, words, middle, drawn.top + 3, _ABOVE_STEP)


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
    lowest = float(heights.min())
    highest = float(heights.max())
    if not len(heights):
        return 0.0, highest

    room_below = (highest - lowest) * 0.8
    begins = lowest - room_below
    return max(begins, 0.0), highest


def _signed(people: int) -> str:
    if not people:
        return "0"
    return f"{people:+,}".replace("-", "–")


def _break(page: Canvas, drawn: Rectangle) -> None:
    """Two white lines across a bar's foot: it does not begin at zero."""
    page.setStrokeColor(WHITE)
    page.setLineWidth(1.2)
    left = drawn.x - 1
    right = drawn.right + 1
    for up in (5, 8):
        y = drawn.y + up
        page.line(left, y, right, y + 3)


def months(page: Canvas, frame: pd.DataFrame, box: Rectangle) -> None:
    """New upon returning, a bar per month; "–" for a month not known.

    Columns: month, new, returning (people).
    """
    people = frame["new"] + frame["returning"]
    most = float(people.max())
    width = box.width / max(len(frame), 1)
    column = Rectangle(box.x, box.y + 12, width, box.height - 34)
    _legend(page, box)

    rows = frame[["month", "new", "returning"]]
    for month, new, returning in rows.itertuples(index=False):
        middle = column.x + width / 2
        write(page, month, middle, box.y + 3, _BELOW_BAR, width=width - 1)
        is_unknown = pd.isna(new) or pd.isna(returning)
        if is_unknown:
            write(page, formatting.ABSENT, middle, column.y + 3, _CENTRED)
        else:
            _month(page, column, int(returning), int(new), most)
        column = replace(column, x=column.right)
    rule(page, box.x, column.y, box.right, GREY)


def _month(
    page: Canvas, column: Rectangle, returning: int, new: int, most: float
) -> None:
    """Draw one month's two bars upon each other, with their numbers.

    They are as tall as the column where they are `most`.
    """
    points_per_person = column.height / most if most else 0.0
    x = column.x + 1.5
    width = column.width - 3
    lower = Rectangle(x, column.y, width, returning * points_per_person)
    upper = Rectangle(x, lower.top + 0.8, width, new * points_per_person)
    bar(page, lower, GREY)
    bar(page, upper, BLUE)

    middle = column.x + column.width / 2
    if lower.height > 9:
        y = lower.y + lower.height / 2 - 2.5
        number = formatting.count(returning)
        write(page, number, middle, y, _INSIDE_BAR, width=column.width - 3.5)
    number = formatting.count(new)
    y = lower.top + upper.height + 3
    write(page, number, middle, y, _ABOVE_BAR, width=column.width)


def _legend(page: Canvas, box: Rectangle) -> None:
    style = TextStyle(7)
    entries = (
        (0, "new (above)", BLUE),
        (62, "returning (below)", GREY),
    )
    for offset, name, colour in entries:
        x = box.x + offset
        square = Rectangle(x, box.top - 7, 6, 6)
        bar(page, square, colour)
        write(page, name, x + 9, box.top - 6.5, style)


def undone(page: Canvas, frame: pd.DataFrame, box: Rectangle) -> None:
    """Amounts left undone, a bar across per group. Columns: group, cents, items."""
    colours = [VERMILLION] * len(frame)
    _horizontal(page, frame, box, colours)


def steps(page: Canvas, frame: pd.DataFrame, box: Rectangle) -> None:
    """A funnel, a bar across per step with its share of the first.

    Columns: group, cents, items.
    """
    first = frame["cents"].iloc[0]
    names = []
    groups = frame[["group", "cents"]]
    for group, cents in groups.itertuples(index=False):
        share = cents / first if first else None
        share_in_words = formatting.share(share)
        names.append(f"{group}, {share_in_words}")
    named = frame.assign(group=names)
    later_colours = [BLUE] * (len(frame) - 1)
    _horizontal(page, named, box, [GREY, *later_colours])


def _horizontal(
    page: Canvas, frame: pd.DataFrame, box: Rectangle, colours: Sequence[HexColor]
) -> None:
    """Draw a bar across per group, between its name and its amount."""
    most = max(float(frame["cents"].max()), 1.0)
    row_height = box.height / max(len(frame), 1)
    thickness = min(row_height - 5, 18)
    left = box.x + _NAME
    room = box.width - _NAME - 84

    y = box.top
    rows = frame[["group", "cents", "items"]].itertuples(index=False)
    for (group, cents, items), colour in zip(rows, colours, strict=True):
        y -= row_height
        baseline = y + row_height / 2 - 2.5
        write(page, group, box.x, baseline, _ROW, width=_NAME - 4)

        length = room * cents / most
        if cents:
            bar_y = y + (row_height - thickness) / 2
            drawn = Rectangle(left, bar_y, max(length, 0.8), thickness)
            bar(page, drawn, colour)

        amount = formatting.money(cents)
        number_of_items = formatting.plural(items, "item")
        words = f"{amount} · {number_of_items}"
        x = left + length + 4
        write(page, words, x, baseline, _ROW, width=box.right - x)


def gauge(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """A share as a bar within the whole, with its figure's value, change and counts.

    Columns as `tile`, and share.
    """
    title_y = box.top - 9
    value_y = box.top - 29
    write(page, row["title"], box.x, title_y, _PANEL_TITLE, width=box.width)
    write(page, row["value"], box.x, value_y, _GAUGE_VALUE)
    if pd.notna(row["share"]):
        _draw_share(page, row, box)

    values = row["line"]
    if len(values):
        line_box = Rectangle(box.right - 58, value_y, 55, 12)
        sparkline(page, values, line_box)

    below = _beside_arrow(page, row, box)
    parts = (row["change"], row["counts"])
    words = " · ".join(filter(None, parts))
    paragraph(page, words, below, 6.8, lines=2)


def _draw_share(page: Canvas, row: pd.Series, box: Rectangle) -> None:
    """Draw a gauge's bar, beside its small line where it has one."""
    room_for_line = 66 if len(row["line"]) else 0
    width = box.width - 58 - room_for_line
    whole = Rectangle(box.x + 58, box.top - 28, width, 9)
    bar(page, whole, PALE)

    is_of_broken = row["title"].startswith("Broken")
    colour = VERMILLION if is_of_broken else BLUE
    share = min(float(row["share"]), 1.0)
    part = replace(whole, width=whole.width * share)
    bar(page, part, colour)
