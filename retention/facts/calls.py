"""Calls: whose they were, and who called us, was missed and has not been called back
(definitions.md 6 and 7).
"""

import numpy as np
import pandas as pd

from retention.facts import contactability, identity, standing, visits
from retention.facts.visits import winners
from retention.practice import Practice, fact

LATELY_DAYS = 90
"""How far back a missed call is still one to return: as with broken appointments, 90
days, our own caution.
"""

Moments = np.ndarray
"""An array of moments, numpy datetime64; NaT where there is none."""


@fact
def caller(practice: Practice) -> np.ndarray:
    """The person of each call: of whom the log says it, else by the number; -1 where
    neither tells.

    A number that several people of one household have is the guarantor's, if they have
    it too, else the first one's; one that stands in several households tells nothing.
    """
    own = practice.calls["person"].to_numpy()
    if not own.size:
        return own

    known = _numbers(practice)
    place = pd.Index(known["phone"]).get_indexer(
        pd.Index(identity.digits(practice.calls["phone"]))
    )
    return np.where(own >= 0, own, np.append(known["person"].to_numpy(), -1)[place])


def _numbers(practice: Practice) -> pd.DataFrame:
    """One row per number that stands in one household only: phone (the last ten
    digits), person.
    """
    people = practice.people
    person = winners(practice)
    rows = pd.concat(
        [
            pd.DataFrame({"phone": identity.phones(people[name]), "person": person})
            for name in contactability.PHONES
        ],
        ignore_index=True,
    )
    rows = rows[(rows["phone"] != "") & standing.people(practice)[rows["person"]]]
    rows = rows.assign(household=people["household"].to_numpy()[rows["person"]])
    of_one = rows.groupby("phone")["household"].transform("nunique") == 1
    rows = rows.assign(is_other=rows["person"] != rows["household"])[of_one]
    return rows.sort_values(["is_other", "person"]).drop_duplicates("phone")


@fact
def last_missed(practice: Practice) -> Moments:
    """Moment of each person's last call to us that was not answered, in the 90 days
    before the export; NaT for none.
    """
    chosen = _missed_lately(practice) & (caller(practice) >= 0)
    return _latest(
        practice, caller(practice)[chosen], practice.calls["at"].to_numpy()[chosen]
    )


@fact
def unreturned(practice: Practice) -> Moments:
    """The same, where nothing in the records followed, of people who have not departed;
    NaT for all others.

    What follows is of anybody in the household: a later call from us or one that was
    answered, a later contact of the practice's own log, a visit on that day or later.
    That we called back counts whether or not somebody picked up.
    """
    missed = last_missed(practice)
    after = (_last_spoken(practice) > missed) | (_last_contact(practice) > missed)
    came = _by_household(practice, visits.last_visit(practice).astype("datetime64[s]"))
    stays = standing.people(practice) & ~standing.departed(practice, practice.exported)
    open_ones = stays & ~after & ~(came >= missed.astype("datetime64[D]"))
    return np.where(open_ones, missed, np.datetime64("NaT"))


@fact
def strangers_unreturned(practice: Practice) -> int:
    """How many numbers that tell nobody (see `caller`) were missed in the 90 days
    before the export, with no later call to them or answered from them; calls that show
    no number are not among them.
    """
    number = pd.Series(identity.digits(practice.calls["phone"]))
    stranger = (caller(practice) < 0) & (number != "").to_numpy()
    at = practice.calls["at"].reset_index(drop=True)
    missed = stranger & _missed_lately(practice)
    spoken = stranger & _is_talk(practice)
    last = at[missed].groupby(number[missed]).max()
    since = at[spoken].groupby(number[spoken]).max().reindex(last.index)
    return int((~(since > last)).sum())


def _missed_lately(practice: Practice) -> np.ndarray:
    """Whether each call was made to us and not answered, in the 90 days before the
    export.
    """
    log = practice.calls
    day = np.datetime64(practice.exported, "D")
    on = log["at"].to_numpy().astype("datetime64[D]")
    missed = (log["direction"] == "received").to_numpy() & (_answered(practice) == 0)
    return missed & (on > day - LATELY_DAYS) & (on <= day)


def _is_talk(practice: Practice) -> np.ndarray:
    """Whether we made or answered each call."""
    direction = practice.calls["direction"]
    return (direction == "sent").to_numpy() | (
        (direction == "received").to_numpy() & (_answered(practice) == 1)
    )


def _answered(practice: Practice) -> np.ndarray:
    """Per call 1 for answered, 0 for missed, NaN where the log does not tell.

    Where the log has no word for it, a call of some seconds that was no message was
    answered, one of none missed.
    """
    log = practice.calls
    talked = (log["seconds"] > 0) & ~log["is_voicemail"].fillna(False)
    by_length = talked.astype(float).where(log["seconds"].notna())
    return (
        log["is_answered"]
        .astype("Float64")
        .astype(float)
        .fillna(by_length)
        .to_numpy(dtype=float)
    )


def _last_spoken(practice: Practice) -> Moments:
    """For each person, the last call of the household that we made or answered."""
    log = practice.calls
    who = caller(practice)
    chosen = _is_talk(practice) & (who >= 0)
    return _by_household(
        practice, _latest(practice, who[chosen], log["at"].to_numpy()[chosen])
    )


def _last_contact(practice: Practice) -> Moments:
    """For each person, the last contact of the household in the practice's own log, up
    to the export.
    """
    log = practice.contacts
    by = np.datetime64(practice.exported, "D")
    chosen = contactability.is_contact(practice) & (
        log["at"].to_numpy().astype("datetime64[D]") <= by
    )
    return _by_household(
        practice,
        _latest(
            practice, log["person"].to_numpy()[chosen], log["at"].to_numpy()[chosen]
        ),
    )


def _by_household(practice: Practice, moment: Moments) -> Moments:
    """For each person, the latest moment of anybody in their household."""
    household = practice.people["household"].to_numpy()
    return _latest(practice, household, moment)[household]


def _latest(practice: Practice, person: np.ndarray, moment: Moments) -> Moments:
    """The latest moment of each person; NaT for none."""
    out = np.full(len(practice.people), np.datetime64("NaT", "s"))
    np.fmax.at(out, person, moment.astype("datetime64[s]"))
    return out
