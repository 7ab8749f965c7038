"""The parts of a spreadsheet, measured before a reader takes them into memory."""

import io
import re
import struct
from array import array
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.read import archives
from retention.ingest.read.archives import Member

_SHORTEST = 20  # bytes of the shortest cell
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
Attributes = Mapping[str, str]


def measure(content: bytes, name: str) -> None:
    """RetentionError for a spreadsheet (XLSX or ODS) that is damaged, or would take
    more memory than any export.
    """
    file = io.BytesIO(content)
    every = archives.members(file, name, hidden=True)
    unpacked = sum(part.info.file_size for part in every)
    if unpacked > limits.BOOK_UNPACKED:
        raise too_much(name)

    parts = [part for part in every if _is_xml(part)]
    lengths: list[int] = []
    for part in parts:
        lengths += _Part(part, name).lengths
    # Each cell of the largest part may name the longest of the shared texts
    longest = max(lengths, default=0)
    largest = max((part.info.file_size for part in parts), default=0)
    most_cells = largest // _SHORTEST
    if longest * most_cells > limits.LETTERS:
        for part in parts:
            _Part(part, name, lengths)


def _is_xml(part: Member) -> bool:
    """Whether a part of a spreadsheet is written in XML."""
    name = part.info.filename.lower()
    return name.endswith((".xml", ".rels"))


def too_much(name: str) -> RetentionError:
    """What to say of a spreadsheet that asks for too much."""
    return RetentionError(
        f"“{name}” is larger than spreadsheets of exports are, or says that it is: "
        "nothing of it was read. Save the sheet with the list as CSV, and load that."
    )


def damaged(name: str) -> RetentionError:
    """What to say of a spreadsheet that cannot be read."""
    return RetentionError(
        f"“{name}” is damaged, or is no spreadsheet: it cannot be read. Open it in a "
        "spreadsheet program and save the sheet as CSV, or export it again."
    )


class SheetExtent:
    """How many cells of a sheet have something in them, how far they reach, and how
    many letters they have.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells = self.letters = 0
        self.top = self.left = 1 << 31
        self.bottom = self.right = 0

    def fill(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Take cells into account: from a place on, so many rows and columns."""
        self.cells += rows * columns
        self.top = min(self.top, row)
        self.left = min(self.left, column)
        self.bottom = max(self.bottom, row + rows)
        self.right = max(self.right, column + columns)
        if self.cells > limits.CELLS:
            raise too_much(self.name)

    def write(self, letters: int) -> None:
        """Take letters into account."""
        self.letters += letters
        if self.letters > limits.LETTERS:
            raise too_much(self.name)

    def check(self) -> None:
        """RetentionError where the sheet would be nearly all empty room."""
        if not self.cells:
            return

        height = self.bottom - self.top
        width = self.right - self.left
        area = height * width
        most = max(limits.AREA, limits.AREA_PER_CELL * self.cells)
        if area > most:
            raise RetentionError(
                f"“{self.name}” has a sheet of {formatting.count(area)} cells, and "
                f"only {formatting.count(self.cells)} have something in them: a stray "
                "cell far away makes it so large. Save the sheet as CSV, and load "
                "that."
            )


