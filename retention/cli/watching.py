"""`watch`: new exports are taken from a folder by themselves."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from retention import workflows
from retention.cli.desk import Desk, as_json, json_option, say
from retention.problems import RetentionError, WrongCall


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--every",
    type=click.FloatRange(min=0.01),
    default=float(workflows.EVERY),
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
    desk: Desk,
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
    watcher = workflows.Watcher(desk.home, _name(desk), folder)
    if once:
        _once(desk, watcher, every, wants_json=wants_json)
        return
    say(f"Watching {folder} every {every:g} seconds; stop with Ctrl+C.")
    with suppress(KeyboardInterrupt):
        while True:
            _tell(watcher, watcher.look(desk.now))
            time.sleep(every)


def _again(desk: Desk, file: str) -> None:
    """Have the file that was met last under that name taken again."""
    aside = workflows.left_aside(workflows.watching(desk.home, _name(desk)).files)
    found = next((one for one in aside if one.name == file), None)
    if found is None:
        listed = ", ".join(dict.fromkeys(one.name for one in aside)) or "none"
        raise RetentionError(
            f"“{file}” is none that was left aside. Nothing was changed. Left "
            f"aside: {listed}."
        )
    workflows.try_again(desk.home, _name(desk), found.sha256, desk.now)


def _once(
    desk: Desk, watcher: workflows.Watcher, every: float, *, wants_json: bool
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


def _tell(watcher: workflows.Watcher, taken: tuple[workflows.Taken, ...]) -> None:
    for one in taken:
        became = "not imported" if one.snapshot is None else f"import {one.snapshot}"
        click.echo(f"{', '.join(one.files)}: {became}. {one.say}".rstrip())
    if watcher.trouble:
        say(watcher.trouble)


def _name(desk: Desk) -> str | None:
    """The practice meant: the one named, else the only one there is."""
    if desk.practice_name or not workflows.practices(desk.home):
        return desk.practice_name
    return desk.name
