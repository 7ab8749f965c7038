"""Several pages of blocks that are kept whole, drawn without a browser.

Each page is numbered and has a head and a foot.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import ClassVar, Protocol

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from retention.documents.drawing import (
    BOLD,
    GREY,
    PALE,
    PLAIN,
    TEXT_COLOUR,
    UNPRINTABLE,
    VERMILLION,
    TextStyle,
    broken,
    printable,
    prints,
    rule,
    text_width,
    write,
)

WIDTH, HEIGHT = letter
MARGIN = 36
RIGHT = WIDTH - MARGIN
# Between head and foot
TOP = HEIGHT - 76
BOTTOM = 56
SHRED = "Contains patient data: shred after use."
LOST = (
    f"“{UNPRINTABLE}” stands for a letter that cannot be printed here; the patient "
    "number says who is meant."
)
LEFT = MARGIN + 22  # below a block's number
# Of one piece; so many letters always fill more lines
MOST_LINES = 12
MOST_LETTERS = 4000
_LEADING = 1.28  # from line to line, in letters' heights
_GAP = 12  # between two blocks
_TICK = 7.5


class Piece(Protocol):
    """Part of a block, as wide as the page."""

    @property
    def height(self) -> float:
        """Points down the page."""

    def draw(self, page: Canvas, top: float) -> None:
        """From that height down."""


Block = Sequence[Piece]


@dataclass(frozen=True)
class Head:
    """A block's first line: its number, who it is about, what is needed first."""

    number: str
    left: str
    right: str
    height: ClassVar[float] = 17

    def draw(self, page: Canvas, top: float) -> None:
        """From that height down."""
        room = text_width(printable(self.right), BOLD, 12) + 12
        write(
            page,
            self.number,
            MARGIN,
            top - 12,
            TextStyle(9, colour=GREY),
            width=LEFT - MARGIN - 3,
        )
        write(
            page,
            self.left,
            LEFT,
            top - 12,
            TextStyle(12, BOLD),
            width=RIGHT - LEFT - room,
        )
        write(
            page,
            self.right,
            RIGHT,
            top - 12,
            TextStyle(12, BOLD, align="right"),
            width=(RIGHT - LEFT) / 2,
        )


@dataclass(frozen=True)
class Words:
    """Words on as many lines as they need, after a label where there is one.

    There are at most `MOST_LINES`.
    """

    text: str
    label: str = ""
    size: float = 9

    @property
    def _indent(self) -> float:
        if not self.label:
            return 0.0
        return text_width(printable(self.label), BOLD, self.size) + 4

    @cached_property
    def _lines(self) -> list[str]:
        words = self.text[:MOST_LETTERS]
        lines = broken(words, RIGHT - LEFT, self.size, indent=self._indent)
        if len(lines) <= MOST_LINES:
            return lines
        last = MOST_LINES - 1
        return [*lines[:last], f"{lines[last]} …"]

    @property
    def height(self) -> float:
        """Points down the page."""
        return len(self._lines) * self.size * _LEADING

    def draw(self, page: Canvas, top: float) -> None:
        """From that height down."""
        write(page, self.label, LEFT, top - self.size, TextStyle(self.size, BOLD))
        for number, line in enumerate(self._lines):
            x = LEFT if number else LEFT + self._indent
            y = top - self.size - number * self.size * _LEADING
            write(page, line, x, y, TextStyle(self.size), width=RIGHT - x)


@dataclass(frozen=True)
class Ticks:
    """Boxes to tick, side by side on as many lines as they need.

    "…" in a word is room to write.
    """

    words: tuple[str, ...]
    size: float = 8
    _LINE: ClassVar[float] = 15

    @property
    def _places(self) -> list[tuple[float, int]]:
        """Where each box stands: points from the left, and on which line."""
        places: list[tuple[float, int]] = []
        x = float(LEFT)
        line = 0
        for word in self.words:
            word_width = text_width(printable(word), PLAIN, self.size)
            wide = _TICK + 4 + word_width + 12
            if x + wide - 12 > RIGHT:
                x = LEFT
                line += 1
            places.append((x, line))
            x += wide
        return places

    @property
    def height(self) -> float:
        """Points down the page."""
        _, last_line = self._places[-1]
        lines = last_line + 1
        return lines * self._LINE + 3

    def draw(self, page: Canvas, top: float) -> None:
        """From that height down."""
        page.setStrokeColor(TEXT_COLOUR)
        page.setLineWidth(0.7)
        for word, (x, line) in zip(self.words, self._places, strict=True):
            y = top - 12 - line * self._LINE
            page.rect(x, y, _TICK, _TICK, fill=0)
            write(page, word, x + _TICK + 4, y + 1, TextStyle(self.size))


