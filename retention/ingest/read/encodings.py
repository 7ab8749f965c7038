"""The text of a file, piece by piece, whatever its encoding."""

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.read.sources import ImportSource

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
    """How many letters take several bytes."""
    if text.isascii():
        return 0

    letters = np.frombuffer(text, np.uint8)
    is_lead = letters >= _LEADS
    return int(is_lead.sum())


Pieces = Callable[[], Iterator[bytes]]
"""Gives the bytes from the beginning, each time it is called."""

_UTF8_MARK = codecs.BOM_UTF8
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_EVERY_SECOND = (
    0.3  # share of NUL bytes from which text is UTF-16 rather than not text at all
)


@dataclass(frozen=True)
class Text:
    """A text in UTF-8, or in letters of one byte each, with `\\n` or `\\r\\n` at the
    end of its lines.

    `head` is its beginning. `plain` is a file that holds these very bytes, from
    `plain_from` on. `is_ours` says that we wrote it, so that its quotation marks can be
    trusted; `is_marked` that its first bytes say it is in UTF-8.
    """

    source: ImportSource
    head: bytes
    pieces: Pieces
    plain: Path | None = None
    plain_from: int = 0
    is_ours: bool = False
    is_marked: bool = False

    def beginning(self) -> "Text":
        """Only the lines that are whole in the head."""
        if len(self.head) < limits.HEAD:
            return self

        head = self.head[: self.head.rfind(b"\n") + 1] or self.head
        return Text(
            self.source,
            head,
            lambda: iter((head,)),
            is_ours=self.is_ours,
            is_marked=self.is_marked,
        )


def of_bytes(source: ImportSource, content: bytes) -> Text:
    """A text of ours, in memory and in UTF-8."""
    head = content[: limits.HEAD]

    def pieces() -> Iterator[bytes]:
        return iter((content,))

    return Text(source, head, pieces, is_ours=True)


def of_file(source: ImportSource) -> Text:
    """The text in a file. RetentionError where the file is gone, or no text."""

    def pieces() -> Iterator[bytes]:
        return _from(source)

    return _by_first_bytes(source, pieces, source.path)


def of_pieces(source: ImportSource, pieces: Pieces) -> Text:
    """The text whose bytes the pieces are. RetentionError where they are no text."""
    return _by_first_bytes(source, pieces, None)


def _from(source: ImportSource) -> Iterator[bytes]:
    try:
        with source.path.open("rb") as file:
            while piece := file.read(limits.PIECE):
                yield piece
    except OSError as fault:
        raise gone(source, fault) from fault


def gone(source: ImportSource, fault: OSError) -> RetentionError:
    """What to say where a file cannot be opened."""
    return RetentionError(
        f"“{source.name}” cannot be opened ({fault.strerror}). Check that it is "
        "still there."
    )


def first(pieces: Pieces, size: int = limits.HEAD) -> bytes:
    """The first bytes, up to a size."""
    found = b""
    for piece in pieces():
        found += piece[: size - len(found)]
        if len(found) >= size:
            break
    return found


def _by_first_bytes(source: ImportSource, pieces: Pieces, plain: Path | None) -> Text:
    """The text, by what its first bytes tell of its encoding and its line ends."""
    head = first(pieces)
    encoding = _utf16(head)
    mark = len(_UTF8_MARK) if head.startswith(_UTF8_MARK) else 0
    head = head[mark:]
    if encoding:
        pieces = _decoded(pieces, encoding)
        plain = None
        head = first(pieces)
    elif mark:
        pieces = after(pieces, mark)
    if b"\0" in head:
        raise no_text(source)
    if b"\r" in head and b"\n" not in head:
        return Text(
            source,
            head.replace(b"\r", b"\n"),
            _with_line_feeds(pieces),
            is_marked=mark > 0,
        )
    return Text(source, head, pieces, plain, mark, is_marked=mark > 0)


def _utf16(head: bytes) -> str | None:
    """The UTF-16 that the first bytes are written in, if they are."""
    if head.startswith(_UTF16_MARKS):
        return "utf-16"

    sample = head[:4096]
    zeros = sample.count(0)
    if zeros <= _EVERY_SECOND * len(sample):
        return None
    if head.startswith(b"\0"):
        return "utf-16-be"
    return "utf-16-le"


def _decoded(pieces: Pieces, encoding: str) -> Pieces:
    """The pieces in UTF-8."""

    def decoded() -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for piece in pieces():
            yield decoder.decode(piece).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    return decoded


def after(pieces: Pieces, start: int) -> Pieces:
    """The pieces without their first bytes."""

    def rest() -> Iterator[bytes]:
        left = start
        for piece in pieces():
            if left < len(piece):
                yield piece[left:] if left else piece
            left = max(left - len(piece), 0)

    return rest


def _with_line_feeds(pieces: Pieces) -> Pieces:
    """The pieces with the line ends of today for those of the first Macintosh."""

    def mended() -> Iterator[bytes]:
        for piece in pieces():
            yield piece.replace(b"\r", b"\n")

    return mended


def no_text(source: ImportSource) -> RetentionError:
    """What to say where bytes are no text."""
    return RetentionError(
        f"“{source.name}” is not a text file (or is damaged): it holds bytes that no "
        "export has. Export it again, as CSV or text."
    )
