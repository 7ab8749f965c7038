"""`mailing` and `campaign`: planned, made, listed and shown again; taken again,
canceled and proved by other files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

from retention import documents, outreach, services, store
from retention.cli.commands import CAMPAIGN_COMMANDS
from retention.cli.context import (
    CommandContext,
    Day,
    appearing,
    as_csv,
    as_json,
    csv_option,
    json_option,
    options,
    say,
)
from retention.cli.lazy import Commands
from retention.core import formatting
from retention.core.errors import WrongCall

wish_options = options(
    click.option(
        "--kind",
        required=True,
        type=click.Choice([kind.key for kind in outreach.KINDS]),
        help="What it is before the law.",
    ),
    click.option(
        "--profile",
        required=True,
        type=click.Choice([profile.key for profile in outreach.PROFILES]),
    ),
    click.option(
        "--column",
        "columns",
        multiple=True,
        help="A further column of the file, by its header.",
    ),
    click.option(
        "--share",
        type=float,
        default=outreach.SHARE,
        show_default=True,
        help="Of the households, held out.",
    ),
    click.option(
        "--window",
        type=int,
        default=outreach.WINDOW,
        show_default=True,
        help="Days after which its effect is said.",
    ),
    click.option("--message", default="", help="What a text says."),
)
segment_options = options(
    click.option(
        "--reason",
        "reasons",
        multiple=True,
        type=click.Choice(outreach.CAMPAIGN_REASONS),
    ),
    click.option(
        "--provider",
        "providers",
        multiple=True,
        help="Id of the patients' own dentist or hygienist.",
    ),
    click.option(
        "--location",
        "locations",
        multiple=True,
        help="Id of the patients' own location.",
    ),
    click.option("--youngest", type=int, help="Years of age at least."),
    click.option("--oldest", type=int, help="Years of age at most."),
    click.option(
        "--last-visit-from", type=Day(), help="Last visit on this day or later."
    ),
    click.option(
        "--last-visit-until", type=Day(), help="Last visit on this day or earlier."
    ),
    click.option("--most", type=int, help="Households at most, the weightiest first."),
)
_OF_SEGMENT = (
    "reasons",
    "providers",
    "locations",
    "youngest",
    "oldest",
    "last_visit_from",
    "last_visit_until",
    "most",
)


@click.command()
@click.option(
    "--profile",
    required=True,
    type=click.Choice([profile.key for profile in outreach.WITH_FILE]),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file, .csv or .xlsx.",
)
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice([reason.key for reason in outreach.REASONS]),
)
@json_option
@click.pass_obj
def mailing(
    desk: CommandContext,
    profile: str,
    out: Path,
    reasons: Sequence[str],
    wants_json: bool,
) -> None:
    """A campaign file, one row per household; everyone in it is logged as contacted,
    unless it is a list to call by.
    """
    made = services.make_mailing(
        desk.practice, desk.log, profile, reasons or None, desk.today
    )
    out, form = file_for(made.profile, out)
    content = documents.list_file(made.frame, form, machine=made.machine)
    with appearing(out, content):
        services.log_mailing(desk.opened, made, content, desk.now)
    for fault in made.set_aside:
        say(f"set aside: {fault.say}")
    if wants_json:
        as_json(
            {
                "rows": len(made.frame),
                "people": len(made.people),
                "left_out": made.left_out,
                "columns": made.columns,
            }
        )
        return

    about = formatting.plural(len(made.people), "person", "people")
    click.echo(f"{formatting.plural(len(made.frame), 'row')} for {about} in {out}.")
    for rule, count in made.left_out.items():
        click.echo(f"left out: {rule}: {formatting.count(count)}")


@click.group(
    cls=Commands,
    entries=CAMPAIGN_COMMANDS,
)
def campaign() -> None:
    """Campaigns: who gets the next letter, who is held out to compare, and what came of
    it.
    """


@campaign.command()
@click.argument("name")
@wish_options
@segment_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file, .csv or .xlsx.",
)
@click.option(
    "--dry-run", is_flag=True, help="Only say whom it would reach; nothing is made."
)
@click.option("--by", default="", help="Who makes it.")
@json_option
@click.pass_obj
def new(
    desk: CommandContext,
    name: str,
    out: Path | None,
    dry_run: bool,
    by: str,
    wants_json: bool,
    **given: Any,
) -> None:
    """Make the campaign NAME: some households are held out, the others are in the
    file.
    """
    choices = {key: given.pop(key) for key in _OF_SEGMENT}
    segment = outreach.Segment(**choices)
    wish = outreach.CampaignChoices(name, segment=segment, **given)
    log = services.log(desk.home, desk.name, now=desk.now)
    planned = services.plan_campaign(desk.opened, log, wish, desk.today)
    number = None if dry_run else _made(desk, planned, out, by)
    _say_planned(planned, number, out, wants_json)


def _made(
    desk: CommandContext, planned: outreach.Planned, out: Path | None, by: str
) -> int:
    if not planned.profile.formats:
        if out is not None:
            raise WrongCall(
                f"No file is made for {planned.profile.key}: leave --out out."
            )
        return services.make_campaign(desk.opened, planned, None, desk.now, by)

    out, form = file_for(planned.profile, out)
    content = documents.list_file(
        planned.mailing.frame, form, machine=planned.mailing.machine
    )
    with appearing(out, content):
        return services.make_campaign(desk.opened, planned, content, desk.now, by)


def file_for(profile: outreach.Profile, out: Path | None) -> tuple[Path, str]:
    """The file and the form that its name asks for; WrongCall where the profile's
    reader does not take it.
    """
    form = out.suffix.casefold().lstrip(".") if out else ""
    if out is None or form not in profile.formats:
        endings = " or ".join(f".{ending}" for ending in profile.formats)
        raise WrongCall(f"--out names a file that ends in {endings}.")
    return out, form


def _say_planned(
    planned: outreach.Planned, number: int | None, out: Path | None, wants_json: bool
) -> None:
    households = {arm: planned.households(arm) for arm in store.ARMS}
    for fault in planned.mailing.set_aside:
        say(f"set aside: {fault.say}")
    if wants_json:
        as_json(
            {
                "campaign": number,
                "people": len(planned.members),
                "households": households,
                "rows": len(planned.mailing.frame),
                "columns": list(planned.mailing.columns),
                "beyond": planned.beyond,
                "left_out": planned.left_out,
                "set_aside": len(planned.mailing.set_aside),
                "notes": planned.notes,
            }
        )
        return

    click.echo(f"Campaign {number}." if number else "Nothing was made.")
    click.echo(_arms(len(planned.members), households))
    if number and out:
        click.echo(f"{formatting.plural(len(planned.mailing.frame), 'row')} in {out}.")
    for note in planned.notes:
        click.echo(note)
    for rule, count in planned.left_out.items():
        click.echo(f"left out: {rule}: {formatting.count(count)}")


@campaign.command("list")
@json_option
@csv_option
@click.pass_obj
def list_(desk: CommandContext, wants_json: bool, wants_csv: bool) -> None:
    """Every campaign, the newest first."""
    made = services.campaigns(desk.home, desk.name)
    if wants_json:
        plain = [_as_json(listed) for listed in made]
        as_json({"campaigns": plain})
    elif wants_csv:
        columns_of = attrgetter(*_LISTED)
        as_csv(_LISTED, map(columns_of, made))
    else:
        for listed in made:
            canceled = f" ({listed.canceled})" if listed.canceled else ""
            day = formatting.day(listed.day)
            click.echo(
                f"{listed.id:>4}  {day:<12}  {listed.profile:<16}  "
                f"{listed.name}{canceled}"
            )


_LISTED = (
    "id",
    "day",
    "name",
    "kind",
    "profile",
    "share",
    "window",
    "by",
    "canceled_at",
    "canceled_by",
)


@campaign.command()
@click.argument("number", type=int)
@json_option
@click.pass_obj
def show(desk: CommandContext, number: int, wants_json: bool) -> None:
    """Campaign NUMBER: what was chosen, whom it reached, who was held out and who was
    left out.
    """
    shown = services.campaign(desk.home, desk.name, number)
    members = desk.home.store.campaigns.members(desk.name, number)
    arms = members.drop_duplicates("household_id")["arm"].value_counts()
    households = {arm: int(arms.get(arm, 0)) for arm in store.ARMS}
    files = desk.home.store.taken_files.of(desk.name, number)
    if wants_json:
        taken = [_as_json(file) for file in files]
        as_json(
            {
                **_as_json(shown),
                "people": len(members),
                "households": households,
                "taken": taken,
            }
        )
        return

    _print_campaign(desk, shown)
    click.echo(_arms(len(members), households))
    days = formatting.plural(shown.window, "day")
    click.echo(f"Its effect is said {days} after that day.")
    for rule, count in shown.left_out.items():
        click.echo(f"left out: {rule}: {formatting.count(count)}")
    for file in files:
        day = formatting.day(file.at.date())
        rows = formatting.plural(file.rows, "row")
        click.echo(f"File taken again {day}{_by(file.by)}: {rows}.")


def _print_campaign(desk: CommandContext, shown: store.Campaign) -> None:
    """Print what a campaign is, for whom, and what its file holds."""
    day = formatting.day(shown.day)
    kind = f"({shown.kind}, {shown.profile})"
    click.echo(f"Campaign {shown.id}: {shown.name} {kind}, {day}{_by(shown.by)}")
    if shown.canceled:
        click.echo(f"It was {shown.canceled}.")
    click.echo(outreach.segment_in_words(shown.segment, desk.practice))
    columns = ", ".join(shown.columns) or "no file"
    click.echo(f"Columns: {columns}")


def _arms(people: int, households: Mapping[str, int]) -> str:
    """How many people, and how many households in each arm."""
    treated, held_out = (
        formatting.plural(households[arm], "household") for arm in store.ARMS
    )
    return (
        f"{formatting.plural(people, 'person', 'people')}: {treated} treated, "
        f"{held_out} held out."
    )


def _by(name: str) -> str:
    return f", by {name}" if name else ""


def _as_json(one: store.Campaign | store.TakenFile) -> dict[str, Any]:
    """A campaign, or a file taken of it, for programs, days and times as text."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(one).items()
    }
