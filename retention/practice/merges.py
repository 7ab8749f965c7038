"""Merge links followed: whose history is whose (definitions.md 0, merges)."""

from collections.abc import Mapping, Sequence

import numpy as np

from retention.core.arrays import IndexArray


def follow(
    patients: int,
    links: Sequence[tuple[str, str | None, str | None]],
    rows: Mapping[str, int],
) -> tuple[IndexArray, tuple[str, ...]]:
    """The winner's row for each of so many rows of the patient list, and the ids of the
    links ignored.

    `links` are (link id, loser id, winner id), oldest first, so that the latest link of
    a loser counts; `rows` maps a patient id that a link names to its row. Links to
    itself, on a cycle or to an unknown row are ignored.
    """
    ignored = [
        link
        for link, loser, winner in links
        if loser == winner or loser not in rows or winner not in rows
    ]
    passed_over = set(ignored)
    latest = {
        str(loser): (link, str(winner))
        for link, loser, winner in links
        if link not in passed_over
    }
    into = {loser: winner for loser, (_, winner) in latest.items()}
    on_circle = circling(into)
    ignored += [link for loser, (link, _) in latest.items() if loser in on_circle]
    straight = {
        loser: winner for loser, winner in into.items() if loser not in on_circle
    }
    winners = np.arange(patients)
    for loser in straight:
        winners[rows[loser]] = rows[end(loser, straight)]
    return winners, tuple(ignored)


def end(patient: str, into: Mapping[str, str]) -> str:
    """Who a patient has become, by links (loser to winner) of which none circles."""
    while patient in into:
        patient = into[patient]
    return patient


def circling(into: Mapping[str, str]) -> set[str]:
    """The losers whose links lead back to themselves."""
    return {loser for loser in into if _returns(loser, into)}


def _returns(start: str, into: Mapping[str, str]) -> bool:
    seen = {start}
    here = into[start]
    while here in into and here not in seen:
        seen.add(here)
        here = into[here]
    return here == start
