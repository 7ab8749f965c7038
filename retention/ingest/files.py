"""From a file's bytes to columns of text: encoding, delimiter, header line, rows, and what is wrong with them."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from retention.ingest.faults import Faults
from retention.ingest.quotes import mend
from retention.ingest.sources import Source
from retention.problems import RetentionError

DELIMITERS = ",\t;|"
HEADER_WITHIN = 20  # lines: titles and date ranges may stand above the header
_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_EVERY_SECOND = 0.3  # share of NUL bytes from which text is UTF-16 rather than not text at all


def fold(header: str) -> str:
    """A header as headers are compared: lower case, without spaces and `_ . '`; `#` reads number (exports.md 6)."""
    return re.sub(r"[\s_.']", "", header).replace("#", "number").lower()


@dataclass(frozen=True)
class Header:
    """A line that may be the header: its number in the file, its cells, and where the rows after it begin."""

    line: int
    cells: tuple[str, ...]
    delimiter: str
    body_at: int


@dataclass(frozen=True)
class Rows:
    """The rows of a file: the wanted columns as text, the line number of each row, how many rows there were to read.

    `read` counts rows that were set aside while reading too."""

    table: pa.Table
    numbers: np.ndarray
    read: int


def text_of(source: Source) -> bytes:
    """The file's text as UTF-8 with `\\n` or `\\r\\n` line ends; RetentionError where it is no text, or gone."""
    try:
        data = source.path.read_bytes()
    except OSError as fault:
        raise RetentionError(
            f"“{source.name}” cannot be opened ({fault.strerror}). Check that it is still there."
        ) from fault
    if data.startswith(_SHEETS):
        raise RetentionError(
            f"“{source.name}” is a spreadsheet; text files are read. "
            "Open it and save it as CSV (UTF-8), then load that."
        )
    data = _utf8(data, source.name)
    return data if b"\n" in data or b"\r" not in data else data.replace(b"\r", b"\n")


def _utf8(data: bytes, name: str) -> bytes:
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    zeros = data[:4096].count(0)
    if zeros > _EVERY_SECOND * len(data[:4096]):
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace").encode()
    if zeros or b"\0" in data:
        raise RetentionError(
            f"“{name}” is not a text file (or is damaged): it holds bytes that no export has. "
            "Export it again, as CSV or text."
        )
    return data if _is_utf8(data) else data.decode("cp1252", "replace").encode()


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def headers(text: bytes) -> Iterator[Header]:
    """The first lines that are not blank, each as it would read as a header, under its likeliest delimiter."""
    at = 0
    for number in range(1, HEADER_WITHIN + 1):
        if at >= len(text):
            return
        found = _LINE_END.search(text, at)
        end, after = found.span() if found else (len(text), len(text))
        line = text[at:end].decode("utf-8", "replace")
        if line.strip():
            yield Header(number, *_cells(line), after)
        at = after


def _cells(line: str) -> tuple[tuple[str, ...], str]:
    """A line's cells under its likeliest delimiter, and that; a line that csv cannot read has one cell."""
    delimiter = max(DELIMITERS, key=line.count)
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        cells = [line]
    return tuple(cell.strip() for cell in cells), delimiter


def rows_of(text: bytes, header: Header, wanted: Sequence[int], faults: Faults) -> Rows:
    """The wanted columns (by position) of the rows below the header, named by their position as text.

    Rows with too few or too many cells are set aside; a stray quotation mark is taken out; both are problems.
    Blank lines are no rows. Line numbers count as a spreadsheet does: a value over several lines is one row."""
    body = text[header.body_at :]
    names = [str(position) for position in range(len(header.cells))]
    read = _Reading(faults.file, body, header.delimiter, names, [str(position) for position in wanted])
    table, ragged = read.table()
    if b'"' in body and table.num_rows + len(ragged) < _lines(body):
        body, stray = mend(body, header.delimiter, len(names))
        for line in stray:
            faults.add(header.line + line, "", '"', "is a quotation mark that is never closed; it was left out")
        if stray:
            table, ragged = replace(read, body=body).table()
    return _numbered(table, ragged, header, faults, lambda: _empty_lines(body, read))


