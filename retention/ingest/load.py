"""Loading: files recognised, read and merged into the records by key, with every row accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from retention import schema
from retention.ingest.changes import Change, change_of
from retention.ingest.columns import settle_columns
from retention.ingest.conform import conform
from retention.ingest.dates import day_of
from retention.ingest.layouts import Layout
from retention.ingest.mapping import Declaration, layout_of
from retention.ingest.merge import merge
from retention.ingest.opening import Opened, Passed, open_file
from retention.ingest.orders import settle_date_order
from retention.ingest.questions import AS_OF, Question, ask_as_of
from retention.ingest.sources import Source
from retention.ingest.systems import LAYOUTS
from retention.problems import Problem, RetentionError


@dataclass(frozen=True)
class FileReport:
    """What became of one file: rows read = loaded (new or changed) + unchanged + set aside; problems are counted."""

    name: str
    layout: str
    rows_read: int
    loaded: int
    unchanged: int
    set_aside: int
    problems: int


@dataclass(frozen=True)
class Loaded:
    """The records as they would be after an import, what became of each file, and what is still to be answered.

    `tables` are the previous ones merged with the files, sorted by id. `as_of` is the export's day, given or
    answered. `changes` has one for each table that a file fills; `flags` are sentences about what looks wrong with the
    files as a whole. While a question is open nothing may be kept."""

    tables: schema.Tables
    reports: tuple[FileReport, ...]
    not_needed: tuple[str, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    changed: bool
    as_of: date | None
    changes: tuple[Change, ...]
    flags: tuple[str, ...]


def load(
    sources: Sequence[Source], *, previous: schema.Tables | None, answers: Mapping[str, str], as_of: date | None,
    layout: str | None = None, mappings: Mapping[str, Declaration] | None = None,
) -> Loaded:  # fmt: skip
    """The previous tables merged by key with the files (design.md 2), whatever order they come in.

    `answers` are those to questions asked before; `layout` forces a layout, or the layouts of a system, on every file;
    `mappings` say by fingerprint how the files of a header line are read. Raises RetentionError where a file is no
    text, is not recognised, or has names where ids belong."""
    among = among_layouts(layout, mappings or {})
    if as_of is None and AS_OF in answers:
        as_of = day_of(answers[AS_OF], "The day of the export")
    files = [open_file(source, among, as_of) for source in sorted(sources, key=lambda source: source.name)]
    opened = [file for file in files if isinstance(file, Opened)]
    questions = settle_date_order(opened, answers)
    tables, counted, changes, asked = _merged(previous or {}, opened, answers)
    questions += [*asked, *([ask_as_of(tables)] if as_of is None else [])]
    not_needed = [file for file in files if isinstance(file, Passed) and file.layout is not None]
    return Loaded(
        tables=tables,
        reports=tuple(_report(file, *counted.get(file.source, (0, 0))) for file in files if file not in not_needed),
        not_needed=tuple(file.source.name for file in not_needed),
        problems=tuple(problem for file in files for problem in file.faults.problems()),
        questions=tuple({question.key: question for question in questions}.values()),
        changed=any(change.new or change.changed or change.table not in (previous or {}) for change in changes),
        as_of=as_of,
        changes=tuple(changes),
        flags=(),
    )


def among_layouts(layout: str | None, mappings: Mapping[str, Declaration]) -> tuple[Layout, ...]:
    """The layouts a file may have: all, or those asked for; those made by hand among them."""
    by_hand = (layout_of(declared, of=line) for line, declared in mappings.items())
    found = tuple(one for one in (*LAYOUTS, *by_hand) if layout in (None, one.key, one.family))
    if not found:
        families = ", ".join(sorted({one.family for one in LAYOUTS}))
        raise RetentionError(f"There is no layout “{layout}”. Known are: {families}.")
    return found


def _merged(
    previous: schema.Tables, opened: Sequence[Opened], answers: Mapping[str, str]
) -> tuple[schema.Tables, dict[Source, tuple[int, int]], list[Change], list[Question]]:
    """The new tables, loaded and unchanged rows by file, each table's change, and what is to be asked."""
    tables, changes, questions = dict(previous), [], []
    counted: dict[Source, tuple[int, int]] = {}
    for name, group in groupby(sorted(opened, key=lambda one: one.table), key=lambda one: one.table):
        of_table, batches = list(group), []
        for one in of_table:
            chosen, asked = settle_columns(one, answers)
            questions += asked
            batches.append(conform(one.layout, schema.BY_NAME[name], one.sheet, chosen))
        merged = merge(previous.get(name), batches)
        changes.append(change_of(name, merged.met, np.empty(0, np.int64)))
        tables[name] = merged.table
        counts = zip(merged.loaded, merged.unchanged, strict=True)
        counted |= {one.source: count for one, count in zip(of_table, counts, strict=True)}
    return tables, counted, changes, questions


def _report(file: Opened | Passed, loaded: int, unchanged: int) -> FileReport:
    read = file.read if isinstance(file, Opened) else 0
    layout = file.layout.key if file.layout else ""
    return FileReport(file.source.name, layout, read, loaded, unchanged, read - loaded - unchanged, file.faults.count)
