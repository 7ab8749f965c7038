"""Drawing primitives of a page: fonts, fitting text, bars, hatching, small lines."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PLAIN = "Helvetica"
BOLD = "Helvetica-Bold"
UNPRINTABLE = "?"
_WIDE = {PLAIN: "DejaVuSans", BOLD: "DejaVuSans-Bold"}
_HEBREW = re.compile("[\u05d0-\u05ea]+(?:[ '\"-]+[\u05d0-\u05ea]+)*")


def printable(words: object) -> str:
    """Put words in one line, in letters that a page can print.

    Others become "?", and what is not seen is dropped.
    """
    in_one_line = " ".join(str(words).replace("−", "–").split())
    line = unicodedata.normalize("NFC", in_one_line)
    if _is_western(line):
        return line

    letters = []
    for letter in line:
        if unicodedata.category(letter) == "Cf":
            continue
        can_print = _is_western(letter) or ord(letter) in _printable_letters()
        letters.append(letter if can_print else UNPRINTABLE)
    return "".join(letters)


def prints(words: str) -> bool:
    """Whether every letter of the words can be printed."""
    printed = printable(words)
    marks_before = words.count(UNPRINTABLE)
    marks_after = printed.count(UNPRINTABLE)
    return marks_after == marks_before


def font_for(words: str, font: str) -> str:
    """Return the font wanted for printable words, else its wider counterpart."""
    if _is_western(words):
        return font

    _printable_letters()
    return _WIDE[font]


def as_seen(words: str) -> str:
    """Put printable words in the order in which they are drawn.

    Hebrew ones run from right to left.
    """

    def reverse(hebrew: re.Match[str]) -> str:
        letters = reversed(hebrew[0])
        return "".join(letters)

    return _HEBREW.sub(reverse, words)


def text_width(words: str, font: str, size: float) -> float:
    """How long printable words are, in points."""
    printing_font = font_for(words, font)
    width = pdfmetrics.stringWidth(words, printing_font, size)
    return float(width)


def _is_western(words: str) -> bool:
    """Whether every PDF reader's own fonts have all these letters."""
    try:
        words.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return all(letter >= " " for letter in words)


@cache
def _printable_letters() -> frozenset[int]:
    """Return the letters of DejaVu Sans.

    Its two files are read when a name first needs them.
    """
    folder = Path(__file__).with_name("fonts")
    for name in _WIDE.values():
        file = folder / f"{name}.ttf"
        pdfmetrics.registerFont(TTFont(name, file))
    font = pdfmetrics.getFont(_WIDE[PLAIN])
    return frozenset(font.face.charToGlyph)


BLUE = HexColor("#0072B2")
"""What stays, comes or is done."""
VERMILLION = HexColor("#D55E00")
"""What leaves or is left undone."""
GREY = HexColor("#767676")
"""What is neither."""
TEXT_COLOUR = HexColor("#0E1216")
PALE = HexColor("#D9D9D9")
WHITE = HexColor("#FFFFFF")
_SMALLEST = 5  # points of a letter that can still be read
_NARROWEST = 0.18  # no letter is narrower, in heights of its font
_HATCH = 3.5  # between two lines of the hatching


@dataclass(frozen=True)
class Rectangle:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y + self.height

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width


@dataclass(frozen=True)
class TextStyle:
    """How words are set: size in points, font, colour, and which end stands at x."""

    size: float = 8
    font: str = PLAIN
    colour: HexColor = TEXT_COLOUR
    align: str = "left"


SMALL = TextStyle()


def write(
    page: Canvas,
    words: object,
    x: float,
    y: float,
    style: TextStyle = SMALL,
    *,
    width: float | None = None,
) -> None:
    """Write one line of words from, up to or around x.

    Where a width is given, the line is shrunk and at last cut to fit it.
    """
    line = printable(words)
    size = style.size
    if width:
        line, size = _made_to_fit(line, style, width)
    page.setFillColor(style.colour)
    page.setFont(font_for(line, style.font), size)
    draw_by_align = {
        "left": page.drawString,
        "right": page.drawRightString,
        "centre": page.drawCentredString,
    }
    draw = draw_by_align[style.align]
    draw(x, y, as_seen(line))


def _made_to_fit(line: str, style: TextStyle, width: float) -> tuple[str, float]:
    """Return a line with the size at which it fits a width.

    It is cut with "…" where even the smallest is too large.
    """
    font = style.font
    size = style.size
    while text_width(line, font, size) > width:
        if size <= _SMALLEST:
            ellipsis_width = text_width("…", font, size)
            fits = fitting(line, width - ellipsis_width, size, font)
            beginning = line[:fits].rstrip()
            return f"{beginning}…", size
        size -= 0.25
    return line, size


