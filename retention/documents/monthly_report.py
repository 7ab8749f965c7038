"""The page for the monthly meeting: one letter-sized sheet of figures.

It is drawn without a browser.
"""

import io
from collections.abc import Sequence
from typing import Protocol

import pandas as pd
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from retention.documents.drawing import (
    BOLD,
    GREY,
    VERMILLION,
    Rectangle,
    TextStyle,
    bar,
    printable,
    rule,
    write,
)
from retention.documents.panels import (
    gauge,
    months,
    panel,
    steps,
    tile,
    undone,
    waterfall,
)

WIDTH, HEIGHT = letter
MARGIN = 36
GAP = 20
TILES_IN_A_ROW = 4
TILE = 58
_WHOLE = WIDTH - 2 * MARGIN
_HALF = (_WHOLE - GAP) / 2
LEGEND = (
    "Small lines: the last 13 full months. Hatched: what leaves or is left undone. "
    "Blue arrow: for the better; orange: for the worse."
)

Panel = pd.DataFrame | str
"""What a chart shows, or why there is nothing to show."""


class ReportContent(Protocol):
    """What stands on the page; nothing here counts, and nobody's name is asked for."""

    @property
    def name(self) -> str:
        """The practice's name."""

    @property
    def days(self) -> str:
        """The days it speaks of, in words."""

    @property
    def basis(self) -> str:
        """Where the visits come from, where that must be said."""

    @property
    def tiles(self) -> pd.DataFrame:
        """A row per figure.

        Columns: title, value, counts, change, tone ("better", "worse", ""), rises (or
        None), line.
        """

    @property
    def sentences(self) -> Sequence[str]:
        """What to look at."""

    @property
    def bridge(self) -> Panel:
        """Columns: step, people (signed), is_total."""

    @property
    def months(self) -> Panel:
        """Columns: month, new, returning."""

    @property
    def ages(self) -> Panel:
        """Columns: group, cents, items."""

    @property
    def funnel(self) -> Panel:
        """Columns: group, cents, items."""

    @property
    def schedule(self) -> pd.DataFrame:
        """Two rows as in tiles, and share."""

    @property
    def footer(self) -> str:
        """The last line."""


def meeting_pdf(meeting: ReportContent, *, compressed: bool = True) -> bytes:
    """The page as PDF; the same meeting gives the same bytes."""
    out = io.BytesIO()
    page = Canvas(
        out, pagesize=letter, invariant=1, pageCompression=int(compressed), lang="en-US"
    )
    page.setTitle(f"{printable(meeting.name)}: patient retention")
    _head(page, meeting)
    _tiles(page, meeting.tiles)
    _sentences(page, meeting.sentences)
    _panels(page, meeting)
    _foot(page, meeting.footer)
    page.showPage()
    page.save()
    return out.getvalue()


def _panels(page: Canvas, meeting: ReportContent) -> None:
    """Four charts in two columns, and below each column a share of the schedule."""
    left = MARGIN
    right = MARGIN + _HALF + GAP
    panel(
        page,
        "Are we growing or leaking? Active patients",
        meeting.bridge,
        Rectangle(left, 336, _HALF, 146),
        waterfall,
    )
    panel(
        page,
        "New and returning patients by month",
        meeting.months,
        Rectangle(right, 336, _HALF, 146),
        months,
    )
    panel(
        page,
        "How long treatment has been sitting",
        meeting.ages,
        Rectangle(left, 168, _HALF, 140),
        undone,
    )
    panel(
        page,
        "From presented to done",
        meeting.funnel,
        Rectangle(right, 168, _HALF, 140),
        steps,
    )
    for x, (_, row) in zip((left, right), meeting.schedule.iterrows(), strict=True):
        gauge(page, row, Rectangle(x, 82, _HALF, 62))


def _head(page: Canvas, meeting: ReportContent) -> None:
    parts = ("Patient retention, monthly meeting", meeting.days, meeting.basis)
    words = " · ".join(filter(None, parts))
    name_style = TextStyle(18, BOLD)
    words_style = TextStyle(9, colour=GREY)
    name_y = HEIGHT - 50
    words_y = HEIGHT - 66
    write(page, meeting.name, MARGIN, name_y, name_style, width=_WHOLE)
    write(page, words, MARGIN, words_y, words_style, width=_WHOLE)


def _tiles(page: Canvas, tiles: pd.DataFrame) -> None:
    gaps = GAP * (TILES_IN_A_ROW - 1)
    width = (_WHOLE - gaps) / TILES_IN_A_ROW
    top_row = HEIGHT - 142
    for index, (_, row) in enumerate(tiles.iterrows()):
        down, across = divmod(index, TILES_IN_A_ROW)
        x = MARGIN + across * (width + GAP)
        y = top_row - down * (TILE + 8)
        box = Rectangle(x, y, width, TILE)
        tile(page, row, box)


def _sentences(page: Canvas, sentences: Sequence[str]) -> None:
    leading = 14.5
    top = HEIGHT - 224
    height = 15 + leading * len(sentences)
    mark = Rectangle(MARGIN, top - height, 3, height)
    bar(page, mark, VERMILLION)

    left = MARGIN + 12
    width = _WHOLE - 12
    style = TextStyle(9.5)
    write(page, "Look at this", left, top - 9, TextStyle(9, BOLD))
    y = top - 25
    for sentence in sentences:
        write(page, sentence, left, y, style, width=width)
        y -= leading


def _foot(page: Canvas, footer: str) -> None:
    rule(page, MARGIN, 58, WIDTH - MARGIN, GREY)
    style = TextStyle(6.8, colour=GREY)
    write(page, LEGEND, MARGIN, 47, style)
    write(page, footer, MARGIN, 37, style, width=_WHOLE)
