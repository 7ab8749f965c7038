"""A quotation mark that is opened and never closed would swallow the rows after it: found, and taken out."""

import csv

import numpy as np

QUOTE, NEWLINE = 34, 10


def mend(body: bytes, delimiter: str, width: int) -> tuple[bytes, list[int]]:
    """The rows with stray quotation marks taken out, and the numbers (from 1) of the lines that had one.

    `width` is how many cells a row has. Only lines with an odd number of marks are looked at: such a line opens a
    value that goes on over several lines when it and the next odd line make up one whole row, and when no line in
    between is a whole row by itself. Otherwise its mark is stray."""
    marks = np.frombuffer(body, np.uint8)
    starts = np.append(0, np.flatnonzero(marks[:-1] == NEWLINE) + 1)
    ends = np.append(starts[1:] - 1, len(body) - body.endswith(b"\n"))
    odd = np.flatnonzero(np.bitwise_xor.reduceat((marks == QUOTE).view(np.uint8), starts)).tolist()
    shape = _Shape(body, starts, ends, delimiter, width)
    stray = _stray(odd, shape)
    return _without_marks(body, shape, stray), [line + 1 for line in stray]


class _Shape:
    """Whether stretches of lines are one whole row."""

    def __init__(self, body: bytes, starts: np.ndarray, ends: np.ndarray, delimiter: str, width: int) -> None:
        self.body, self.starts, self.ends = body, starts, ends
        self.delimiter, self.width = delimiter, width

    def lines(self, first: int, last: int) -> bytes:
        return self.body[self.starts[first] : self.ends[last]]

    def is_row(self, first: int, last: int) -> bool:
        text = self.lines(first, last).decode("utf-8", "replace").rstrip("\r")
        try:
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter=self.delimiter, strict=True))
        except csv.Error:
            return False
        return len(rows) == 1 and len(rows[0]) == self.width


def _stray(odd: list[int], shape: _Shape) -> list[int]:
    stray, at = [], 0
    while at < len(odd):
        line = odd[at]
        closing = odd[at + 1] if at + 1 < len(odd) else None
        if shape.is_row(line, line):
            at += 1
        elif closing is not None and _is_long_row(line, closing, shape):
            at += 2
        else:
            stray.append(line)
            at += 1
    return stray


def _is_long_row(first: int, last: int, shape: _Shape) -> bool:
    return not any(shape.is_row(line, line) for line in range(first + 1, last)) and shape.is_row(first, last)


def _without_marks(body: bytes, shape: _Shape, stray: list[int]) -> bytes:
    parts, done = [], 0
    for line in stray:
        start, end = int(shape.starts[line]), int(shape.ends[line])
        parts += [body[done:start], body[start:end].replace(b'"', b"")]
        done = end
    return b"".join([*parts, body[done:]])
