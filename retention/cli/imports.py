"""`import`, `imports`, `undo`, `problems`, `watch`: files in, and the way back."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from retention import services
from retention.cli.context import (
    CommandContext,
    Day,
    as_json,
    json_option,
    progress,
    say,
)
from retention.core import formatting
from retention.core.errors import RetentionError, WrongCall

# Examples of a kind, and cells of each, in a printed preview
MOST_PRINTED = 5
MOST_COLUMNS = 6
MOST_HEADINGS = 12  # of the columns that are not read, in a printed report


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--practice",
    "name",
    help="The practice's name; the only one, or a new one, where none is given.",
)
@click.option("--as-of", type=Day(), help="The day the exports were taken.")
@click.option(
    "--layout",
    help=(
        "The layout or system the files are of; seen from their headings where none "
        "is given."
    ),
)
@click.option(
    "--set",
    "answers",
    multiple=True,
    metavar="QUESTION=ANSWER",
    help="Answer a question beforehand.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@json_option
@click.pass_obj
def import_(
    desk: CommandContext,
    paths: Sequence[Path],
    name: str | None,
    as_of: date | None,
    layout: str | None,
    answers: Sequence[str],
    dry_run: bool,
    wants_json: bool,
) -> None:
    """Import files or folders, whole."""
    wish = services.ImportOptions(
        as_of, dict(_pair(text) for text in answers), layout, dry_run
    )
    with progress() as tell:
        result = services.import_files(
            desk.home, _name(desk, name), services.find(paths), wish, desk.now, tell
        )
    if wants_json:
        as_json(services.as_json(result))
    else:
        _print(result, dry_run=dry_run)
    for question in result.questions:
        suggested = f" Suggested: {question.suggested}." if question.suggested else ""
        way = f"Answer with --set {question.key}={'|'.join(question.answers) or '…'}"
        say(f"{' '.join([question.ask, *question.because])}{suggested} {way}")
    if result.questions:
        say("Nothing was changed: a question is open.")
        raise click.exceptions.Exit(1)


@click.command()
@click.option(
    "--changes",
    "number",
    type=int,
    metavar="NUMBER",
    help="What import NUMBER changed, table by table.",
)
@click.option(
    "--answers",
    "wants_answers",
    is_flag=True,
    help="What was answered at imports, and holds for the next.",
)
@click.option(
    "--forget",
    "key",
    metavar="KEY",
    help="Take the answer to question KEY back, so that it is asked again.",
)
@json_option
@click.pass_obj
def imports(
    desk: CommandContext,
    number: int | None,
    wants_answers: bool,
    key: str | None,
    wants_json: bool,
) -> None:
    """The ledger of imports, newest first; or what was answered at them."""
    if key is not None:
        services.forget_answer(desk.home, desk.name, key, desk.now)
    if wants_answers or key is not None:
        _answers(desk, wants_json=wants_json)
        return
    if number is not None:
        _changes(
            services.changes_of(desk.home, desk.name, number), wants_json=wants_json
        )
        return
    ledger = services.imports(desk.home, desk.name)
    if wants_json:
        as_json({"imports": [asdict(line) for line in ledger]})
        return
    for line in ledger:
        mark = "undone" if line.undone_at else "current" if line.is_current else ""
        files = formatting.plural(len(line.files), "file")
        when = f"{line.made_at:%Y-%m-%d %H:%M}  export of {line.exported}"
        click.echo(f"{line.number:>4}  {when}  {files:<10} {mark}  {line.note}")


def _answers(desk: CommandContext, *, wants_json: bool) -> None:
    """The answers that hold, each under the key that `--forget` takes."""
    said = services.answered(desk.home, desk.name)
    if wants_json:
        as_json({"answers": [asdict(one) for one in said]})
        return
    for one in said:
        click.echo(f"{one.key}={one.answer}  {one.ask}".rstrip())
    if not said:
        click.echo("Nothing is answered for the next import.")


def _changes(found: services.ImportDifference, *, wants_json: bool) -> None:
    """What an import changed: its tables, and the patients whose own row differs."""
    if wants_json:
        as_json(asdict(found))
        return
    before = f"import {found.older}" if found.older else "an empty practice"
    click.echo(
        f"Import {found.newer}, export of {formatting.day(found.exported)}, against "
        f"{before}"
    )
    for change in found.tables:
        click.echo(_counts(change))
    for example in found.patients:
        click.echo(f"  {example.id:<12}{_cells(example)}")


@click.command()
@click.argument("patient")
@json_option
@click.pass_obj
def history(desk: CommandContext, patient: str, wants_json: bool) -> None:
    """What each import changed in PATIENT's own row, oldest first."""
    moments = services.history_of(desk.home, desk.name, patient)
    if wants_json:
        as_json({"patient": patient, "history": [asdict(moment) for moment in moments]})
        return
    for moment in moments:
        what = (
            "first seen"
            if moment.kind == "new"
            else _differing(moment.before, moment.after)
        )
        click.echo(f"import {moment.number:<4} export of {moment.exported}  {what}")


