"""Logged: what was logged here up to the day of work, by person; what reasons and rules
are told from the log.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from retention.days import Days
from retention.facts import contact, visits
from retention.outreach.log import BAD_NUMBER, CONTACT_COLUMNS, OUTCOMES, Log
from retention.practice import Practice


@dataclass(frozen=True, eq=False)
class Logged:
    """The practice, the log and the day of work T; every array has one place per row of
    the patient list.
    """

    practice: Practice
    log: Log
    today: date

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """Contacts logged here up to today, by day, then as logged: the log's columns,
        `person`, `since_visit` (after the person's last visit). Contacts of ids that
        the records do not have are left out.
        """
        log = self.log.contacts[list(CONTACT_COLUMNS)]
        log = log.assign(person=contact.numbers(self.practice, log["patient_id"]))
        log = log[
            (log["person"] >= 0) & (log["day"] <= pd.Timestamp(self.today))
        ].sort_values("day", kind="stable")
        day = log["day"].to_numpy().astype("datetime64[D]")
        last_visit = visits.last_visit(self.practice)[log["person"]]
        return log.assign(since_visit=~(day <= last_visit)).reset_index(drop=True)

    @cached_property
    def last_made(self) -> Days:
        """Day of the last contact logged here up to today, letters and e-mails apart;
        NaT for none.
        """
        log = self.contacts[self.contacts["outcome"] != "mailed"]
        out = np.full(len(self.practice.people), visits.NONE)
        out[log["person"]] = log["day"].to_numpy().astype("datetime64[D]")
        return out

    @cached_property
    def complaint_on(self) -> Days:
        """Day of the last complaint logged here that no visit and no contact with
        somebody has followed; else NaT.
        """
        log = self.contacts
        size = len(self.practice.people)
        person = log["person"].to_numpy()
        complained = last_place(
            size, person, (log["outcome"] == "complaint").to_numpy()
        )
        is_open = (complained >= 0) & (
            complained >= last_place(size, person, reached(log))
        )
        out = np.full(size, visits.NONE)
        out[is_open] = (
            log["day"].to_numpy().astype("datetime64[D]")[complained[is_open]]
        )
        return np.where(visits.last_visit(self.practice) > out, visits.NONE, out)

    @cached_property
    def promise(self) -> np.ndarray:
        """Place in `contacts` of each person's promised call-back that is not made yet;
        -1 for none.

        The last promise counts. It is kept by a later contact that reached somebody or
        was made on its day or after; a letter keeps none.
        """
        log = self.contacts
        person, day = (log[name].to_numpy() for name in ("person", "day"))
        place = last_place(
            len(self.practice.people), person, log["call_back_on"].notna().to_numpy()
        )
        promised = place[person]
        later = np.arange(len(log)) > place[person]
        is_made = reached(log) | (day >= log["call_back_on"].to_numpy()[promised])
        kept = (
            (promised >= 0) & later & is_made & (log["outcome"] != "mailed").to_numpy()
        )
        place[person[kept]] = -1
        return place

    @cached_property
    def call_back_on(self) -> Days:
        """Day on which a call-back is promised and not made yet; NaT for none."""
        days = np.append(
            self.contacts["call_back_on"].to_numpy().astype("datetime64[D]"),
            visits.NONE,
        )
        return days[self.promise]


def means(log: pd.DataFrame, what: str) -> pd.Series:
    """Whether each contact's outcome has that trait of `Outcome`."""
    return log["outcome"].isin(
        [outcome.key for outcome in OUTCOMES if getattr(outcome, what)]
    )


def reached(log: pd.DataFrame) -> np.ndarray:
    """Whether somebody was spoken to in each contact: as it was logged, else as its
    outcome says; never of a number that was found bad, whose ringing says nothing of
    the person.
    """
    said = (
        log["reached"]
        .astype("boolean")
        .fillna(means(log, "reaches"))
        .to_numpy(dtype=bool)
    )
    return said & ~log["outcome"].isin(BAD_NUMBER).to_numpy()


def last_place(size: int, person: np.ndarray, holds: np.ndarray) -> np.ndarray:
    """For each person, the place of their last contact that holds; -1 for none."""
    out = np.full(size, -1)
    out[person[holds]] = np.flatnonzero(holds)
    return out
