"""The lines of a text that may be its header, and what the rows below it come to."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.read.encodings import Text

DELIMITERS = ",\t;|"
HEADER_WITHIN = 20  # lines: titles and date ranges may stand above the header
_HEADER_OVER = (
    6  # lines that one header line takes at most, where its cells have line breaks
)
_LINE_END = re.compile(rb"\r\n|\n")
_BEFORE = re.compile(r"^[\s=+@'-]+")
_PASSED_OVER = re.compile(r"[\s_.'\"]")


# For every file the same hundreds of headings of all layouts are folded again
@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """A header as headers are compared: lower case, without spaces and `_ . '`; `#`
    reads number.

    What a system or spreadsheet puts before it (blanks, `=`, `-`) is passed over too.
    """
    name = _BEFORE.sub("", header)
    letters = _PASSED_OVER.sub("", name)
    return letters.replace("#", "number").lower()


@dataclass(frozen=True)
class Header:
    """A line that may be the header: its number in the file, its cells, and where the
    rows after it begin.
    """

    line: int
    cells: tuple[str, ...]
    delimiter: str
    body_at: int


# Rows looked at, and the share of different texts from which a column is an id's
_SAMPLE = 4096
_MOSTLY = 0.8


def repeats(column: pa.ChunkedArray | pa.Array) -> bool:
    """Whether a column's texts repeat, so that each is best kept once; those of ids
    mostly differ.
    """
    sample = column.slice(0, _SAMPLE)
    different = len(sample.unique())
    return different <= _MOSTLY * len(sample)


def encode_repeats(column: pa.ChunkedArray) -> pa.Array:
    """Encode a column by a dictionary where its texts repeat; others stay as they
    are.
    """
    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type) or repeats(whole):
        return whole.dictionary_encode()
    return whole


@dataclass(frozen=True)
class RawRows:
    """The rows of a file: the wanted columns as text, the line number of each row, how
    many rows there were to read.

    In large files, columns in which texts repeat are dictionaries of them. `read`
    counts rows that were set aside while reading too.
    """

    table: pa.Table
    numbers: np.ndarray
    read: int


def headers(text: Text) -> Iterator[Header]:
    """The first lines that are not blank, each as it would read as a header, under its
    likeliest delimiter.

    A line whose quotation marks do not close is given once more together with the lines
    that close them. RetentionError for a line with more cells or letters than any
    header.
    """
    at = 0
    for number in range(1, HEADER_WITHIN + 1):
        if at >= len(text.head):
            return
        end, after = _line(text, at)
        if text.head[at:end].strip():
            yield Header(number, *_cells(text, at, end), after)
            yield from _over_lines(text, number, at, after)
        at = after


def _line(text: Text, at: int) -> tuple[int, int]:
    """Where a line ends, and where the next one begins."""
    found = _LINE_END.search(text.head, at)
    if found:
        return found.span()
    if len(text.head) - at >= limits.HEAD // 2:
        raise RetentionError(
            f"“{text.source.name}” has a line of more than "
            f"{formatting.count(limits.HEAD // 2)} letters where its header should be, "
            "and no export has such lines. Export it again, as CSV or text."
        )
    return len(text.head), len(text.head)


def _over_lines(text: Text, number: int, at: int, after: int) -> Iterator[Header]:
    """The header whose cells have line breaks, where the line opens one; it counts as
    one line.
    """
    if text.head[at:after].count(b'"') % 2 == 0:
        return
    for _ in range(_HEADER_OVER):
        if after >= len(text.head):
            return
        end, after = _line(text, after)
        if text.head[at:end].count(b'"') % 2 == 0:
            yield Header(number, *_cells(text, at, end), after)
            return


def _cells(text: Text, start: int, end: int) -> tuple[tuple[str, ...], str]:
    """A line's cells under its likeliest delimiter, and that; a line that csv cannot
    read has one cell.
    """
    line = _decoded(text, text.head[start:end])
    delimiter = DELIMITERS[0] if text.is_ours else max(DELIMITERS, key=line.count)
    if line.count(delimiter) >= limits.COLUMNS:
        raise RetentionError(
            f"“{text.source.name}” has more than {formatting.count(limits.COLUMNS)} "
            "columns, and no export has so many. Export it again, or leave it out."
        )

    try:
        cells = next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])
    except csv.Error:
        cells = [line]
    return tuple(cell.strip() for cell in cells), delimiter


def _decoded(text: Text, line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("utf-8" if text.is_marked else "cp1252", "replace")
