"""Decided duplicates in the records: each becomes a merge link, as if the practice's
own system had made it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from retention.practice import natural
from retention.practice.merges import circling, end
from retention.practice.vanished import without_vanished
from retention.schema import Tables, table


@dataclass(frozen=True)
class Merge:
    """One pair of patients that a person said to be one: the loser's history is the
    winner's.
    """

    id: str
    """`here-` and the number of the decision."""
    loser_id: str
    winner_id: str
    at: datetime


def joined(tables: Tables, merges: Sequence[Merge]) -> Tables:
    """The tables with a link for each decided pair, by which the rule of definitions.md
    0 (merges) then goes.

    A link joins those whom the two patients have become by the system's own links and
    by earlier decisions, so it never takes the place of one of those, and never closes
    a circle; who is one person already needs none. The system's links that are ignored
    for going in a circle are left out, so that a decision does not set them going.
    """
    into, on_circle = _system_links(tables) if merges else ({}, set())
    links = []
    for merge in merges:
        loser = end(merge.loser_id, into)
        winner = end(merge.winner_id, into)
        if loser != winner:
            into[loser] = winner
            links.append((merge.id, loser, winner, merge.at))
    if not links:
        return tables
    names = ("id", "loser_id", "winner_id", "merged_at")
    columns = dict(zip(names, zip(*links, strict=True), strict=True))
    return {**tables, "merge": _with(tables.get("merge"), on_circle, columns)}


def _system_links(tables: Tables) -> tuple[dict[str, str], set[str]]:
    """Whose row is whose by the system's own links, the latest of one loser; and the
    losers whose links circle.
    """
    if "merge" not in tables or "patient" not in tables:
        return {}, set()
    links = without_vanished(
        {name: tables[name] for name in ("merge", "vanished") if name in tables}
    )["merge"]
    known = set(tables["patient"]["id"].cast(pa.string()).to_pylist())
    rows = links.select(["merged_at", "id", "loser_id", "winner_id"]).to_pylist()
    rows = [
        row
        for row in rows
        if {row["loser_id"], row["winner_id"]} <= known
        and row["loser_id"] != row["winner_id"]
    ]
    latest = {row["loser_id"]: row["winner_id"] for row in sorted(rows, key=_order)}
    on_circle = circling(latest)
    return {
        loser: winner for loser, winner in latest.items() if loser not in on_circle
    }, on_circle


def _order(row: Mapping[str, Any]) -> tuple[str, tuple[bool, int, str]]:
    """Oldest first, those without a time before all."""
    return row["merged_at"].isoformat() if row["merged_at"] else "", natural(row["id"])


def _with(
    stored: pa.Table | None,
    without: Collection[str],
    columns: Mapping[str, Sequence[object]],
) -> pa.Table:
    """The stored links but those of some losers, and further ones, in the types that
    the stored ones have.
    """
    more = table("merge", columns)
    if stored is None:
        return more
    kept = pa.array(
        [loser not in without for loser in stored["loser_id"].to_pylist()], pa.bool_()
    )
    return pa.concat_tables(
        [stored.filter(kept), more.cast(stored.schema)]
    ).unify_dictionaries()
