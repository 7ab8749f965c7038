"""Claims: which bills wait for the insurance's answer, and for how long (definitions.md
6).
"""

import numpy as np

from retention.core.arrays import BoolArray, FloatArray
from retention.facts import standing
from retention.practice import Practice, fact

TO_EXPLAIN_DAYS = 30
"""Days without an answer after which a claim is to be explained to the patient
(definitions.md 7, `claim`).
"""


@fact
def sent_on_exported(practice: Practice) -> bool:
    """Whether the practice exports the day on which claims were sent; claims that are
    not sent yet have none.
    """
    claims = practice.claims
    return bool(
        claims["sent_on"].notna().any() or (claims["status"] == "not_sent").all()
    )


@fact
def undated(practice: Practice) -> BoolArray:
    """Whether each claim has neither day, so that its status alone tells where it
    stands.
    """
    return practice.claims[["sent_on", "received_on"]].isna().all(axis=1).to_numpy()


@fact
def answered(practice: Practice) -> BoolArray:
    """Whether each claim was answered by the export: by its day; by its status where it
    has no day at all, and everywhere where no claim has the day of its answer.
    """
    received = practice.claims["received_on"]
    by_day = (received <= np.datetime64(practice.exported)).to_numpy()
    by_status = (practice.claims["status"] == "received").to_numpy()
    return by_day | (by_status & (undated(practice) | received.isna().all()))


@fact
def days_waiting(practice: Practice) -> FloatArray:
    """Days since each claim was sent, by dates (see `answered`); NaN where it was
    answered, not sent, or nobody knows when.
    """
    day = np.datetime64(practice.exported, "D")
    sent = practice.claims["sent_on"].to_numpy().astype("datetime64[D]")
    return np.where(
        (sent <= day) & ~answered(practice), (day - sent).astype(float), np.nan
    )


@fact
def not_sent(practice: Practice) -> BoolArray:
    """Whether each claim is not sent yet: it has neither day, and its status does not
    say that it went out.
    """
    return (
        undated(practice)
        & ~practice.claims["status"].isin(["sent", "received"]).to_numpy()
    )


@fact
def day_not_known(practice: Practice) -> BoolArray:
    """Whether each claim waits since a day nobody knows: sent by its status, without
    either day.
    """
    return undated(practice) & (practice.claims["status"] == "sent").to_numpy()


@fact
def of_people(practice: Practice) -> BoolArray:
    """Whether each claim is of a person."""
    person = practice.claims["person"].to_numpy()
    is_of_person: BoolArray = standing.people(practice)[person]
    return is_of_person


@fact
def to_explain(practice: Practice) -> BoolArray:
    """Whether each claim, preauthorisations apart, waits for more than 30 days, of a
    person who has not departed.
    """
    claims = practice.claims
    is_bill = ~claims["is_preauthorisation"].to_numpy()
    has_left = standing.departed(practice, practice.exported)
    stays = ~has_left[claims["person"].to_numpy()]
    waits_long: BoolArray = days_waiting(practice) > TO_EXPLAIN_DAYS
    needs_a_word: BoolArray = of_people(practice) & stays & is_bill & waits_long
    return needs_a_word