def broken(
    words: object, width: float, size: float, font: str = PLAIN, *, indent: float = 0
) -> list[str]:
    """Break words into lines no longer than a width.

    The first one is shorter by the indent. A word longer than a line is
    broken where the line ends.
    """
    lines: list[str] = []
    line = ""
    room = width - indent
    for word in printable(words).split():
        longer = f"{line} {word}".lstrip()
        if text_width(longer, font, size) <= room:
            line = longer
            continue

        if line or lines or indent:
            lines.append(line)
        room = width
        *full_lines, line = _cut(word, width, size, font)
        lines += full_lines
    return [*lines, line]


def _cut(word: str, width: float, size: float, font: str) -> list[str]:
    """Cut a word into pieces of which each fits a line."""
    pieces = []
    rest = word
    fits = fitting(rest, width, size, font)
    while fits < len(rest):
        pieces.append(rest[:fits])
        rest = rest[fits:]
        fits = fitting(rest, width, size, font)
    return [*pieces, rest]


def fitting(words: str, width: float, size: float, font: str) -> int:
    """How many letters fit into a width; at least one."""

    def width_of(number: int) -> float:
        beginning = words[:number]
        return text_width(beginning, font, size)

    narrowest = size * _NARROWEST
    most_that_fit = int(width / narrowest) + 1
    most = min(len(words), most_that_fit)
    numbers = range(1, most + 1)
    fits = bisect_right(numbers, width, key=width_of)
    return max(fits, 1)


def paragraph(
    page: Canvas,
    words: object,
    box: Rectangle,
    size: float = 8,
    *,
    lines: int = 2,
    colour: HexColor = TEXT_COLOUR,
) -> None:
    """Write words from the top of a box, broken to its width.

    What passes the last line is cut with "…".
    """
    every_line = broken(words, box.width, size)
    drawn = every_line[:lines]
    is_cut = len(every_line) > lines
    if is_cut:
        drawn[-1] = f"{drawn[-1]} …"

    style = TextStyle(size, colour=colour)
    leading = size * 1.25
    first_baseline = box.top - size
    for number, line in enumerate(drawn):
        y = first_baseline - number * leading
        write(page, line, box.x, y, style, width=box.width)


def bar(page: Canvas, box: Rectangle, colour: HexColor) -> None:
    """A filled bar; what leaves or is left undone is hatched."""
    page.setFillColor(colour)
    page.rect(box.x, box.y, box.width, box.height, stroke=0, fill=1)
    thickness = min(box.width, box.height)
    can_be_hatched = thickness > 1
    if colour is VERMILLION and can_be_hatched:
        _hatch(page, box)


def _hatch(page: Canvas, box: Rectangle) -> None:
    page.saveState()
    outline = page.beginPath()
    outline.rect(box.x, box.y, box.width, box.height)
    page.clipPath(outline, stroke=0, fill=0)
    page.setStrokeColor(WHITE)
    page.setLineWidth(0.8)

    # aslant, from below the left edge to beyond the right one
    first = box.x - box.height
    length = box.width + box.height
    number_of_lines = int(length / _HATCH) + 1
    for step in range(number_of_lines):
        start = first + step * _HATCH
        end = start + box.height
        page.line(start, box.y, end, box.top)
    page.restoreState()


def rule(
    page: Canvas,
    x: float,
    y: float,
    right: float,
    colour: HexColor = PALE,
    width: float = 0.5,
) -> None:
    """A level line from x to right."""
    page.setStrokeColor(colour)
    page.setLineWidth(width)
    page.line(x, y, right, y)


def triangle(page: Canvas, x: float, y: float, *, up: bool, colour: HexColor) -> None:
    """A small arrow head, five points wide, standing on y."""
    foot = y if up else y + 5
    tip = y + 5 if up else y
    head = page.beginPath()
    head.moveTo(x, foot)
    head.lineTo(x + 5, foot)
    head.lineTo(x + 2.5, tip)
    head.close()
    page.setFillColor(colour)
    page.drawPath(head, stroke=0, fill=1)


def sparkline(page: Canvas, values: Sequence[float | None], box: Rectangle) -> None:
    """A small line, gaps where a value is missing, with a dot at the last one known."""
    points = _points(values, box)
    page.setStrokeColor(GREY)
    page.setLineWidth(1)
    for index, point in points.items():
        following = points.get(index + 1)
        if following:
            page.line(*point, *following)

    last_known = max(points)
    x, y = points[last_known]
    page.setFillColor(TEXT_COLOUR)
    page.circle(x, y, 1.6, stroke=0, fill=1)


def _points(
    values: Sequence[float | None], box: Rectangle
) -> dict[int, tuple[float, float]]:
    """Where each known value stands in a box, by its index.

    Values that are all equal stand at half height.
    """
    values_known = {
        index: value for index, value in enumerate(values) if value is not None
    }
    low = min(values_known.values())
    high = max(values_known.values())
    spread = high - low
    number_of_steps = max(len(values) - 1, 1)
    step = box.width / number_of_steps

    points = {}
    for index, value in values_known.items():
        height = 0.5
        if spread:
            height = (value - low) / spread
        x = box.x + index * step
        y = box.y + box.height * height
        points[index] = (x, y)
    return points
