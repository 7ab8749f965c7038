"""`reconcile`, `reconciliations`, `guess`, `guesses`: can these numbers be trusted, and
did we know them?
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from retention import services
from retention.cli.context import CommandContext, Day, as_json, json_option
from retention.core import formatting
from retention.core.errors import WrongCall
from retention.metrics.reconcile import COMPARISONS, EVERYTHING, Reconciliation


@click.command(
    epilog=(
        f"Comparisons: {', '.join(one.key for one in COMPARISONS)}; or the key of any "
        "single figure."
    )
)
@click.argument("comparison")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The printed list, as text.",
)
@click.option("--number", help="The printed number: 1062, 57% or 1234.50.")
@click.option(
    "--period",
    help=(
        "2025-01-01..2025-12-31, 2025 or 2025-03; the report's own where none is given."
    ),
)
@click.option(
    "--as-of",
    type=Day(),
    help="The day the report was printed; the day of the export where none is given.",
)
@json_option
@click.pass_obj
def reconcile(
    desk: CommandContext,
    comparison: str,
    file: Path | None,
    number: str | None,
    period: str | None,
    as_of: date | None,
    wants_json: bool,
) -> None:
    """Hold a report printed by your own system against our figure: COMPARISON, person
    by person, with the rule.
    """
    if (file is None) == (number is None):
        raise WrongCall(
            "Give the printed list with --file, or the printed number with --number."
        )

    days = services.reconcile_period(desk.practice, comparison, as_of, period)
    theirs = services.printed_list(services.find([file])[0]) if file else str(number)
    report = services.Report(comparison, theirs, days)
    found = services.reconcile(desk.home, desk.name, desk.practice, report, desk.now)
    if wants_json:
        as_json(_json(found))
        return
    for line in _lines(found):
        click.echo(line)


@click.command()
@json_option
@click.pass_obj
def reconciliations(desk: CommandContext, wants_json: bool) -> None:
    """Which figures were held against your own reports, and how far apart they were,
    newest first.
    """
    found = services.reconciliations(desk.home, desk.name)
    if wants_json:
        as_json(
            {
                "reconciliations": [
                    asdict(one) | {"difference": one.difference} for one in found
                ]
            }
        )
        return

    for one in found:
        click.echo(f"{one.key:<22}{services.reconciled_in_words(one)}")
    if not found:
        click.echo("Nothing has been reconciled yet.")


@click.command()
@click.argument("key")
@click.argument("value", required=False)
@click.option("--skip", is_flag=True, help="Do not guess this one.")
@json_option
@click.pass_obj
def guess(
    desk: CommandContext, key: str, value: str | None, skip: bool, wants_json: bool
) -> None:
    """Guess figure KEY before it is shown: 1200, 57% or 1234.50."""
    if (value is None) != skip:
        raise WrongCall("Give a value to guess, or --skip.")

    kept = services.guess(desk.home, desk.name, desk.practice, key, value, desk.now)
    if wants_json:
        as_json(asdict(kept) | {"gap": kept.gap})
    else:
        click.echo(_guess(kept))


@click.command()
@json_option
@click.pass_obj
def guesses(desk: CommandContext, wants_json: bool) -> None:
    """What was guessed, what was measured then and today, and the gap between."""
    found = services.gap(desk.home, desk.name, desk.practice)
    if wants_json:
        as_json(
            {
                "gaps": [
                    {
                        "key": gap.key,
                        "unit": gap.unit,
                        "measured": gap.measured,
                        "gap": gap.now,
                        "guesses": [
                            asdict(kept) | {"gap": kept.gap} for kept in gap.guesses
                        ],
                    }
                    for gap in found.values()
                ]
            }
        )
        return
    for kept in services.guesses(desk.home, desk.name):
        today = found[kept.key].measured if kept.key in found else None
        shown = (
            ""
            if kept.skipped or today is None
            else f", today {services.in_words(today, kept.unit)}"
        )
        click.echo(f"{kept.at:%Y-%m-%d}  {kept.key:<22}{_guess(kept)}{shown}")


def _guess(kept: services.Guess) -> str:
    if kept.value is None:
        return "skipped"

    measured = (
        formatting.ABSENT
        if kept.measured is None
        else services.in_words(kept.measured, kept.unit)
    )
    return f"guessed {services.in_words(kept.value, kept.unit)}, measured {measured}"


def _json(found: Reconciliation) -> dict[str, Any]:
    """The object that `reconcile --json` prints: lists of ids where a list was given,
    else null.
    """
    is_list = found.is_list
    return {
        "comparison": found.comparison.key,
        "title": found.comparison.title,
        "figure": found.figure.key,
        "as_of": found.period.as_of.isoformat(),
        "period": [found.period.first.isoformat(), found.period.last.isoformat()],
        "unit": found.unit,
        "ours": found.ours,
        "theirs": found.theirs,
        "difference": found.difference,
        "explained": found.explained,
        "not_explained": found.not_explained,
        "rules": [asdict(group) for group in found.groups],
        "both": list(found.both) if is_list else None,
        "only_ours": [{"id": who, "why": why} for who, why in found.only_ours]
        if is_list
        else None,
        "only_theirs": [{"id": who, "why": why} for who, why in found.only_theirs]
        if is_list
        else None,
        "unknown": [{"found": line, "why": why} for line, why in found.unknown]
        if is_list
        else None,
        "notes": list(found.notes),
    }


def _lines(found: Reconciliation) -> Iterator[str]:
    def show(value: float) -> str:
        return services.in_words(value, found.unit)

    first = found.period.first
    last = formatting.day(found.period.last)
    days = (
        f"up to {last}" if first == EVERYTHING else f"{formatting.day(first)} to {last}"
    )
    yield f"{found.comparison.title}, {days}, against “{found.figure.title}”"
    yield found.comparison.about
    yield (
        f"theirs {show(found.theirs)}, ours {show(found.ours)}, difference "
        f"{show(found.difference)}"
    )
    for group in found.groups:
        yield f"{formatting.count(group.count):>8}  only {group.side:<7}{group.why}"
    if not found.is_list:
        yield f"{show(found.not_explained):>8}  not explained"
    for side, people in (
        ("only ours", found.only_ours),
        ("only theirs", found.only_theirs),
    ):
        yield from (f"{who}\t{side}\t{why}" for who, why in people)
    yield from (f"{line}\tnobody\t{why}" for line, why in found.unknown)
    yield from found.notes
