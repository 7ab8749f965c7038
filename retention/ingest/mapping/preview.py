"""Looking into a file before it is mapped, and at what its first rows would become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.core.errors import Problem, RetentionError
from retention.ingest.mapping.declaration import Declaration, layout_of
from retention.ingest.mapping.infer import Sample, header_line
from retention.ingest.merge.conform import conform
from retention.ingest.merge.diff import as_text
from retention.ingest.parse.sheet import Sheet
from retention.ingest.problems import ProblemLog
from retention.ingest.questions import Asking
from retention.ingest.read.containers import text_of
from retention.ingest.read.delimited import rows_of
from retention.ingest.read.headers import RawRows, headers
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.detect import candidates
from retention.ingest.recognise.layouts import Field, Layout
from retention.ingest.recognise.open import Opened, positions, sheet_of
from retention.ingest.resolve.columns import resolve_columns
from retention.ingest.resolve.styles import resolve_styles

LOOKED_AT = 200
"""Rows of a file that a check looks at."""
_SHOWN = 3


@dataclass(frozen=True)
class MappingPreview:
    """What the first rows would become: rows looked at, rows that load, what is wrong,
    and values as they are read.

    `values` has for each column a few pairs of what stands in the file and how it is
    read ("" for nothing).
    """

    rows: int
    loads: int
    problems: tuple[Problem, ...]
    values: Mapping[str, tuple[tuple[str, str], ...]]

    @property
    def set_aside(self) -> int:
        """Rows that would be set aside."""
        return self.rows - self.loads


def peek(source: ImportSource, line: int | None = None) -> Sample:
    """The first rows of a file; the header line is the one numbered, or else the one
    that looks like it.

    RetentionError where the file is no text, or has no line of two cells.
    """
    text = text_of(source).beginning()
    lines = tuple(headers(text))
    header = next((one for one in lines if one.line == line), None) or header_line(
        lines
    )
    if header is None:
        raise RetentionError(
            f"“{source.name}” is empty. Export it again, or leave it out."
        )

    rows, _ = rows_of(text, header, range(len(header.cells)), ProblemLog(source.name))
    return Sample(
        source.name,
        header,
        lines,
        RawRows(rows.table.slice(0, LOOKED_AT), rows.numbers[:LOOKED_AT], LOOKED_AT),
    )


def check(
    sample: Sample, declaration: Declaration, answers: Mapping[str, str] | None = None
) -> MappingPreview:
    """What the rows of a sample would become; RetentionError where the declaration
    cannot stand.
    """
    layout = layout_of(declaration)
    if layout.table is None:
        return MappingPreview(0, 0, (), {})

    source = ImportSource(sample.name, Path())
    faults = ProblemLog(sample.name)
    sheet = sheet_of(
        sample.rows, sample.header, positions(layout, sample.header), faults
    )
    opened = Opened(
        source,
        layout,
        layout.table,
        sheet,
        len(sheet),
        candidates(layout, sample.header),
    )
    chosen = resolve_columns(
        opened, resolve_styles([opened], {}, Asking(answers or {}))
    )
    batch = conform(layout, schema.BY_NAME[layout.table], sheet, chosen)
    return MappingPreview(
        len(sheet),
        batch.rows.num_rows,
        faults.problems(),
        _values(layout, sheet, chosen),
    )


def _as_people_say(kind: schema.Kind, value: object) -> str:
    """A value as text, its day with the month's name: 3/4 read the wrong way round is
    seen at once.
    """
    if not isinstance(value, date):
        return as_text(kind, value)

    clock = f", {value:%H:%M}" if isinstance(value, datetime) else ""
    return f"{formatting.day(value)}{clock}"


def _values(
    layout: Layout, sheet: Sheet, chosen: Mapping[str, tuple[Field, str]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """A few values of each column, as they stand and as they are read, of rows in which
    there is something.
    """
    kinds = {
        column.name: column.kind for column in schema.BY_NAME[str(layout.table)].columns
    }
    found = {}
    for column, (field, header) in chosen.items():
        texts = sheet.text(header)
        shown = pc.index_in(texts.drop_null().unique().slice(0, _SHOWN), texts)
        read = pa.array(field.parser.read(sheet, header)).take(shown).to_pylist()
        said = [_as_people_say(kinds[column], value) for value in read]
        found[column] = tuple(zip(texts.take(shown).to_pylist(), said, strict=True))
    return found
