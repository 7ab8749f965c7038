"""Candidates: a practice's people on the day of work, one array per fact of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import (
    BoolArray,
    DayArray,
    FloatArray,
    IndexArray,
    IntArray,
    StrArray,
    is_among,
)
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
    """The practice, the log and the day of work T.

    Every array has one place per row of the patient list.

    `channels` are the ways to reach people that are asked about, in the order tried.
    """

    channels: tuple[str, ...] = contactability.CHANNELS

    @cached_property
    def minor(self) -> BoolArray:
        """Under 18 today; an unknown day of birth is not."""
        practice = self.practice
        return contactability.minor(practice, self.today)

    @cached_property
    def voice(self) -> IndexArray:
        """Number of whom to speak to: the guarantor for a minor, else the person."""
        people = self.practice.people
        themselves = np.arange(len(people))

        return np.where(self.minor, self.household, themselves)

    @cached_property
    def without_guarantor(self) -> BoolArray:
        """Minors whose guarantor cannot be reached.

        That is one who is themselves, a minor too, departed, deleted or deceased. A
        guarantor who never was a patient (non-patient without a history) can be
        reached.
        """
        people = self.practice.people
        is_person = standing.people(self.practice)
        non_patient = (people["status"] == "non_patient").to_numpy()
        never_patient = non_patient & ~is_person
        left = people["status"].isin([*standing.DEPARTED, "deleted"]).to_numpy()
        gone = left & ~never_patient | self._ever("deceased")

        alone = self.voice == np.arange(len(people))
        unreachable = gone | self.minor

        return self.minor & (alone | unreachable[self.voice])

    @cached_property
    def stopped(self) -> BoolArray:
        """Asked us to stop on every channel, here or in the records.

        Of a minor, the guarantor counts too.
        """
        asked = self._stops(_ALL) | self._said_no()
        forbidden = contactability.forbids_all(self.practice)

        return self.left_in_peace(asked) | forbidden | forbidden[self.voice]

    def left_in_peace(self, asked: BoolArray) -> BoolArray:
        """For whom it holds that these rows asked us to stop.

        Who asks for a minor is the guarantor, so that what they say holds for them and
        all they speak for.
        """
        asked = asked.copy()
        askers = np.flatnonzero(asked)
        asked[self.voice[askers]] = True
        by_voice = asked[self.voice]
        return asked | by_voice

    @cached_property
    def bad_numbers(self) -> IntArray:
        """How many numbers of each row were found wrong or disconnected.

        Counted since the last visit and the last contact that reached somebody: either
        may have put the number right.
        """
        log = self.contacts
        size = len(self.voice)
        bad = log["outcome"].isin(BAD_NUMBER).to_numpy()
        since_visit = log["since_visit"].to_numpy()

        voice = self.voice[log["person"]]
        last_reached = last_place(size, voice, reached(log))
        since_reached = np.arange(len(log)) > last_reached[voice]
        counts = bad & since_reached & since_visit

        return np.bincount(voice[counts], minlength=size)

    @cached_property
    def open_channels(self) -> Mapping[str, BoolArray]:
        """For each channel asked about, whether it is allowed and usable.

        A minor's is the guarantor's.
        """
        return {name: self._is_open(name) for name in self.channels}

    def _is_open(self, name: str) -> BoolArray:
        usable = contactability.usable(self.practice)[name]
        if name == "phone":
            numbers = contactability.phones(self.practice).sum(axis=1)
            usable = numbers > self.bad_numbers
        if name == "text":
            usable = usable & (self.bad_numbers == 0)

        allowed = contactability.allowed(self.practice)[name]
        free = allowed & ~self._stops(name)
        open_for_voice = free & usable

        return free & open_for_voice[self.voice]

    @cached_property
    def channel(self) -> StrArray:
        """The first open channel of each row; "" for none."""
        names = list(self.open_channels)
        is_open = list(self.open_channels.values())

        return np.select(is_open, names, "")

    @cached_property
    def last_contact(self) -> DayArray:
        """Day of the last contact; NaT for none.

        It is in the practice's own log (up to the export) or logged here (up to today).
        """
        in_records = contactability.last(self.practice)
        log = self.contacts
        day = dates.days(log["day"])

        logged_here = np.full(len(in_records), visits.NONE)
        logged_here[log["person"]] = day

        return np.fmax(in_records, logged_here)

    @cached_property
    def attempts(self) -> IntArray:
        """Attempts since the last visit: people in rows, reasons in columns."""
        cell, _ = self._tries
        people = len(self.voice)
        cells = people * len(REASONS)
        counts = np.bincount(cell, minlength=cells)

        return counts.reshape(people, len(REASONS))

    @cached_property
    def next_on(self) -> DayArray:
        """Day from which each reason of a person may be tried again by its cadence.

        One row per person, one column per reason; NaT where it was not tried since the
        last visit.
        """
        cell, day = self._tries
        made = self.attempts
        last = np.full(made.size, visits.NONE)
        last[cell] = day

        last_try = last.reshape(made.shape)
        return last_try + self.cadences.wait(made)

    @cached_property
    def _tries(self) -> tuple[IndexArray, DayArray]:
        """Attempts since the last visit, by day.

        Returns:
            The cell of each in a table of people (rows) and reasons (columns), and its
            day.
        """
        log = self.contacts
        reason = places(log["reason"])
        is_attempt = self._is_attempt
        counts = is_attempt & (reason >= 0)

        person = log["person"].to_numpy()
        day = dates.days(log["day"])
        cell = person * len(REASONS) + reason

        return cell[counts], day[counts]

    @property
    def cadences(self) -> Cadences:
        """How often and in which ways each reason is tried, as set."""
        return cadences(self.practice)

    @cached_property
    def chances(self) -> FloatArray:
        """Chance that a contact works, one place per reason, by the log up to today."""
        return learnt_from(self).chance

    @cached_property
    def all_attempts(self) -> IntArray:
        """Attempts since the last visit, for whatever reason, one row per person."""
        person = self.contacts["person"].to_numpy()
        people = len(self.voice)

        return np.bincount(person[self._is_attempt], minlength=people)

    @cached_property
    def _is_attempt(self) -> BoolArray:
        """Whether each contact is an attempt since its person's last visit."""
        log = self.contacts
        counts = log["since_visit"] & means(log, "is_attempt")

        return counts.to_numpy(dtype=bool)

    @cached_property
    def booked_here(self) -> BoolArray:
        """Bookings for the same reason, which the records cannot show yet.

        They were logged here on the day of the export or later. One column per reason;
        where a reason needs that nothing is booked, any booking counts, in the records
        too.
        """
        log = self.contacts
        is_booking = log["outcome"].isin(BOOKINGS)
        is_fresh = log["day"] >= pd.Timestamp(self.practice.exported)
        counts = (is_booking & is_fresh).to_numpy()
        person = log["person"].to_numpy()[counts]
        place = places(log["reason"])[counts]
        on_list = place >= 0

        booked = np.zeros((len(self.voice), len(REASONS)), dtype=bool)
        booked[person[on_list], place[on_list]] = True
        booked_anything = self._who(person) | ~unbooked(self.practice)

        for column, reason in enumerate(REASONS):
            if reason.needs_nothing_booked:
                booked[:, column] |= booked_anything

        return booked

    @cached_property
    def closed(self) -> IndexArray:
        """Place in `contacts` of the last outcome that closes, since the last visit.

        -1 for none.
        """
        log = self.contacts
        closes = log["since_visit"] & means(log, "closes")
        person = log["person"].to_numpy()

        return last_place(len(self.voice), person, closes.to_numpy(dtype=bool))

    @cached_property
    def claimed(self) -> BoolArray:
        """Whether somebody else has the row of each person's household open now."""
        claims = self.log.claims
        return self._of_households(claims)

    @cached_property
    def held_out(self) -> BoolArray:
        """Whether each person's household is held out today.

        Comparing with those held out proves what outreach brings.
        """
        arms = self.log.held_out
        today = pd.Timestamp(self.today)
        holds = arms["until"] > today

        return self._of_households(arms[holds])

    def _of_households(self, named: pd.DataFrame) -> BoolArray:
        """Whether each person's household is among those named by the guarantor's id.

        A guarantor who has joined another household since stands for that one too."""
        household = self.household
        guarantors = contactability.numbers(self.practice, named["household_id"])
        known = guarantors[guarantors >= 0]
        households = [known, household[known]]

        return np.isin(household, households)

    def _stops(self, channel: str) -> BoolArray:
        """Whether a stop of exactly that channel is in force for each row."""
        stops = self.log.stops
        of_channel = stops["channel"] == channel
        ids = stops["patient_id"][of_channel]
        person = contactability.numbers(self.practice, ids)

        return self._who(person[person >= 0])

    def _said_no(self) -> BoolArray:
        """Whether `do_not_contact` was logged here for each row, and holds.

        It does not where it was lifted on that day or later.
        """
        lifted = self.log.lifted
        person = contactability.numbers(self.practice, lifted["patient_id"])
        day = dates.days(lifted["day"])
        known = person >= 0
        lifted_on = np.full(len(self.practice.people), visits.NONE)
        np.fmax.at(lifted_on, person[known], day[known])

        is_refusal = self.contacts["outcome"] == "do_not_contact"
        refusals = self.contacts[is_refusal]
        refused = refusals["person"].to_numpy()
        refused_on = dates.days(refusals["day"])
        is_lifted = refused_on <= lifted_on[refused]

        return self._who(refused[~is_lifted])

    def _ever(self, outcome: str) -> BoolArray:
        """Whether that outcome was ever logged here for each row."""
        is_outcome = self.contacts["outcome"] == outcome
        person = self.contacts["person"][is_outcome]

        return self._who(person.to_numpy())

    def _who(self, person: IndexArray) -> BoolArray:
        """One place per row of the patient list, true for these people."""
        return is_among(person, len(self.practice.people))