def _lines(body: bytes) -> int:
    return body.count(b"\n") + (not body.endswith(b"\n") and bool(body))


@dataclass(frozen=True)
class _Reading:
    """One reading of the rows of a file by Arrow: every column as text."""

    name: str
    body: bytes
    delimiter: str
    names: list[str]
    wanted: list[str]

    def table(self, *, skip_empty: bool = False) -> tuple[pa.Table, list[pacsv.InvalidRow]]:
        """The rows that have as many cells as the header, and the others.

        Arrow knows the numbers of the others only when it reads with one thread, so a file that has some is read
        a second time."""
        if not self.body:
            return pa.table({name: pa.array([], pa.string()) for name in self.wanted}), []
        try:
            table, ragged = self._read(threads=True, skip_empty=skip_empty)
            return (table, ragged) if not ragged else self._read(threads=False, skip_empty=skip_empty)
        except pa.ArrowInvalid as fault:
            raise RetentionError(
                f"“{self.name}” has a row that does not end: a quotation mark is probably opened and never closed. "
                "Export the file again."
            ) from fault

    def _read(self, *, threads: bool, skip_empty: bool) -> tuple[pa.Table, list[pacsv.InvalidRow]]:
        ragged: list[pacsv.InvalidRow] = []
        table = pacsv.read_csv(
            io.BytesIO(self.body) if not self.body else pa.BufferReader(self.body),
            read_options=pacsv.ReadOptions(
                column_names=self.names, use_threads=threads, block_size=max(8 << 20, len(self.body) // 8)
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=b'"' in self.body, ignore_empty_lines=skip_empty,
                invalid_row_handler=lambda row: _skip(row, ragged),
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(self.wanted, pa.string()), strings_can_be_null=False,
                include_columns=self.wanted, check_utf8=False,
            ),
        )  # fmt: skip
        return table, ragged


def _skip(row: pacsv.InvalidRow, ragged: list[pacsv.InvalidRow]) -> str:
    ragged.append(row)
    return "skip"


def _numbered(
    table: pa.Table, ragged: list[pacsv.InvalidRow], header: Header, faults: Faults, empty_lines: Callable[[], int]
) -> Rows:
    numbers = np.arange(1, table.num_rows + len(ragged) + 1)
    if ragged:
        numbers = np.delete(numbers, [row.number - 1 for row in ragged])
    for row in ragged:
        say = f"in this row; the header line has {row.expected_columns}"
        faults.add(header.line + row.number, "", f"{row.actual_columns} cells", say, set_aside=True)
    blank = _blank(table)
    lines = empty_lines() if blank.any() else 0
    if lines:
        aside = np.flatnonzero(blank)[:lines]
        table = table.filter(pa.array(np.isin(np.arange(table.num_rows), aside, invert=True)))
        numbers = np.delete(numbers, aside)
    return Rows(table.combine_chunks(), numbers + header.line, table.num_rows + len(ragged))


def _blank(table: pa.Table) -> np.ndarray:
    """Which rows have nothing in any wanted column."""
    blank = np.ones(table.num_rows, bool)
    for column in table.columns:
        if not blank.any():
            break
        blank &= pc.equal(column, "").to_numpy()
    return blank


def _empty_lines(body: bytes, read: _Reading) -> int:
    """How many lines of the body are empty (rows of bare delimiters are not)."""
    whole = replace(read, body=body)
    with_them, _ = whole.table()
    without, _ = whole.table(skip_empty=True)
    return with_them.num_rows - without.num_rows


def without_headers(rows: Rows, key: int, header: str, faults: Faults) -> Rows:
    """The rows without repeats of the header line (reports print it on every page); those are set aside."""
    again = pc.equal(rows.table[str(key)], header).to_numpy()
    if not again.any():
        return rows
    lines = np.flatnonzero(again)
    found = rows.table[str(key)].take(pa.array(lines))
    faults.add_rows(rows.numbers[lines], header, found, "is the header line once more", set_aside=True)
    return Rows(rows.table.filter(pa.array(~again)), rows.numbers[~again], rows.read)
