"""Which letters a page can print, and in which font: every reader's own for western
names, DejaVu Sans for others.

DejaVu Sans 2.37 lies in `fonts/`, cut down to the Latin, Greek, Cyrillic, Armenian,
Georgian and Hebrew letters, and is embedded as far as a page uses it. What it lacks
(Arabic, Chinese, Japanese, Korean, Indian, Thai …) becomes "?".
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN = "Helvetica"
BOLD = "Helvetica-Bold"
UNPRINTABLE = "?"
_WIDE = {PLAIN: "DejaVuSans", BOLD: "DejaVuSans-Bold"}
_HEBREW = re.compile("[\u05d0-\u05ea]+(?:[ '\"-]+[\u05d0-\u05ea]+)*")


def printable(words: object) -> str:
    """The words in one line, in letters that a page can print; others become "?", and
    what is not seen is dropped.
    """
    said = unicodedata.normalize("NFC", " ".join(str(words).replace("−", "–").split()))
    if _is_western(said):
        return said
    seen = (letter for letter in said if unicodedata.category(letter) != "Cf")
    return "".join(
        letter if _is_western(letter) or ord(letter) in _known() else UNPRINTABLE
        for letter in seen
    )


def prints(words: str) -> bool:
    """Whether every letter of the words can be printed."""
    return printable(words).count(UNPRINTABLE) == words.count(UNPRINTABLE)


def font_for(said: str, font: str) -> str:
    """The font to write printable words in: the one wanted, else its wider
    counterpart.
    """
    if _is_western(said):
        return font
    _known()
    return _WIDE[font]


def as_seen(said: str) -> str:
    """Printable words in the order in which they are drawn: Hebrew ones run from right
    to left.
    """
    return _HEBREW.sub(lambda found: found[0][::-1], said)


def width(said: str, font: str, size: float) -> float:
    """How long printable words are, in points."""
    return float(pdfmetrics.stringWidth(said, font_for(said, font), size))


def _is_western(said: str) -> bool:
    """Whether every PDF reader's own fonts have all these letters."""
    try:
        said.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return all(letter >= " " for letter in said)


@cache
def _known() -> frozenset[int]:
    """The letters of DejaVu Sans; its two files are read when a name first needs
    them.
    """
    folder = Path(__file__).with_name("fonts")
    for name in _WIDE.values():
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))
    return frozenset(pdfmetrics.getFont(_WIDE[PLAIN]).face.charToGlyph)
