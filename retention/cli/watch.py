"""`watch`: new exports are taken from a folder as they arrive."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from retention import services
from retention.cli.context import CommandContext, as_json, json_option, say
from retention.core.errors import RetentionError, WrongCall


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
    watching = services.watching(desk.home, _practice_name(desk))
    aside = services.left_aside(watching.files)
    last = next((watched for watched in aside if watched.name == file), None)
    if last is None:
        names = dict.fromkeys(watched.name for watched in aside)
        listed = ", ".join(names) or "none"
        raise RetentionError(
            f"“{file}” is none that was left aside. Nothing was changed. Left "
            f"aside: {listed}."
        )
    services.try_again(desk.home, _practice_name(desk), last.sha256, desk.now)


def _once(
    desk: CommandContext, watcher: services.Watcher, every: float, *, wants_json: bool
) -> None:
    watcher.look(desk.now)
    time.sleep(every)
    taken = watcher.look(desk.now)
    if wants_json:
        plain = [asdict(watched_import) for watched_import in taken]
        as_json({"taken": plain, "trouble": watcher.trouble})
    else:
        _tell(watcher, taken)
    is_refused = any(watched_import.snapshot is None for watched_import in taken)
    if watcher.trouble or is_refused:
        raise click.exceptions.Exit(1)


def _tell(watcher: services.Watcher, taken: tuple[services.WatchedImport, ...]) -> None:
    for watched_import in taken:
        became = "not imported"
        if watched_import.snapshot is not None:
            became = f"import {watched_import.snapshot}"
        names = ", ".join(watched_import.files)
        click.echo(f"{names}: {became}. {watched_import.say}".rstrip())
    if watcher.trouble:
        say(watcher.trouble)


def _practice_name(desk: CommandContext) -> str | None:
    """The practice meant: the one named, else the only one there is."""
    if desk.practice_name or not services.practices(desk.home):
        return desk.practice_name
    return desk.name
