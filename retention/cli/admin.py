"""`policy`, `demo`, `doctor`, `backup`, `restore`: settings, a practice to try, and
keeping all safe.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
import platformdirs

import retention
from retention import services
from retention.cli.context import CommandContext, Day, as_json, json_option, say
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
@click.option(
    "--patients", type=click.IntRange(1, 50_000), default=2_000, show_default=True
)
@click.option("--years", type=click.IntRange(1, 15), default=5, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option(
    "--ends",
    type=Day(),
    help="The day the exports are of; yesterday where none is given.",
)
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write export files instead.",
)
@click.option(
    "--layout",
    type=click.Choice(services.SYSTEMS),
    default="opendental",
    show_default=True,
    help="The layout of the files written.",
)
@click.option("--open", "opens", is_flag=True, help="Start the dashboard on it.")
@click.pass_obj
def demo(
    desk: CommandContext,
    patients: int,
    years: int,
    seed: int,
    ends: date | None,
    folder: Path | None,
    layout: str,
    opens: bool,
) -> None:
    """An invented practice, into an empty home or as export files."""
    ends = ends or services.yesterday(desk.today)
    if folder:
        for path in services.write_demo(
            folder, layout, patients=patients, years=years, seed=seed, ends=ends
        ):
            click.echo(path)
        return
    home = services.home(_demo_home(desk))
    if not (opens and services.has_demo(home)):
        services.make_demo(
            home, patients=patients, years=years, seed=seed, ends=ends, now=desk.now
        )
    click.echo(f"The demo practice is in {home.path}.")
    if opens:
        _open(home.path)


@click.command()
@click.pass_obj
def doctor(desk: CommandContext) -> None:
    """Is all well?"""
    found = services.doctor(desk.home)
    for well, sentence in found:
        click.echo(f"{'well ' if well else 'FAULT'}  {sentence}")
    if not all(well for well, _ in found):
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


def _demo_home(desk: CommandContext) -> Path:
    """The home given, or one of its own: demo people are never mixed with others."""
    given = desk.home_path or os.environ.get("RETENTION_HOME")
    return (
        Path(given)
        if given
        else platformdirs.user_data_path("dental-retention-demo", appauthor=False)
    )


def _open(home: Path) -> None:
    app = Path(retention.__file__).parent.parent / "app.py"
    if not app.exists():
        raise RetentionError(
            "The screens are not installed here; start this from the project's folder."
        )
    say("Starting the dashboard; stop it with Ctrl+C.")
    environment = {**os.environ, "RETENTION_HOME": str(home)}
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    if subprocess.run(command, env=environment, cwd=app.parent, check=False).returncode:  # noqa: S603
        raise click.exceptions.Exit(1)  # it has said why
