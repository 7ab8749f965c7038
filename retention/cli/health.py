"""`health`: what in the records makes figures worse than they need be."""

from typing import Any

import click

from retention import workflows
from retention.cli.desk import Desk, as_json, json_option


@click.command()
@click.argument("key", required=False)
@json_option
@click.pass_obj
def health(desk: Desk, key: str | None, wants_json: bool) -> None:
    """What in the records makes figures worse than they need be; of check KEY the list
    behind it.
    """
    known = desk.home, workflows.state(desk.home, desk.name), desk.practice, desk.today
    found = (workflows.health_of(*known, key),) if key else workflows.health(*known)
    if wants_json:
        as_json(
            {
                "as_of": desk.practice.exported.isoformat(),
                "today": desk.today.isoformat(),
                "items": [_json(one, with_rows=bool(key)) for one in found],
            }
        )
        return
    for one in found:
        mark = "?" if one.found.unknown else " " if one.found.is_well else "!"
        click.echo(
            f"{mark} "
            f"{one.check.key:<16}{one.check.title:<44}{workflows.found_in_words(one)}"
        )
    if key:
        click.echo(found[0].check.about)
        for id_, what in found[0].found.rows.itertuples(index=False, name=None):
            click.echo(f"{id_}\t{what}")


def _json(one: workflows.Health, *, with_rows: bool) -> dict[str, Any]:
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
