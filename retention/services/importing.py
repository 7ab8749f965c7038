"""Importing a practice's exports: from files to the current snapshot."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from retention import ingest, snapshots, store
from retention.core import formatting
from retention.core.errors import Problem, RetentionError
from retention.services.homes import DEMO, Home

DEFAULT_NAME = "My practice"
WRITING = "Writing"
FEW = 20  # rows below which a smaller file is nothing to speak of


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do."""

    practice: str
    """Name of the practice the files went into."""
    snapshot: int | None
    """Number of the snapshot now current; None where there is none."""
    changed: bool
    exported: date | None
    files: tuple[ingest.FileReport, ...]
    not_needed: tuple[str, ...]
    questions: tuple[ingest.Question, ...]
    problems: tuple[Problem, ...]
    changes: tuple[ingest.Change, ...] = ()
    """What becomes of each table that a file fills, with examples."""
    flags: tuple[str, ...] = ()
    """Sentences about what looks wrong with the files as a whole."""


@dataclass(frozen=True)
class ImportOptions:
    """How files are to be imported."""

    as_of: date | None = None
    """The day of the export."""
    answers: Mapping[str, str] | None = None
    """Answers by question."""
    layout: str | None = None
    """A layout to force."""
    dry_run: bool = False
    """Whether it is only a try."""
    mappings: Mapping[str, ingest.Declaration] = field(default_factory=dict)
    """How files nobody declared are read, by the fingerprint of their header line.

    They are kept with the import.
    """
    note: str = ""
    """A sentence for the ledger."""


@dataclass(frozen=True)
class _Target:
    """A practice that files are imported into, and when."""

    home: Home
    practice: str
    """Key of the practice."""
    name: str
    at: datetime


def import_files(
    home: Home,
    name: str | None,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    now: datetime,
    progress: ingest.Progress | None = None,
) -> ImportResult:
    """Merge files into a practice's records and make that snapshot current.

    Nothing is changed where a question is open, and a failure at any point leaves the
    practice as it was. What was answered at earlier imports is not asked again.

    Args:
        name: The practice's name; it is made with its first snapshot where it is new.
            Files never go into the demo, but into a practice of their own beside it.
        progress: Called with what is being done.

    Raises:
        RetentionError: A file is not recognised, or older than the records, or nothing
            of the files is needed.
    """
    report_step = progress or (lambda _: None)
    name, practice = own_practice(home, name)
    if practice is None:
        return _import_first(home, name, sources, wish, now, report_step)

    target = _Target(home, practice, name, now)
    folder = home.records(practice)
    # Others may have imported since the page began to be drawn
    with home.store.afresh():
        ledger = home.store.imports
        snapshots.sweep(folder, lambda: [line.number for line in ledger.all(practice)])
        with snapshots.importing(folder):
            return _import_more(target, sources, wish, report_step)


def _import_first(
    home: Home,
    name: str,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    now: datetime,
    report_step: ingest.Progress,
) -> ImportResult:
    """Import the first files of a practice, which is made once they are read."""
    loaded = _load(ingest.Before(), sources, wish, wish.mappings, report_step)
    if loaded.questions or wish.dry_run:
        return _result(name, loaded, None, changed=loaded.changed)

    report_step(WRITING)
    practice = home.store.practices.ensure(name, at=now)
    target = _Target(home, practice, name, now)
    with snapshots.importing(home.records(practice)):
        return _commit(target, None, loaded, sources, wish)


def _import_more(
    target: _Target,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    report_step: ingest.Progress,
) -> ImportResult:
    """Import further files of a practice, in its lock."""
    home = target.home
    current = home.store.imports.current(target.practice)
    ledger = home.store.imports.all(target.practice)
    mappings = {**kept_mappings(home, target.practice), **wish.mappings}
    before = _before(home, target.practice, current)
    loaded = _load(before, sources, wish, mappings, report_step)
    loaded = replace(loaded, flags=(*_fewer(loaded, ledger), *loaded.flags))
    if loaded.questions or wish.dry_run:
        number = current.number if current else None
        return _result(target.name, loaded, number, changed=loaded.changed)

    _refuse_older(loaded, before.exported)
    report_step(WRITING)
    return _commit(target, current, loaded, sources, wish)


