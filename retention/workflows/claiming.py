"""Opening a household's row takes it, so that two people never call it at once."""

from dataclasses import dataclass
from datetime import datetime

from retention.work import Claim
from retention.workflows.homes import Home


@dataclass(frozen=True)
class Caller:
    """Who works here now."""

    holder: str
    """Token of one session, secret to it: what tells two people of one name apart."""
    by: str
    """The name said, shown to others and kept with what is logged."""


def take(
    home: Home, name: str, household_id: str, caller: Caller, now: datetime
) -> Claim:
    """Take a household's row for 15 minutes: the claim that stands, theirs where its
    `holder` is the caller's.

    Asked again it lasts 15 minutes from then; an expired one of somebody else is taken
    over.
    """
    return home.work.claim(
        name, household_id, holder=caller.holder, by=caller.by, at=now
    )


def let_go(home: Home, name: str, household_id: str, caller: Caller) -> None:
    """Give a household's row back, where the caller has it."""
    home.work.release(name, household_id, holder=caller.holder)


def claims(home: Home, name: str, now: datetime) -> tuple[Claim, ...]:
    """The rows that are taken now, the oldest first."""
    return home.work.claims(name, now)
