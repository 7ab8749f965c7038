"""`watch`: new exports are taken from a folder by themselves."""

import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from retention import workflows
from retention.cli.desk import Desk, as_json, json_option, say
from retention.problems import RetentionError, WrongCall


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--every", type=click.FloatRange(min=0.01), default=float(workflows.EVERY), show_default=True,
              help="Seconds between two looks.")  # fmt: skip
@click.option("--once", is_flag=True, help="Look twice, take what has not changed in between, and end.")
@json_option
@click.pass_obj
def watch(desk: Desk, folder: Path, every: float, once: bool, wants_json: bool) -> None:
    """Take new exports from FOLDER as they arrive, each once; ends with Ctrl+C."""
    if not folder.is_dir():
        raise RetentionError(f"There is no folder “{folder}”. Check the name, or whether the share is connected.")
    if wants_json and not once:
        raise WrongCall("--json gives one object, so it needs --once.")
    watcher = workflows.Watcher(desk.home, _name(desk), folder)
    if once:
        _once(desk, watcher, every, wants_json=wants_json)
        return
    say(f"Watching {folder} every {every:g} seconds; stop with Ctrl+C.")
    with suppress(KeyboardInterrupt):
        while True:
            _tell(watcher, watcher.look(desk.now))
            time.sleep(every)


def _once(desk: Desk, watcher: workflows.Watcher, every: float, *, wants_json: bool) -> None:
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
