"""What became of each file and table of an import, and what is still to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from retention.core import schema
from retention.core.errors import Problem, RetentionError
from retention.ingest.merge.diff import Change
from retention.ingest.merge.warnings import flags_of_day
from retention.ingest.questions import AS_OF, Question, ask_as_of
from retention.ingest.recognise.detect import Passed
from retention.ingest.recognise.open import Opened
from retention.ingest.tables import (
    MergeBasis,
    MergedTables,
    ResolvedFiles,
    happened_in,
)

_SHOWN = 5  # files named where nothing is needed


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


def report(resolved: ResolvedFiles, merged: MergedTables) -> Loaded:
    """Say what became of each file and table, and what is still to be answered."""
    basis = resolved.basis
    reports: list[FileReport] = []
    not_needed: list[str] = []
    problems: list[Problem] = []
    for file in resolved.files:
        problems += file.faults.problems()
        if _is_not_needed(file):
            not_needed.append(file.source.name)
        else:
            reports.append(_report(file, merged))
    return Loaded(
        tables=merged.tables,
        reports=tuple(reports),
        not_needed=tuple(not_needed),
        problems=tuple(problems),
        questions=_questions(merged, basis),
        changed=merged.is_changed,
        as_of=basis.as_of,
        changes=_changes(merged),
        flags=_flags(merged, basis),
        asked=dict(basis.asking.asked),
    )


def _is_not_needed(file: Opened | Passed) -> bool:
    """Whether a file is known, and nothing of it is loaded."""
    return isinstance(file, Passed) and file.layout is not None


def _changes(merged: MergedTables) -> tuple[Change, ...]:
    """What becomes of each table that a file fills, patients first."""
    order = list(schema.BY_NAME)
    changes = [result.change for result in merged.results]
    changes.sort(key=lambda change: order.index(change.table))
    return tuple(changes)


def _questions(merged: MergedTables, basis: MergeBasis) -> tuple[Question, ...]:
    """What is still open, each question once: the day of the export comes last."""
    still_open = list(basis.asking.open)
    for result in merged.results:
        still_open += result.completeness.questions
    if basis.as_of is None:
        happened = happened_in(merged.results)
        of_day = ask_as_of(happened, basis.before.exported)
        still_open.append(of_day)
    by_key = {question.key: question for question in still_open}
    return tuple(by_key.values())


def _flags(merged: MergedTables, basis: MergeBasis) -> tuple[str, ...]:
    """What looks wrong with the files of each table, and with their day."""
    flags: list[str] = []
    filled = {result.name for result in merged.results}
    for result in merged.results:
        flags += result.flags
    previous = basis.before.tables
    exported = basis.before.exported
    flags += flags_of_day(previous, filled, exported, basis.given)
    return tuple(flags)


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
    """Refuse files that fill no table, where nothing is open that could change that.

    Raises:
        NothingNeeded: It says what each of the files is.
    """
    if loaded.changes:
        return
    if any(question.key != AS_OF for question in loaded.questions):
        return

    sentences = {
        problem.file: f"“{problem.file}”: “{problem.found}” {problem.say}."
        for problem in loaded.problems
    }
    for name in loaded.not_needed:
        plain = f"“{name}” is a file we know and need nothing of."
        sentences.setdefault(name, plain)
    shown = list(sentences.values())
    more = len(shown) - _SHOWN
    if more > 0:
        shown[_SHOWN:] = [f"And {more} more such files."]
    raise NothingNeeded(" ".join(["Nothing was imported.", *shown]))
