"""Spreadsheets of the old kind (.xls), measured before a reader takes them into memory.

They are a file system of their own, with tables of sectors, in which one file has the
sheets as records (published by Microsoft as MS-CFB and MS-XLS).
"""

import struct
from array import array
from collections.abc import Iterator

from retention.ingest.measuring import Reach, damaged

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
        reach = Reach(name)
        for kind, record in records:
            if kind == _SHEET:
                reach.check()
                reach = Reach(name)
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
    at = 0
    view = memoryview(book)
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, view[at + 4 : at + 4 + length]
        at += 4 + length


class _Sectors:
    """The file system inside an .xls. ValueError or IndexError where it is damaged."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size, self.small_size = (
            1 << _word(content, 30, "H"),
            1 << _word(content, 32, "H"),
        )
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
    return int(struct.unpack_from(f"<{kind}", content, at)[0])
