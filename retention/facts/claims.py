"""Claims: which bills wait for the insurance's answer, and for how long (definitions.md
6).
"""

import numpy as np

from retention.core import dates
from retention.core.arrays import BoolArray, FloatArray
from retention.facts import standing
from retention.practice import Practice, fact

TO_EXPLAIN_DAYS = 30
"""Days without an answer after which a claim is to be explained to the patient
(definitions.md 7, `claim`).
"""


@fact
def sent_on_exported(practice: Practice) -> bool:
    """Return whether the practice exports the day on which claims were sent.

    Claims that are not sent yet have none.
    """
    claims = practice.claims
    if claims["sent_on"].notna().any():
        return True

    is_not_sent = claims["status"] == "not_sent"
    return bool(is_not_sent.all())


@fact
def undated(practice: Practice) -> BoolArray:
    """Return whether each claim has neither day: its status alone says where it is."""
    days = practice.claims[["sent_on", "received_on"]]
    return days.isna().all(axis=1).to_numpy()


@fact
def answered(practice: Practice) -> BoolArray:
    """Return whether each claim was answered by the export.

    By its day; by its status where it has no day at all, and everywhere where no claim
    has the day of its answer.
    """
    claims = practice.claims
    received_on = claims["received_on"]
    by_day = (received_on <= practice.export_day).to_numpy()
    by_status = (claims["status"] == "received").to_numpy()
    no_day_exported = received_on.isna().all()
    status_decides = undated(practice) | no_day_exported
    is_answered: BoolArray = by_day | (by_status & status_decides)
    return is_answered


@fact
def days_waiting(practice: Practice) -> FloatArray:
    """Return the days since each claim was sent, by dates (see `answered`).

    NaN where it was answered, not sent, or nobody knows when.
    """
    export_day = practice.export_day
    sent_on = dates.days(practice.claims["sent_on"])
    waits = (sent_on <= export_day) & ~answered(practice)
    days = (export_day - sent_on).astype(float)
    return np.where(waits, days, np.nan)


@fact
def not_sent(practice: Practice) -> BoolArray:
    """Return whether each claim is not sent yet.

    It has neither day, and its status does not say that it went out.
    """
    status = practice.claims["status"]
    went_out = status.isin(["sent", "received"]).to_numpy()
    return undated(practice) & ~went_out


@fact
def day_not_known(practice: Practice) -> BoolArray:
    """Return whether each claim was sent by its status, without either day.

    It waits since a day that nobody knows.
    """
    status = practice.claims["status"]
    is_sent = (status == "sent").to_numpy()
    return undated(practice) & is_sent


@fact
def of_people(practice: Practice) -> BoolArray:
    """Return whether each claim is of a person."""
    person = practice.claims["person"].to_numpy()
    is_of_person: BoolArray = standing.people(practice)[person]
    return is_of_person


@fact
def to_explain(practice: Practice) -> BoolArray:
    """Return whether each claim waits for more than 30 days, to be explained.

    Preauthorisations and people who have departed are left out.
    """
    claims = practice.claims
    is_bill = ~claims["is_preauthorisation"].to_numpy()
    has_left = standing.departed(practice, practice.exported)
    stays = ~has_left[claims["person"].to_numpy()]
    waits_long = days_waiting(practice) > TO_EXPLAIN_DAYS
    is_due: BoolArray = of_people(practice) & stays & is_bill & waits_long
    return is_due
