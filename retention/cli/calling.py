"""`targets`, `why`, `log`, `stop`: the front desk's work."""

from datetime import date
from typing import Any

import click

from retention import formats, outreach, workflows
from retention.cli.desk import Day, Desk, as_csv, as_json, csv_option, json_option

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
    desk: Desk, reason: str | None, limit: int | None, wants_json: bool, wants_csv: bool
) -> None:
    """Whom to contact next, and why, the most valuable first."""
    found = outreach.targets(desk.practice, desk.log, desk.today, reason=reason)
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
            worth = formats.money(row["priority_cents"])
            click.echo(
                f"{row['patient']:>8}  {worth:>8}  "
                f"{row['channel'] or formats.ABSENT:<6} {sentences}"
            )
        for rule, count in found.left_out.items():
            click.echo(f"left out: {rule}: {formats.count(count)}")


@click.command()
@click.argument("patient")
@json_option
@click.pass_obj
def why(desk: Desk, patient: str, wants_json: bool) -> None:
    """Why PATIENT is, or is not, on the list."""
    found = outreach.why(desk.practice, desk.log, desk.today, patient)
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
    desk: Desk,
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
    contact = workflows.Contact(
        reason,
        outcome,
        note=note,
        call_back_on=call_back,
        closing_reason=closing_reason,
    )
    caller = workflows.Caller(holder="", by=by)
    first, *others = patients
    also = dict.fromkeys(others, reason)
    click.echo(
        workflows.log_contact(
            desk.home,
            desk.name,
            desk.practice,
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
def stop(desk: Desk, patients: tuple[str, ...], because: str, lift: bool) -> None:
    """Switch every channel off for PATIENTS, for all or for none; or lift that."""
    said = ", ".join(patients)
    if lift:
        own_ids = [
            desk.practice.people["id"][workflows.person_row(desk.practice, one)]
            for one in patients
        ]
        for own_id in own_ids:
            workflows.lift_stop(desk.home, desk.name, own_id, desk.now)
        click.echo(f"Patient {said} may be contacted again.")
        return
    first, *others = patients
    number = workflows.stop(
        desk.home, desk.name, desk.practice, first, because, desk.now, also=others
    )
    click.echo(f"Nobody will contact patient {said} any more (stop {number}).")


def _target_json(row: outreach.Target) -> dict[str, Any]:
    return {
        "patient": row.patient_id,
        "household": row.household_id,
        "reasons": [_reason_json(reason) for reason in row.reasons],
        "priority_cents": row.priority_cents,
        "channel": row.channel,
        "last_contact": row.last_contact.isoformat() if row.last_contact else None,
        "attempts": row.attempts,
    }


def _reason_json(reason: outreach.Part) -> dict[str, Any]:
    return {
        "reason": reason.reason,
        "sentence": reason.sentence,
        "worth_cents": reason.worth_cents,
        "chance": reason.chance,
    }