@click.command()
@click.argument("number", type=int, required=False)
@click.pass_obj
def undo(desk: CommandContext, number: int | None) -> None:
    """Back to the import before, or to import NUMBER; 0 is before the first."""
    snapshot = services.undo(desk.home, desk.name, number, desk.now)
    if snapshot is None:
        click.echo(
            "No import counts any more, as before the first one. What people did "
            "here stays."
        )
        return
    click.echo(
        f"Import {snapshot.number} is current again (export of "
        f"{formatting.day(snapshot.exported)})."
    )


@click.command()
@click.argument("number", type=int, required=False)
@json_option
@click.pass_obj
def problems(desk: CommandContext, number: int | None, wants_json: bool) -> None:
    """What was wrong in the files of an import, row by row."""
    found = services.problems(desk.home, desk.name, number)
    if wants_json:
        as_json({"problems": [asdict(problem) for problem in found]})
        return
    for problem in sorted(found, key=lambda problem: problem.not_needed):
        place = f"row {problem.row}, " if problem.row else ""
        mark = "(not needed) " if problem.not_needed else ""
        click.echo(
            f"{mark}{problem.file}, {place}{problem.column}: “{problem.found}” "
            f"{problem.say}"
        )
    if not found:
        click.echo("No problems.")


def _name(desk: CommandContext, name: str | None) -> str | None:
    """The practice named here or before the command, else the only one there is."""
    named = name or desk.practice_name
    known = services.practices(desk.home)
    if named or not known:
        return named
    return services.chosen_practice(desk.home, None)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise WrongCall(f"“{text}” is no answer; write QUESTION=ANSWER.")
    return key.strip(), value.strip()


def _print(result: services.ImportResult, *, dry_run: bool) -> None:
    for report in result.files:
        click.echo(
            f"{report.name:<28} {report.layout:<28} {report.rows_read:>9,} rows: "
            f"{report.loaded:,} loaded, {report.unchanged:,} unchanged, "
            f"{report.set_aside:,} set aside, {report.not_needed:,} not needed, "
            f"{formatting.plural(report.problems, 'problem')}"
        )
        if report.not_read:
            click.echo(f"{'':<28} not read: {_few(report.not_read)}")
    for name in result.not_needed:
        click.echo(f"{name:<28} not needed")
    if dry_run:
        _preview(result)
    for flag in result.flags:
        say(f"Look at this: {flag}")
    if result.questions:
        return
    if dry_run:
        click.echo("Nothing was changed: this was only a try.")
    elif result.changed:
        click.echo(f"Import {result.snapshot} of {result.practice} is current.")
    else:
        click.echo(f"Nothing has changed since import {result.snapshot}.")


def _few(names: Sequence[str]) -> str:
    """The first names, and how many more there are; `--json` has them all."""
    more = (
        f" and {len(names) - MOST_HEADINGS} more" if len(names) > MOST_HEADINGS else ""
    )
    return ", ".join(names[:MOST_HEADINGS]) + more


