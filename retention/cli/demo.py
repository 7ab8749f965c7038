"""`demo`: an invented practice to try, and the dashboard on it."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import platformdirs

import retention
from retention import services
from retention.cli.context import CommandContext, Day, say
from retention.core.errors import RetentionError

INSTALLED = "dashboard"
"""The folder of the package that holds the screens where it was installed."""


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
        written = services.write_demo(
            folder, layout, patients=patients, years=years, seed=seed, ends=ends
        )
        for path in written:
            click.echo(path)
        return

    home = services.home(_demo_home(desk))
    is_made = opens and services.has_demo(home)
    if not is_made:
        services.make_demo(
            home, patients=patients, years=years, seed=seed, ends=ends, now=desk.now
        )
    click.echo(f"The demo practice is in {home.path}.")
    if opens:
        _open_dashboard(home.path)


def _demo_home(desk: CommandContext) -> Path:
    """The home given, or one of its own: demo people are never mixed with others."""
    given = desk.home_path or os.environ.get("RETENTION_HOME")
    if given:
        return Path(given)
    return platformdirs.user_data_path("dental-retention-demo", appauthor=False)


def _open_dashboard(home: Path) -> None:
    """Start the dashboard on a home, and wait until it is stopped.

    Raises:
        Exit: It ended with an error, which it has said.
    """
    app = _app()
    say("Starting the dashboard; stop it with Ctrl+C.")
    environment = {**os.environ, "RETENTION_HOME": str(home)}
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    # its settings stand beside it, and are read from the folder it is started in
    done = subprocess.run(command, env=environment, cwd=app.parent, check=False)  # noqa: S603
    if done.returncode:
        raise click.exceptions.Exit(1)


def _app() -> Path:
    """Find the dashboard: inside the package where that was installed, else beside it.

    Raises:
        RetentionError: It is in neither place.
    """
    package = Path(retention.__file__).parent
    for folder in (package / INSTALLED, package.parent):
        app = folder / "app.py"
        if app.exists():
            return app
    raise RetentionError(
        "The screens are not installed here; start this from the project's folder."
    )
