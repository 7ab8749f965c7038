"""The rows below a header line, as columns of text read by Arrow."""

import csv
import io
import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.problems import MOST_KEPT, ProblemLog
from retention.ingest.read.body import Body, read
from retention.ingest.read.encodings import SIGN, Text
from retention.ingest.read.headers import Header, RawRows, repeats
from retention.ingest.read.quotes import mend
from retention.ingest.read.report_lines import no_rows

_FEWEST = (
    2  # cells between tildes in the first row, from which they are its quotation marks
)
_QUOTED = re.compile(rb"(?:^|,)~[^~\r\n]*~(?=[,\r\n]|$)")


def are_quotes(body: bytes) -> bool:
    """Whether the first line of rows has cells between tildes."""
    first, _, _ = body.partition(b"\n")
    quoted = _QUOTED.findall(first)
    return len(quoted) >= _FEWEST


def as_quotes(body: bytes) -> bytes:
    """Rows with quotation marks for tildes; a quotation mark in a cell is doubled, as
    is usual between such marks.
    """
    doubled = body.replace(b'"', b'""')
    return doubled.replace(b"~", b'"')


_BLOCK = (
    8 << 20,
    64 << 20,
)  # bytes that Arrow reads at a time, least and most: no value may be longer
_LARGE = 8 << 20
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())
_PARTS = (
    8  # blocks of a file between those: fewer are not shared well between two threads
)
_SAMPLE = (
    50  # rows that tell whether every row ends with one delimiter more than the header
)
_DAMAGED = (
    f"has a letter that is broken in the file, and {SIGN} stands for it: put it "
    "right, or export again"
)
# letters of the longest row that may be a line of its own, such as a title or a total
_NOTES = 120


@dataclass(frozen=True)
class Ragged:
    """Rows with another number of cells than the header: their lines (counted from the
    body's first) and numbers.

    `short` are those with few letters, by line: titles, totals and the like.
    """

    lines: array = field(default_factory=lambda: array("q"))
    cells: array = field(default_factory=lambda: array("q"))
    short: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.cells)

    def note(self, row: pacsv.InvalidRow) -> str:
        """Keep a row; gives Arrow's word for passing over it, or for giving up where
        there are too many.
        """
        self.cells.append(row.actual_columns)
        self.lines.append(row.number or 0)
        is_short = len(row.text) <= _NOTES
        if row.number and is_short and len(self.short) < limits.RAGGED:
            self.short[row.number] = row.text
        if len(self) > limits.RAGGED:
            return "error"
        return "skip"


def rows_of(
    text: Text, header: Header, wanted: Sequence[int], faults: ProblemLog
) -> tuple[RawRows, dict[int, str]]:
    """The wanted columns (by position) of the rows below the header, named by their
    position as text.

    Rows with too few or too many cells are set aside, and titles and totals among them
    are not needed; a stray quotation mark is taken out; all of it is told. Blank lines
    are no rows. Line numbers count as a spreadsheet does: a value over several lines is
    one row. Given too are the short ones of the rows left out, by line.
    """
    reading = _reading(text, header, wanted)
    table, ragged = reading.table()
    body = reading.body
    may_swallow_rows = body.has_marks and not text.is_ours
    if may_swallow_rows and table.num_rows + len(ragged) < body.lines:
        mended = _without_stray_quotes(reading, faults)
        if mended is not reading:
            reading = mended
            table, ragged = reading.table()

    short = {header.line + line: text for line, text in ragged.short.items()}
    not_needed = no_rows(short, _above(text, header))
    _report_ragged(ragged, not_needed, header, faults)
    rows = _numbered(table, ragged, header, reading)
    if body.is_damaged:
        _report_damaged(rows, header, faults)
    return rows, short


