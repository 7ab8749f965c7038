"""A quotation mark that is opened and never closed would swallow the rows after it:
found, and taken out.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.ingest import limits

QUOTE = 34
NEWLINE = 10


def mend(body: bytes, delimiter: str, width: int, name: str) -> tuple[bytes, list[int]]:
    """The rows with stray quotation marks taken out, and the numbers (from 1) of the
    lines that had one.

    `width` is how many cells a row has. Only lines with an odd number of marks are
    looked at: such a line opens a value that goes on over several lines when it and the
    next odd line make up one whole row, and when no line in between is a whole row by
    itself. Otherwise its mark is stray. RetentionError where too many are.
    """
    odd = list(_odd(body))
    shape = _Shape(body, delimiter, width)
    stray = _stray(odd, shape, name)
    numbers = [line.number for line in stray]
    return _without_marks(body, stray), numbers


@dataclass(frozen=True)
class _Line:
    """A line with an odd number of marks: its number from 1, and where it begins and
    ends in the body.
    """

    number: int
    start: int
    end: int


def _odd(body: bytes) -> Iterator[_Line]:
    """The lines with an odd number of marks, looked for a stretch at a time."""
    before = 0
    done = 0
    while before < len(body):
        newline = body.find(b"\n", before + limits.PIECE)
        after = newline + 1 if newline >= 0 else len(body)
        letters = np.frombuffer(body, np.uint8, after - before, before)
        newlines = np.flatnonzero(letters[:-1] == NEWLINE)
        starts = np.append(0, newlines + 1)
        ends = np.append(starts[1:], len(letters))
        marks = (letters == QUOTE).view(np.uint8)
        is_odd = np.bitwise_xor.reduceat(marks, starts)
        for at in np.flatnonzero(is_odd).tolist():
            start = before + int(starts[at])
            end = before + int(ends[at])
            yield _Line(done + at + 1, start, end)
        before = after
        done += len(starts)


@dataclass(frozen=True)
class _Shape:
    """Whether stretches of lines are one whole row."""

    body: bytes
    delimiter: str
    width: int

    def is_row(self, text: bytes) -> bool:
        """Whether these bytes are one whole row."""
        fewest = self.width - 1
        if text.count(self.delimiter.encode()) < fewest:
            return False

        row = text.decode("utf-8", "replace").rstrip("\r\n")
        lines = io.StringIO(row, newline="")
        try:
            rows = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        return len(rows) == 1 and len(rows[0]) == self.width

    def is_long_row(self, first: _Line, last: _Line) -> bool:
        """Whether two lines and those between them are one row, and none of those
        between is one by itself.
        """
        if last.end - first.start > limits.VALUE:
            return False

        between = self.body[first.end : last.start]
        for line in between.splitlines(keepends=True):
            if self.is_row(line):
                return False
        whole = self.body[first.start : last.end]
        return self.is_row(whole)


def _stray(odd: list[_Line], shape: _Shape, name: str) -> list[_Line]:
    stray: list[_Line] = []
    at = 0
    while at < len(odd):
        line = odd[at]
        closing = odd[at + 1] if at + 1 < len(odd) else None
        if shape.is_row(shape.body[line.start : line.end]):
            at += 1
        elif closing is not None and shape.is_long_row(line, closing):
            at += 2
        else:
            stray.append(line)
            at += 1
        if len(stray) > limits.STRAY_MARKS:
            raise RetentionError(
                f"“{name}” has more than {formatting.count(limits.STRAY_MARKS)} "
                "quotation marks that are never closed, so that no one can say where "
                "its rows end. Export it again, as CSV."
            )
    return stray


def _without_marks(body: bytes, stray: list[_Line]) -> bytes:
    parts = []
    done = 0
    for line in stray:
        parts += [
            body[done : line.start],
            body[line.start : line.end].replace(b'"', b""),
        ]
        done = line.end
    return b"".join([*parts, body[done:]])
