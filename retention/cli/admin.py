"""`policy`, `doctor`, `backup`, `restore`: settings, and keeping all safe."""

from collections.abc import Sequence
from pathlib import Path

import click

from retention import services
from retention.cli.context import CommandContext, as_json, json_option, say
from retention.core import formatting
from retention.core.errors import RetentionError, WrongCall


@click.command()
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]…")
@json_option
@click.pass_obj
def policy(desk: CommandContext, values: Sequence[str], wants_json: bool) -> None:
    """Show the practice's values, or set some."""
    wrong = [text for text in values if "=" not in text]
    if wrong:
        raise WrongCall(f"“{wrong[0]}” sets nothing; write KEY=VALUE.")

    state = services.state(desk.home, desk.name)
    chosen = {
        key.strip(): value for key, _, value in (text.partition("=") for text in values)
    }
    now = (
        services.set_policy(desk.home, desk.name, chosen, desk.now)
        if chosen
        else state.policy
    )
    if wants_json:
        as_json(now.as_text())
        return
    for key, value in now.as_text().items():
        click.echo(f"{key:<26}{value}")


@click.command()
@click.pass_obj
def doctor(desk: CommandContext) -> None:
    """Is all well?"""
    answers = services.doctor(desk.home)
    is_all_well = True
    for is_well, sentence in answers:
        mark = "well " if is_well else "FAULT"
        click.echo(f"{mark}  {sentence}")
        is_all_well = is_all_well and is_well
    if not is_all_well:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(desk: CommandContext, file: Path) -> None:
    """Both homes into FILE, checked; of a broken home into broken-FILE.broken
    instead.
    """
    made = services.backup(desk.home, file)
    if made.faults:
        _say_faults(made.faults)
        raise RetentionError(
            f"This home is broken. What there is of it is in {made.path} "
            f"({formatting.plural(made.files, 'file')}), which is no good backup; "
            f"{file} was not touched. Restore an earlier backup, or have this one "
            "repaired."
        )
    click.echo(
        f"{formatting.plural(made.files, 'file')} in {file}, opened and checked."
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--broken",
    is_flag=True,
    help="The backup of a home that was not well too, as far as it goes.",
)
@click.pass_obj
def restore(desk: CommandContext, file: Path, broken: bool) -> None:
    """Both homes out of FILE, into an empty home."""
    made = services.restore(desk.home, file, broken=broken)
    if made.faults:
        _say_faults(made.faults)
        raise RetentionError(
            f"{formatting.plural(made.files, 'file')} restored to {desk.home.path} as "
            "far as they go, and not all is well with them. Undo to an import that is "
            "whole, or import the exports again."
        )
    click.echo(f"{formatting.plural(made.files, 'file')} restored to {desk.home.path}.")


def _say_faults(faults: Sequence[str]) -> None:
    for fault in faults:
        say(f"FAULT  {fault}")
