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
    return printable(words).count(UNPRINTABLE) == words.count(UNPRINTABLE)


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
        return hebrew[0][::-1]

    return _HEBREW.sub(reverse, words)


def text_width(words: str, font: str, size: float) -> float:
    """How long printable words are, in points."""
    width = pdfmetrics.stringWidth(words, font_for(words, font), size)
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
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))
    return frozenset(pdfmetrics.getFont(_WIDE[PLAIN]).face.charToGlyph)


BLUE = HexColor("#0072B2")
"""What stays, comes or is done."""
VERMILLION = HexColor("#D55E00")
"""What leaves or is left undone."""
GREY = HexColor("#767676")
"""What is neither."""
TEXT_COLOUR = HexColor("#0E1216")
PALE = HexColor("#D9D9D9")
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
    size = style.size
    while size > 5 and text_width(line, style.font, size) > width:
        size -= 0.25
    if text_width(line, style.font, size) <= width:
        return line, size
    room = width - text_width("…", style.font, size)
    fits = fitting(line, room, size, style.font)
    return f"{line[:fits].rstrip()}…", size


def broken(
    words: object, width: float, size: float, font: str = PLAIN, *, indent: float = 0
) -> list[str]:
    """Break words into lines no longer than a width.

    The first one is shorter by the indent. A word longer than a line is
    broken where the line ends.
    """
    lines = [""]
    room = width - indent
    for word in printable(words).split():
        joined = f"{lines[-1]} {word}".lstrip()
        if text_width(joined, font, size) <= room:
            lines[-1] = joined
            continue
        room = width
        while (fits := fitting(word, width, size, font)) < len(word):
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    is_first_unused = not lines[0] and len(lines) > 1 and not indent
    if is_first_unused:
        return lines[1:]
    return lines


def fitting(words: str, width: float, size: float, font: str) -> int:
    """How many letters fit into a width; at least one."""

    def width_of(number: int) -> float:
        return text_width(words[:number], font, size)

    most = min(len(words), int(width / size / _NARROWEST) + 1)
    fits = bisect_right(range(1, most + 1), width, key=width_of)
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
    if len(every_line) > lines:
        drawn[-1] = f"{drawn[-1]} …"
    style = TextStyle(size, colour=colour)
    for number, line in enumerate(drawn):
        y = box.top - size - number * size * 1.25
        write(page, line, box.x, y, style, width=box.width)


def bar(page: Canvas, box: Rectangle, colour: HexColor) -> None:
    """A filled bar; what leaves or is left undone is hatched."""
    page.setFillColor(colour)
    page.rect(box.x, box.y, box.width, box.height, stroke=0, fill=1)
    if colour is VERMILLION and min(box.width, box.height) > 1:
        _hatch(page, box)


def _hatch(page: Canvas, box: Rectangle) -> None:
    page.saveState()
    outline = page.beginPath()
    outline.rect(box.x, box.y, box.width, box.height)
    page.clipPath(outline, stroke=0, fill=0)
    page.setStrokeColor(HexColor("#FFFFFF"))
    page.setLineWidth(0.8)
    for step in range(int((box.width + box.height) / _HATCH) + 1):
        start = box.x - box.height + step * _HATCH
        page.line(start, box.y, start + box.height, box.top)
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
    low, high = (y, y + 5) if up else (y + 5, y)
    head = page.beginPath()
    head.moveTo(x, low)
    head.lineTo(x + 5, low)
    head.lineTo(x + 2.5, high)
    head.close()
    page.setFillColor(colour)
    page.drawPath(head, stroke=0, fill=1)


def sparkline(page: Canvas, values: Sequence[float | None], box: Rectangle) -> None:
    """A small line, gaps where a value is missing, with a dot at the last one known."""
    values_known = {
        index: value for index, value in enumerate(values) if value is not None
    }
    low = min(values_known.values())
    high = max(values_known.values())
    spread = (high - low) or 1.0
    step = box.width / max(len(values) - 1, 1)
    points = {}
    for index, value in values_known.items():
        height = (value - low) / spread if high > low else 0.5
        points[index] = (box.x + index * step, box.y + box.height * height)
    page.setStrokeColor(GREY)
    page.setLineWidth(1)
    for index, point in points.items():
        following = points.get(index + 1)
        if following:
            page.line(*point, *following)
    page.setFillColor(TEXT_COLOUR)
    last_point = list(points.values())[-1]
    page.circle(*last_point, 1.6, stroke=0, fill=1)
