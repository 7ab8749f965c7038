"""One invented practice from first to last.

People, check-ups, treatment, the book, and what the desk writes.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from faker import Faker

from retention.core import schema
from retention.demo import (
    attendance,
    calls_and_reviews,
    draft,
    edge_cases,
    fees,
    front_desk,
    names,
    patient_list,
    people,
    procedures,
    recalls,
    schedule,
    treatment,
)
from retention.demo import staff as staffs
from retention.demo.attendance import CheckUps, DoubleEntries
from retention.demo.calendar import Season
from retention.demo.people import InventedPeople
from retention.demo.random import stream
from retention.demo.schedule import AppointmentBook
from retention.demo.staff import Staff
from retention.demo.treatment import Treatment

_TWICE = 0.006  # share of rows that were entered twice


def make(
    *, patients: int = 2000, years: int = 5, seed: int = 7, ends: date
) -> schema.Tables:
    """Invent a practice, exported on the day `ends`.

    The tables are those that Open Dental holds, as it would hold them, a phone system's
    log and reviews. What took place lies before `ends`, bookings on it or later. The
    same arguments give equal tables. From some 100 patients on the awkward people of
    `edge_cases` are among them.

    Args:
        patients: Rows of the patient list, 1 to 50,000.
        years: Years of data, 1 to 15.
        seed: What chance begins with.
        ends: The day of the export.

    Raises:
        ValueError: A number is outside these limits.
    """
    if not (1 <= patients <= 50_000 and 1 <= years <= 15):
        raise ValueError(
            f"1 to 50,000 patients and 1 to 15 years can be made, not {patients} "
            f"and {years}"
        )

    season = Season(int(np.datetime64(ends, "D").astype(np.int64)), years)
    planted = edge_cases.draw(season) if patients >= edge_cases.FROM_PATIENTS else {}
    count = patients - (len(planted["patient"]) if planted else 0)
    return draft.finish([_practice(seed, count, season), planted])


@dataclass(frozen=True)
class _History:
    """What took place in the practice, and what is booked."""

    crowd: InventedPeople
    visits: CheckUps
    treatment: Treatment
    book: AppointmentBook

    @classmethod
    def of(
        cls, seed: int, crowd: InventedPeople, season: Season, staff: Staff
    ) -> "_History":
        """Drawn step by step, each from the ones before it."""
        rhythm = attendance.draw(seed, crowd, season, staff)
        treatments = treatment.find(seed, crowd, rhythm.visits, season, staff)
        book = schedule.keep(seed, crowd, rhythm, treatments, season, staff)
        return cls(crowd, rhythm.visits, treatments, book)


def _practice(seed: int, count: int, season: Season) -> draft.Draft:
    """Draft everything but the awkward people.

    Each step takes what the ones before it have made.
    """
    fake = Faker("en_US")
    fake.seed_instance(seed)
    staff = Staff.of(season)
    fixed = {**staffs.tables(fake, staff, season), **fees.tables(), **recalls.types()}
    pools = names.Pools.of(fake)
    doctors = [
        f"Dr. {fake.first_name()} {fake.last_name()}" for _ in range(front_desk.DOCTORS)
    ]
    twice = round(count * _TWICE)
    crowd = people.gather(seed, count - twice, season, staff)
    history = _History.of(seed, crowd, season, staff)
    written = _front_desk(seed, history, twice, pools, doctors, season)
    return {
        **fixed,
        **written,
        **_others(seed, history.book, written["patient"], season),
    }


def _front_desk(
    seed: int,
    history: _History,
    twice: int,
    pools: names.Pools,
    doctors: list[str],
    season: Season,
) -> draft.Draft:
    """What the desk has written down of it; `twice` people are entered twice."""
    rng = stream(seed, "desk")
    crowd = history.crowd
    visits = history.visits
    book = history.book
    work, items = procedures.made(rng, crowd, visits, history.treatment, book, season)
    stand = patient_list.standing(rng, crowd, work, book, season)
    double = DoubleEntries.of(rng, crowd, visits, twice)
    patient = patient_list.table(
        rng, names.columns(rng, pools, crowd), crowd, stand, double.again, season
    )
    on = double.owner(work.person, work.visit, visits)
    booked_on = double.owner(book.all.person, book.all.visit, visits)
    return {
        "patient": patient,
        "appointment": schedule.table(book, rng, booked_on),
        "procedure": procedures.table(work, on),
        "recall": recalls.table(rng, crowd, visits, book, stand, season),
        "merge": double.merges(rng, stand.created, season),
        **front_desk.plans(rng, work, items, on),
        "claim": front_desk.claims(rng, crowd, work, on, season),
        **front_desk.referrals(rng, crowd, work, patient, doctors, season),
        "contact": front_desk.contacts(rng, book, stand, season),
    }


def _others(
    seed: int, book: AppointmentBook, patient: pa.Table, season: Season
) -> draft.Draft:
    """What the phone system and the pages of reviews hold."""
    calls = calls_and_reviews.calls_table(stream(seed, "calls"), book, patient, season)
    reviews = calls_and_reviews.reviews_table(
        stream(seed, "reviews"), book, patient, season
    )
    return {"call": calls, "review": reviews}
