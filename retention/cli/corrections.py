"""`corrections`: what contacts brought up that has to be put right in the practice's
own system.
"""

from dataclasses import asdict

import click

from retention import formats, workflows
from retention.cli.desk import Desk, as_csv, as_json, csv_option, json_option

_COLUMNS = ("number", "day", "patient", "name", "what", "do", "by", "note", "done")


@click.command()
@click.option(
    "--done",
    type=int,
    metavar="NUMBER",
    help="Tick correction NUMBER off: it is put right there.",
)
@click.option("--by", default="", help="Who has put it right.")
@json_option
@csv_option
@click.pass_obj
def corrections(
    desk: Desk, done: int | None, by: str, wants_json: bool, wants_csv: bool
) -> None:
    """What has to be put right in your own system after contacts; ticks one off."""
    if done is not None:
        workflows.corrected(desk.home, desk.name, done, desk.now, by)
    found = workflows.corrections(desk.home, desk.name, desk.practice)
    if wants_json:
        as_json({"corrections": [asdict(one) for one in found]})
    elif wants_csv:
        as_csv(_COLUMNS, [_row(one) for one in found])
    else:
        _print([one for one in found if one.done_at is None])


def _print(open_: list[workflows.Correction]) -> None:
    for one in open_:
        who = f"{one.patient_id:>8}  {one.name:<28}"
        click.echo(
            (
                f"{one.number:>5}  {formats.day(one.at.date())}  {who} {one.title}. "
                f"{one.do} {one.note}"
            ).rstrip()
        )
    if not open_:
        click.echo("Nothing has to be put right in your own system.")


def _row(one: workflows.Correction) -> tuple[object, ...]:
    done = one.done_at.date() if one.done_at else ""
    return (
        one.number,
        one.at.date(),
        one.patient_id,
        one.name,
        one.what,
        one.do,
        one.by,
        one.note,
        done,
    )
