"""Importing a practice's exports: files to current snapshot, the ledger, and the way
back.
"""

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
    """What an import did, or would do: the snapshot now current, reports by file, what
    is still to be answered.
    """

    practice: str
    """Name of the practice the files went into."""
    snapshot: int | None
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
    """How files are to be imported: the day of the export, answers by question, a
    layout to force, only a try.
    """

    as_of: date | None = None
    answers: Mapping[str, str] | None = None
    layout: str | None = None
    dry_run: bool = False
    mappings: Mapping[str, ingest.Declaration] = field(default_factory=dict)
    """How files nobody declared are read, by the fingerprint of their header line; kept
    with the import.
    """
    note: str = ""
    """A sentence for the ledger."""


def import_files(
    home: Home,
    name: str | None,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    now: datetime,
    progress: ingest.Progress | None = None,
) -> ImportResult:
    """Merge the files into the practice's records and make that snapshot current;
    nothing where a question is open.

    `name` is the practice's, made with its first snapshot where there is none of that
    name; files never go into the demo, but into a practice of their own beside it. What
    was answered at earlier imports is not asked again. `progress` is told what is being
    done. A failure at any point leaves the practice as it was. RetentionError where a
    file is not recognised or older than what is already here, and where nothing of the
    files is needed.
    """
    tell = progress or (lambda _: None)
    name, practice = own_practice(home, name)
    if practice is None:
        loaded = _load(ingest.Before(), sources, wish, wish.mappings, tell)
        if loaded.questions or wish.dry_run:
            return _result(name, loaded, None, changed=loaded.changed)
        tell(WRITING)
        practice = home.work.ensure_practice(name, at=now)
        with snapshots.importing(home.records(practice)):
            return _commit(home, practice, name, None, loaded, sources, wish, now)
    folder = home.records(practice)
    snapshots.sweep(
        folder, lambda: [entry.number for entry in home.work.imports(practice)]
    )
    with snapshots.importing(folder):
        current = home.work.current(practice)
        ledger = home.work.imports(practice)
        mappings = {**kept_mappings(home, practice), **wish.mappings}
        before = _before(home, practice, current)
        loaded = _load(before, sources, wish, mappings, tell)
        loaded = replace(loaded, flags=(*_fewer(loaded, ledger), *loaded.flags))
        if loaded.questions or wish.dry_run:
            return _result(
                name,
                loaded,
                current.number if current else None,
                changed=loaded.changed,
            )
        _refuse_older(loaded, before.exported)
        tell(WRITING)
        return _commit(home, practice, name, current, loaded, sources, wish, now)


def own_practice(home: Home, name: str | None) -> tuple[str, str | None]:
    """Name and key of the practice the files go into, the one named and never the demo;
    no key where it is new.
    """
    entries = home.work.practices()
    demo = {
        word
        for entry in entries
        if entry.name == DEMO
        for word in (entry.key, DEMO.casefold())
    }
    wanted = name if name and name.casefold() not in demo else DEFAULT_NAME
    known = [
        entry
        for entry in entries
        if wanted.casefold() in (entry.key, entry.name.casefold())
    ]
    return (known[0].name, known[0].key) if known else (wanted, None)


def _before(home: Home, practice: str, current: store.Snapshot | None) -> ingest.Before:
    """What the files are merged into; a log of calls or the like that came first is of
    no day yet.
    """
    answers = {key: one.answer for key, one in home.work.answers(practice).items()}
    if current is None:
        return ingest.Before(answers=answers)
    tables = snapshots.read(home.records(practice), current.number)
    return ingest.Before(
        tables, current.exported if ingest.is_dated(tables) else None, answers
    )


def _fewer(loaded: ingest.Loaded, ledger: Sequence[store.Import]) -> Iterator[str]:
    """Kinds of files that have fewer than half the rows that they had last time."""
    titles = {layout.key: layout.title for layout in ingest.LAYOUTS}
    for key in sorted({report.layout for report in loaded.reports}):
        now = sum(report.rows_read for report in loaded.reports if report.layout == key)
        last = next(
            (
                rows
                for line in ledger
                if line.undone_at is None and (rows := _rows(line, key))
            ),
            0,
        )
        if now * 2 < last and last >= FEW:
            yield (
                f"“{titles.get(key, key)}” has {formatting.plural(now, 'row')}; last "
                f"time it had {last:,}."
            )


def _rows(line: store.Import, layout: str) -> int:
    return sum(file["rows_read"] for file in line.files if file["layout"] == layout)


def _load(
    before: ingest.Before,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    mappings: Mapping[str, ingest.Declaration],
    tell: ingest.Progress,
) -> ingest.Loaded:
    loaded = ingest.load(
        sources,
        previous=before,
        answers=wish.answers or {},
        as_of=wish.as_of,
        layout=wish.layout,
        mappings=mappings,
        progress=tell,
    )
    if not (
        wish.mappings and before.tables
    ):  # what was said of the files is kept, though it is that nobody needs them
        ingest.refuse_nothing(loaded)
    return loaded