def own_practice(home: Home, name: str | None) -> tuple[str, str | None]:
    """Find the practice that files go into: the one named, and never the demo.

    Returns:
        Its name and its key. The key is None where the practice is new.
    """
    entries = home.store.practices.all()
    demo_names = set()
    for entry in entries:
        if entry.name == DEMO:
            demo_names |= {entry.key, DEMO.casefold()}
    wanted = name or DEFAULT_NAME
    if wanted.casefold() in demo_names:
        wanted = DEFAULT_NAME
    for entry in entries:
        if wanted.casefold() in (entry.key, entry.name.casefold()):
            return entry.name, entry.key
    return wanted, None


def _before(home: Home, practice: str, current: store.Snapshot | None) -> ingest.Before:
    """Read what the files are merged into."""
    stored = home.store.answers.all(practice)
    answers = {key: answer.answer for key, answer in stored.items()}
    if current is None:
        return ingest.Before(answers=answers)

    tables = snapshots.read(home.records(practice), current.number)
    # A log of calls or the like that came first is of no day yet
    exported = current.exported if ingest.is_dated(tables) else None
    return ingest.Before(tables, exported, answers)


def _fewer(loaded: ingest.Loaded, ledger: Sequence[store.Import]) -> Iterator[str]:
    """Name kinds of files with fewer than half the rows they had last time."""
    titles = {layout.key: layout.title for layout in ingest.LAYOUTS}
    rows_now: Counter[str] = Counter()
    for report in loaded.reports:
        rows_now[report.layout] += report.rows_read
    for key in sorted(rows_now):
        now = rows_now[key]
        last = _rows_last_time(ledger, key)
        if now * 2 < last and last >= FEW:
            yield (
                f"“{titles.get(key, key)}” has {formatting.plural(now, 'row')}; last "
                f"time it had {last:,}."
            )


def _rows_last_time(ledger: Sequence[store.Import], layout: str) -> int:
    """Count the rows of a layout in the last import that had any; 0 without one."""
    for entry in ledger:
        if entry.undone_at is not None:
            continue
        files = [file for file in entry.files if file["layout"] == layout]
        rows = sum(file["rows_read"] for file in files)
        if rows:
            return rows
    return 0


def _load(
    before: ingest.Before,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    mappings: Mapping[str, ingest.Declaration],
    report_step: ingest.Progress,
) -> ingest.Loaded:
    loaded = ingest.load(
        sources,
        previous=before,
        answers=wish.answers or {},
        as_of=wish.as_of,
        layouts=ingest.layouts_among(wish.layout, mappings),
        progress=report_step,
    )
    # What was said of the files is kept, though it is that nobody needs them
    is_kept_anyway = wish.mappings and before.tables
    if not is_kept_anyway:
        ingest.refuse_nothing(loaded)
    return loaded


def kept_mappings(home: Home, practice: str) -> dict[str, ingest.Declaration]:
    """Give how undeclared files are read, by the fingerprint of their headers."""
    stored = home.store.mappings.all(practice)
    return {
        fingerprint: ingest.Declaration.of_plain(mapping.declaration)
        for fingerprint, mapping in stored.items()
    }


def keep_mappings(
    home: Home, practice: str, declared: Mapping[str, ingest.Declaration], now: datetime
) -> None:
    """Keep those declarations that are not kept so already."""
    with home.store.afresh():
        known = kept_mappings(home, practice)
    for fingerprint, declaration in declared.items():
        if known.get(fingerprint) != declaration:
            plain = declaration.as_plain()
            home.store.mappings.keep(practice, fingerprint, plain, at=now)


def _commit(
    target: _Target,
    current: store.Snapshot | None,
    loaded: ingest.Loaded,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
) -> ImportResult:
    """Make what was loaded current, unless it is what is current already."""
    if current and not loaded.changed and loaded.as_of == current.exported:
        number = current.number
        new_number = None
    else:
        number = new_number = _publish(target, current, loaded, sources, wish)
    keep_mappings(target.home, target.practice, wish.mappings, target.at)
    _keep_answers(target, loaded, wish, new_number)
    return _result(target.name, loaded, number, changed=new_number is not None)


