"""The tables of an import, merged one after the other: each gives a result of its own,
and the results together are the records.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from retention.core import schema
from retention.ingest.merge.completeness import (
    MissingRows,
    gap_of,
    resolve_completeness,
    vanished_table,
)
from retention.ingest.merge.conform import Batch
from retention.ingest.merge.contact_columns import with_all_that_forbids
from retention.ingest.merge.diff import Change, change_of
from retention.ingest.merge.upsert import KeyMatch, MergedTable, all_rows, merge
from retention.ingest.merge.warnings import flags_of
from retention.ingest.questions import Asking, Question, happened, latest_day
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.detect import Passed
from retention.ingest.recognise.open import Opened
from retention.ingest.resolve.appointments import BOOK, resolve_past, with_known_ids
from retention.ingest.resolve.codes import (
    MEANINGS,
    Numbers,
    numbers_of,
    resolve_codes,
)
from retention.ingest.resolve.unknown_patients import resolve_unknown_patients

PATIENTS = schema.PATIENT.name
_WITH_CODES = (schema.PROCEDURE.name, schema.CODE.name)
_VANISHED = schema.VANISHED.name


@dataclass(frozen=True)
class Before:
    """What an import is merged into: the previous tables, the day of their export, and
    what was answered earlier.
    """

    tables: schema.Tables = field(default_factory=dict)
    exported: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MergeBasis:
    """What the tables of an import are merged by: the records so far, the answers, the
    day of the export where it was given, and that of the records as far as it is known.
    """

    before: Before
    asking: Asking
    given: date | None
    as_of: date | None

    def known(self, table: str) -> pa.Table | None:
        """A table as it was before."""
        return self.before.tables.get(table)


@dataclass(frozen=True)
class ResolvedFiles:
    """All files, with everything settled that decides how their cells are read.

    `filled` are those that fill a table, and after them their parts.
    """

    files: tuple[Opened | Passed, ...]
    filled: tuple[Opened, ...]
    basis: MergeBasis


@dataclass(frozen=True)
class TableBatches:
    """What the files give to one table: each file with its rows, in their order."""

    table: str
    files: tuple[Opened, ...]
    batches: tuple[Batch, ...]


@dataclass(frozen=True)
class RowCounts:
    """How many rows of a file are new or changed (loaded), and how many unchanged."""

    loaded: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Completeness:
    """Which known rows the files lack, whether those vanish, and what is asked for
    that; by file whether it is everything the system has.
    """

    gap: MissingRows
    vanish: bool
    is_whole: Mapping[ImportSource, bool]
    questions: tuple[Question, ...]

    @property
    def vanished(self) -> np.ndarray:
        """Places in the previous table of the rows that vanish."""
        missing = self.gap.missing
        if self.vanish:
            return missing
        return missing[:0]


@dataclass(frozen=True)
class TableResult:
    """One table after merging, and what is to be said of it.

    `counts` are the rows of each file whose first table it is. `gone` are the ids of
    rows that vanish with this import. `happened` are the columns that say when
    something happened, of the files alone; `code_numbers` the rows by code, for codes
    that are numbers without a D.
    """

    name: str
    rows: pa.Table
    is_changed: bool
    counts: Mapping[ImportSource, RowCounts]
    completeness: Completeness
    change: Change
    gone: pa.ChunkedArray
    flags: tuple[str, ...]
    happened: schema.Tables
    code_numbers: Numbers


@dataclass(frozen=True)
class MergedTables:
    """All tables after an import, and the results of those that a file fills, in the
    order in which they were merged.
    """

    tables: schema.Tables
    is_changed: bool
    results: tuple[TableResult, ...]

    def counts_of(self, source: ImportSource) -> RowCounts:
        """The rows of a file; none where nothing of it was merged."""
        for result in self.results:
            if source in result.counts:
                return result.counts[source]
        return RowCounts()


def files_by_table(filled: Sequence[Opened]) -> dict[str, tuple[Opened, ...]]:
    """The files of each table, in the order in which tables are merged.

    Patients come first: whose the others' rows are is looked up among them.
    Appointments come after the others, which help to tell the day of the export while
    nobody has given it. Tables of parts alone come after those of their files.
    """
    by_table: dict[str, list[Opened]] = defaultdict(list)
    for file in filled:
        by_table[file.table].append(file)
    turns = {PATIENTS: 0, BOOK: 2}

    def turn(table: str) -> tuple[bool, int, str]:
        files = by_table[table]
        are_parts = all(file.is_part for file in files)
        return are_parts, turns.get(table, 1), table

    in_turn = sorted(by_table, key=turn)
    return {table: tuple(by_table[table]) for table in in_turn}


def merge_tables(conformed: Iterable[TableBatches], basis: MergeBasis) -> MergedTables:
    """Merge the files into the previous tables; those that no file fills stay.

    Args:
        conformed: What the files give to each table, the patients' first: whose the
            others' rows are is looked up among them.
        basis: What is merged into, and by which answers.
    """
    results: tuple[TableResult, ...] = ()
    for batches in conformed:
        result = _merge_table(batches, results, basis)
        results = (*results, result)
        del batches  # the rows are large: they go before the next table is read

    tables = dict(basis.before.tables)
    for result in results:
        tables[result.name] = result.rows
    meanings = _new_meanings(tables, results, basis)
    tables |= meanings
    is_changed = bool(meanings) or any(result.is_changed for result in results)
    with_vanished = _with_vanished(tables, results, basis.as_of)
    return MergedTables(with_vanished, is_changed, results)


def _merge_table(
    conformed: TableBatches, earlier: Sequence[TableResult], basis: MergeBasis
) -> TableResult:
    """Merge the files of one table; what they lack vanishes where they are whole.

    Args:
        conformed: What the files give.
        earlier: The tables merged before it.
        basis: What is merged into, and by which answers.
    """
    name = conformed.table
    files = conformed.files
    batches, flags = _of_patients(conformed, earlier, basis)
    batches = _resolved(conformed, batches, earlier, basis)
    merged = merge(basis.known(name), batches)
    completeness = _completeness(conformed, merged.met, earlier, basis)
    gap = completeness.gap
    vanished = completeness.vanished
    warnings = flags_of(
        name,
        merged.met,
        gap,
        vanish=completeness.vanish,
        exported=basis.before.exported,
    )
    is_new = name not in basis.before.tables
    return TableResult(
        name=name,
        rows=merged.table,
        is_changed=merged.changed or is_new or len(vanished) + len(gap.back) > 0,
        counts=_counts(files, merged),
        completeness=completeness,
        change=change_of(name, merged.met, vanished),
        gone=merged.met.before["id"].take(pa.array(vanished)),
        flags=(*flags, *warnings),
        happened=happened(name, merged.met.rows),
        code_numbers=_code_numbers(conformed),
    )


def _of_patients(
    conformed: TableBatches, earlier: Sequence[TableResult], basis: MergeBasis
) -> tuple[list[Batch], list[str]]:
    """The rows by the patients' own numbers, and sentences on rows that are nobody's.

    The patients are those merged before, else those of the records.
    """
    batches = list(conformed.batches)
    merged = {result.name: result.rows for result in earlier}
    patients = merged.get(PATIENTS, basis.known(PATIENTS))
    if patients is None:
        return batches, []
    return resolve_unknown_patients(conformed.files, batches, patients, basis.asking)


def _resolved(
    conformed: TableBatches,
    batches: list[Batch],
    earlier: Sequence[TableResult],
    basis: MergeBasis,
) -> list[Batch]:
    """The rows with what other files, earlier imports and answers say of them."""
    known = basis.known(conformed.table)
    if conformed.table == PATIENTS:
        return with_all_that_forbids(known, batches)
    if conformed.table != BOOK:
        return batches

    until = basis.as_of or _latest_day(batches, earlier) or basis.before.exported
    resolved = resolve_past(conformed.files, batches, until, basis.asking)
    return with_known_ids(known, resolved)


def _latest_day(
    batches: Sequence[Batch], earlier: Sequence[TableResult]
) -> date | None:
    """The latest day on which something happened, by the appointments' rows and those
    of the tables before them.
    """
    tables = happened_in(earlier)
    rows = all_rows(batches)
    tables |= happened(BOOK, rows)
    return latest_day(tables)


def happened_in(results: Sequence[TableResult]) -> dict[str, pa.Table]:
    """The columns of all files that say when something happened, by table."""
    columns: dict[str, pa.Table] = {}
    for result in results:
        columns |= result.happened
    return columns


def _completeness(
    conformed: TableBatches,
    match: KeyMatch,
    earlier: Sequence[TableResult],
    basis: MergeBasis,
) -> Completeness:
    """What the files lack of a table; of a part whether it is whole its file says."""
    files = conformed.files
    gap = gap_of(conformed.table, match, basis.known(_VANISHED))
    says_whole, questions = resolve_completeness(gap, files, basis.asking)
    own = [file.source for file in files if not file.is_part]
    is_whole = dict.fromkeys(own, says_whole)

    of_files: dict[ImportSource, bool] = {}
    for result in earlier:
        of_files |= result.completeness.is_whole
    of_files |= is_whole
    are_whole = all(of_files.get(file.source, False) for file in files)
    vanish = says_whole and are_whole
    return Completeness(gap, vanish, is_whole, tuple(questions))


def _counts(
    files: Sequence[Opened], merged: MergedTable
) -> dict[ImportSource, RowCounts]:
    """The rows of each file; those of a part are counted with its file's table."""
    counts = zip(files, merged.loaded, merged.unchanged, strict=True)
    return {
        file.source: RowCounts(loaded, unchanged)
        for file, loaded, unchanged in counts
        if not file.is_part
    }


