"""The import, step by step: files are read, recognised, opened, resolved, conformed and
merged, and what became of them is reported.

A step takes the value of the step before it and gives one of its own. Up to `resolve`
and from `conform` to `merge` the values are handed on one by one, so that no more than
one file, or the rows of one table, are held at a time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from retention.core import schema
from retention.core.errors import RetentionError
from retention.ingest.mapping.declaration import Declaration, layout_of
from retention.ingest.merge.conform import Batch, conform
from retention.ingest.merge.warnings import day_of_records
from retention.ingest.parse.dates import day_of
from retention.ingest.questions import AS_OF, Asking
from retention.ingest.read.containers import Workbook, contents
from retention.ingest.read.encodings import Text
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.detect import Passed, RecognisedText, recognise_file
from retention.ingest.recognise.layouts import Layout
from retention.ingest.recognise.open import (
    Opened,
    drop_report_lines,
    read_rows,
    to_columns,
)
from retention.ingest.report import Loaded, report
from retention.ingest.resolve.columns import read_elsewhere, resolve_columns
from retention.ingest.resolve.other_lists import patients_or_left_out
from retention.ingest.resolve.styles import resolve_styles
from retention.ingest.systems import LAYOUTS
from retention.ingest.tables import (
    PATIENTS,
    Before,
    MergeBasis,
    ResolvedFiles,
    TableBatches,
    files_by_table,
    merge_tables,
)

Progress = Callable[[str], None]
"""Is told what is being done, in a few words for people."""


@dataclass(frozen=True)
class ImportRun:
    """What every step of one import may look at: the records before it, the layouts a
    file may have, the answers, and the day of the export where it was given.
    """

    before: Before
    layouts: Sequence[Layout]
    asking: Asking
    given: date | None
    progress: Progress


def load(
    sources: Sequence[ImportSource],
    *,
    previous: Before | None,
    answers: Mapping[str, str],
    as_of: date | None,
    layouts: Sequence[Layout] = LAYOUTS,
    progress: Progress | None = None,
) -> Loaded:
    """Merge files by key into the previous tables, whatever order they come in.

    Args:
        sources: The files.
        previous: What they are merged into; None where nothing was imported before.
        answers: Those given now, which stand before those of earlier imports.
        as_of: The day of the export; None while nobody knows it.
        layouts: The layouts that a file may have.
        progress: Is told what is being done.

    Raises:
        RetentionError: A file is no text, is not recognised, or has names where ids
            belong; or an answer is none.
    """
    before = previous or Before()
    given = as_of or _answered(answers)
    asking = Asking(answers, before.answers)
    run = ImportRun(before, layouts, asking, given, progress or _in_silence)

    texts = read(sources, run)
    recognised = recognise(texts, run)
    opened = open_files(recognised, run)
    resolved = resolve(opened, run)
    batches = conform_tables(resolved, run)
    merged = merge_tables(batches, resolved.basis)
    return report(resolved, merged)


def layouts_among(
    layout: str | None, mappings: Mapping[str, Declaration]
) -> tuple[Layout, ...]:
    """The layouts a file may have, those made by hand among them.

    Args:
        layout: Forces a layout, or the layouts of a system; None for all.
        mappings: How the files of a header line are read, by its fingerprint.

    Raises:
        RetentionError: There is no such layout.
    """
    every = list(LAYOUTS)
    for line, declared in mappings.items():
        by_hand = layout_of(declared, of=line)
        every.append(by_hand)
    if layout is None:
        return tuple(every)

    named = [one for one in every if layout in (one.key, one.family)]
    if not named:
        known = {one.family for one in LAYOUTS}
        families = ", ".join(sorted(known))
        raise RetentionError(f"There is no layout “{layout}”. Known are: {families}.")
    return tuple(named)


def _answered(answers: Mapping[str, str]) -> date | None:
    """The day of the export, where it was given as an answer."""
    if AS_OF not in answers:
        return None
    return day_of(answers[AS_OF], "The day of the export")


def _in_silence(_: str) -> None:
    """Tell nobody what is being done."""


def read(sources: Sequence[ImportSource], run: ImportRun) -> Iterator[Text | Workbook]:
    """Read what the files hold as text or spreadsheets, by their names."""
    by_name = sorted(sources, key=lambda source: source.name)
    for source in by_name:
        run.progress(f"Reading {source.name}")
        yield from contents(source)


def recognise(
    texts: Iterable[Text | Workbook], run: ImportRun
) -> Iterator[RecognisedText | Passed]:
    """Recognise each text by its header line; ask where it may be several."""
    for text in texts:
        yield from recognise_file(text, run.layouts, run.asking)


def open_files(
    recognised: Iterable[RecognisedText | Passed], run: ImportRun
) -> Iterator[Opened | Passed]:
    """Open each text as columns; leave out lists that are not of patients."""
    for text in recognised:
        if isinstance(text, Passed):
            yield text
        else:
            yield _open(text, run)


def _open(text: RecognisedText, run: ImportRun) -> Opened | Passed:
    rows = read_rows(text)
    listed = drop_report_lines(rows)
    file = to_columns(listed, birth_by=run.given)
    if file.table == PATIENTS:
        return patients_or_left_out(file, run.asking)
    return file


def resolve(files: Iterable[Opened | Passed], run: ImportRun) -> ResolvedFiles:
    """Settle what only all files together decide: how days and amounts are written, and
    of which day the records are.
    """
    every = tuple(files)
    opened = [file for file in every if isinstance(file, Opened)]
    parts = [part for file in opened for part in file.parts]
    filled = (*opened, *parts)
    resolve_styles(filled, run.before.tables, run.asking)

    tables = {file.table for file in filled}
    exported = run.before.exported
    as_of = day_of_records(tables, exported, run.given)
    basis = MergeBasis(run.before, run.asking, run.given, as_of)
    return ResolvedFiles(every, filled, basis)


def conform_tables(resolved: ResolvedFiles, run: ImportRun) -> Iterator[TableBatches]:
    """Conform the files to the tables they fill, a table at a time.

    A file's cells are let go once its last table is read.
    """
    to_read = Counter(file.source for file in resolved.filled)
    by_table = files_by_table(resolved.filled)
    for table, files in by_table.items():
        shown = table.replace("_", " ")
        run.progress(f"Merging {shown}")
        batches = _conformed(files, to_read, run)
        yield TableBatches(table, files, tuple(batches))


def _conformed(
    files: Sequence[Opened], to_read: Counter[ImportSource], run: ImportRun
) -> Iterator[Batch]:
    """The rows of each file; `to_read` counts down the tables left in it."""
    for file in files:
        yield _rows_of(file, run.asking)
        to_read[file.source] -= 1
        if not to_read[file.source]:
            file.sheet.forget()


def _rows_of(file: Opened, asking: Asking) -> Batch:
    """A file's rows as those of its table, each column read from the one header."""
    chosen = resolve_columns(file, asking)
    used = read_elsewhere(file, asking)
    table = schema.BY_NAME[file.table]
    return conform(
        file.layout, table, file.sheet, chosen, is_part=file.is_part, used=used
    )