def _reading(text: Text, header: Header, wanted: Sequence[int]) -> "_Reading":
    """How the rows are read: their bytes, and the columns by position."""
    body = read(text, header.body_at)
    first_rows = text.head[header.body_at :]
    if are_quotes(first_rows):
        body = body.replaced(as_quotes(body.everything()))
    width = _width(text, header)
    names = [str(position) for position in range(width)]
    columns = dict.fromkeys(map(str, wanted), pa.string())
    reading = _Reading(body, header, names, columns)
    if body.size > _LARGE:
        return reading.with_dictionaries()
    return reading


def _without_stray_quotes(reading: "_Reading", faults: ProblemLog) -> "_Reading":
    """The reading without quotation marks that are never closed, which are told; the
    same one where there are none.
    """
    body = reading.body
    header = reading.header
    mended, stray = mend(
        body.everything(),
        header.delimiter,
        len(reading.names),
        body.text.source.name,
    )
    for line in stray:
        faults.add(
            header.line + line,
            "",
            '"',
            "is a quotation mark that is never closed; it was left out",
        )
    return replace(reading, body=body.replaced(mended)) if stray else reading


def _width(text: Text, header: Header) -> int:
    """How many cells the rows have: as the header, or one more or fewer where all first
    rows end so, in nothing.
    """
    width = len(header.cells)
    first = io.StringIO(
        text.head[header.body_at :].decode("utf-8", "replace"), newline=""
    )
    try:
        rows = list(
            islice(
                (
                    row
                    for row in csv.reader(first, delimiter=header.delimiter)
                    if len(row) > 1
                ),
                _SAMPLE,
            )
        )
    except csv.Error:
        return width
    if rows and all(len(row) == width + 1 and not row[-1].strip() for row in rows):
        return width + 1
    return (
        width - 1
        if rows and not header.cells[-1] and all(len(row) == width - 1 for row in rows)
        else width
    )


