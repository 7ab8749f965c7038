"""The import, step by step: files are read, recognised, resolved and merged by key."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import pyarrow as pa

from retention.core import schema
from retention.core.errors import Problem, RetentionError
from retention.ingest.mapping.declaration import Declaration, layout_of
from retention.ingest.merge.completeness import (
    gap_of,
    resolve_completeness,
    vanished_table,
)
from retention.ingest.merge.conform import conform
from retention.ingest.merge.contact_columns import with_all_that_forbids
from retention.ingest.merge.diff import Change, change_of
from retention.ingest.merge.upsert import KeyMatch, all_rows, merge
from retention.ingest.merge.warnings import day_of_records, flags_of, flags_of_day
from retention.ingest.parse.dates import day_of
from retention.ingest.questions import (
    AS_OF,
    Asking,
    Question,
    ask_as_of,
    happened,
    latest_day,
)
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.layouts import Layout
from retention.ingest.recognise.open import Opened, Passed, open_files
from retention.ingest.resolve.appointments import BOOK, resolve_past, with_known_ids
from retention.ingest.resolve.codes import MEANINGS, numbers_of, resolve_codes
from retention.ingest.resolve.columns import read_elsewhere, resolve_columns
from retention.ingest.resolve.other_lists import patients_or_left_out
from retention.ingest.resolve.styles import resolve_styles
from retention.ingest.resolve.unknown_patients import settle_strangers
from retention.ingest.systems import LAYOUTS


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


Progress = Callable[[str], None]
"""Is told what is being done, in a few words for people."""


@dataclass(frozen=True)
class Before:
    """What an import is merged into: the previous tables, the day of their export, and
    what was answered earlier.
    """

    tables: schema.Tables = field(default_factory=dict)
    exported: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


def load(
    sources: Sequence[ImportSource],
    *,
    previous: Before | None,
    answers: Mapping[str, str],
    as_of: date | None,
    layout: str | None = None,
    mappings: Mapping[str, Declaration] | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """The previous tables merged by key with the files, whatever order they come in.

    `answers` are those given now, and stand before those of earlier imports; `layout`
    forces a layout, or the layouts of a system, on every file; `mappings` say by
    fingerprint how the files of a header line are read; `progress` is told what is
    being done. Raises RetentionError where a file is no text, is not recognised, or has
    names where ids belong.
    """
    before = previous or Before()
    tell = progress or (lambda _: None)
    among = among_layouts(layout, mappings or {})
    asking = Asking(answers, before.answers)
    given = as_of or _answered(answers)
    files: list[Opened | Passed] = []
    for source in sorted(sources, key=lambda source: source.name):
        tell(f"Reading {source.name}")
        files += [
            patients_or_left_out(file, asking)
            for file in open_files(source, among, given, asking)
        ]
    opened = [file for file in files if isinstance(file, Opened)]
    filled = [*opened, *(part for file in opened for part in file.parts)]
    names = {one.table for one in filled}
    day = day_of_records(names, before.exported, given)
    resolve_styles(filled, before.tables, asking)
    merged = _merged(before, filled, asking, day, tell)
    merged.flags += flags_of_day(before.tables, names, before.exported, given)
    asked_day = [] if day else [ask_as_of(merged.happened, before.exported)]
    questions = [*asking.open, *merged.questions, *asked_day]
    not_needed = [
        file for file in files if isinstance(file, Passed) and file.layout is not None
    ]
    return Loaded(
        tables=merged.tables,
        reports=tuple(
            _report(file, *merged.counted.get(file.source, (0, 0)))
            for file in files
            if file not in not_needed
        ),
        not_needed=tuple(file.source.name for file in not_needed),
        problems=tuple(problem for file in files for problem in file.faults.problems()),
        questions=tuple({question.key: question for question in questions}.values()),
        changed=merged.changed,
        as_of=day,
        changes=tuple(sorted(merged.changes, key=lambda change: _ORDER[change.table])),
        flags=tuple(merged.flags),
        asked=dict(asking.asked),
    )


_ORDER = {name: at for at, name in enumerate(schema.BY_NAME)}
"""Where each table stands among all, patients first."""


def _answered(answers: Mapping[str, str]) -> date | None:
    return day_of(answers[AS_OF], "The day of the export") if AS_OF in answers else None


def among_layouts(
    layout: str | None, mappings: Mapping[str, Declaration]
) -> tuple[Layout, ...]:
    """The layouts a file may have: all, or those asked for; those made by hand among
    them.
    """
    by_hand = (layout_of(declared, of=line) for line, declared in mappings.items())
    found = tuple(
        one for one in (*LAYOUTS, *by_hand) if layout in (None, one.key, one.family)
    )
    if not found:
        families = ", ".join(sorted({one.family for one in LAYOUTS}))
        raise RetentionError(f"There is no layout “{layout}”. Known are: {families}.")
    return found


@dataclass
class _Merging:
    """The tables of an import while they are merged one by one, and what is to be said
    of them.
    """

    tables: dict[str, pa.Table]
    to_read: Counter[ImportSource]
    """How many tables are still to be read from each file."""
    changed: bool = False
    counted: dict[ImportSource, tuple[int, int]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    happened: dict[str, pa.Table] = field(default_factory=dict)
    numbers: list[tuple[Opened, Counter[str]]] = field(default_factory=list)
    whole: dict[ImportSource, bool] = field(default_factory=dict)
    gone: list[tuple[str, pa.ChunkedArray]] = field(default_factory=list)
    back: list[tuple[str, pa.ChunkedArray]] = field(default_factory=list)


def _merged(
    before: Before,
    opened: Sequence[Opened],
    asking: Asking,
    as_of: date | None,
    tell: Progress,
) -> _Merging:
    """All tables merged, those that no file fills as they were; tables of parts alone
    after those of their files.

    Patients come first: whose the others' rows are is looked up among them.
    Appointments come after the others, which help to tell the day of the export while
    nobody has given it.
    """
    merging = _Merging(dict(before.tables), Counter(one.source for one in opened))
    by_table = {
        name: list(group)
        for name, group in groupby(sorted(opened, key=_table), key=_table)
    }
    turn = {schema.PATIENT.name: 0, BOOK: 2}
    for name in sorted(
        by_table,
        key=lambda name: (
            all(one.is_part for one in by_table[name]),
            turn.get(name, 1),
            name,
        ),
    ):
        tell(f"Merging {name.replace('_', ' ')}")
        _merge_table(merging, before, name, by_table[name], asking, as_of)
    _resolve_codes(merging, before, asking)
    vanished = vanished_table(
        before.tables.get("vanished"), merging.gone, merging.back, as_of
    )
    merging.changed |= bool(merging.gone or merging.back)
    merging.tables.pop("vanished", None)
    merging.tables |= {"vanished": vanished} if vanished is not None else {}
    return merging


def _resolve_codes(merging: _Merging, before: Before, asking: Asking) -> None:
    """What the practice says of its own codes, where these files hold any."""
    if merging.numbers:
        known = before.tables.get(MEANINGS)
        meanings = resolve_codes(merging.tables, merging.numbers, asking)
        if meanings is not None and (known is None or not meanings.equals(known)):
            merging.tables[MEANINGS] = meanings
            merging.changed = True


def _table(one: Opened) -> str:
    return one.table


def _merge_table(
    merging: _Merging,
    before: Before,
    name: str,
    files: Sequence[Opened],
    asking: Asking,
    as_of: date | None,
) -> None:
    """Merge the files of one table; what they lack vanishes where they are whole."""
    batches = []
    for one in files:
        chosen = resolve_columns(one, asking)
        used = read_elsewhere(one, asking)
        table = schema.BY_NAME[name]
        batches.append(
            conform(
                one.layout, table, one.sheet, chosen, is_part=one.is_part, used=used
            )
        )
        if name in (schema.PROCEDURE.name, schema.CODE.name):
            merging.numbers.append((one, numbers_of(one, batches[-1])))
        merging.to_read[one.source] -= 1
        if not merging.to_read[one.source]:
            one.sheet.forget()
    batches, said = settle_strangers(
        files, batches, merging.tables.get(schema.PATIENT.name), asking
    )
    merging.flags += said
    if name == BOOK:
        until = (
            as_of
            or latest_day(merging.happened | happened(name, all_rows(batches)))
            or before.exported
        )
        batches = with_known_ids(
            before.tables.get(name), resolve_past(files, batches, until, asking)
        )
    if name == schema.PATIENT.name:
        batches = with_all_that_forbids(before.tables.get(name), batches)
    merged = merge(before.tables.get(name), batches)
    merging.tables[name] = merged.table
    merging.changed |= merged.changed or name not in before.tables
    counts = zip(merged.loaded, merged.unchanged, strict=True)
    merging.counted |= {
        one.source: count
        for one, count in zip(files, counts, strict=True)
        if not one.is_part
    }
    merging.happened |= happened(name, merged.met.rows)
    _see_gap(merging, before, name, merged.met, files, asking)


def _see_gap(
    merging: _Merging,
    before: Before,
    name: str,
    met: KeyMatch,
    files: Sequence[Opened],
    asking: Asking,
) -> None:
    """What the files lack of one table, what becomes of it, and what is to be said of
    the table.
    """
    gap = gap_of(name, met, before.tables.get("vanished"))
    vanish, asked = resolve_completeness(gap, files, asking)
    merging.whole |= {one.source: vanish for one in files if not one.is_part}
    vanish &= all(
        merging.whole.get(one.source, False) for one in files
    )  # a part is what its file is
    merging.questions += asked
    vanished = gap.missing if vanish else gap.missing[:0]
    merging.changes.append(change_of(name, met, vanished))
    merging.flags += flags_of(name, met, gap, vanish=vanish, exported=before.exported)
    if len(vanished):
        merging.gone.append((name, met.before["id"].take(pa.array(vanished))))
    if len(gap.back):
        merging.back.append((name, gap.back))


def _report(file: Opened | Passed, loaded: int, unchanged: int) -> FileReport:
    read, not_read = (file.read, file.not_read) if isinstance(file, Opened) else (0, ())
    layout = file.layout.key if file.layout else ""
    spare = file.faults.not_needed
    aside = read - loaded - unchanged - spare
    return FileReport(
        file.source.name,
        layout,
        read,
        loaded,
        unchanged,
        aside,
        file.faults.count,
        spare,
        not_read,
    )


_SHOWN = 5


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
