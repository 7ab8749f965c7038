"""From a recognised text to columns, step by step: its rows as text, without a report's
own lines, readable by header.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from retention.core import schema
from retention.core.errors import RetentionError
from retention.ingest.parse.sheet import Sheet
from retention.ingest.problems import ProblemLog
from retention.ingest.read.delimited import rows_of
from retention.ingest.read.headers import Header, RawRows, fold, headers
from retention.ingest.read.report_lines import without_footers
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.contact_columns import headings
from retention.ingest.recognise.detect import Candidates, RecognisedText, candidates
from retention.ingest.recognise.layouts import Layout

_TITLE = 3  # cells of a title line, at most

Positions = Mapping[str, list[int]]
"""Where headers stand in a file, by their folded names."""


@dataclass(frozen=True)
class TextRows:
    """The rows of a recognised file as text, before it is known what they mean.

    `short` are lines with another number of cells that may begin a block of totals, by
    line number; `watched` are the headings that speak of death, contact or a visit.
    """

    recognised: RecognisedText
    rows: RawRows
    short: Mapping[int, str]
    positions: Positions
    watched: tuple[str, ...]
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


def read_rows(recognised: RecognisedText) -> TextRows:
    """Read the rows below the header line, as text and only the columns looked at."""
    layout = recognised.layout
    header = recognised.header
    faults = ProblemLog(recognised.name)
    watched: tuple[str, ...] = ()
    if layout.table == schema.PATIENT.name:
        watched = headings(header)
    places = positions(layout, header, watched)
    wanted: list[int] = []
    for same in places.values():
        wanted += same
    wanted.sort()
    rows, short = rows_of(recognised.text, header, wanted, faults)
    return TextRows(recognised, rows, short, places, watched, faults)


def drop_report_lines(text_rows: TextRows) -> TextRows:
    """Take out titles, totals and page ends, and report them as what they are."""
    recognised = text_rows.recognised
    header = recognised.header
    faults = text_rows.faults
    columns = candidates(recognised.layout, header)
    _, id_header = columns["id"][0]
    key = text_rows.positions[fold(id_header)][0]
    title = header.cells[key]
    short = text_rows.short
    listed = without_footers(text_rows.rows, key, title, short, faults)

    above = _rows_above(recognised)
    _report_above(above, faults)
    read = listed.read + len(above)
    return replace(text_rows, rows=replace(listed, read=read))


def to_columns(text_rows: TextRows, birth_by: date | None) -> Opened:
    """Make the rows readable by header.

    Args:
        text_rows: The rows of a list.
        birth_by: The day up to which people may have been born.

    Raises:
        RetentionError: Two columns have one header and different cells.
    """
    recognised = text_rows.recognised
    header = recognised.header
    layout = recognised.layout
    sheet = sheet_of(
        text_rows.rows, header, text_rows.positions, text_rows.faults, birth_by
    )
    sheet.watched = text_rows.watched
    return Opened(
        recognised.text.source,
        layout,
        str(layout.table),
        sheet,
        text_rows.rows.read,
        candidates(layout, header),
        tuple(_parts(recognised, sheet)),
        not_read=_not_read(header, text_rows.positions),
    )


def _rows_above(recognised: RecognisedText) -> list[Header]:
    """The lines above the header that look like rows, titles not among them."""
    header = recognised.header
    if len(header.cells) <= _TITLE:
        return []

    above: dict[int, Header] = {}
    for line in headers(recognised.text):
        if line.line < header.line:
            above[line.line] = line
    return [line for line in above.values() if _looks_like_row(line, header)]


def _looks_like_row(line: Header, header: Header) -> bool:
    """Whether a line has the header's cells, and most of them filled."""
    width = len(line.cells)
    if width != len(header.cells):
        return False
    if line.delimiter != header.delimiter:
        return False

    filled = sum(map(bool, line.cells))
    return 2 * filled > width


def _report_above(above: Iterable[Header], faults: ProblemLog) -> None:
    """Report the rows above the header, which are set aside."""
    say = "stands above the header line, and is not read as a row"
    for line in above:
        faults.add(line.line, "", line.cells[0], say, set_aside=True)


def _not_read(header: Header, places: Positions) -> tuple[str, ...]:
    """The headings that the layout does not look at, each once."""
    others: dict[str, None] = {}
    for cell in header.cells:
        if cell and fold(cell) not in places:
            others[cell] = None
    return tuple(others)


def _parts(recognised: RecognisedText, sheet: Sheet) -> Iterator[Opened]:
    """The parts of the layout that the file has everything for."""
    source = recognised.text.source
    for part in recognised.layout.parts:
        if part.table is None:
            continue
        columns = candidates(part, recognised.header)
        needed = {field.column for field in part.fields if field.needed}
        if needed <= columns.keys():
            yield Opened(source, part, part.table, sheet, 0, columns, is_part=True)


def sheet_of(
    rows: RawRows,
    header: Header,
    places: Positions,
    faults: ProblemLog,
    birth_by: date | None = None,
) -> Sheet:
    """The rows, readable by header.

    Raises:
        RetentionError: Two columns have one header and different cells.
    """
    names: dict[str, str] = {}
    columns: list[str] = []
    in_order = sorted(places.items(), key=lambda place: place[1])
    for name, same in in_order:
        first = same[0]
        names[name] = header.cells[first]
        columns.append(str(first))
    for same in places.values():
        _refuse_contradiction(rows, header, same, faults.file)
    once = replace(rows, table=rows.table.select(columns))
    return Sheet(once, names, faults, birth_by=birth_by)


def _refuse_contradiction(
    rows: RawRows, header: Header, same: Sequence[int], file: str
) -> None:
    """Refuse columns that have one header and different cells."""
    first, *others = same
    cells = rows.table[str(first)]
    for other in others:
        if not cells.equals(rows.table[str(other)]):
            raise RetentionError(
                f"“{file}” has two columns “{header.cells[first]}”, and they "
                "differ. Export it with one of them only."
            )


def positions(
    layout: Layout, header: Header, watched: Sequence[str] = ()
) -> dict[str, list[int]]:
    """Where the headers that the layout looks at, or that are watched, stand in the
    file, by their folded names.
    """
    names = (*layout.headers, *watched)
    looked_at = {fold(name) for name in names}
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(header.cells):
        name = fold(cell)
        if name in looked_at:
            same = places.setdefault(name, [])
            same.append(at)
    return places


def dated(opened: Opened) -> list[str]:
    """The headers of an opened file that carry days or moments."""
    table = schema.BY_NAME[opened.table]
    sheet = opened.sheet
    names: list[str] = []
    for column, choices in opened.candidates.items():
        kind = table.column(column).kind
        if kind not in (schema.Kind.DAY, schema.Kind.MOMENT):
            continue
        for field, header in choices:
            beside = [name for name in field.also if sheet.has(name)]
            names += [header, *beside]
    if table is schema.PATIENT:
        known = {fold(name) for name in names}
        names += [name for name in sheet.watched if fold(name) not in known]
    return list(dict.fromkeys(names))
