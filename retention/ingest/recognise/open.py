"""Opening a file: its texts, the layout their headers tell, and their rows as text,
ready to be read as values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from retention.core import schema
from retention.core.errors import RetentionError
from retention.ingest.parse.sheet import Sheet
from retention.ingest.problems import ProblemLog
from retention.ingest.questions import Asking
from retention.ingest.read.containers import Workbook, contents
from retention.ingest.read.delimited import rows_of
from retention.ingest.read.encodings import Text
from retention.ingest.read.headers import Header, RawRows, fold, headers
from retention.ingest.read.report_lines import without_footers
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.contact_columns import headings
from retention.ingest.recognise.detect import (
    Candidates,
    RecognisedHeader,
    candidates,
    recognise,
)
from retention.ingest.recognise.layouts import Layout

# Letters of a file, and cells of a title line, at most
_SHORT = 8
_TITLE = 3
_NO_ROWS = b"OK"  # what Open Dental's interface writes for a query without rows
LEFT_OUT = Layout("sheet", "A sheet that is no list of a practice", None, ())
"""What a sheet of a spreadsheet is that nobody knows, where another sheet of it is a
list.
"""


@dataclass(frozen=True)
class Passed:
    """A file whose rows are not loaded: not needed, or (without a layout) one that says
    that it has no rows.
    """

    source: ImportSource
    layout: Layout | None
    faults: ProblemLog


@dataclass(frozen=True)
class Opened:
    """A file that is to be loaded: its rows as text, and the headers that may carry
    each column of its table.

    `parts` are the same rows once more, for further tables: each with `is_part` set,
    and no rows of its own.
    """

    source: ImportSource
    layout: Layout
    table: str
    sheet: Sheet
    read: int
    candidates: Candidates
    parts: "tuple[Opened, ...]" = ()
    is_part: bool = False
    not_read: tuple[str, ...] = ()
    """The headings of columns that the layout does not look at, in the file's order."""

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings, those that are read first; each once."""
        return (*self.sheet.headings, *self.not_read)

    @property
    def faults(self) -> ProblemLog:
        """What is wrong with the file."""
        return self.sheet.faults


def open_files(
    source: ImportSource, among: Sequence[Layout], birth_by: date | None, asking: Asking
) -> list[Opened | Passed]:
    """Read what was handed in as far as text: a file, each sheet of a spreadsheet, each
    file of an archive.

    Of a spreadsheet the sheets that are no lists are passed over where another one is.
    RetentionError where something is no text, or is not recognised; what has the
    headings of several layouts is asked about.
    """
    found: list[Opened | Passed] = []
    for one in contents(source):
        if isinstance(one, Workbook):
            found += _sheets(one, among, birth_by, asking)
        else:
            found.append(_open(one, among, birth_by, asking))
    return found


def _sheets(
    book: Workbook, among: Sequence[Layout], birth_by: date | None, asking: Asking
) -> Iterator[Opened | Passed]:
    """The sheets of a spreadsheet.

    RetentionError of the sheet that says most where none of them is a list.
    """
    refused: list[tuple[Text, RetentionError]] = []
    is_known = False
    for text in book.sheets():
        try:
            known = recognise(text.source.name, headers(text), among, asking)
        except RetentionError as refusal:
            refused.append((text, refusal))
        else:
            is_known = True
            yield _opened(text, known, birth_by)
    if not is_known and not refused:
        raise RetentionError(
            f"“{book.source.name}” has no sheet with cells. Save the sheet as "
            "CSV, and load that."
        )
    if not is_known:
        raise max(refused, key=lambda one: len(one[0].head))[1]
    for text, why in refused:
        faults = ProblemLog(text.source.name)
        if text.head.strip():
            faults.add(
                0, "", text.source.name.rpartition(" / ")[2], f"was left out: {why}"
            )
        yield Passed(text.source, LEFT_OUT, faults)


def _open(
    text: Text, among: Sequence[Layout], birth_by: date | None, asking: Asking
) -> Opened | Passed:
    if len(text.head) <= _SHORT and text.head.strip() == _NO_ROWS:
        faults = ProblemLog(text.source.name)
        faults.add(
            0, "", "OK", "is all that this file says: the system found no rows for it"
        )
        return Passed(text.source, None, faults)
    return _opened(
        text, recognise(text.source.name, headers(text), among, asking), birth_by
    )


def _opened(
    text: Text, known: RecognisedHeader, birth_by: date | None
) -> Opened | Passed:
    faults = ProblemLog(text.source.name)
    if known.layout.table is None:
        if known.layout.instead:
            faults.add(0, "", known.layout.title, known.layout.instead)
        return Passed(text.source, known.layout, faults)
    return _with_rows(text, known, known.layout.table, faults, birth_by)


def _with_rows(
    text: Text,
    known: RecognisedHeader,
    table: str,
    faults: ProblemLog,
    birth_by: date | None,
) -> Opened:
    layout = known.layout
    cells = known.header.cells
    watched = headings(known.header) if schema.PATIENT.name == table else ()
    places = positions(layout, known.header, watched)
    found = candidates(layout, known.header)
    rows, short = rows_of(
        text,
        known.header,
        sorted(at for same in places.values() for at in same),
        faults,
    )
    key = places[fold(found["id"][0][1])][0]
    body = without_footers(rows, key, cells[key], short, faults)
    above = _above(text, known.header, faults)
    sheet = sheet_of(body, known.header, places, faults, birth_by)
    sheet.watched = watched
    parts = tuple(_parts(text.source, known, sheet))
    rest = _not_read(known.header, places)
    return Opened(
        text.source,
        layout,
        table,
        sheet,
        rows.read + above,
        found,
        parts,
        not_read=rest,
    )


def _above(text: Text, header: Header, faults: ProblemLog) -> int:
    """How many lines above the header look like rows, titles not among them; they are
    told, and set aside.
    """
    above = {one.line: one for one in headers(text) if one.line < header.line}
    rows = [
        one
        for one in above.values()
        if len(one.cells) == len(header.cells) and one.delimiter == header.delimiter
    ]
    rows = [
        one
        for one in rows
        if len(header.cells) > _TITLE and 2 * sum(map(bool, one.cells)) > len(one.cells)
    ]
    for one in rows:
        faults.add(
            one.line,
            "",
            one.cells[0],
            "stands above the header line, and is not read as a row",
            set_aside=True,
        )
    return len(rows)


def _not_read(header: Header, places: Mapping[str, list[int]]) -> tuple[str, ...]:
    """The headings that the layout does not look at, each once."""
    return tuple(
        dict.fromkeys(
            cell for cell in header.cells if cell and fold(cell) not in places
        )
    )


def _parts(
    source: ImportSource, known: RecognisedHeader, sheet: Sheet
) -> Iterator[Opened]:
    """The parts of the layout that the file has everything for."""
    for part in known.layout.parts:
        found = candidates(part, known.header)
        if part.table is not None and all(
            field.column in found for field in part.fields if field.needed
        ):
            yield Opened(source, part, part.table, sheet, 0, found, is_part=True)


def sheet_of(
    rows: RawRows,
    header: Header,
    places: Mapping[str, list[int]],
    faults: ProblemLog,
    birth_by: date | None = None,
) -> Sheet:
    """The rows, readable by header.

    RetentionError where two columns have one header and different cells.
    """
    for first, *others in places.values():
        if any(
            not rows.table[str(first)].equals(rows.table[str(other)])
            for other in others
        ):
            raise RetentionError(
                f"“{faults.file}” has two columns “{header.cells[first]}”, and they "
                "differ. Export it with one of them only."
            )
    at = {
        name: same[0]
        for name, same in sorted(places.items(), key=lambda place: place[1])
    }
    once = rows.table.select([str(place) for place in at.values()])
    return Sheet(
        replace(rows, table=once),
        {name: header.cells[place] for name, place in at.items()},
        faults,
        birth_by=birth_by,
    )


def positions(
    layout: Layout, header: Header, watched: Sequence[str] = ()
) -> dict[str, list[int]]:
    """Where the headers that the layout looks at, or that are watched, stand in the
    file, by their folded names.
    """
    looked_at = {fold(name) for name in (*layout.headers, *watched)}
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(header.cells):
        if fold(cell) in looked_at:
            places.setdefault(fold(cell), []).append(at)
    return places


def dated(opened: Opened) -> list[str]:
    """The headers of an opened file that carry days or moments."""
    table = schema.BY_NAME[opened.table]
    found: list[str] = []
    for column, choices in opened.candidates.items():
        if table.column(column).kind in (schema.Kind.DAY, schema.Kind.MOMENT):
            for field, header in choices:
                found += [
                    header,
                    *(name for name in field.also if opened.sheet.has(name)),
                ]
    watched = opened.sheet.watched if table is schema.PATIENT else ()
    known = {fold(name) for name in found}
    return list(
        dict.fromkeys((*found, *(name for name in watched if fold(name) not in known)))
    )
