"""A text in UTF-8 in which some bytes are broken, told from one whose letters have one
byte each.
"""

import codecs
import io
from collections.abc import Iterator
from itertools import chain

import numpy as np

SIGN = "\ufffd"
"""Stands for what cannot be read."""
_SIGN = SIGN.encode()
_FAR = (
    5  # letters of several bytes for each broken one, from which the text is in UTF-8
)
_MANY = 1_000  # broken bytes after which the rest of the text is not waited for
_LEADS = 0xC0  # bytes from here on begin a letter of several


def as_utf8(pieces: Iterator[bytes], *, surely: bool) -> memoryview | None:
    """The text with a sign for each broken byte; None where its letters rather have one
    byte each.

    It is in UTF-8 where it says so itself (`surely`), or where letters of several bytes
    are at least five times as many as broken bytes: in other encodings such letters
    come about by chance, and hardly ever.
    """
    held = io.BytesIO()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    letters = broken = 0
    for piece in chain(pieces, [b""]):
        text = decoder.decode(piece, final=not piece).encode()
        held.write(text)
        found = text.count(_SIGN)
        letters = letters + _leads(text) - found
        broken = broken + found
        if not surely and broken > _MANY and letters < _FAR * broken:
            return None
    return held.getbuffer() if surely or letters >= _FAR * broken else None


def _leads(text: bytes) -> int:
    return 0 if text.isascii() else int((np.frombuffer(text, np.uint8) >= _LEADS).sum())
