"""`campaign result`, `said-booked`, `outcomes`, `chances`: what came of the work."""

from dataclasses import asdict
from typing import Any

import click

from retention import outreach, services
from retention.cli.context import (
    CommandContext,
    as_csv,
    as_json,
    csv_option,
    json_option,
)
from retention.core import formatting

_BOOKING = ("contact", "patient_id", "day", "reason", "by")


@click.command()
@click.argument("number", type=int, required=False)
@json_option
@click.pass_obj
def result(desk: CommandContext, number: int | None, wants_json: bool) -> None:
    """What campaign NUMBER brought back: treated households held against those held
    out. All, where none is named.
    """
    if number is None:
        _all(desk, wants_json)
        return

    found = services.campaign_result(
        desk.home, desk.name, desk.practice, desk.log, number
    )
    if wants_json:
        as_json(services.result_json(found))
    else:
        _tell(found)


def _all(desk: CommandContext, wants_json: bool) -> None:
    results = services.campaign_results(desk.home, desk.name, desk.practice, desk.log)
    effects = [result.effect for result in results if result.effect]
    together = outreach.pooled_effect(effects)
    if wants_json:
        campaigns = [services.result_json(result) for result in results]
        as_json({"together": asdict(together), "campaigns": campaigns})
        return

    for result in results:
        sentence = _canceled(result)
        if result.effect:
            sentence = result.effect.sentence
        campaign = result.campaign
        click.echo(f"{campaign.id:>4}  {campaign.name}. {sentence}")
    click.echo(f"Taken together. {together.sentence}")


def _tell(found: services.CampaignResult) -> None:
    click.echo(
        f"Campaign {found.campaign.id}, {found.campaign.name}, from "
        f"{formatting.day(found.campaign.day)}."
    )
    if found.effect is None:
        click.echo(_canceled(found))
        return

    click.echo(found.effect.sentence)
    for window in found.effect.windows:
        state = (
            ""
            if window.is_over
            else f", not over before {formatting.day(window.until)}"
        )
        click.echo(f"\nWithin {window.days} days{state}:")
        for title, arm in (
            ("treated", window.treated),
            ("held out", window.held_out),
            ("outside", window.outside),
        ):
            if arm.households or title != "outside":
                click.echo(f"  {title:<9} {_arm(arm)}")
    click.echo(f"\n{found.effect.credit.sentence}")
    for note in found.effect.notes:
        click.echo(note)


def _canceled(found: services.CampaignResult) -> str:
    return f"It was {found.campaign.canceled}, and has no result."


def _arm(arm: outreach.Arm) -> str:
    counts = {
        "contacted": arm.contacted,
        "reached": arm.reached,
        "booked": arm.booked,
        "came": arm.came,
        "accepted": arm.accepted,
        "came or accepted": arm.came_or_accepted,
    }
    told = ", ".join(
        f"{name} {formatting.count(count)}" for name, count in counts.items()
    )
    whole = formatting.plural(arm.households, "household")
    return (
        f"{whole}: {told} ({formatting.share(arm.share)}), "
        f"{formatting.money(arm.amount_cents)}"
    )


@click.command("said-booked")
@json_option
@csv_option
@click.pass_obj
def said_booked(desk: CommandContext, wants_json: bool, wants_csv: bool) -> None:
    """Bookings logged here that the export does not show."""
    found = outreach.said_booked(desk.practice, desk.log)
    if wants_json:
        as_json(asdict(found))
    elif wants_csv:
        as_csv(_BOOKING, [tuple(asdict(booking).values()) for booking in found.missing])
    else:
        for booking in found.missing:
            who = (
                f"{booking.patient_id:>8}  {formatting.day(booking.day)}  "
                f"{booking.reason}"
            )
            click.echo(f"{who}  {booking.by}".rstrip())
        click.echo(found.unknown or _summary(found))


def _summary(found: outreach.SaidBooked) -> str:
    checked = len(found.missing) + found.found
    summary = "No booking was logged before the export."
    if checked:
        bookings = formatting.plural(checked, "booking")
        summary = f"In the export: {found.found:,} of {bookings}."
    if found.waiting:
        waiting = formatting.plural(found.waiting, "booking")
        summary += f" {waiting} can only be looked for in the next export."
    return summary


@click.command()
@click.option(
    "--by",
    type=click.Choice(list(outreach.GROUPS)),
    default="reason",
    show_default=True,
)
@json_option
@csv_option
@click.pass_obj
def outcomes(desk: CommandContext, by: str, wants_json: bool, wants_csv: bool) -> None:
    """What contacts came to, by reason, script, hour or caller: reached and booked of
    all, came of those ripe.
    """
    groups = outreach.breakdown(desk.practice, desk.log, by)
    cells = groups.astype(object)
    known = cells.where(groups.notna(), None)
    rows: list[Any] = known.to_dict("records")
    if wants_json:
        as_json({"by": by, "groups": rows})
    elif wants_csv:
        values = [tuple(row.values()) for row in rows]
        as_csv(list(groups.columns), values)
    else:
        for row in rows:
            click.echo(_outcomes_in_words(row))
        if not rows:
            click.echo("Nothing is logged yet.")


def _outcomes_in_words(row: dict[str, Any]) -> str:
    """One group of contacts, and what they came to."""
    came = _of(row["came"], row["ripe"])
    return (
        f"{row['group']:<28} reached {row['reached']} and booked "
        f"{row['booked']} of {row['contacts']}; came within 30 days: "
        f"{came}"
    )


def _of(part: int | None, whole: int | None) -> str:
    if part is None or not whole:
        return formatting.ABSENT
    return f"{part} of {whole}"


@click.command()
@json_option
@click.pass_obj
def chances(desk: CommandContext, wants_json: bool) -> None:
    """How likely a contact is to work, by reason, learnt from your own log; and how
    well that was foretold.
    """
    practice = desk.practice
    log = desk.log
    known = outreach.learn_rates(practice, log, desk.today)
    test = outreach.calibration(practice, log)
    rows: list[dict[str, Any]] = [
        {
            "reason": reason.key,
            "published": reason.chance,
            "attempts": int(known.attempts[index]),
            "worked": int(known.worked[index]),
            "chance": float(known.chance[index]),
        }
        for index, reason in enumerate(outreach.REASONS)
    ]
    if wants_json:
        as_json({"chances": rows, "calibration": _calibration_json(test)})
        return

    for row in rows:
        own_log = "none of your own yet"
        if row["attempts"]:
            own_log = f"{row['worked']} of {row['attempts']} worked"
        chance = formatting.share(row["chance"])
        click.echo(f"{row['reason']:<18} {chance:>6}  {own_log}")
    click.echo(test.sentence)


def _calibration_json(test: outreach.Calibration) -> dict[str, Any]:
    return {
        "contacts": test.contacts,
        "brier": test.brier,
        "published": test.published,
        "sentence": test.sentence,
        "bins": test.bins.astype(object).to_dict("records"),
    }