def _code_numbers(conformed: TableBatches) -> Numbers:
    """The codes of each file that may be none of the D codes."""
    if conformed.table not in _WITH_CODES:
        return ()

    numbers: list[tuple[Opened, Counter[str]]] = []
    pairs = zip(conformed.files, conformed.batches, strict=True)
    for file, batch in pairs:
        rows_by_code = numbers_of(file, batch)
        numbers.append((file, rows_by_code))
    return tuple(numbers)


def _new_meanings(
    tables: schema.Tables, results: Sequence[TableResult], basis: MergeBasis
) -> schema.Tables:
    """What the practice says of its own codes, where these files hold any and it is
    not what was known.
    """
    numbers: list[tuple[Opened, Counter[str]]] = []
    for result in results:
        numbers += result.code_numbers
    if not numbers:
        return {}

    known = basis.known(MEANINGS)
    meanings = resolve_codes(tables, numbers, basis.asking)
    if meanings is None:
        return {}
    if known is not None and meanings.equals(known):
        return {}
    return {MEANINGS: meanings}


def _with_vanished(
    tables: schema.Tables, results: Sequence[TableResult], as_of: date | None
) -> schema.Tables:
    """The tables with the rows that have vanished after this import."""
    gone: list[tuple[str, pa.ChunkedArray]] = []
    back: list[tuple[str, pa.ChunkedArray]] = []
    for result in results:
        came_back = result.completeness.gap.back
        if len(result.gone):
            gone.append((result.name, result.gone))
        if len(came_back):
            back.append((result.name, came_back))

    others = dict(tables)
    previous = others.pop(_VANISHED, None)
    vanished = vanished_table(previous, gone, back, as_of)
    if vanished is None:
        return others
    return {**others, _VANISHED: vanished}
