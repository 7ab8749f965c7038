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
from retention.core.errors import Problem, RetentionError
from retention.ingest.mapping.declaration import Declaration, layout_of
from retention.ingest.merge.conform import Batch, conform
from retention.ingest.merge.diff import Change
from retention.ingest.merge.warnings import day_of_records, flags_of_day
from retention.ingest.parse.dates import day_of
from retention.ingest.questions import AS_OF, Asking, Question, ask_as_of
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
from retention.ingest.resolve.columns import read_elsewhere, resolve_columns
from retention.ingest.resolve.other_lists import patients_or_left_out
from retention.ingest.resolve.styles import resolve_styles
from retention.ingest.systems import LAYOUTS
from retention.ingest.tables import (
    PATIENTS,
    Before,
    MergeBasis,
    MergedTables,
    TableBatches,
    files_by_table,
    happened_in,
    merge_tables,
)

_SHOWN = 5  # files named where nothing is needed

Progress = Callable[[str], None]
"""Is told what is being done, in a few words for people."""


@dataclass(frozen=True)
class FileReport:
    """What became of one file: rows read = loaded (new or changed) + unchanged + set
    aside + not needed.

    `problems` is how many faults were found, whether they set a row aside or not;
    `not_read` are the headings of columns that nothing is read from, in the file's
    order.
    """

    name: str
    layout: str
    rows_read: int
    loaded: int
    unchanged: int
    set_aside: int
    problems: int
    not_needed: int = 0
    not_read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """The records as they would be after an import, what became of each file, and what
    is still to be answered.

    `tables` are the previous ones merged with the files, sorted by id. `as_of` is the
    export's day, given or answered; that of the previous ones where no file has
    patients, appointments or procedures. `changes` has one for each table that a file
    fills; `flags` are sentences about what looks wrong with the files as a whole;
    `asked` are all questions that came up, in words by key. While a question is open
    nothing may be kept.
    """

    tables: schema.Tables
    reports: tuple[FileReport, ...]
    not_needed: tuple[str, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    changed: bool
    as_of: date | None
    changes: tuple[Change, ...]
    flags: tuple[str, ...]
    asked: Mapping[str, str]


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


@dataclass(frozen=True)
class ResolvedFiles:
    """All files, with everything settled that decides how their cells are read.

    `filled` are those that fill a table, and after them their parts; `as_of` is the day
    of the records, as far as it is known.
    """

    files: tuple[Opened | Passed, ...]
    filled: tuple[Opened, ...]
    as_of: date | None

    @property
    def tables(self) -> set[str]:
        """The tables that the files fill."""
        return {file.table for file in self.filled}


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
    merged = merge(batches, resolved, run)
    return report(resolved, merged, run)


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
    by_hand = (layout_of(declared, of=line) for line, declared in mappings.items())
    every = (*LAYOUTS, *by_hand)
    if layout is None:
        return every
    named = tuple(one for one in every if layout in (one.key, one.family))
    if not named:
        families = ", ".join(sorted({one.family for one in LAYOUTS}))
        raise RetentionError(f"There is no layout “{layout}”. Known are: {families}.")
    return named


def _answered(answers: Mapping[str, str]) -> date | None:
    """The day of the export, where it was given as an answer."""
    if AS_OF not in answers:
        return None
    return day_of(answers[AS_OF], "The day of the export")


def _in_silence(_: str) -> None:
    """Tell nobody what is being done."""


def read(sources: Sequence[ImportSource], run: ImportRun) -> Iterator[Text | Workbook]:
    """Read what the files hold as text or spreadsheets, by their names."""
    for source in sorted(sources, key=lambda source: source.name):
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
        yield text if isinstance(text, Passed) else _open(text, run)


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
    tables = {file.table for file in filled}
    resolve_styles(filled, run.before.tables, run.asking)
    as_of = day_of_records(tables, run.before.exported, run.given)
    return ResolvedFiles(every, filled, as_of)


def conform_tables(resolved: ResolvedFiles, run: ImportRun) -> Iterator[TableBatches]:
    """Conform the files to the tables they fill, a table at a time.

    A file's cells are let go once its last table is read.
    """
    to_read = Counter(file.source for file in resolved.filled)
    for table, files in files_by_table(resolved.filled).items():
        run.progress(f"Merging {table.replace('_', ' ')}")
        yield TableBatches(table, files, tuple(_conformed(files, to_read, run)))


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


def merge(
    batches: Iterable[TableBatches], resolved: ResolvedFiles, run: ImportRun
) -> MergedTables:
    """Merge the rows into the tables of the records."""
    basis = MergeBasis(run.before, run.asking, resolved.as_of)
    return merge_tables(batches, basis)


def report(resolved: ResolvedFiles, merged: MergedTables, run: ImportRun) -> Loaded:
    """Say what became of each file and table, and what is still to be answered."""
    files = resolved.files
    not_needed = [file for file in files if _is_not_needed(file)]
    reported = [file for file in files if not _is_not_needed(file)]
    changes = [result.change for result in merged.results]
    return Loaded(
        tables=merged.tables,
        reports=tuple(_report(file, merged) for file in reported),
        not_needed=tuple(file.source.name for file in not_needed),
        problems=tuple(problem for file in files for problem in file.faults.problems()),
        questions=_questions(resolved, merged, run),
        changed=merged.is_changed,
        as_of=resolved.as_of,
        changes=tuple(sorted(changes, key=_order_of)),
        flags=_flags(resolved, merged, run),
        asked=dict(run.asking.asked),
    )


def _is_not_needed(file: Opened | Passed) -> bool:
    """Whether a file is known, and nothing of it is loaded."""
    return isinstance(file, Passed) and file.layout is not None


def _order_of(change: Change) -> int:
    """Where a table stands among all, patients first."""
    return list(schema.BY_NAME).index(change.table)


def _questions(
    resolved: ResolvedFiles, merged: MergedTables, run: ImportRun
) -> tuple[Question, ...]:
    """What is still open, each question once: the day of the export comes last."""
    still_open = list(run.asking.open)
    for result in merged.results:
        still_open += result.completeness.questions
    if resolved.as_of is None:
        still_open.append(ask_as_of(happened_in(merged.results), run.before.exported))
    by_key = {question.key: question for question in still_open}
    return tuple(by_key.values())


def _flags(
    resolved: ResolvedFiles, merged: MergedTables, run: ImportRun
) -> tuple[str, ...]:
    """What looks wrong with the files of each table, and with their day."""
    of_tables = [flag for result in merged.results for flag in result.flags]
    before = run.before
    of_day = flags_of_day(before.tables, resolved.tables, before.exported, run.given)
    return (*of_tables, *of_day)


def _report(file: Opened | Passed, merged: MergedTables) -> FileReport:
    """What became of one file."""
    layout = file.layout.key if file.layout else ""
    read, not_read = (file.read, file.not_read) if isinstance(file, Opened) else (0, ())
    counts = merged.counts_of(file.source)
    not_needed = file.faults.not_needed
    return FileReport(
        file.source.name,
        layout,
        rows_read=read,
        loaded=counts.loaded,
        unchanged=counts.unchanged,
        set_aside=read - counts.loaded - counts.unchanged - not_needed,
        problems=file.faults.count,
        not_needed=not_needed,
        not_read=not_read,
    )


class NothingNeeded(RetentionError):
    """Files that are known and of which nothing is loaded: no fault of theirs beside
    others.
    """


def refuse_nothing(loaded: Loaded) -> None:
    """NothingNeeded where no file fills a table and nothing is open that could change
    that; it says what each is.
    """
    if loaded.changes or any(question.key != AS_OF for question in loaded.questions):
        return
    told = {
        problem.file: f"“{problem.file}”: “{problem.found}” {problem.say}."
        for problem in loaded.problems
    }
    plain = [name for name in loaded.not_needed if name not in told]
    said = [
        *told.values(),
        *(f"“{name}” is a file we know and need nothing of." for name in plain),
    ]
    more = [f"And {len(said) - _SHOWN} more such files."] if len(said) > _SHOWN else []
    raise NothingNeeded(" ".join(["Nothing was imported.", *said[:_SHOWN], *more]))
