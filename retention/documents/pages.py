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
    def _label_width(self) -> float:
        """How much of the first line the label takes."""
        if not self.label:
            return 0.0

        label = printable(self.label)
        width = text_width(label, BOLD, self.size)
        return width + 4

    @cached_property
    def _lines(self) -> list[str]:
        words = self.text[:MOST_LETTERS]
        width = RIGHT - LEFT
        lines = broken(words, width, self.size, indent=self._label_width)
        if len(lines) <= MOST_LINES:
            return lines

        last = MOST_LINES - 1
        cut = f"{lines[last]} …"
        return [*lines[:last], cut]

    @property
    def height(self) -> float:
        """Points down the page."""
        number_of_lines = len(self._lines)
        return number_of_lines * self.size * _LEADING

    def draw(self, page: Canvas, top: float) -> None:
        """From that height down."""
        bold = TextStyle(self.size, BOLD)
        plain = TextStyle(self.size)
        first_baseline = top - self.size
        write(page, self.label, LEFT, first_baseline, bold)

        x = LEFT + self._label_width
        for number, line in enumerate(self._lines):
            y = first_baseline - number * self.size * _LEADING
            write(page, line, x, y, plain, width=RIGHT - x)
            x = LEFT  # only the first line stands beside the label


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
            label = printable(word)
            label_width = text_width(label, PLAIN, self.size)
            width = _TICK + 4 + label_width
            if x + width > RIGHT:
                x = LEFT
                line += 1
            places.append((x, line))
            x += width + 12
        return places

    @property
    def height(self) -> float:
        """Points down the page."""
        _, last_line = self._places[-1]
        number_of_lines = last_line + 1
        return number_of_lines * self._LINE + 3

    def draw(self, page: Canvas, top: float) -> None:
        """From that height down."""
        page.setStrokeColor(TEXT_COLOUR)
        page.setLineWidth(0.7)
        style = TextStyle(self.size)
        label_indent = _TICK + 4

        for word, (x, line) in zip(self.words, self._places, strict=True):
            y = top - 12 - line * self._LINE
            page.rect(x, y, _TICK, _TICK, fill=0)
            write(page, word, x + label_indent, y + 1, style)


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
        y = top
        for _ in range(self.number):
            y -= self._LINE
            rule(page, LEFT, y, RIGHT, GREY)


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

    head: list[tuple[Piece, float]] = []
    first = TOP
    if every:
        (head,) = _pages([every])
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
    for piece in chain.from_iterable(blocks):
        cells = vars(piece).values()
        texts = (cell for cell in cells if isinstance(cell, str))
        if not all(map(prints, texts)):
            return True
    return False


def _height(block: Block) -> float:
    heights = [piece.height for piece in block]
    return sum(heights)


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
