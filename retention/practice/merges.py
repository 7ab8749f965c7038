"""Merge links followed: whose history is whose (definitions.md 0, merges)."""

from collections.abc import Mapping, Sequence

import numpy as np

from retention.core.arrays import IndexArray


def follow(
    patients: int,
    links: Sequence[tuple[str, str | None, str | None]],
    rows: Mapping[str, int],
) -> tuple[IndexArray, tuple[str, ...]]:
    """Follow the merge links of the patient list.

    Links to itself, on a cycle or to an unknown row are ignored.

    Args:
        patients: How many rows the patient list has.
        links: Link id, loser id and winner id, oldest first, so that the latest link of
            a loser counts.
        rows: The row of each patient id that a link names.

    Returns:
        The winner's row for each row, and the ids of the links ignored.
    """
    ignored = []
    latest: dict[str, tuple[str, str]] = {}
    for link, loser, winner in links:
        is_known = loser in rows and winner in rows
        if loser == winner or not is_known:
            ignored.append(link)
    passed_over = set(ignored)
    for link, loser, winner in links:
        if link not in passed_over:
            latest[str(loser)] = (link, str(winner))

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
    """Return who a patient has become, by links (loser to winner) without a circle."""
    while patient in into:
        patient = into[patient]
    return patient


def circling(into: Mapping[str, str]) -> set[str]:
    """Return the losers whose links lead back to themselves."""
    return {loser for loser in into if _returns(loser, into)}


def _returns(start: str, into: Mapping[str, str]) -> bool:
    """Return whether the links from a loser lead back to it."""
    seen = {start}
    patient = into[start]
    while patient in into and patient not in seen:
        seen.add(patient)
        patient = into[patient]
    return patient == start
