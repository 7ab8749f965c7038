"""`import`, `imports`, `undo`, `problems`: files in, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from retention import services, store
from retention.cli.context import (
    CommandContext,
    Day,
    as_json,
    json_option,
    progress,
    say,
)
from retention.core import formatting
from retention.core.errors import WrongCall

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
    given = dict(_pair(text) for text in answers)
    wish = services.ImportOptions(as_of, given, layout, dry_run)
    practice = _name(desk, name)
    sources = services.find(paths)
    with progress() as show:
        result = services.import_files(
            desk.home, practice, sources, wish, desk.now, show
        )
    if wants_json:
        as_json(services.as_json(result))
    else:
        _print(result, dry_run=dry_run)
    for question in result.questions:
        say(_in_words(question))
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
        difference = services.changes_of(desk.home, desk.name, number)
        _changes(difference, wants_json=wants_json)
        return

    ledger = services.imports(desk.home, desk.name)
    if wants_json:
        as_json({"imports": [asdict(line) for line in ledger]})
        return
    for line in ledger:
        mark = _mark(line)
        files = formatting.plural(len(line.files), "file")
        when = f"{line.made_at:%Y-%m-%d %H:%M}  export of {line.exported}"
        click.echo(f"{line.number:>4}  {when}  {files:<10} {mark}  {line.note}")


def _mark(line: store.Import) -> str:
    """Say what became of an import; "" where another one has followed it."""
    if line.undone_at:
        return "undone"
    return "current" if line.is_current else ""


def _answers(desk: CommandContext, *, wants_json: bool) -> None:
    """The answers that hold, each under the key that `--forget` takes."""
    answers = services.answered(desk.home, desk.name)
    if wants_json:
        plain = [asdict(answer) for answer in answers]
        as_json({"answers": plain})
        return

    for answer in answers:
        line = f"{answer.key}={answer.answer}  {answer.ask}"
        click.echo(line.rstrip())
    if not answers:
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
        plain = [asdict(moment) for moment in moments]
        as_json({"patient": patient, "history": plain})
        return
    for moment in moments:
        what = "first seen"
        if moment.kind != "new":
            what = _differing(moment.before, moment.after)
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
    every_problem = services.problems(desk.home, desk.name, number)
    if wants_json:
        plain = [asdict(problem) for problem in every_problem]
        as_json({"problems": plain})
        return

    needed_first = sorted(every_problem, key=lambda problem: problem.not_needed)
    for problem in needed_first:
        place = f"row {problem.row}, " if problem.row else ""
        mark = "(not needed) " if problem.not_needed else ""
        click.echo(
            f"{mark}{problem.file}, {place}{problem.column}: “{problem.found}” "
            f"{problem.say}"
        )
    if not every_problem:
        click.echo("No problems.")


def _in_words(question: services.Question) -> str:
    """A question with its reasons, what is suggested, and how it is answered."""
    parts = [question.ask, *question.because]
    if question.suggested:
        parts.append(f"Suggested: {question.suggested}.")
    answers = "|".join(question.answers) or "…"
    parts.append(f"Answer with --set {question.key}={answers}")
    return " ".join(parts)


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
    _print_files(result)
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


def _print_files(result: services.ImportResult) -> None:
    """Say what became of the rows of each file."""
    for report in result.files:
        file = f"{report.name:<28} {report.layout:<28} {report.rows_read:>9,} rows"
        number_of_problems = formatting.plural(report.problems, "problem")
        click.echo(
            f"{file}: {report.loaded:,} loaded, {report.unchanged:,} unchanged, "
            f"{report.set_aside:,} set aside, {report.not_needed:,} not needed, "
            f"{number_of_problems}"
        )
        if report.not_read:
            click.echo(f"{'':<28} not read: {_few(report.not_read)}")
    for name in result.not_needed:
        click.echo(f"{name:<28} not needed")


def _few(names: Sequence[str]) -> str:
    """The first names, and how many more there are; `--json` has them all."""
    shown = ", ".join(names[:MOST_HEADINGS])
    hidden = len(names) - MOST_HEADINGS
    if hidden <= 0:
        return shown
    return f"{shown} and {hidden} more"


def _preview(result: services.ImportResult) -> None:
    """What would become of each table, with a few rows of each kind."""
    for change in result.changes:
        click.echo(f"\n{_counts(change)}")
        for kind, examples in change.examples.items():
            for example in examples[:MOST_PRINTED]:
                cells = _cells(example)
                click.echo(f"  {kind:<10}{example.id:<12}{cells}")


def _counts(change: services.Change) -> str:
    table = change.table.replace("_", " ")
    loaded = f"{change.new:,} new, {change.changed:,} changed"
    others = f"{change.unchanged:,} unchanged, {change.vanished:,} vanished"
    return f"{table}: {loaded}, {others}"


def _cells(example: services.Example) -> str:
    """A row in short: what changed, or the first filled cells."""
    before = example.before
    after = example.after
    is_in_both = before is not None and after is not None
    if is_in_both and before != after:
        return _differing(before or {}, after or {})

    filled = before or after or {}
    first = list(filled.items())[:MOST_COLUMNS]
    cells = ", ".join(f"{name} {text}" for name, text in first)
    if after is None:
        return f"vanished: {cells}"
    return cells


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    changes = []
    for name, text in after.items():
        change = f"{name} “{before[name]}” → “{text}”"
        changes.append(change)
    return ", ".join(changes)