@dataclass(frozen=True)
class _Reading:
    """One reading of the rows of a file by Arrow: every column as text."""

    body: Body
    header: Header
    names: list[str]
    wanted: dict[str, pa.DataType]

    def with_dictionaries(self) -> "_Reading":
        """Columns in which texts repeat, by the first rows, as dictionaries of them:
        they take less memory.
        """
        sample, _ = replace(
            self, body=read(self.body.text.beginning(), self.header.body_at)
        ).table()
        kinds = {
            name: _DICTIONARY if repeats(sample[name]) else kind
            for name, kind in self.wanted.items()
        }
        return replace(self, wanted=kinds)

    def table(self, *, skip_empty: bool = False) -> tuple[pa.Table, Ragged]:
        """The rows that have as many cells as the header, and the others.

        Arrow knows the numbers of the others only when it reads with one thread, so a
        file that has some is read a second time.
        """
        if not self.body.size:
            return pa.schema(self.wanted).empty_table(), Ragged()

        ragged = Ragged()
        try:
            table = self._read(ragged, threads=True, skip_empty=skip_empty)
            if len(ragged):
                ragged = Ragged()
                table = self._read(ragged, threads=False, skip_empty=skip_empty)
        except pa.ArrowInvalid as fault:
            raise self._unreadable(ragged) from fault
        return table, ragged

    def _read(self, ragged: Ragged, *, threads: bool, skip_empty: bool) -> pa.Table:
        least, most = _BLOCK
        block = min(max(least, self.body.size // _PARTS), most)
        with self.body.stream() as stream:
            return pacsv.read_csv(
                stream,
                read_options=pacsv.ReadOptions(
                    column_names=self.names, use_threads=threads, block_size=block
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self.header.delimiter,
                    newlines_in_values=self.body.has_marks,
                    ignore_empty_lines=skip_empty,
                    invalid_row_handler=ragged.note,
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=self.wanted,
                    strings_can_be_null=False,
                    include_columns=list(self.wanted),
                    check_utf8=False,
                ),
            )

    def _unreadable(self, ragged: Ragged) -> RetentionError:
        name = self.body.text.source.name
        if len(ragged) > limits.RAGGED:
            return RetentionError(
                f"“{name}” has more than {formatting.count(limits.RAGGED)} rows with "
                "another number of cells than its header line. Export it again, with "
                "quotation marks around the cells."
            )
        return RetentionError(
            f"“{name}” has a row that does not end: a quotation mark is probably "
            "opened and never closed. Export the file again."
        )


def _above(text: Text, header: Header) -> set[str]:
    """The lines above the header, each as text."""
    return {
        line.decode("utf-8", "replace").strip()
        for line in text.head[: header.body_at].splitlines()
    }


def _report_ragged(
    ragged: Ragged, not_needed: Mapping[int, str], header: Header, faults: ProblemLog
) -> None:
    """Tell the rows with another number of cells, those apart (by line) that belong to
    the report.
    """
    if not len(ragged):
        return

    lines = np.array(ragged.lines, np.int64) + header.line
    aside = np.isin(lines, list(not_needed), invert=True)
    found = pa.array(
        [f"{cells} cells" for cells in np.array(ragged.cells)[aside][:MOST_KEPT]]
    )
    faults.add_rows(
        lines[aside],
        "",
        found,
        f"in this row; the header line has {len(header.cells)}",
        set_aside=True,
    )
    for line, say in not_needed.items():
        faults.add(line, "", ragged.short[line - header.line], say, not_needed=True)


def _report_damaged(rows: RawRows, header: Header, faults: ProblemLog) -> None:
    """Tell the cells in which a sign stands for a broken byte."""
    for name in rows.table.column_names:
        column = rows.table[name]
        at = np.flatnonzero(_which(column, _has_sign))
        if not len(at):
            continue
        cells = pc.cast(column.take(pa.array(at)), pa.string())
        heading = header.cells[int(name)]
        lines = rows.numbers[at]
        faults.add_rows(lines, heading, cells.combine_chunks(), _DAMAGED)


def _has_sign(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Which texts have the sign for a broken byte."""
    return pc.match_substring(texts, SIGN)


def _numbered(
    table: pa.Table, ragged: Ragged, header: Header, reading: _Reading
) -> RawRows:
    """The rows with their lines, without those that are empty lines."""
    every = table.num_rows + len(ragged)
    numbers = np.arange(1, every + 1)
    if len(ragged):
        lines = np.array(ragged.lines, np.int64)
        numbers = np.delete(numbers, lines - 1)
    blank = np.flatnonzero(_blank(table))
    empty = _empty_lines(reading) if len(blank) else 0
    if empty:
        is_row = np.ones(table.num_rows, bool)
        is_row[blank[:empty]] = False
        table = table.filter(pa.array(is_row))
        numbers = numbers[is_row]
    return RawRows(table, numbers + header.line, table.num_rows + len(ragged))


def _blank(table: pa.Table) -> np.ndarray:
    """Which rows have nothing in any wanted column."""
    blank = np.ones(table.num_rows, bool)
    for column in table.columns:
        if not blank.any():
            break
        blank &= equals(column, "")
    return blank


def _empty_lines(reading: _Reading) -> int:
    """How many lines of the body are empty (rows of bare delimiters are not)."""
    with_them, _ = reading.table()
    without, _ = reading.table(skip_empty=True)
    return with_them.num_rows - without.num_rows


def equals(column: pa.ChunkedArray, text: str) -> np.ndarray:
    """Which cells are a text."""

    def is_it(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
        return pc.equal(texts, text)

    return _which(column, is_it)


def _which(
    column: pa.ChunkedArray, test: Callable[[pa.Array | pa.ChunkedArray], pa.Array]
) -> np.ndarray:
    """Which cells pass a test, each text of a dictionary tried once."""
    if not pa.types.is_dictionary(column.type):
        return test(column).to_numpy()

    chunks = [
        test(chunk.dictionary).take(chunk.indices).to_numpy(False)
        for chunk in column.chunks
    ]
    return np.concatenate(chunks) if chunks else np.empty(0, bool)
