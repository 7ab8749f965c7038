"""Claims: which bills wait for the insurance's answer, and for how long (definitions.md 6)."""

import numpy as np

from retention.facts import standing
from retention.practice import Practice, fact

TO_EXPLAIN_DAYS = 30
"""Days without an answer after which a claim is to be explained to the patient (definitions.md 7, `claim`)."""


@fact
def days_waiting(practice: Practice) -> np.ndarray:
    """Days since each claim was sent, by dates and whatever the status says; NaN where it was answered or not sent."""
    day = np.datetime64(practice.exported, "D")
    sent, received = (practice.claims[name].to_numpy().astype("datetime64[D]") for name in ("sent_on", "received_on"))
    waits = (sent <= day) & ~(received <= day)
    return np.where(waits, (day - sent).astype(float), np.nan)


@fact
def of_people(practice: Practice) -> np.ndarray:
    """Whether each claim is of a person."""
    return standing.people(practice)[practice.claims["person"].to_numpy()]


@fact
def to_explain(practice: Practice) -> np.ndarray:
    """Whether each claim, preauthorisations apart, waits for more than 30 days, of a person who has not departed."""
    bill = ~practice.claims["is_preauthorisation"].to_numpy()
    stays = ~standing.departed(practice, practice.exported)[practice.claims["person"].to_numpy()]
    return of_people(practice) & stays & bill & (days_waiting(practice) > TO_EXPLAIN_DAYS)