class _Part:
    """One part, read once; by its first element it is a sheet, the shared texts, a
    document, or none of them.

    `lengths` are those of the shared texts it holds; with `known` ones, the letters of
    a sheet are counted cell by cell.
    """

    def __init__(self, part: Member, name: str, known: list[int] | None = None) -> None:
        self.name = name
        self.known = known
        self.lengths: list[int] = []
        self.reach = SheetExtent(name)
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begin
        try:
            for piece in archives.unpacked(part):
                self._parser.Parse(piece)
            self._parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as fault:
            raise damaged(name) from fault
        self.reach.check()

    def _refuse(self, *_: object) -> None:
        """Spreadsheets declare no document type; what does may hold an XML bomb."""
        raise damaged(self.name)

    def _begin(self, tag: str, _: Attributes) -> None:
        kind = tag.rpartition(":")[2]
        self._parser.StartElementHandler = None
        if kind == "worksheet":
            sheet = _Sheet(self.reach, self.known)
            self._parser.StartElementHandler = sheet.start
            if self.known is not None:
                self._parser.CharacterDataHandler = sheet.text
        elif kind == "sst":
            self._parser.StartElementHandler = self._string
            self._parser.CharacterDataHandler = self._letters
        elif kind == "document-content":
            document = _Document(self.reach)
            self._parser.StartElementHandler = document.start
            self._parser.EndElementHandler = document.end
            self._parser.CharacterDataHandler = document.text

    def _string(self, tag: str, _: Attributes) -> None:
        if tag.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def _letters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Sheet:
    """A sheet of an XLSX while it is read."""

    def __init__(self, reach: SheetExtent, known: list[int] | None) -> None:
        self.reach = reach
        self.known = known
        self.row = self.column = 0
        self.is_shared = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins: rows and cells are counted where they do not say their
        place.
        """
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._place(attributes.get("r", ""))
            self.is_shared = attributes.get("t") == "s"
        elif tag in ("v", "is"):
            self.reach.fill(self.row, self.column)
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0

    def _place(self, place: str) -> None:
        found = _PLACE.fullmatch(place)
        if not found:
            self.column += 1
            return

        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        self.row = int(found[2])
        self.column = column

    def text(self, text: str) -> None:
        """Letters in a cell, or the number of the shared text that stands there."""
        if not self.is_shared:
            self.reach.write(len(text))
        elif text.strip().isdecimal() and self.known and int(text) < len(self.known):
            self.reach.write(self.known[int(text)])


class _Document:
    """The content of an ODS while it is read; cells and rows may say that they stand
    for many.
    """

    def __init__(self, reach: SheetExtent) -> None:
        self.reach = reach
        self.row = self.column = 0
        self.rows = self.columns = 1
        self.is_in_cell = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        tag = tag.rpartition(":")[2]
        if tag == "table":
            self.reach.check()
            self.reach.__init__(self.reach.name)  # type: ignore[misc]
            self.row = 0
        elif tag == "table-row":
            self.row += self.rows
            self.rows = _times(attributes, "number-rows-repeated")
            self.column = 0
            self.columns = 1
        elif tag in ("table-cell", "covered-table-cell"):
            self.column += self.columns
            self.columns = _times(attributes, "number-columns-repeated")
            self.is_in_cell = True
            if any(name.endswith(":value-type") for name in attributes):
                self.reach.fill(self.row, self.column, self.rows, self.columns)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag.rpartition(":")[2] in ("table-cell", "covered-table-cell"):
            self.is_in_cell = False

    def text(self, text: str) -> None:
        """Letters, in a cell or elsewhere."""
        if self.is_in_cell:
            self.reach.write(len(text) * self.rows * self.columns)


def _times(attributes: Attributes, what: str) -> int:
    return next(
        (int(value) for name, value in attributes.items() if name.endswith(what)), 1
    )


_RECORD_HEAD = 4  # bytes
# Numbers of sectors in the header, bytes of a directory entry
_SECTORS = 109
_ENTRY = 128
_BOOKS = ("Workbook", "Book")
_SHEET = 0x0809  # the record that begins a sheet
_CELLS = {
    0x0006,
    0x0203,
    0x0204,
    0x0205,
    0x0206,
    0x027E,
    0x00FD,
    0x00D6,
    0x0406,
}  # records of one cell
_NUMBERS = 0x00BD  # a record of several cells side by side


def measure_old(content: bytes, name: str) -> None:
    """RetentionError for an .xls that is damaged, or would take more memory than any
    export.
    """
    try:
        records = _records(_Sectors(content).book())
        reach = SheetExtent(name)
        for kind, record in records:
            if kind == _SHEET:
                reach.check()
                reach = SheetExtent(name)
            elif kind in _CELLS or kind == _NUMBERS:
                row, column = struct.unpack_from("<HH", record)
                last = (
                    struct.unpack_from("<H", record, len(record) - 2)[0]
                    if kind == _NUMBERS
                    else column
                )
                reach.fill(row, column, columns=max(last - column, 0) + 1)
        reach.check()
    except (struct.error, IndexError, ValueError) as fault:
        raise damaged(name) from fault


def _records(book: bytes) -> Iterator[tuple[int, memoryview]]:
    """The records of the sheets: the kind of each, and its bytes."""
    view = memoryview(book)
    at = 0
    while at + _RECORD_HEAD <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        start = at + _RECORD_HEAD
        at = start + length
        yield kind, view[start:at]


class _Sectors:
    """The file system inside an .xls. ValueError or IndexError where it is damaged."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << _word(content, 30, "H")
        self.small_size = 1 << _word(content, 32, "H")
        if self.size not in (512, 4096):
            raise ValueError(self.size)
        self.next = self._numbers(self._tables())

    def _tables(self) -> Iterator[int]:
        """The sectors that say for each sector which one follows."""
        yield from (
            number
            for number in struct.unpack_from(f"<{_SECTORS}I", self.content, 76)
            if self._is_one(number)
        )
        at = _word(self.content, 68, "I")
        for _ in range(len(self.content) // self.size):
            if not self._is_one(at):
                return
            *numbers, at = array("I", self._sector(at))
            yield from filter(self._is_one, numbers)

    def _is_one(self, number: int) -> bool:
        return (number + 1) * self.size < len(self.content)

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size].ljust(
            self.size, b"\0"
        )

    def _numbers(self, sectors: Iterator[int]) -> array:
        return array("I", b"".join(map(self._sector, sectors)))

    def _chain(self, at: int, following: array) -> Iterator[int]:
        for _ in range(len(following)):
            if at >= len(following):
                return
            yield at
            at = following[at]

    def _file(self, start: int) -> bytes:
        return b"".join(
            self._sector(number) for number in self._chain(start, self.next)
        )

    def book(self) -> bytes:
        """The records of the sheets; none where they are locked."""
        directory = self._file(_word(self.content, 48, "I"))
        entries = [
            directory[at : at + _ENTRY]
            for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)
        ]
        names = [
            entry[: max(_word(entry, 64, "H") - 2, 0)].decode("utf-16-le", "replace")
            for entry in entries
        ]
        found = next(
            (
                entry
                for name, entry in zip(names, entries, strict=True)
                if name in _BOOKS
            ),
            None,
        )
        if found is None:
            return b""

        start = _word(found, 116, "I")
        length = _word(found, 120, "I")
        if length >= _word(self.content, 56, "I"):
            return self._file(start)[:length]

        small = self._file(_word(entries[0], 116, "I"))
        following = array("I", self._file(_word(self.content, 60, "I")))
        parts = (
            small[at * self.small_size : (at + 1) * self.small_size]
            for at in self._chain(start, following)
        )
        return b"".join(parts)[:length]


def _word(content: bytes, at: int, kind: str) -> int:
    (number,) = struct.unpack_from(f"<{kind}", content, at)
    return int(number)
