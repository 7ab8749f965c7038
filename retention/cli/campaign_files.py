"""`campaign file` and `campaign cancel`: what can be done with a campaign that was
made.
"""

from pathlib import Path

import click

from retention import documents, outreach, services, store
from retention.cli.campaigns import file_for
from retention.cli.context import CommandContext, as_json, json_option, say
from retention.core import formatting


@click.command("file")
@click.argument("number", type=int)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file, .csv or .xlsx.",
)
@click.option("--by", default="", help="Who takes it.")
@json_option
@click.pass_obj
def file(
    desk: CommandContext, number: int, out: Path, by: str, wants_json: bool
) -> None:
    """The file of campaign NUMBER again, without whoever may not be contacted any more;
    each time is logged.
    """
    first = services.campaign_file(desk.opened, number, desk.today)
    out, form = file_for(first.profile, out)

    def write(found: outreach.FileAgain) -> bytes:
        return documents.list_file(found.frame, form, machine=found.profile.machine)

    with store.appearing(out) as part:
        found, content = services.take_campaign_file(
            desk.opened, number, write, desk.now, by
        )
        part.write_bytes(content)
    if wants_json:
        as_json(
            {
                "campaign": number,
                "rows": len(found.frame),
                "people": found.people,
                "left_out": found.left_out,
                "set_aside": len(found.set_aside),
                "columns": list(found.frame.columns),
            }
        )
        return

    click.echo(
        f"{formatting.plural(len(found.frame), 'row')} for {_people(found.people)} "
        f"in {out}."
    )
    click.echo("Names and addresses are those of the records as they are now.")
    for sentence in found.sentences:
        say(sentence)


@click.command()
@click.argument("number", type=int)
@click.option("--by", default="", help="Who cancels it.")
@json_option
@click.pass_obj
def cancel(desk: CommandContext, number: int, by: str, wants_json: bool) -> None:
    """Cancel campaign NUMBER, made by mistake: its contacts count no more, and nobody
    is held out by it.
    """
    contacts = services.cancel_campaign(desk.home, desk.name, number, desk.now, by)
    if wants_json:
        as_json({"campaign": number, "contacts": contacts})
        return
    click.echo(
        f"Campaign {number} is canceled; {formatting.plural(contacts, 'contact')} of "
        "it no longer count."
    )


def _people(count: int) -> str:
    return formatting.plural(count, "person", "people")
