"""`targets`, `why`, `log`, `stop`, `corrections`, `sheets`, `huddle`."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from retention import outreach, services
from retention.cli.context import (
    CommandContext,
    Day,
    as_csv,
    as_json,
    csv_option,
    json_option,
    write_file,
)
from retention.core import formatting

reason_option = click.option(
    "--reason", type=click.Choice([reason.key for reason in outreach.REASONS])
)


@click.command()
@reason_option
@click.option("--limit", type=click.IntRange(min=1), help="Only the first rows.")
@json_option
@csv_option
@click.pass_obj
def targets(
    desk: CommandContext,
    reason: str | None,
    limit: int | None,
    wants_json: bool,
    wants_csv: bool,
) -> None:
    """Whom to contact next, and why, the most valuable first."""
    found = outreach.ranked_list(desk.practice, desk.log, desk.today, reason=reason)
    rows = [_target_json(row) for row in found.rows(last=limit)]
    if wants_json:
        as_json(
            {
                "as_of": desk.practice.exported.isoformat(),
                "today": desk.today.isoformat(),
                "targets": rows,
                "left_out": found.left_out,
            }
        )
    elif wants_csv:
        lines = [
            (
                r["patient"],
                r["household"],
                " ".join(x["sentence"] for x in r["reasons"]),
                r["priority_cents"],
            )
            for r in rows
        ]
        as_csv(("patient", "household", "why", "priority_cents"), lines)
    else:
        for row in rows:
            sentences = " ".join(reason["sentence"] for reason in row["reasons"])
            worth = formatting.money(row["priority_cents"])
            click.echo(
                f"{row['patient']:>8}  {worth:>8}  "
                f"{row['channel'] or formatting.ABSENT:<6} {sentences}"
            )
        for rule, count in found.left_out.items():
            click.echo(f"left out: {rule}: {formatting.count(count)}")


@click.command()
@click.argument("patient")
@json_option
@click.pass_obj
def why(desk: CommandContext, patient: str, wants_json: bool) -> None:
    """Why PATIENT is, or is not, on the list."""
    found = outreach.explain_patient(desk.practice, desk.log, desk.today, patient)
    rules = [
        {"rule": rule.rule, "holds": rule.holds, "because": rule.because}
        for rule in found.rules
    ]
    if wants_json:
        reasons = [_reason_json(reason) for reason in found.reasons]
        as_json(
            {
                "patient": found.patient_id,
                "on_list": found.on_list,
                "reasons": reasons,
                "rules": rules,
            }
        )
        return

    click.echo(f"Patient {found.patient_id}. {found.summary}")
    for reason in found.reasons:
        click.echo(f"  has a reason: {reason.sentence}")
    for key, because in found.absent:
        click.echo(f"  no reason {key}: {because}")
    for rule in found.rules:
        click.echo(
            f"  {'stopped' if rule.holds else 'not stopped'} by "
            f"{rule.title.lower()}: {rule.because}"
        )


@click.command()
@click.argument("patients", nargs=-1, required=True)
@click.option("--reason", required=True)
@click.option("--outcome", required=True)
@click.option("--note", default="")
@click.option("--call-back", type=Day(), help="The day to call back on.")
@click.option(
    "--closing-reason", help="Why they leave, with the outcome declined_leaving."
)
@click.option("--by", default="", help="Who made the contact.")
@click.pass_obj
def log(
    desk: CommandContext,
    patients: tuple[str, ...],
    reason: str,
    outcome: str,
    note: str,
    call_back: date | None,
    closing_reason: str | None,
    by: str,
) -> None:
    """Log a contact with PATIENTS of one household, for all or for none; prints the
    first one's number.
    """
    contact = services.Contact(
        reason,
        outcome,
        note=note,
        call_back_on=call_back,
        closing_reason=closing_reason,
    )
    caller = services.Caller(holder="", by=by)
    first, *others = patients
    also = dict.fromkeys(others, reason)
    click.echo(
        services.log_contact(
            desk.opened,
            first,
            contact,
            desk.now,
            caller=caller,
            also=also,
        )
    )


@click.command()
@click.argument("patients", nargs=-1, required=True)
@click.option("--why", "because", default="", help="What they said.")
@click.option("--lift", is_flag=True, help="They may be contacted again.")
@click.pass_obj
def stop(
    desk: CommandContext, patients: tuple[str, ...], because: str, lift: bool
) -> None:
    """Switch every channel off for PATIENTS, for all or for none; or lift that."""
    said = ", ".join(patients)
    if lift:
        own_ids = [
            desk.practice.people["id"][services.person_row(desk.practice, one)]
            for one in patients
        ]
        for own_id in own_ids:
            services.lift_stop(desk.home, desk.name, own_id, desk.now)
        click.echo(f"Patient {said} may be contacted again.")
        return

    first, *others = patients
    number = services.stop(desk.opened, first, because, desk.now, also=others)
    click.echo(f"Nobody will contact patient {said} any more (stop {number}).")


def _target_json(row: outreach.Candidate) -> dict[str, Any]:
    return {
        "patient": row.patient_id,
        "household": row.household_id,
        "reasons": [_reason_json(reason) for reason in row.reasons],
        "priority_cents": row.priority_cents,
        "channel": row.channel,
        "last_contact": row.last_contact.isoformat() if row.last_contact else None,
        "attempts": row.attempts,
    }


def _reason_json(reason: outreach.ReasonScore) -> dict[str, Any]:
    return {
        "reason": reason.reason,
        "sentence": reason.sentence,
        "worth_cents": reason.worth_cents,
        "chance": reason.chance,
    }


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
    desk: CommandContext, done: int | None, by: str, wants_json: bool, wants_csv: bool
) -> None:
    """What has to be put right in your own system after contacts; ticks one off."""
    if done is not None:
        services.corrected(desk.home, desk.name, done, desk.now, by)
    every = services.corrections(desk.opened)
    if wants_json:
        plain = [asdict(correction) for correction in every]
        as_json({"corrections": plain})
    elif wants_csv:
        as_csv(_COLUMNS, map(_row, every))
    else:
        still_open = [correction for correction in every if not correction.done_at]
        _print(still_open)


def _print(open_: list[services.Correction]) -> None:
    for correction in open_:
        day = formatting.day(correction.at.date())
        who = f"{correction.patient_id:>8}  {correction.name:<28}"
        what = f"{correction.title}. {correction.do} {correction.note}"
        line = f"{correction.number:>5}  {day}  {who} {what}"
        click.echo(line.rstrip())
    if not open_:
        click.echo("Nothing has to be put right in your own system.")


def _row(one: services.Correction) -> tuple[object, ...]:
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
def sheets(desk: CommandContext, out: Path, initials: bool) -> None:
    """The day's calls on paper, with boxes for what came of each."""
    from retention.documents.call_sheets import call_sheets_pdf

    found = services.call_sheets(
        desk.home, desk.name, desk.practice, desk.now, initials=initials
    )
    write_file(out, call_sheets_pdf(found))
    click.echo(
        f"{formatting.plural(len(found.calls), 'call')} in {out}. Shred the paper "
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
def huddle(desk: CommandContext, out: Path, initials: bool, day: date | None) -> None:
    """Who comes today, and what to know of each, on paper."""
    from retention.documents.call_sheets import huddle_pdf

    found = services.huddle(
        desk.home, desk.name, desk.practice, day or desk.today, initials=initials
    )
    write_file(out, huddle_pdf(found))
    coming = formatting.plural(len(found.guests), "patient")
    click.echo(
        f"{coming} on {formatting.day(found.day)} in {out}. Shred the paper after use."
    )
