"""What a file holds: one text, a spreadsheet's sheets, or the files of an archive; told
by its first bytes.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retention.core.errors import RetentionError
from retention.ingest import limits
from retention.ingest.read import archives, encodings, spreadsheets
from retention.ingest.read.archives import Member
from retention.ingest.read.encodings import Text
from retention.ingest.read.sources import READABLE, ImportSource
from retention.ingest.read.spreadsheet_limits import too_much

_OTHERS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a word processor's document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "packed with gzip",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"Rar!": "packed with RAR",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
"""First bytes of what is handed in by mistake."""
# What stands between the name of a file and of what it holds; names shown in a refusal
_IN = " / "
_SHOWN = 8
_PAGES = (b"<html", b"<!doctype", b"<?xml", b"<table")  # web pages that are named .xls
_PAGE_WITHIN = 200  # bytes
_NO_TEXT = (*archives.SIGNS, spreadsheets.OLD_SIGN)


@dataclass(frozen=True)
class Workbook:
    """A spreadsheet: where it is from, and its bytes."""

    source: ImportSource
    content: bytes

    def sheets(self) -> Iterator[Text]:
        """Each sheet as a text, under the name of the book and its own."""
        book = self.source.name
        for name, rows in spreadsheets.sheets(self.content, book):
            sheet = replace(self.source, name=f"{book}{_IN}{name}")
            yield encodings.of_bytes(sheet, rows)


def contents(source: ImportSource) -> Iterator[Text | Workbook]:
    """The texts and spreadsheets that a file holds.

    Raises:
        RetentionError: It holds neither, or is gone.
    """
    try:
        with source.path.open("rb") as file:
            head = file.read(limits.HEAD)
            if not head.startswith(_NO_TEXT):
                _refuse_others(source.name, head)
                yield encodings.of_file(source)
            elif spreadsheets.is_book(file, head):
                file.seek(0)
                yield Workbook(source, file.read(limits.BOOK + 1))
            else:
                yield from _members(source)
    except OSError as fault:
        raise encodings.gone(source, fault) from fault


def text_of(source: ImportSource) -> Text:
    """The text that a source names: a file's own, or a sheet's, or that of a file in an
    archive.

    Raises:
        RetentionError: A spreadsheet or archive is named itself, and holds several.
    """
    file, _, _ = source.name.partition(_IN)
    every: list[Text] = []
    for content in contents(replace(source, name=file)):
        every += _texts(content)
    named = [text for text in every if text.source.name == source.name]
    meant = named or every
    if len(meant) != 1:
        quoted = [f"“{text.source.name}”" for text in meant[:_SHOWN]]
        shown = ", ".join(quoted)
        raise RetentionError(
            f"“{source.name}” holds {len(meant)} lists: {shown}. Say which of "
            "them is meant."
        )
    return meant[0]


def _texts(content: Text | Workbook) -> Iterator[Text]:
    """A text, or the sheets of a spreadsheet."""
    if isinstance(content, Workbook):
        yield from content.sheets()
    else:
        yield content


def _members(source: ImportSource) -> Iterator[Text | Workbook]:
    """The exports in an archive, in the order of their names."""
    members = archives.members(source.path, source.name)
    exports = [
        member for member in members if member.info.filename.lower().endswith(READABLE)
    ]
    if not exports:
        raise RetentionError(
            f"“{source.name}” holds no file that could be an export "
            f"({', '.join(READABLE)}). Name the archive that the exports are in."
        )
    for member in sorted(exports, key=lambda member: member.name):
        yield _member(replace(source, name=member.shown), member)


def _member(source: ImportSource, member: Member) -> Text | Workbook:
    """The text or the spreadsheet that a file of an archive is."""
    head = encodings.first(lambda: archives.unpacked(member))
    if not head.startswith(_NO_TEXT):
        _refuse_others(source.name, head)
        return encodings.of_pieces(source, lambda: _unpacked(source, member))
    if member.info.file_size > limits.BOOK:
        raise too_much(source.name)

    content = b"".join(archives.unpacked(member))
    if not spreadsheets.is_book(io.BytesIO(content), head):
        raise RetentionError(
            f"“{source.name}” is an archive in an archive. Unpack it, and load "
            "the folder of the exports."
        )
    return Workbook(source, content)


def _unpacked(source: ImportSource, member: Member) -> Iterator[bytes]:
    try:
        yield from archives.unpacked(member)
    except OSError as fault:
        raise encodings.gone(source, fault) from fault


def _refuse_others(name: str, head: bytes) -> None:
    """RetentionError for what is no export and is handed in all the same."""
    kinds = (kind for sign, kind in _OTHERS.items() if head.startswith(sign))
    what = next(kinds, None)
    start = head[:_PAGE_WITHIN].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if what is None and start.startswith(_PAGES):
        what = "a web page, whatever its name ends in"
    if what is not None:
        raise RetentionError(
            f"“{name}” is {what}, and lists are read: text, spreadsheets, and zip "
            "archives of them. Export the list as CSV, or open the file in a "
            "spreadsheet and save it as CSV."
        )
