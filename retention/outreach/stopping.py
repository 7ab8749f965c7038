"""Asking us to stop: whom of a household it can be said of, and for whom else it holds
then.
"""

from collections.abc import Sequence

import numpy as np

from retention.facts import standing
from retention.outreach.situation import Situation


def of_household(situation: Situation, spoken_to: int, about: int) -> list[int]:
    """The rows of a household: whom we spoke to, whom it was about, then the others;
    nobody who has died.

    A guarantor who never was a patient is among them where we speak to them for a
    minor.
    """
    people = situation.practice.people
    household = people["household"].to_numpy()
    lives = (
        standing.people(situation.practice)
        & (people["status"] != "deceased").to_numpy()
    )
    mine = np.flatnonzero((household == household[about]) & lives)
    everybody = [spoken_to, about, *mine.tolist(), *situation.voice[mine].tolist()]
    return list(dict.fromkeys(everybody))


def asks_too(situation: Situation, asked: Sequence[int]) -> list[int]:
    """For whom else it holds that these rows ask us to stop: the guarantor of a minor,
    and all they speak for.
    """
    own = np.zeros(len(situation.voice), dtype=bool)
    own[list(asked)] = True
    return np.flatnonzero(
        situation.left_in_peace(own) & ~own & standing.people(situation.practice)
    ).tolist()


def of_family(situation: Situation, household: int) -> tuple[int, ...]:
    """Who of a household, named by its number, has asked us to stop."""
    mine = situation.practice.people["household"].to_numpy() == household
    return tuple(
        np.flatnonzero(
            mine & situation.stopped & standing.people(situation.practice)
        ).tolist()
    )
