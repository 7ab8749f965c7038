"""A text below its header line: checked piece by piece, put into UTF-8, and ready for a
reader.
"""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.read import encodings
from retention.ingest.read.encodings import Text, after, no_text

_SHORT = 4  # letters of a line on the average, below which most lines are empty


@dataclass
class Body:
    """A text below its header line, checked and in UTF-8: how large, how many lines,
    whether it has quotation marks.

    `held` are its bytes where they are in memory. `empty_lines` counts about every
    second one, and only where lines are very short; `is_damaged` says that signs stand
    for broken bytes. While it is read, `unended` counts the bytes since the last line
    end.
    """

    text: Text
    start: int
    size: int = 0
    lines: int = 0
    empty_lines: int = 0
    has_marks: bool = False
    held: bytes | memoryview | None = field(default=None, repr=False)
    unended: int = 0
    is_damaged: bool = False

    def stream(self) -> pa.NativeFile:
        """The bytes for a reader, from the beginning."""
        plain = self.text.plain
        if self.held is not None or plain is None:
            return pa.BufferReader(self.held or b"")

        file = pa.OSFile(str(plain))
        start = self.text.plain_from + self.start
        file.seek(start)
        return file

    def everything(self) -> bytes:
        """All bytes."""
        return (
            bytes(self.held)
            if self.held is not None
            else b"".join(after(self.text.pieces, self.start)())
        )

    def replaced(self, content: bytes) -> "Body":
        """The body with other bytes in as many lines."""
        return Body(
            self.text,
            self.start,
            len(content),
            self.lines,
            self.empty_lines,
            b'"' in content,
            content,
            is_damaged=self.is_damaged,
        )

    def count(self, piece: bytes) -> None:
        """Take a piece into account. RetentionError for what no export has."""
        if b"\0" in piece:
            raise no_text(self.text.source)

        self.size += len(piece)
        lines = piece.count(b"\n")
        self.lines += lines
        if lines * _SHORT > len(piece):
            self.empty_lines += piece.count(b"\n\n")
            self.empty_lines += piece.count(b"\n\r\n")
        self.has_marks = self.has_marks or b'"' in piece
        self._measure(piece)

    def _measure(self, piece: bytes) -> None:
        """Refuse a line, or a number of empty lines, that no export has."""
        end = piece.find(b"\n")
        longest = self.unended + (end if end >= 0 else len(piece))
        self.unended = len(piece) - piece.rfind(b"\n") - 1 if end >= 0 else longest
        name = self.text.source.name
        if max(longest, self.unended) > limits.LINE:
            raise RetentionError(
                f"“{name}” has a line of more than {limits.LINE >> 20} million "
                "letters, and no export has such rows: it is no list, or its line "
                "ends are lost. Export it again, as CSV or text."
            )
        if self.empty_lines > limits.EMPTY_LINES:
            raise RetentionError(
                f"“{name}” has more than {formatting.count(limits.EMPTY_LINES)} empty "
                "lines, and no export has so many. Export it again."
            )


def read(text: Text, start: int) -> Body:
    """The text from a place on: checked piece by piece, held in memory only where its
    file does not hold it so.

    Letters of one byte each are taken for Windows-1252, and a broken byte of UTF-8 for
    a broken byte. RetentionError for bytes that no text has, and for lines beyond the
    limits.
    """
    body = Body(text, start)
    decoder = codecs.getincrementaldecoder("utf-8")()
    held = None if text.plain else io.BytesIO()
    is_utf8 = True
    for piece in after(text.pieces, start)():
        body.count(piece)
        is_utf8 = is_utf8 and _decodes(decoder, piece)
        if held is not None:
            held.write(piece)
    body.lines += body.unended > 0
    if held is not None:
        body.held = held.getbuffer()
    if not is_utf8 or not _decodes(decoder, b"", final=True):
        body.held = None
        mended = encodings.as_utf8(after(text.pieces, start)(), surely=text.is_marked)
        body.is_damaged = mended is not None
        body.held = (
            mended if mended is not None else _windows(after(text.pieces, start)())
        )
        body.size = len(body.held)
    return body


def _decodes(
    decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False
) -> bool:
    if piece.isascii() and not decoder.getstate()[0] and not final:
        return True

    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _windows(pieces: Iterator[bytes]) -> memoryview:
    """Windows-1252 as UTF-8."""
    held = io.BytesIO()
    for piece in pieces:
        held.write(piece.decode("cp1252", "replace").encode())
    return held.getbuffer()