@dataclass(frozen=True)
class Rules:
    """Empty lines to write on."""

    number: int = 1
    _LINE: ClassVar[float] = 17

    @property
    def height(self) -> float:
        """Points down the page."""
        return self.number * self._LINE

    def draw(self, page: Canvas, top: float) -> None:
        """From that height down."""
        for number in range(self.number):
            rule(page, LEFT, top - (number + 1) * self._LINE, RIGHT, GREY)


@dataclass(frozen=True)
class Title:
    """What every page is headed with: what it is, whose it is, and what it tells of."""

    title: str
    practice: str
    about: str


def flowing_pdf(
    title: Title,
    blocks: Sequence[Block],
    notes: Iterable[str],
    *,
    every: Block = (),
    compressed: bool = True,
) -> bytes:
    """Draw the blocks on as many letter-sized pages as they need.

    The same blocks give the same bytes. A block stands on one page; only one that is
    taller than a page is broken, between its pieces.

    Args:
        title: What every page is headed with.
        blocks: What the pages hold.
        notes: Sentences after the last block.
        every: The block at the top of every page.
        compressed: Whether the PDF's streams are.
    """
    out = io.BytesIO()
    page = Canvas(
        out, pagesize=letter, invariant=1, pageCompression=int(compressed), lang="en-US"
    )
    page.setTitle(title.title)
    head = _pages([every])[0] if every else []
    first = TOP
    if every:
        first = TOP - _height(every) - _GAP
    pages = _pages(_with_notes(blocks, notes), first)
    for number, pieces in enumerate(pages, 1):
        _frame(page, title, f"Page {number} of {len(pages)}")
        for piece, top in (*head, *pieces):
            piece.draw(page, top)
        page.showPage()
    page.save()
    return out.getvalue()


def _with_notes(blocks: Sequence[Block], notes: Iterable[str]) -> Sequence[Block]:
    """Add the notes as a last block, and one more where a letter is lost."""
    sentences = list(notes)
    if _is_lost(blocks):
        sentences.append(LOST)
    if not sentences:
        return blocks
    last = [Words(sentence, size=8) for sentence in sentences]
    return [*blocks, last]


def _is_lost(blocks: Sequence[Block]) -> bool:
    """Whether anything in the blocks cannot be printed."""
    pieces = chain.from_iterable(blocks)
    cells = chain.from_iterable(vars(piece).values() for piece in pieces)
    return any(isinstance(cell, str) and not prints(cell) for cell in cells)


def _height(block: Block) -> float:
    return sum(piece.height for piece in block)


def _pages(
    blocks: Sequence[Block], first: float = TOP
) -> list[list[tuple[Piece, float]]]:
    """Place the pieces of each page with the height each begins at.

    The first begins at the height given. There is at least one page.
    """
    pages: list[list[tuple[Piece, float]]] = [[]]
    top = first
    for block in blocks:
        if pages[-1] and top - _height(block) < BOTTOM:
            pages.append([])
            top = first
        for piece in block:
            if top - piece.height < BOTTOM and pages[-1]:
                pages.append([])
                top = first
            pages[-1].append((piece, top))
            top -= piece.height
        top -= _GAP
    return pages


def _frame(page: Canvas, title: Title, number: str) -> None:
    """Head and foot of a page."""
    heading = f"{title.title} · {title.about}"
    write(
        page,
        title.practice,
        MARGIN,
        HEIGHT - 46,
        TextStyle(14, BOLD),
        width=RIGHT - MARGIN - 80,
    )
    write(page, number, RIGHT, HEIGHT - 46, TextStyle(9, align="right"))
    write(
        page,
        heading,
        MARGIN,
        HEIGHT - 60,
        TextStyle(9, colour=GREY),
        width=RIGHT - MARGIN,
    )
    rule(page, MARGIN, HEIGHT - 66, RIGHT, GREY)
    rule(page, MARGIN, 46, RIGHT, PALE)
    write(page, SHRED, MARGIN, 34, TextStyle(9, BOLD, VERMILLION))
