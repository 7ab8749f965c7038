"""A text that was handed in: its bytes piece by piece, whatever its encoding, in its file, an archive or in memory."""

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from retention import formats
from retention.ingest import limits
from retention.ingest.sources import Source
from retention.problems import RetentionError

Pieces = Callable[[], Iterator[bytes]]
"""Gives the bytes from the beginning, each time it is called."""

_UTF8_MARK, _UTF16_MARKS = codecs.BOM_UTF8, (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHORT = 4  # letters of a line on the average, below which most lines are empty
_EVERY_SECOND = 0.3  # share of NUL bytes from which text is UTF-16 rather than not text at all


@dataclass(frozen=True)
class Text:
    """A text in UTF-8, or in letters of one byte each, with `\\n` or `\\r\\n` at the end of its lines.

    `head` is its beginning. `plain` is a file that holds these very bytes, from `plain_from` on. `is_ours` says that
    we wrote it, so that its quotation marks can be trusted."""

    source: Source
    head: bytes
    pieces: Pieces
    plain: Path | None = None
    plain_from: int = 0
    is_ours: bool = False

    def beginning(self) -> "Text":
        """Only the lines that are whole in the head."""
        if len(self.head) < limits.HEAD:
            return self
        head = self.head[: self.head.rfind(b"\n") + 1] or self.head
        return Text(self.source, head, lambda: iter((head,)), is_ours=self.is_ours)

    def from_(self, start: int) -> str:
        """All of it from a place on at once, for a text that is short."""
        return read(self, start).everything().decode("utf-8", "replace")


def of_bytes(source: Source, content: bytes) -> Text:
    """A text of ours, in memory and in UTF-8."""
    return Text(source, content[: limits.HEAD], lambda: iter((content,)), is_ours=True)


def of_file(source: Source) -> Text:
    """The text in a file. RetentionError where the file is gone, or no text."""
    return _told(source, lambda: _from(source), source.path)


def of_pieces(source: Source, pieces: Pieces) -> Text:
    """The text whose bytes the pieces are. RetentionError where they are no text."""
    return _told(source, pieces, None)


def _from(source: Source) -> Iterator[bytes]:
    try:
        with source.path.open("rb") as file:
            while piece := file.read(limits.PIECE):
                yield piece
    except OSError as fault:
        raise gone(source, fault) from fault


def gone(source: Source, fault: OSError) -> RetentionError:
    """What to say where a file cannot be opened."""
    return RetentionError(f"“{source.name}” cannot be opened ({fault.strerror}). Check that it is still there.")


def first(pieces: Pieces, size: int = limits.HEAD) -> bytes:
    """The first bytes, up to a size."""
    found = b""
    for piece in pieces():
        found += piece[: size - len(found)]
        if len(found) >= size:
            break
    return found


def _told(source: Source, pieces: Pieces, plain: Path | None) -> Text:
    """The text, by what its first bytes tell of its encoding and its line ends."""
    head = first(pieces)
    encoding = _utf16(head)
    mark = len(_UTF8_MARK) if head.startswith(_UTF8_MARK) else 0
    head = head[mark:]
    if encoding:
        pieces, plain = _decoded(pieces, encoding), None
        head = first(pieces)
    elif mark:
        pieces = _after(pieces, mark)
    if b"\0" in head:
        raise _no_text(source)
    if b"\r" in head and b"\n" not in head:
        return Text(source, head.replace(b"\r", b"\n"), _with_line_feeds(pieces))
    return Text(source, head, pieces, plain, mark)


def _utf16(head: bytes) -> str | None:
    """The UTF-16 that the first bytes are written in, if they are."""
    if head.startswith(_UTF16_MARKS):
        return "utf-16"
    zeros = head[:4096].count(0)
    if zeros > _EVERY_SECOND * len(head[:4096]):
        return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    return None


def _decoded(pieces: Pieces, encoding: str) -> Pieces:
    """The pieces in UTF-8."""

    def decoded() -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for piece in pieces():
            yield decoder.decode(piece).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    return decoded


def _after(pieces: Pieces, start: int) -> Pieces:
    """The pieces without their first bytes."""

    def after() -> Iterator[bytes]:
        left = start
        for piece in pieces():
            if left < len(piece):
                yield piece[left:] if left else piece
            left = max(left - len(piece), 0)

    return after


def _with_line_feeds(pieces: Pieces) -> Pieces:
    return lambda: (piece.replace(b"\r", b"\n") for piece in pieces())


def _no_text(source: Source) -> RetentionError:
    return RetentionError(
        f"“{source.name}” is not a text file (or is damaged): it holds bytes that no export has. "
        "Export it again, as CSV or text."
    )


@dataclass
class Body:
    """A text below its header line, checked and in UTF-8: how large, how many lines, whether it has quotation marks.

    `held` are its bytes where they are in memory. `empty_lines` counts about every second one, and only where lines are
    very short. While it is read, `unended` counts the bytes since the last line end."""

    text: Text
    start: int
    size: int = 0
    lines: int = 0
    empty_lines: int = 0
    has_marks: bool = False
    held: bytes | memoryview | None = field(default=None, repr=False)
    unended: int = 0

    def stream(self) -> pa.NativeFile:
        """The bytes for a reader, from the beginning."""
        if self.held is not None or self.text.plain is None:
            return pa.BufferReader(self.held or b"")
        file = pa.OSFile(str(self.text.plain))
        file.seek(self.text.plain_from + self.start)
        return file

    def everything(self) -> bytes:
        """All bytes."""
        return bytes(self.held) if self.held is not None else b"".join(_after(self.text.pieces, self.start)())

    def replaced(self, content: bytes) -> "Body":
        """The body with other bytes in as many lines."""
        return Body(self.text, self.start, len(content), self.lines, self.empty_lines, b'"' in content, content)

    def count(self, piece: bytes) -> None:
        """Take a piece into account. RetentionError for what no export has."""
        if b"\0" in piece:
            raise _no_text(self.text.source)
        self.size += len(piece)
        lines = piece.count(b"\n")
        self.lines += lines
        if lines * _SHORT > len(piece):
            self.empty_lines += piece.count(b"\n\n") + piece.count(b"\n\r\n")
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
                f"“{name}” has a line of more than {limits.LINE >> 20} million letters, and no export has such rows: "
                "it is no list, or its line ends are lost. Export it again, as CSV or text."
            )
        if self.empty_lines > limits.EMPTY_LINES:
            raise RetentionError(
                f"“{name}” has more than {formats.count(limits.EMPTY_LINES)} empty lines, and no export has so many. "
                "Export it again."
            )


def read(text: Text, start: int) -> Body:
    """The text from a place on: checked piece by piece, held in memory only where its file does not hold it so.

    Letters of one byte each are taken for Windows-1252. RetentionError for bytes that no text has, and for lines
    beyond the limits."""
    body, decoder = Body(text, start), codecs.getincrementaldecoder("utf-8")()
    held = None if text.plain else io.BytesIO()
    is_utf8 = True
    for piece in _after(text.pieces, start)():
        body.count(piece)
        is_utf8 = is_utf8 and _decodes(decoder, piece)
        if held is not None:
            held.write(piece)
    body.lines += body.unended > 0
    if held is not None:
        body.held = held.getbuffer()
    if not is_utf8 or not _decodes(decoder, b"", final=True):
        body.held = _windows(_after(text.pieces, start)())
        body.size = len(body.held)
    return body


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
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
