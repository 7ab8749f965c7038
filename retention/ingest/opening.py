"""Opening a file: its text, the layout its headers tell, and its rows as text, ready to be read as values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from retention import schema
from retention.ingest import files
from retention.ingest.faults import Faults
from retention.ingest.files import Header, fold
from retention.ingest.layouts import Layout
from retention.ingest.recognise import Known, recognise, resolve
from retention.ingest.sheet import Sheet
from retention.ingest.sources import Source
from retention.problems import RetentionError

_NO_ROWS = b"OK"  # what Open Dental's interface writes for a query without rows


@dataclass(frozen=True)
class Opened:
    """A file that was opened: without a layout it says that it has no rows, without a sheet it is not needed.

    `headers` names the header for each column of the table that the file has; `read` counts its rows."""

    source: Source
    faults: Faults
    layout: Layout | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    sheet: Sheet | None = None
    read: int = 0


def open_file(source: Source, among: Sequence[Layout], birth_by: date | None) -> Opened:
    """Read a file as far as text. RetentionError where it is none, is not recognised, or cannot be told apart."""
    faults, text = Faults(source.name), files.text_of(source)
    if text.strip() == _NO_ROWS:
        faults.add(0, "", "OK", "is all that this file says: the system found no rows for it")
        return Opened(source, faults)
    known = recognise(source.name, files.headers(text), among)
    if known.layout.table is None:
        return Opened(source, faults, known.layout)
    return _with_rows(source, known, text, faults, birth_by)


def _with_rows(source: Source, known: Known, text: bytes, faults: Faults, birth_by: date | None) -> Opened:
    layout, cells = known.layout, known.header.cells
    positions = _positions(source, layout, known.header)
    headers = resolve(layout, known.header)
    rows = files.rows_of(text, known.header, sorted(positions.values()), faults)
    key = positions[fold(headers["id"])]
    body = files.without_headers(rows, key, cells[key], faults)
    names = {name: cells[at] for name, at in sorted(positions.items(), key=lambda item: item[1])}
    return Opened(source, faults, layout, headers, Sheet(body, names, faults, birth_by=birth_by), rows.read)


def _positions(source: Source, layout: Layout, header: Header) -> dict[str, int]:
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
    if opened.sheet is None or opened.layout is None or opened.layout.table is None:
        return []
    table = schema.BY_NAME[opened.layout.table]
    found = []
    for one in opened.layout.fields:
        if table.column(one.column).kind in (schema.Kind.DAY, schema.Kind.MOMENT) and one.column in opened.headers:
            found += [opened.headers[one.column], *(name for name in one.also if opened.sheet.has(name))]
    return found
