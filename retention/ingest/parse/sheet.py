"""The rows of one file, by header: each distinct text once, each column read once."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse import dates, values
from retention.ingest.parse.patients import Directory
from retention.ingest.parse.vocabulary import (
    DO_NOT_CONTACT,
    UNKNOWN,
    WordsOfColumn,
    ask_words,
)
from retention.ingest.problems import ProblemLog
from retention.ingest.questions import Asking
from retention.ingest.read.headers import RawRows, encode_repeats, fold


@dataclass(frozen=True)
class ColumnFormat:
    """How the cells of one column are written: by themselves, or by an answer."""

    day_order: str = dates.MONTH_FIRST
    decimal_comma: bool = False
    time_zone: str | None = None
    no_days: frozenset[date] = frozenset()
    """Days that stand for none."""
    people: Directory | None = None
    """Whose the names are that stand where numbers should."""


class Parser(Protocol):
    """Reads a column of a table from a sheet."""

    def read(self, sheet: "Sheet", header: str) -> pa.Array:
        """Read the cells under a header, one value per row."""
        ...


class ColumnParser(ABC):
    """Reads the distinct texts of one column, and says which it cannot read."""

    fault: ClassVar[str] = ""
    """What is wrong with a text that it cannot read."""
    once_per_text: ClassVar[bool] = False
    """Whether a text is reported once for all its rows, not row by row."""

    def read(self, sheet: "Sheet", header: str) -> pa.Array:
        """Read the cells under a header, one value per row."""
        return sheet.read(header, self)

    def key(self, column: "EncodedColumn") -> Hashable:
        """What is the same for parsers that read a column alike."""
        return self

    @abstractmethod
    def parse(self, column: "EncodedColumn") -> values.Read:
        """Parse the distinct texts.

        Returns:
            A value per text, null where there is none; and whether each text is bad.
        """


class Sheet:
    """The rows of one file, by header. What cannot be read is null, and a problem."""

    def __init__(
        self,
        rows: RawRows,
        names: Mapping[str, str],
        faults: ProblemLog,
        *,
        birth_by: date | None = None,
    ) -> None:
        """Clean the cells of all columns.

        Args:
            rows: The cells; columns stand at their header's position.
            names: The header as the file writes it, by its folded form.
            faults: Where problems of the file go.
            birth_by: The day up to which people may have been born.
        """
        self.numbers = rows.numbers
        self.faults = faults
        self.birth_by = birth_by
        # the header chosen for each column of the table, and the table's name
        self.columns: Mapping[str, str] = {}
        self.table = ""
        self.asking = Asking({})
        self.watched: tuple[str, ...] = ()  # headings of death, refusal or a next visit
        self._names = names
        columns = map_columns(encode_repeats, rows.table.columns)
        encoded = map_columns(values.clean_distinct, columns)
        self._distinct = dict(zip(names, encoded, strict=True))
        self._read: dict[tuple[str, Hashable], pa.Array] = {}
        self._dates: dict[str, dates.Parsed] = {}
        # how columns are written, by folded header; the others in the usual way
        self.formats: Mapping[str, ColumnFormat] = {}
        self._not_understood: set[str] = set()  # headers of which no word was
        self._unexplained: dict[str, set[str]] = {}
        self._refusing: dict[str, set[str]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def forget(self) -> None:
        """Let go of the cells, once no table is read from them any more.

        To ask for one after that is an error.
        """
        del self._distinct, self._read, self._dates

    @property
    def headings(self) -> tuple[str, ...]:
        """The headers as the file writes them."""
        return tuple(self._names.values())

    def has(self, header: str) -> bool:
        """Whether the file has that header."""
        return fold(header) in self._names

    def written(self, header: str) -> str:
        """A header as the file writes it."""
        return self._names[fold(header)]

    def column(self, header: str) -> "EncodedColumn":
        """The cells under a header; of one that the file lacks, nothing in any row."""
        encoded = self._distinct.get(fold(header))
        if encoded is None:
            nowhere = pa.array(np.zeros(len(self), np.int32))
            return EncodedColumn(self, header, pa.nulls(1, pa.string()), nowhere)

        texts, codes = encoded
        return EncodedColumn(self, header, texts, codes)

    def distinct(self, header: str) -> tuple[pa.Array, pa.Array | None]:
        """The distinct texts under a header, and for each row which one it has."""
        column = self.column(header)
        return column.texts, column.codes

    def text(self, header: str) -> pa.Array:
        """The cells as text, one per row."""
        column = self.column(header)
        return column.expand(column.texts)

    def spread(self, header: str, of_texts: pa.Array) -> pa.Array:
        """Values of a header's distinct texts, one for each row."""
        return self.column(header).expand(of_texts)

    def read(self, header: str, parser: ColumnParser) -> pa.Array:
        """Parse a column's distinct texts, report the bad ones, expand to rows.

        Each column is read once by each parser: what is bad is reported once.
        """
        column = self.column(header)
        key = fold(header), parser.key(column)
        if key not in self._read:
            parsed, bad = parser.parse(column)
            if bad.any():
                column.report(bad, parser)
            self._read[key] = column.expand(parsed)
        return self._read[key]

    def format(self, header: str) -> ColumnFormat:
        """How the cells under a header are written."""
        return self.formats.get(fold(header), ColumnFormat())

    def parsed_dates(self, header: str) -> dates.Parsed:
        """The dates under a header, as far as they can be read in any format."""
        key = fold(header)
        if key not in self._dates:
            self._dates[key] = dates.parsed(self.column(header).texts)
        return self._dates[key]

    def take_dates(self, header: str) -> dates.Parsed:
        """Give `parsed_dates` and keep them no longer: they are large."""
        parsed = self.parsed_dates(header)
        del self._dates[fold(header)]
        return parsed

    def holds_names(self, header: str, *, mostly: bool = False) -> bool:
        """Whether more than stray cells, or most, are names, and nobody knows whose."""
        if self.format(header).people is not None:
            return False

        texts = self.column(header).texts
        filled = len(texts) - texts.null_count
        share = _MOST if mostly else _STRAY
        return bool(values.names(texts).sum() > share * filled)

    def holds_clocks(self, header: str) -> bool:
        """Whether most cells under a header are times of day without a day."""
        texts = self.column(header).texts
        filled = len(texts) - texts.null_count
        clocks = (~np.isnat(dates.clocks(texts))).sum()
        return bool(clocks * 2 > filled)

    def counted(self, header: str, which: np.ndarray) -> dict[str, int]:
        """Rows by text, for some of a header's distinct texts."""
        return self.column(header).counted(which)

    def tell(self, header: str, counts: Mapping[str, int], say: str) -> None:
        """Report one problem for all rows of each text."""
        for text, rows in counts.items():
            self.faults.add(0, self.written(header), text, f"{say} (rows: {rows:,})")

    def understood_nothing(self, header: str) -> bool:
        """Whether words stand under a header, and none of them was understood."""
        return fold(header) in self._not_understood

    def unexplained(self, header: str) -> set[str]:
        """The words under a header that nobody explained, or that are not known."""
        return self._unexplained.get(fold(header), set())

    def refusing(self, header: str) -> set[str]:
        """The words under a header by which somebody is not to be contacted."""
        return self._refusing.get(fold(header), set())

    def ask(self, header: str, counts: Mapping[str, int]) -> dict[str, str]:
        """Ask what words mean that no layout knows.

        Those that are to refuse contact are kept in mind, and mean nothing else.

        Args:
            header: Where they stand.
            counts: Rows by word.

        Returns:
            The meaning by word, without those that nobody explained.
        """
        columns = [
            column
            for column, name in self.columns.items()
            if fold(name) == fold(header)
        ]
        place = WordsOfColumn(
            self.faults.file, self.written(header), self.table, columns
        )
        meanings = ask_words(place, counts, self.asking)
        refusing = {
            text for text, meaning in meanings.items() if meaning == DO_NOT_CONTACT
        }
        self._refusing[fold(header)] = refusing
        return meanings | dict.fromkeys(refusing, UNKNOWN)

    def note_understood(
        self, header: str, bad: np.ndarray, parsed: pa.Array | None = None
    ) -> None:
        """Keep in mind which of a header's words nobody explained, or if none was read.

        Args:
            header: Where they stand.
            bad: Whether each distinct text was not understood.
            parsed: Words of ours: who said of another word that it means “unknown” has
                not explained it either.
        """
        texts = self.column(header).texts
        not_explained = bad
        if parsed is not None:
            not_explained = bad | values.truth(pc.equal(parsed, UNKNOWN))
        words = texts.filter(pa.array(not_explained)).to_pylist()
        other_words = {word for word in words if values.word(word) != UNKNOWN}
        self._unexplained[fold(header)] = other_words - self.refusing(header)
        if bad.any() and (bad == values.filled(texts)).all():
            self._not_understood.add(fold(header))