def _publish(
    target: _Target,
    current: store.Snapshot | None,
    loaded: ingest.Loaded,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
) -> int:
    """Write what was loaded as a snapshot and make it current.

    Returns:
        The snapshot's number.
    """
    assert loaded.as_of is not None  # a missing day of export is an open question
    home = target.home
    number = home.store.imports.reserve_number(target.practice)
    snapshots.publish(
        home.records(target.practice),
        number,
        loaded.tables,
        exported=loaded.as_of,
        sources=_manifest_sources(loaded, sources),
        problems=loaded.problems,
    )
    new = store.NewImport(
        number,
        at=target.at,
        exported=loaded.as_of,
        files=[asdict(report) for report in loaded.reports],
        answers=wish.answers or {},
        note=wish.note,
    )
    before = current.number if current else None
    home.store.imports.make_current(target.practice, new, based_on=before)
    return number


def _keep_answers(
    target: _Target, loaded: ingest.Loaded, wish: ImportOptions, number: int | None
) -> None:
    """Keep the answers given now that were not known so."""
    answers = target.home.store.answers
    stored = answers.all(target.practice)
    known = {key: (answer.ask, answer.answer) for key, answer in stored.items()}
    new_answers = {}
    for key, text in (wish.answers or {}).items():
        # The day of the export is another one each time
        if key == ingest.AS_OF:
            continue
        answer = (loaded.asked.get(key, ""), text)
        if known.get(key) != answer:
            new_answers[key] = answer
    answers.keep(target.practice, new_answers, number=number, at=target.at)


def _refuse_older(loaded: ingest.Loaded, exported: date | None) -> None:
    if exported and loaded.as_of and loaded.as_of < exported:
        raise RetentionError(
            f"These files are of {formatting.day(loaded.as_of)}, but the records are "
            f"already of {formatting.day(exported)}: the older rows would replace "
            "newer ones. Nothing was changed. Undo the newer import first, or give "
            "the right day of the export."
        )


def _manifest_sources(
    loaded: ingest.Loaded, sources: Sequence[ingest.ImportSource]
) -> list[snapshots.SourceFile]:
    """Give a line of the manifest for each report; a file is hashed once."""
    paths = {
        report.name: ingest.handed_in(report.name, sources).path
        for report in loaded.reports
    }
    hashes = {path: ingest.sha256(path) for path in set(paths.values())}
    return [
        snapshots.SourceFile(
            name=report.name,
            sha256=hashes[paths[report.name]],
            layout=report.layout,
            rows_read=report.rows_read,
            loaded=report.loaded,
            unchanged=report.unchanged,
            set_aside=report.set_aside,
            not_needed=report.not_needed,
        )
        for report in loaded.reports
    ]


def _result(
    name: str, loaded: ingest.Loaded, snapshot: int | None, *, changed: bool
) -> ImportResult:
    return ImportResult(
        practice=name,
        snapshot=snapshot,
        changed=changed,
        exported=loaded.as_of,
        files=loaded.reports,
        not_needed=loaded.not_needed,
        questions=loaded.questions,
        problems=loaded.problems,
        changes=loaded.changes,
        flags=loaded.flags,
    )


def as_json(result: ImportResult) -> dict[str, Any]:
    """The result as the command line prints it."""
    return {
        "snapshot": result.snapshot,
        "changed": result.changed,
        "files": [asdict(report) for report in result.files],
        "not_needed": list(result.not_needed),
        "questions": [asdict(question) for question in result.questions],
        "problems": [asdict(problem) for problem in result.problems],
        "changes": [_counts(change) for change in result.changes],
        "flags": list(result.flags),
    }


def _counts(change: ingest.Change) -> dict[str, Any]:
    """Give a table's change as JSON: counts, and the ids of the examples.

    There are no cells in it: they may be patients' own.
    """
    ids = {}
    for kind, examples in change.examples.items():
        ids[kind] = [example.id for example in examples]
    return {**asdict(change), "examples": ids}
