"""Opening a file: its text, the layout its headers tell, and its rows as text, ready to be read as values."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from retention import schema
from retention.ingest import files
from retention.ingest.faults import Faults
from retention.ingest.files import Header, fold
from retention.ingest.layouts import Layout
from retention.ingest.recognise import Candidates, Known, candidates, recognise
from retention.ingest.sheet import Sheet
from retention.ingest.sources import Source
from retention.problems import RetentionError

_SHORT = 8
_NO_ROWS = b"OK"  # what Open Dental's interface writes for a query without rows


@dataclass(frozen=True)
class Passed:
    """A file whose rows are not loaded: not needed, or (without a layout) one that says that it has no rows."""

    source: Source
    layout: Layout | None
    faults: Faults


@dataclass(frozen=True)
class Opened:
    """A file that is to be loaded: its rows as text, and the headers that may carry each column of its table.

    `parts` are the same rows once more, for further tables: each with `is_part` set, and no rows of its own."""

    source: Source
    layout: Layout
    table: str
    sheet: Sheet
    read: int
    candidates: Candidates
    parts: "tuple[Opened, ...]" = ()
    is_part: bool = False

    @property
    def faults(self) -> Faults:
        """What is wrong with the file."""
        return self.sheet.faults


def open_file(source: Source, among: Sequence[Layout], birth_by: date | None) -> Opened | Passed:
    """Read a file as far as text. RetentionError where it is none, is not recognised, or cannot be told apart."""
    faults, text = Faults(source.name), files.text_of(source)
    if len(text) <= _SHORT and text.strip() == _NO_ROWS:
        faults.add(0, "", "OK", "is all that this file says: the system found no rows for it")
        return Passed(source, None, faults)
    known = recognise(source.name, files.headers(text), among)
    if known.layout.table is None:
        return Passed(source, known.layout, faults)
    return _with_rows(source, known, known.layout.table, text, faults, birth_by)


def _with_rows(source: Source, known: Known, table: str, text: bytes, faults: Faults, birth_by: date | None) -> Opened:
    layout, cells = known.layout, known.header.cells
    at = positions(source, layout, known.header)
    found = candidates(layout, known.header)
    rows = files.rows_of(text, known.header, sorted(at.values()), faults)
    key = at[fold(found["id"][0][1])]
    body = files.without_headers(rows, key, cells[key], faults)
    names = {name: cells[place] for name, place in sorted(at.items(), key=lambda item: item[1])}
    sheet = Sheet(body, names, faults, birth_by=birth_by)
    return Opened(source, layout, table, sheet, rows.read, found, tuple(_parts(source, known, sheet)))


def _parts(source: Source, known: Known, sheet: Sheet) -> Iterator[Opened]:
    """The parts of the layout that the file has everything for."""
    for part in known.layout.parts:
        found = candidates(part, known.header)
        if part.table is not None and all(field.column in found for field in part.fields if field.needed):
            yield Opened(source, part, part.table, sheet, 0, found, is_part=True)


def positions(source: Source, layout: Layout, header: Header) -> dict[str, int]:
    """Where the headers that the layout looks at stand in the file, by their folded names."""
    folded = [fold(cell) for cell in header.cells]
    looked_at = {fold(name) for name in layout.headers}
    twice = next((name for name, times in Counter(folded).items() if times > 1 and name in looked_at), None)
    if twice is not None:
        shown = header.cells[folded.index(twice)]
        raise RetentionError(
            f"“{source.name}” has two columns “{shown}”, and they may differ. Export it with one of them only."
        )
    return {name: at for at, name in enumerate(folded) if name in looked_at}


def dated(opened: Opened) -> list[str]:
    """The headers of an opened file that carry days or moments."""
    table = schema.BY_NAME[opened.table]
    found: list[str] = []
    for column, choices in opened.candidates.items():
        if table.column(column).kind in (schema.Kind.DAY, schema.Kind.MOMENT):
            for field, header in choices:
                found += [header, *(name for name in field.also if opened.sheet.has(name))]
    return list(dict.fromkeys(found))
