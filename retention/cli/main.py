"""The command line's group: what stands before every command, and the commands."""

from datetime import date
from pathlib import Path

import click

from retention import __version__
from retention.cli import (
    calling,
    campaigns,
    corrections,
    duplicates,
    effects,
    figures,
    health,
    imports,
    keeping,
    made_campaigns,
    mapping,
    paper,
    trusting,
    watching,
)
from retention.cli.desk import Day, Desk, Refusing


@click.group(cls=Refusing)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder both homes of data are in.",
)
@click.option("--practice", help="The practice meant, where the home holds several.")
@click.option(
    "--today", type=Day(), help="The day of work; the clock's where none is given."
)
@click.version_option(__version__, prog_name="retention")
@click.pass_context
def main(
    ctx: click.Context, home: Path | None, practice: str | None, today: date | None
) -> None:
    """Who stays, who drifts off, and whom to call next."""
    ctx.obj = Desk(home, practice, today)


for command in (
    imports.import_,
    watching.watch,
    imports.imports,
    imports.undo,
    imports.problems,
    imports.history,
    duplicates.duplicates,
    health.health,
    mapping.map_,
    figures.report,
    figures.people,
    trusting.reconcile,
    trusting.reconciliations,
    trusting.guess,
    trusting.guesses,
    calling.targets,
    calling.why,
    calling.log,
    calling.stop,
    corrections.corrections,
    effects.said_booked,
    effects.outcomes,
    effects.chances,
    campaigns.mailing,
    campaigns.campaign,
    paper.sheets,
    paper.huddle,
    keeping.policy,
    keeping.demo,
    keeping.doctor,
    keeping.backup,
    keeping.restore,
):
    main.add_command(command)
for command in (effects.result, made_campaigns.file, made_campaigns.cancel):
    campaigns.campaign.add_command(command)
