"""The command line's group: what stands before every command, and the commands."""

from datetime import date
from pathlib import Path

import click

from retention import __version__
from retention.cli import (
    admin,
    campaign_files,
    campaigns,
    data_quality,
    effects,
    figures,
    front_desk,
    imports,
    mappings,
    reconcile,
    watch,
)
from retention.cli.context import CommandContext, Day, Refusing


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
    ctx.obj = CommandContext(home, practice, today)


for command in (
    imports.import_,
    watch.watch,
    imports.imports,
    imports.undo,
    imports.problems,
    imports.history,
    data_quality.duplicates,
    data_quality.health,
    mappings.map_,
    figures.report,
    figures.people,
    reconcile.reconcile,
    reconcile.reconciliations,
    reconcile.guess,
    reconcile.guesses,
    front_desk.targets,
    front_desk.why,
    front_desk.log,
    front_desk.stop,
    front_desk.corrections,
    effects.said_booked,
    effects.outcomes,
    effects.chances,
    campaigns.mailing,
    campaigns.campaign,
    front_desk.sheets,
    front_desk.huddle,
    admin.policy,
    admin.demo,
    admin.doctor,
    admin.backup,
    admin.restore,
):
    main.add_command(command)
for command in (effects.result, campaign_files.file, campaign_files.cancel):
    campaigns.campaign.add_command(command)
