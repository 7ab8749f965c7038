"""Merge links followed: whose history is whose (definitions.md 0, merges)."""

from collections.abc import Mapping, Sequence

import numpy as np


def follow(
    patients: int, links: Sequence[tuple[str, str | None, str | None]], rows: Mapping[str, int]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The winner's row for each of so many rows of the patient list, and the ids of the links ignored.

    `links` are (link id, loser id, winner id), oldest first, so that the latest link of a loser counts; `rows` maps a
    patient id that a link names to its row. Links to itself, on a cycle or to an unknown row are ignored."""
    ignored = [link for link, loser, winner in links if loser == winner or loser not in rows or winner not in rows]
    passed_over = set(ignored)
    usable = {str(loser): (link, str(winner)) for link, loser, winner in links if link not in passed_over}
    on_cycle = [loser for loser in usable if _returns(loser, usable)]
    ignored += [usable[loser][0] for loser in on_cycle]
    for loser in on_cycle:
        del usable[loser]
    winners = np.arange(patients)
    for loser in usable:
        winners[rows[loser]] = rows[_end(loser, usable)]
    return winners, tuple(ignored)


def _end(start: str, usable: Mapping[str, tuple[str, str]]) -> str:
    while start in usable:
        start = usable[start][1]
    return start


def _returns(start: str, usable: Mapping[str, tuple[str, str]]) -> bool:
    seen, here = {start}, usable[start][1]
    while here in usable and here not in seen:
        seen.add(here)
        here = usable[here][1]
    return here == start
