"""Situation: a practice's people on the day of work, and what outreach must know of
each; one array per fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from retention.core.dates import Days
from retention.facts import contactability, standing, visits
from retention.outreach.audiences import unbooked
from retention.outreach.cadence import Cadences, cadences
from retention.outreach.contact_log import (
    BAD_NUMBER,
    BOOKINGS,
    LoggedFacts,
    last_place,
    means,
    reached,
)
from retention.outreach.reasons import REASONS, places
from retention.outreach.success_rates import learnt_from

_ALL = "all"


@dataclass(frozen=True, eq=False)
class Candidates(LoggedFacts):
    """The practice, the log and the day of work T; every array has one place per row of
    the patient list.

    `channels` are the ways to reach people that are asked about, in the order tried.
    """

    channels: tuple[str, ...] = contactability.CHANNELS

    @cached_property
    def minor(self) -> np.ndarray:
        """Under 18 today; an unknown day of birth is not."""
        return contactability.minor(self.practice, self.today)

    @cached_property
    def voice(self) -> np.ndarray:
        """The number of whom to speak to: the guarantor for a minor, else the
        person.
        """
        me = np.arange(len(self.practice.people))
        return np.where(self.minor, self.practice.people["household"].to_numpy(), me)

    @cached_property
    def without_guarantor(self) -> np.ndarray:
        """Minors whose guarantor cannot be reached: none but themselves, a minor too,
        departed, deleted or deceased.

        A guarantor who never was a patient (non-patient without a history) can be
        reached.
        """
        people = self.practice.people
        non_patient = (people["status"] == "non_patient").to_numpy()
        left = people["status"].isin([*standing.DEPARTED, "deleted"]).to_numpy()
        gone = left & ~(non_patient & ~standing.people(self.practice)) | self._ever(
            "deceased"
        )
        alone = self.voice == np.arange(len(people))
        return self.minor & (alone | (gone | self.minor)[self.voice])

    @cached_property
    def stopped(self) -> np.ndarray:
        """Asked us to stop on every channel, here or in the records; of a minor, the
        guarantor counts too.
        """
        forbidden = contactability.forbids_all(self.practice)
        return (
            self.left_in_peace(self._stops(_ALL) | self._said_no())
            | forbidden
            | forbidden[self.voice]
        )

    def left_in_peace(self, asked: np.ndarray) -> np.ndarray:
        """For whom it holds that these rows asked us to stop.

        Who asks for a minor is the guarantor, so that what they say holds for them and
        all they speak for.
        """
        asked = asked.copy()
        asked[self.voice[np.flatnonzero(asked)]] = True
        return asked | asked[self.voice]

    @cached_property
    def bad_numbers(self) -> np.ndarray:
        """How many numbers of each row were found wrong or disconnected since the last
        visit and the last contact that reached somebody: either may have put the number
        right.
        """
        log = self.contacts
        bad = log["outcome"].isin(BAD_NUMBER).to_numpy()
        voice = self.voice[log["person"]]
        since = (
            np.arange(len(log))
            > last_place(len(self.voice), voice, reached(log))[voice]
        )
        return np.bincount(
            voice[bad & since & log["since_visit"].to_numpy()],
            minlength=len(self.voice),
        )

    @cached_property
    def open_channels(self) -> Mapping[str, np.ndarray]:
        """For each channel asked about, whether it is allowed and usable; a minor's is
        the guarantor's.
        """
        return {name: self._is_open(name) for name in self.channels}

    def _is_open(self, name: str) -> np.ndarray:
        usable = contactability.usable(self.practice)[name]
        if name == "phone":
            usable = contactability.phones(self.practice).sum(axis=1) > self.bad_numbers
        if name == "text":
            usable = usable & (self.bad_numbers == 0)
        free = contactability.allowed(self.practice)[name] & ~self._stops(name)
        return free & (free & usable)[self.voice]

    @cached_property
    def channel(self) -> np.ndarray:
        """The first open channel of each row; "" for none."""
        return np.select(
            list(self.open_channels.values()), list(self.open_channels), ""
        )

    @cached_property
    def last_contact(self) -> Days:
        """Day of the last contact, in the practice's own log (up to the export) or here
        (up to today); NaT for none.
        """
        own = contactability.last(self.practice)
        here = np.full(len(own), visits.NONE)
        here[self.contacts["person"]] = (
            self.contacts["day"].to_numpy().astype("datetime64[D]")
        )
        return np.fmax(own, here)

    @cached_property
    def attempts(self) -> np.ndarray:
        """Attempts since the last visit: one row per person, one column per reason of
        `REASONS`.
        """
        cell = self._tries[0]
        count = len(REASONS)
        return np.bincount(cell, minlength=len(self.voice) * count).reshape(-1, count)

    @cached_property
    def next_on(self) -> Days:
        """Day from which each reason of a person may be tried again by its cadence; NaT
        where it was not tried.

        One row per person, one column per reason; attempts since the last visit count.
        """
        (cell, day) = self._tries
        made = self.attempts
        last = np.full(made.size, visits.NONE)
        last[cell] = day
        return last.reshape(made.shape) + self.cadences.wait(made)

    @cached_property
    def _tries(self) -> tuple[np.ndarray, Days]:
        """Attempts since the last visit: the cell of person and reason in a table of
        these, and the day; by day.
        """
        log = self.contacts
        place = places(log["reason"])
        counts = (log["since_visit"] & means(log, "is_attempt")).to_numpy(
            dtype=bool
        ) & (place >= 0)
        cell = log["person"].to_numpy()[counts] * len(REASONS) + place[counts]
        return cell, log["day"].to_numpy().astype("datetime64[D]")[counts]

    @property
    def cadences(self) -> Cadences:
        """How often and in which ways each reason is tried, as the practice has set
        it.
        """
        return cadences(self.practice)

    @cached_property
    def chances(self) -> np.ndarray:
        """Chance that a contact works, one place per reason, as the log up to today has
        it.
        """
        return learnt_from(self).chance

    @cached_property
    def all_attempts(self) -> np.ndarray:
        """Attempts since the last visit, for whatever reason, one row per person."""
        log = self.contacts
        counts = (log["since_visit"] & means(log, "is_attempt")).to_numpy(dtype=bool)
        return np.bincount(log["person"].to_numpy()[counts], minlength=len(self.voice))

    @cached_property
    def booked_here(self) -> np.ndarray:
        """Bookings for the same reason, logged here on the day of the export or later:
        records cannot show them yet.

        One column per reason; where a reason needs that nothing is booked, any booking
        counts, in the records too.
        """
        log = self.contacts
        fresh = (
            log["outcome"].isin(BOOKINGS)
            & (log["day"] >= pd.Timestamp(self.practice.exported))
        ).to_numpy()
        person = log["person"].to_numpy()[fresh]
        place = places(log["reason"])[fresh]
        out = np.zeros((len(self.voice), len(REASONS)), dtype=bool)
        out[person[place >= 0], place[place >= 0]] = True
        for column, reason in enumerate(REASONS):
            out[person, column] |= reason.needs_nothing_booked
            out[:, column] |= reason.needs_nothing_booked & ~unbooked(self.practice)
        return out

    @cached_property
    def closed(self) -> np.ndarray:
        """Place in `contacts` of the last outcome that closes, since the last visit; -1
        for none.
        """
        closes = (
            self.contacts["since_visit"] & means(self.contacts, "closes")
        ).to_numpy(dtype=bool)
        return last_place(len(self.voice), self.contacts["person"].to_numpy(), closes)

    @cached_property
    def claimed(self) -> np.ndarray:
        """Whether somebody else has the row of each person's household open now."""
        return self._of_households(self.log.claims)

    @cached_property
    def held_out(self) -> np.ndarray:
        """Whether each person's household is held out today, as the comparison that
        proves what outreach brings.
        """
        held = self.log.held_out
        return self._of_households(held[held["until"] > pd.Timestamp(self.today)])

    def _of_households(self, named: pd.DataFrame) -> np.ndarray:
        """Whether each person's household is among those named by the guarantor's id.

        A guarantor who has joined another household since stands for that one too."""
        household = self.practice.people["household"].to_numpy()
        heads = contactability.numbers(self.practice, named["household_id"])
        known = heads[heads >= 0]
        return np.isin(household, [known, household[known]])

    def _stops(self, channel: str) -> np.ndarray:
        """Whether a stop of exactly that channel is in force for each row."""
        stops = self.log.stops
        person = contactability.numbers(
            self.practice, stops["patient_id"][stops["channel"] == channel]
        )
        return self._who(person[person >= 0])

    def _said_no(self) -> np.ndarray:
        """Whether `do_not_contact` was logged here for each row, and not lifted on that
        day or later.
        """
        said = self.contacts[self.contacts["outcome"] == "do_not_contact"]
        lifted = self.log.lifted
        until = np.full(len(self.practice.people), visits.NONE)
        person = contactability.numbers(self.practice, lifted["patient_id"])
        day = lifted["day"].to_numpy()
        known = person >= 0
        np.fmax.at(until, person[known], day[known].astype("datetime64[D]"))
        stands = ~(
            said["day"].to_numpy().astype("datetime64[D]") <= until[said["person"]]
        )
        return self._who(said["person"].to_numpy()[stands])

    def _ever(self, outcome: str) -> np.ndarray:
        """Whether that outcome was ever logged here for each row."""
        return self._who(
            self.contacts["person"][self.contacts["outcome"] == outcome].to_numpy()
        )

    def _who(self, person: np.ndarray) -> np.ndarray:
        out = np.zeros(len(self.practice.people), dtype=bool)
        out[person] = True
        return out