@dataclass(frozen=True)
class EncodedColumn:
    """A column of cleaned cells: its distinct texts, and which one each row has.

    Columns in which nearly every text differs (ids) are not searched for repeats: their
    texts are the rows' own.
    """

    sheet: Sheet
    header: str
    texts: pa.Array
    codes: pa.Array | None
    """The text of each row; None where the texts are the rows' own."""

    @property
    def format(self) -> ColumnFormat:
        """How the cells are written."""
        return self.sheet.format(self.header)

    def expand(self, of_texts: pa.Array) -> pa.Array:
        """Give each row the value of its text."""
        if self.codes is None:
            return of_texts
        return of_texts.take(self.codes)

    def counted(self, which: np.ndarray) -> dict[str, int]:
        """Rows by text, for some of the distinct texts."""
        rows = self.expand(self.texts)
        chosen = pc.is_in(rows, self.texts.filter(pa.array(which)))
        counts = pc.value_counts(rows.filter(chosen))
        texts = counts.field("values").to_pylist()
        return dict(zip(texts, counts.field("counts").to_pylist(), strict=True))

    def note(self, text: str, say: str) -> None:
        """Report what is true of the column as a whole."""
        self.sheet.faults.add(0, self.sheet.written(self.header), text, say)

    def report(self, bad: np.ndarray, parser: ColumnParser) -> None:
        """Report the texts that a parser could not read."""
        if parser.once_per_text:
            self.sheet.tell(self.header, self.counted(bad), parser.fault)
            return

        is_bad = self.expand(pa.array(bad)).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(is_bad)
        texts = self.expand(self.texts).take(pa.array(rows))
        written = self.sheet.written(self.header)
        self.sheet.faults.add_rows(
            self.sheet.numbers[rows], written, texts, parser.fault
        )


_MOST = 0.5
_STRAY = 0.05
"""Share of cells up to which names among numbers are single mistakes."""


ArrowColumn = TypeVar("ArrowColumn", pa.Array, pa.ChunkedArray)
Done = TypeVar("Done")
_MANY = 20_000
"""Rows from which threads are worth their while: Arrow lets go of Python's lock."""


def map_columns(
    work: Callable[[ArrowColumn], Done], columns: Sequence[ArrowColumn]
) -> list[Done]:
    """Apply work to each column, in order.

    Columns of 20,000 rows or more are done in threads, side by side.
    """
    if not columns:
        return []
    if len(columns[0]) < _MANY:
        return [work(column) for column in columns]
    with ThreadPoolExecutor() as pool:
        done = pool.map(work, columns)
        return list(done)
