"""`duplicates`: rows that look like one person, and what somebody says of them."""

from dataclasses import asdict
from typing import Any

import click

from retention import formats, workflows
from retention.cli.desk import Desk, as_json, json_option
from retention.problems import WrongCall

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
    desk: Desk,
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
        workflows.decide_duplicate(
            desk.home, desk.name, desk.practice, keep, other, decision, desk.now
        )
        desk.forget_practice()
    proposed = workflows.duplicates(desk.home, desk.name, desk.practice)
    if wants_json:
        decided = [asdict(one) for one in workflows.decided(desk.home, desk.name)]
        as_json({"duplicates": [_json(pair) for pair in proposed], "decided": decided})
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


def _print(proposed: tuple[workflows.Proposal, ...]) -> None:
    for pair in proposed:
        click.echo(
            f"{formats.share(pair.likeness):>6}  {', '.join((*pair.why, *pair.but))}"
        )
        for mark, row in (("keep", pair.keep), ("", pair.other)):
            born = formats.day(row.birth_date)
            came = formats.plural(row.visits, "visit")
            click.echo(
                f"        {mark:<5}{row.id:>8}  {row.name:<28} {born}  "
                f"{row.phone:<16} {row.status:<10} {came}"
            )
    if not proposed:
        click.echo("No two rows look like one person, or all were decided.")


def _json(pair: workflows.Proposal) -> dict[str, Any]:
    """One pair as `duplicates --json` prints it; days as ISO text."""
    return asdict(pair) | {"why": list(pair.why), "but": list(pair.but)}
