"""Calls: whose they were, and who called us, was missed and has not been called back
(definitions.md 6 and 7).
"""

import numpy as np
import pandas as pd

from retention.core.arrays import BoolArray, DayArray, FloatArray, IndexArray, IntArray
from retention.core.dates import days
from retention.facts import contactability, identity, standing, visits
from retention.facts.visits import winners
from retention.practice import Practice, fact

LATELY_DAYS = 90
"""How far back a missed call is still one to return: as with broken appointments, 90
days, our own caution.
"""


@fact
def caller(practice: Practice) -> IntArray:
    """Return the person of each call; -1 where nothing says who it was.

    Whom the log names comes first, then the number. A number that several people of one
    household have is the guarantor's, if they have it too, else the first one's; one
    that stands in several households says nothing.
    """
    named = practice.calls["person"].to_numpy()
    if not named.size:
        return named

    number = identity.digits(practice.calls["phone"])
    known = _numbers(practice)
    place = pd.Index(known["phone"]).get_indexer(pd.Index(number))
    person_or_none = np.append(known["person"].to_numpy(), -1)
    return np.where(named >= 0, named, person_or_none[place])


def _numbers(practice: Practice) -> pd.DataFrame:
    """Return one row per number that stands in one household only.

    Returns:
        `phone` (the last ten digits), `person`, and `household` and `is_other` (whether
        it is not the guarantor), by which the person was chosen.
    """
    people = practice.people
    person = winners(practice)
    by_kind = []
    for name in contactability.PHONES:
        phone = identity.phones(people[name])
        by_kind.append(pd.DataFrame({"phone": phone, "person": person}))
    rows = pd.concat(by_kind, ignore_index=True)

    is_person = standing.people(practice)[rows["person"]]
    rows = rows[(rows["phone"] != "") & is_person]
    household = people["household"].to_numpy()[rows["person"]]
    rows = rows.assign(household=household)
    households = rows.groupby("phone")["household"].transform("nunique")
    is_other = rows["person"] != rows["household"]
    rows = rows.assign(is_other=is_other)[households == 1]
    in_order = rows.sort_values(["is_other", "person"])
    return in_order.drop_duplicates("phone")


@fact
def last_missed(practice: Practice) -> DayArray:
    """Return the moment of each person's last call to us that was not answered.

    In the 90 days before the export; NaT for none.
    """
    person = caller(practice)
    moment = practice.calls["at"].to_numpy()
    counts = _missed_lately(practice) & (person >= 0)
    return _latest(practice, person[counts], moment[counts])


@fact
def unreturned(practice: Practice) -> DayArray:
    """Return the same where nothing in the records followed; NaT for all others.

    What follows is of anybody in the household: a later call from us or one that was
    answered, a later contact of the practice's own log, a visit on that day or later.
    That we called back counts whether or not somebody picked up. People who have
    departed are left out.
    """
    missed = last_missed(practice)
    spoke = _last_spoken(practice) > missed
    wrote = _last_contact(practice) > missed
    last_visit = visits.last_visit(practice).astype("datetime64[s]")
    came = _by_household(practice, last_visit) >= missed.astype("datetime64[D]")
    is_followed = spoke | wrote | came
    is_open = standing.stays(practice) & ~is_followed
    return np.where(is_open, missed, np.datetime64("NaT"))


@fact
def strangers_unreturned(practice: Practice) -> int:
    """Return how many unknown numbers were missed in the 90 days before the export.

    Nobody is known by them (see `caller`), and there was no later call to them or
    answered from them. Calls that show no number are not among them.
    """
    number = pd.Series(identity.digits(practice.calls["phone"]))
    has_number = (number != "").to_numpy()
    is_stranger = (caller(practice) < 0) & has_number
    moment = practice.calls["at"].reset_index(drop=True)
    missed = is_stranger & _missed_lately(practice)
    spoken = is_stranger & _is_talk(practice)

    last_missed_call = moment[missed].groupby(number[missed]).max()
    last_talk = moment[spoken].groupby(number[spoken]).max()
    returned = last_talk.reindex(last_missed_call.index) > last_missed_call
    return int((~returned).sum())


def _missed_lately(practice: Practice) -> BoolArray:
    """Return whether each call to us was missed in the 90 days before the export."""
    log = practice.calls
    export_day = practice.export_day
    call_day = days(log["at"])
    was_received = (log["direction"] == "received").to_numpy()
    missed: BoolArray = was_received & (_answered(practice) == 0)
    is_recent = (call_day > export_day - LATELY_DAYS) & (call_day <= export_day)
    return missed & is_recent


def _is_talk(practice: Practice) -> BoolArray:
    """Return whether we made or answered each call."""
    direction = practice.calls["direction"]
    was_sent = (direction == "sent").to_numpy()
    was_received = (direction == "received").to_numpy()
    was_answered = _answered(practice) == 1
    is_talk: BoolArray = was_sent | (was_received & was_answered)
    return is_talk


def _answered(practice: Practice) -> FloatArray:
    """Return per call 1 for answered, 0 for missed, NaN where the log does not say.

    Where the log has no word for it, a call of some seconds that was no message was
    answered, one of none missed.
    """
    log = practice.calls
    seconds = log["seconds"]
    is_message = log["is_voicemail"].fillna(False)
    talked = (seconds > 0) & ~is_message
    by_length = talked.astype(float).where(seconds.notna())
    as_logged = log["is_answered"].astype("Float64").astype(float)
    return as_logged.fillna(by_length).to_numpy(dtype=float)


def _last_spoken(practice: Practice) -> DayArray:
    """Return for each person the household's last call that we made or answered."""
    person = caller(practice)
    moment = practice.calls["at"].to_numpy()
    counts = _is_talk(practice) & (person >= 0)
    last = _latest(practice, person[counts], moment[counts])
    return _by_household(practice, last)


def _last_contact(practice: Practice) -> DayArray:
    """Return for each person the last contact of the household in the practice's log.

    Up to the export.
    """
    log = practice.contacts
    person = log["person"].to_numpy()
    moment = log["at"].to_numpy()
    is_past = days(log["at"]) <= practice.export_day
    counts = contactability.is_contact(practice) & is_past
    last = _latest(practice, person[counts], moment[counts])
    return _by_household(practice, last)


def _by_household(practice: Practice, moment: DayArray) -> DayArray:
    """Return for each person the latest moment of anybody in their household."""
    household = practice.people["household"].to_numpy()
    latest: DayArray = _latest(practice, household, moment)[household]
    return latest


def _latest(practice: Practice, person: IndexArray, moment: DayArray) -> DayArray:
    """Return the latest moment of each person; NaT for none."""
    latest = np.full(len(practice.people), np.datetime64("NaT", "s"))
    np.fmax.at(latest, person, moment.astype("datetime64[s]"))
    return latest