def _preview(result: services.ImportResult) -> None:
    """What would become of each table, with a few rows of each kind."""
    for change in result.changes:
        click.echo(f"\n{_counts(change)}")
        for kind, examples in change.examples.items():
            for example in examples[:MOST_PRINTED]:
                click.echo(f"  {kind:<10}{example.id:<12}{_cells(example)}")


def _counts(change: services.Change) -> str:
    return (
        f"{change.table.replace('_', ' ')}: {change.new:,} new, {change.changed:,} "
        f"changed, {change.unchanged:,} unchanged, {change.vanished:,} vanished"
    )


def _cells(example: services.Example) -> str:
    """A row in short: what changed, or the first filled cells."""
    before = example.before
    after = example.after
    if before is not None and after is not None and before != after:
        return _differing(before, after)
    filled = (before or after or {}).items()
    gone = "vanished: " if after is None else ""
    return gone + ", ".join(
        f"{name} {text}" for name, text in list(filled)[:MOST_COLUMNS]
    )


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    return ", ".join(f"{name} “{before[name]}” → “{after[name]}”" for name in after)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--every",
    type=click.FloatRange(min=0.01),
    default=float(services.EVERY),
    show_default=True,
    help="Seconds between two looks.",
)
@click.option(
    "--once",
    is_flag=True,
    help="Look twice, take what has not changed in between, and end.",
)
@click.option(
    "--again",
    "files",
    multiple=True,
    metavar="FILE",
    help="Take FILE again, which was refused or whose import was undone.",
)
@json_option
@click.pass_obj
def watch(
    desk: CommandContext,
    folder: Path,
    every: float,
    once: bool,
    files: Sequence[str],
    wants_json: bool,
) -> None:
    """Take new exports from FOLDER as they arrive, each once; ends with Ctrl+C."""
    if not folder.is_dir():
        raise RetentionError(
            f"There is no folder “{folder}”. Check the name, or whether the share "
            "is connected."
        )
    if wants_json and not once:
        raise WrongCall("--json gives one object, so it needs --once.")
    for file in files:
        _again(desk, file)
    watcher = services.Watcher(desk.home, _practice_name(desk), folder)
    if once:
        _once(desk, watcher, every, wants_json=wants_json)
        return
    say(f"Watching {folder} every {every:g} seconds; stop with Ctrl+C.")
    with suppress(KeyboardInterrupt):
        while True:
            _tell(watcher, watcher.look(desk.now))
            time.sleep(every)


def _again(desk: CommandContext, file: str) -> None:
    """Have the file that was met last under that name taken again."""
    aside = services.left_aside(
        services.watching(desk.home, _practice_name(desk)).files
    )
    found = next((one for one in aside if one.name == file), None)
    if found is None:
        listed = ", ".join(dict.fromkeys(one.name for one in aside)) or "none"
        raise RetentionError(
            f"“{file}” is none that was left aside. Nothing was changed. Left "
            f"aside: {listed}."
        )
    services.try_again(desk.home, _practice_name(desk), found.sha256, desk.now)


def _once(
    desk: CommandContext, watcher: services.Watcher, every: float, *, wants_json: bool
) -> None:
    watcher.look(desk.now)
    time.sleep(every)
    taken = watcher.look(desk.now)
    if wants_json:
        as_json({"taken": [asdict(one) for one in taken], "trouble": watcher.trouble})
    else:
        _tell(watcher, taken)
    if watcher.trouble or any(one.snapshot is None for one in taken):
        raise click.exceptions.Exit(1)


def _tell(watcher: services.Watcher, taken: tuple[services.WatchedImport, ...]) -> None:
    for one in taken:
        became = "not imported" if one.snapshot is None else f"import {one.snapshot}"
        click.echo(f"{', '.join(one.files)}: {became}. {one.say}".rstrip())
    if watcher.trouble:
        say(watcher.trouble)


def _practice_name(desk: CommandContext) -> str | None:
    """The practice meant: the one named, else the only one there is."""
    if desk.practice_name or not services.practices(desk.home):
        return desk.practice_name
    return desk.name
