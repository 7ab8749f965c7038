"""`health`, `duplicates`: what in the records makes figures worse than they need be."""

from dataclasses import asdict
from typing import Any

import click

from retention import services
from retention.cli.context import CommandContext, as_json, json_option
from retention.core import formatting
from retention.core.errors import WrongCall


@click.command()
@click.argument("key", required=False)
@json_option
@click.pass_obj
def health(desk: CommandContext, key: str | None, wants_json: bool) -> None:
    """What in the records makes figures worse than they need be; of check KEY the list
    behind it.
    """
    state = services.state(desk.home, desk.name)
    records = (desk.home, state, desk.practice, desk.today)
    results = (services.health_of(*records, key),) if key else services.health(*records)
    if wants_json:
        items = [_checks_json(result, with_rows=bool(key)) for result in results]
        as_json(
            {
                "as_of": desk.practice.exported.isoformat(),
                "today": desk.today.isoformat(),
                "items": items,
            }
        )
        return

    for result in results:
        in_words = services.found_in_words(result)
        check = result.check
        click.echo(f"{_mark(result)} {check.key:<16}{check.title:<44}{in_words}")
    if key:
        _print_rows(results[0])


def _mark(result: services.CheckResult) -> str:
    """Give the sign before a check: not known, well, or something to look at."""
    if result.found.unknown:
        return "?"
    if result.found.is_well:
        return " "
    return "!"


def _print_rows(result: services.CheckResult) -> None:
    """Print what a check is about, and every row that it found."""
    click.echo(result.check.about)
    rows = result.found.rows
    for id_, what in rows.itertuples(index=False, name=None):
        click.echo(f"{id_}\t{what}")


def _checks_json(one: services.CheckResult, *, with_rows: bool) -> dict[str, Any]:
    item = {
        "key": one.check.key,
        "title": one.check.title,
        "about": one.check.about,
        "unit": one.check.unit,
        "count": None if one.found.unknown else one.found.count,
        "whole": one.found.whole,
        "well": one.found.is_well,
        "note": one.found.unknown,
    }
    return item | {"rows": one.found.rows.to_dict("records")} if with_rows else item


Two = tuple[str, str]


@click.command()
@click.option(
    "--same",
    type=(str, str),
    metavar="KEEP OTHER",
    help="They are one: OTHER's history becomes KEEP's.",
)
@click.option(
    "--different", type=(str, str), metavar="A B", help="They are two people."
)
@click.option(
    "--undo", type=(str, str), metavar="A B", help="Take back what was said of them."
)
@json_option
@click.pass_obj
def duplicates(
    desk: CommandContext,
    same: Two | None,
    different: Two | None,
    undo: Two | None,
    wants_json: bool,
) -> None:
    """Rows of the patient list that look like one person, or what is decided of two of
    them.
    """
    given = {"same": same, "different": different, "undecided": undo}
    said = [(decision, pair) for decision, pair in given.items() if pair]
    if len(said) > 1:
        raise WrongCall("Give one of --same, --different and --undo at a time.")

    for decision, (keep, other) in said:
        verdict = services.Verdict(keep, other, decision)
        services.decide_duplicate(
            desk.home, desk.name, desk.practice, verdict, desk.now
        )
        desk.forget_practice()
    proposed = services.duplicates(desk.home, desk.name, desk.practice)
    if wants_json:
        pairs = [_pairs_json(pair) for pair in proposed]
        decisions = services.decided(desk.home, desk.name)
        decided = [asdict(decision) for decision in decisions]
        as_json({"duplicates": pairs, "decided": decided})
        return

    for decision, (keep, other) in said:
        click.echo(_DONE[decision].format(keep=keep, other=other))
    if not said:
        _print(proposed)


_DONE = {
    "same": (
        "{other} is {keep} from now on. `duplicates --undo {keep} {other}` takes it "
        "back."
    ),
    "different": "{keep} and {other} are two people and are not proposed again.",
    "undecided": "Nothing is decided of {keep} and {other} any more.",
}


def _print(proposed: tuple[services.LikelyDuplicate, ...]) -> None:
    for pair in proposed:
        likeness = formatting.share(pair.likeness)
        reasons = ", ".join((*pair.why, *pair.but))
        click.echo(f"{likeness:>6}  {reasons}")
        rows = (("keep", pair.keep), ("", pair.other))
        for mark, row in rows:
            born = formatting.day(row.birth_date)
            came = formatting.plural(row.visits, "visit")
            click.echo(
                f"        {mark:<5}{row.id:>8}  {row.name:<28} {born}  "
                f"{row.phone:<16} {row.status:<10} {came}"
            )
    if not proposed:
        click.echo("No two rows look like one person, or all were decided.")


def _pairs_json(pair: services.LikelyDuplicate) -> dict[str, Any]:
    """One pair as `duplicates --json` prints it; days as ISO text."""
    plain = asdict(pair)
    plain["why"] = list(pair.why)
    plain["but"] = list(pair.but)
    return plain
