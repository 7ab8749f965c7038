"""One invented practice from first to last: people, check-ups, treatment, the book, and
what the desk writes.
"""

from datetime import date

import numpy as np
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
from retention.demo.attendance import Twice
from retention.demo.calendar import Season
from retention.demo.random import stream

_TWICE = 0.006  # share of rows that were entered twice


def make(
    *, patients: int = 2000, years: int = 5, seed: int = 7, ends: date
) -> schema.Tables:
    """A practice of that many rows of the patient list and years of data, exported on
    the day `ends`.

    The tables that Open Dental holds, as it would hold them, a phone system's log and
    reviews; what took place lies before `ends`, bookings on it or later. The same
    arguments give equal tables. From some 100 patients on the awkward people of
    `awkward` are among them. Raises ValueError for numbers outside 1 to 50,000 patients
    and 1 to 15 years.
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


def _practice(seed: int, count: int, season: Season) -> draft.Draft:
    """Everything but the awkward people, drafted; each step takes what the ones before
    it have made.
    """
    fake = Faker("en_US")
    fake.seed_instance(seed)
    staff = staffs.Staff.of(season)
    fixed = {**staffs.tables(fake, staff, season), **fees.tables(), **recalls.types()}
    pools = names.Pools.of(fake)
    doctors = [
        f"Dr. {fake.first_name()} {fake.last_name()}" for _ in range(front_desk.DOCTORS)
    ]
    twice = round(count * _TWICE)
    crowd = people.gather(seed, count - twice, season, staff)
    checks = attendance.draw(seed, crowd, season, staff)
    items, sittings = treatment.find(seed, crowd, checks.visits, season, staff)
    kept = schedule.keep(seed, crowd, checks, items, sittings, season, staff)
    rng = stream(seed, "desk")
    work, found = procedures.made(
        rng, crowd, checks.visits, items, sittings, kept, season
    )
    stand = patient_list.standing(rng, crowd, work, kept, season)
    double = Twice.of(rng, crowd, checks.visits, twice)
    patient = patient_list.table(
        rng, names.columns(rng, pools, crowd), crowd, stand, double.again, season
    )
    on = double.owner(work.person, work.visit, checks.visits)
    booked_on = double.owner(kept.all.person, kept.all.visit, checks.visits)
    return {
        **fixed,
        "patient": patient,
        "appointment": schedule.table(kept, rng, booked_on),
        "procedure": procedures.table(work, on),
        "recall": recalls.table(rng, crowd, checks.visits, kept, stand, season),
        "merge": double.merges(rng, stand.created, season),
        **front_desk.plans(rng, work, found, on),
        "claim": front_desk.claims(rng, crowd, work, on, season),
        **front_desk.referrals(rng, crowd, work, patient, doctors, season),
        "contact": front_desk.contacts(rng, kept, stand, season),
        "call": calls_and_reviews.calls_table(
            stream(seed, "calls"), kept, patient, season
        ),
        "review": calls_and_reviews.reviews_table(
            stream(seed, "reviews"), kept, patient, season
        ),
    }
