"""`sheets`, `huddle`: the day on paper."""

from datetime import date
from pathlib import Path

import click

from retention import formats, workflows
from retention.cli.desk import Day, Desk, write_file

out_option = click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The PDF.",
)
initials_option = click.option(
    "--initials", is_flag=True, help="Nobody is named; notes are left out."
)


@click.command()
@out_option
@initials_option
@click.pass_obj
def sheets(desk: Desk, out: Path, initials: bool) -> None:
    """The day's calls on paper, with boxes for what came of each."""
    from retention.papers.call_sheets import call_sheets_pdf

    found = workflows.call_sheets(
        desk.home, desk.name, desk.practice, desk.now, initials=initials
    )
    write_file(out, call_sheets_pdf(found))
    click.echo(
        f"{formats.plural(len(found.calls), 'call')} in {out}. Shred the paper "
        "after use."
    )


@click.command()
@out_option
@initials_option
@click.option(
    "--day",
    type=Day(),
    help="The day of the appointments; the day of work where none is given.",
)
@click.pass_obj
def huddle(desk: Desk, out: Path, initials: bool, day: date | None) -> None:
    """Who comes today, and what to know of each, on paper."""
    from retention.papers.huddle import huddle_pdf

    found = workflows.huddle(
        desk.home, desk.name, desk.practice, day or desk.today, initials=initials
    )
    write_file(out, huddle_pdf(found))
    coming = formats.plural(len(found.guests), "patient")
    click.echo(
        f"{coming} on {formats.day(found.day)} in {out}. Shred the paper after use."
    )