def kept_mappings(home: Home, practice: str) -> dict[str, ingest.Declaration]:
    """How the practice's files are read that nobody declared, by the fingerprint of
    their header line.
    """
    kept = home.work.mappings(practice)
    return {
        line: ingest.Declaration.of_plain(one.declaration) for line, one in kept.items()
    }


def keep_mappings(
    home: Home, practice: str, declared: Mapping[str, ingest.Declaration], now: datetime
) -> None:
    """Keep those declarations that are not kept so already."""
    known = kept_mappings(home, practice)
    for line, declaration in declared.items():
        if known.get(line) != declaration:
            home.work.keep_mapping(practice, line, declaration.as_plain(), at=now)


def _commit(
    home: Home,
    practice: str,
    name: str,
    current: store.Snapshot | None,
    loaded: ingest.Loaded,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    now: datetime,
) -> ImportResult:
    """Make what was loaded current, unless it is what is current already."""
    if current and not loaded.changed and loaded.as_of == current.exported:
        number = current.number
        changed = False
    else:
        number = _publish(home, practice, current, loaded, sources, wish, now)
        changed = True
    keep_mappings(home, practice, wish.mappings, now)
    _keep_answers(home, practice, loaded, wish, number if changed else None, now)
    return _result(name, loaded, number, changed=changed)


def _publish(
    home: Home,
    practice: str,
    current: store.Snapshot | None,
    loaded: ingest.Loaded,
    sources: Sequence[ingest.ImportSource],
    wish: ImportOptions,
    now: datetime,
) -> int:
    assert loaded.as_of is not None  # a missing day of export is an open question
    number = home.work.reserve_number(practice)
    snapshots.publish(
        home.records(practice),
        number,
        loaded.tables,
        exported=loaded.as_of,
        sources=_manifest_sources(loaded, sources),
        problems=loaded.problems,
    )
    home.work.make_current(
        practice,
        number,
        based_on=current.number if current else None,
        at=now,
        exported=loaded.as_of,
        files=[asdict(report) for report in loaded.reports],
        answers=wish.answers,
        note=wish.note,
    )
    return number


def _keep_answers(
    home: Home,
    practice: str,
    loaded: ingest.Loaded,
    wish: ImportOptions,
    number: int | None,
    now: datetime,
) -> None:
    """Keep what was answered now and was not known so; not the day of the export, which
    is another one each time.
    """
    given = {
        key: text for key, text in (wish.answers or {}).items() if key != ingest.AS_OF
    }
    known = {
        key: (one.ask, one.answer) for key, one in home.work.answers(practice).items()
    }
    said = {key: (loaded.asked.get(key, ""), text) for key, text in given.items()}
    said = {key: one for key, one in said.items() if known.get(key) != one}
    home.work.keep_answers(practice, said, number=number, at=now)


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
    paths = {
        report.name: ingest.handed_in(report.name, sources).path
        for report in loaded.reports
    }
    hashes = {path: ingest.sha256(path) for path in set(paths.values())}
    return [
        snapshots.SourceFile(
            one.name,
            hashes[paths[one.name]],
            one.layout,
            one.rows_read,
            one.loaded,
            one.unchanged,
            one.set_aside,
            one.not_needed,
        )
        for one in loaded.reports
    ]


def _result(
    name: str, loaded: ingest.Loaded, snapshot: int | None, *, changed: bool
) -> ImportResult:
    return ImportResult(
        name,
        snapshot,
        changed,
        loaded.as_of,
        loaded.reports,
        loaded.not_needed,
        loaded.questions,
        loaded.problems,
        loaded.changes,
        loaded.flags,
    )


def as_json(result: ImportResult) -> dict[str, Any]:
    """The result as the command line prints it."""
    return {
        "snapshot": result.snapshot,
        "changed": result.changed,
        "files": [asdict(report) for report in result.files],
        "not_needed": list(result.not_needed),
        "questions": [asdict(question) for question in result.questions],
        "problems": [
            {
                "file": problem.file,
                "row": problem.row,
                "column": problem.column,
                "found": problem.found,
                "say": problem.say,
                "set_aside": problem.set_aside,
                "not_needed": problem.not_needed,
            }
            for problem in result.problems
        ],
        "changes": [_counts(change) for change in result.changes],
        "flags": list(result.flags),
    }


def _counts(change: ingest.Change) -> dict[str, Any]:
    """A table's change as JSON: counts, and the ids of the examples; no cells, which
    may be patients' own.
    """
    ids = {
        kind: [example.id for example in examples]
        for kind, examples in change.examples.items()
    }
    return {**asdict(change), "examples": ids}
