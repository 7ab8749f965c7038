"""Procedures: done at check-ups, planned, done later, broken appointments."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retention.demo import draft, fees
from retention.demo import schedule as books
from retention.demo.attendance import (
    ADULT,
    CHILD,
    DIAGNOSIS,
    EMERGENCY,
    NEW,
    PERIO,
    CheckUps,
)
from retention.demo.calendar import NEVER, YEAR, Season
from retention.demo.people import InventedPeople
from retention.demo.random import between, happens, pick
from retention.demo.schedule import AppointmentBook
from retention.demo.staff import location_of
from retention.demo.treatment import Treatment, completed_on, surfaces


def done(
    rng: np.random.Generator, people: InventedPeople, visits: CheckUps
) -> Iterator[tuple[str, np.ndarray, bool]]:
    """Draw each code of check-ups with the visits that have it.

    The third says whether the hygienist does it.
    """
    kind = visits.kind
    count = len(visits)
    age = (visits.day - people.birth[visits.person]) / YEAR
    odd = visits.slot % 2 == 1
    young = age < 14
    routine = (kind == ADULT) | (kind == CHILD)

    def in_share(which: np.ndarray, share: float) -> np.ndarray:
        return np.flatnonzero(which & happens(rng, share, count))

    yield "D0150", np.flatnonzero((kind == NEW) & (age >= 3)), False
    yield "D0145", np.flatnonzero((kind == NEW) & (age < 3)), False
    yield "D0140", np.flatnonzero(kind == EMERGENCY), False
    yield "D0120", in_share(routine | (kind == PERIO) & odd, 0.9), False
    yield "D0180", np.flatnonzero(kind == DIAGNOSIS), False
    yield "D0210", in_share((kind == NEW) & (age >= 18), 0.55), True
    yield "D0330", in_share((kind == NEW) & (age >= 8), 0.3), True
    yield "D0220", in_share(kind == EMERGENCY, 0.9), False
    yield "D0230", in_share((kind == EMERGENCY) | routine & odd & ~young, 0.25), True
    yield "D0274", in_share(odd & ~young & (kind != EMERGENCY), 0.75), True
    yield "D0272", in_share(odd & young, 0.7), True
    yield "D1110", in_share(((kind == NEW) | (kind == ADULT)) & ~young, 0.96), True
    yield "D1120", in_share(((kind == NEW) | (kind == CHILD)) & young, 0.98), True
    yield "D4910", np.flatnonzero(kind == PERIO), True
    yield "D4346", in_share((kind == ADULT), 0.01), True
    yield "D1206", in_share(young & (kind != EMERGENCY), 0.8), True
    yield "D1208", in_share(~young & routine, 0.25), True
    yield "D1330", in_share(kind != EMERGENCY, 0.45), True
    yield "D1351", in_share((kind == CHILD) & (age > 6) & (age < 13), 0.09), True
    yield "D9972", in_share(routine & (age > 18), 0.006), True
    yield "Z100", in_share(routine, 0.02), True
    yield "N4104", in_share(kind == PERIO, 0.03), True


STATUS = (
    "planned",
    "completed",
    "existing",
    "existing",
    "referred",
    "deleted",
    "condition",
    "planned_inactive",
)
STATUS_RAW = ("1", "2", "3", "4", "5", "6", "7", "8")
"""Open Dental's numbers: 3 was done here before, 4 elsewhere."""
(
    PLANNED,
    COMPLETED,
    EXISTING,
    EXISTING_ELSEWHERE,
    REFERRED,
    DELETED,
    CONDITION,
    PLANNED_INACTIVE,
) = range(8)

_OF_FATE = np.array([PLANNED, PLANNED_INACTIVE, DELETED, REFERRED])
# Shares of check-ups and of same-day work where the desk left that out
_NO_LINK = 0.02
_NO_PLAN_DAY = 0.04


@dataclass(frozen=True)
class InventedProcedures:
    """One entry per procedure; days as numbers, pointers as places (−1: none)."""

    person: np.ndarray
    code: np.ndarray
    status: np.ndarray
    planned: np.ndarray
    completed: np.ndarray
    cents: np.ndarray
    quantity: np.ndarray
    tooth: np.ndarray
    surface: np.ndarray
    provider: np.ndarray
    appointment: np.ndarray
    visit: np.ndarray
    """The check-up it goes back to, −1 where there is none."""

    def __len__(self) -> int:
        return len(self.person)


def made(
    rng: np.random.Generator,
    people: InventedPeople,
    visits: CheckUps,
    treatment: Treatment,
    book: AppointmentBook,
    season: Season,
) -> tuple[InventedProcedures, slice]:
    """All procedures, and where among them the treatment stands."""
    blocks = [
        _check_ups(rng, people, visits, book, season),
        _treatment(rng, visits, treatment, book, season),
        *_bookings(rng, visits, book, season),
        _broken(rng, book, season),
        _charted(rng, people, visits),
        _taken_back(rng, visits, season),
    ]
    whole = InventedProcedures(
        **{
            name: np.concatenate([vars(block)[name] for block in blocks])
            for name in InventedProcedures.__dataclass_fields__
        }
    )
    return whole, slice(len(blocks[0]), len(blocks[0]) + len(blocks[1]))


def table(work: InventedProcedures, owner: np.ndarray) -> pa.Table:
    """Draft the procedures.

    `owner` is the row of the patient list that each stands on.
    """
    return draft.rows(
        "procedure",
        _born(work),
        {
            "patient_id": owner,
            "code_id": work.code,
            "status": draft.words(STATUS, work.status),
            "status_raw": draft.words(STATUS_RAW, work.status),
            "planned_on": work.planned,
            "completed_on": work.completed,
            "fee_cents": work.cents,
            "quantity": work.quantity,
            "tooth": draft.words([None, *map(str, range(1, 33))], work.tooth),
            "surface": pa.array(work.surface, pa.string()),
            "provider_id": work.provider,
            "location_id": location_of(work.provider),
            "appointment_id": work.appointment,
        },
    )


def _born(work: InventedProcedures) -> np.ndarray:
    return np.where(work.planned != NEVER, work.planned, work.completed)


def _block(count: int, **given: object) -> InventedProcedures:
    """Rows of one sort; what is not given is none."""
    none = np.full(count, -1)
    usual = {
        "completed": np.full(count, NEVER),
        "planned": np.full(count, NEVER),
        "cents": np.zeros(count, dtype=np.int64),
        "quantity": np.ones(count, dtype=np.int64),
        "tooth": np.zeros(count, dtype=np.int64),
        "surface": np.full(count, None, dtype=object),
        "appointment": none,
        "visit": none,
    }
    return InventedProcedures(**{**usual, **given})  # type: ignore[arg-type]


def _check_ups(
    rng: np.random.Generator,
    people: InventedPeople,
    visits: CheckUps,
    book: AppointmentBook,
    season: Season,
) -> InventedProcedures:
    """What was done at check-ups."""
    by_code = list(done(rng, people, visits))
    visit = np.concatenate([rows for _, rows, _ in by_code])
    counts = [len(rows) for _, rows, _ in by_code]
    code = np.repeat([fees.CODE[name] for name, _, _ in by_code], counts)
    cleans = np.repeat([by_hygienist for _, _, by_hygienist in by_code], counts)
    order = np.lexsort((code, visit))
    visit = visit[order]
    code = code[order]
    cleans = cleans[order]
    location = location_of(visits.dentist[visit])
    several = np.isin(code, [fees.CODE["D0220"], fees.CODE["D1351"]]) & happens(
        rng, 0.25, len(visit)
    )
    unlinked = happens(rng, _NO_LINK, len(visits))[visit]
    care = book.rows("care")
    return _block(
        len(visit),
        person=visits.person[visit],
        code=code,
        status=np.full(len(visit), COMPLETED),
        planned=visits.day[visit],
        completed=visits.day[visit],
        cents=fees.cents(
            code, fees.years_in(visits.day[visit], season.starts), location
        ),
        quantity=np.where(several, 2, 1),
        provider=np.where(cleans, visits.hygienist[visit], visits.dentist[visit]),
        appointment=np.where(unlinked, -1, care[visit]),
        visit=visit,
    )


def _treatment(
    rng: np.random.Generator,
    visits: CheckUps,
    treatment: Treatment,
    book: AppointmentBook,
    season: Season,
) -> InventedProcedures:
    """What was planned, and done or not."""
    items = treatment.items
    done = completed_on(treatment, visits, season)
    stands = items.sitting >= 0
    appointment = np.select(
        [items.same_day, stands],
        [book.rows("care")[items.visit], items.sitting + book.first["work"]],
        -1,
    )
    not_done = np.where(stands, PLANNED, _OF_FATE[items.fate])
    undated = items.same_day & happens(rng, _NO_PLAN_DAY, len(items))
    return _block(
        len(items),
        person=visits.person[items.visit],
        code=items.code,
        status=np.where(done != NEVER, COMPLETED, not_done),
        planned=np.where(undated, NEVER, visits.day[items.visit]),
        completed=done,
        cents=items.cents,
        tooth=items.tooth,
        surface=np.array(surfaces(items, rng), dtype=object),
        provider=visits.dentist[items.visit],
        appointment=appointment,
        visit=items.visit,
    )


def _bookings(
    rng: np.random.Generator, visits: CheckUps, book: AppointmentBook, season: Season
) -> Iterator[InventedProcedures]:
    """Draw the cleaning and exam that stand planned on a booked check-up.

    They are deleted on most of those that came apart.
    """
    rows = book.rows("ahead")
    coded = rows[happens(rng, 0.85, len(rows))]
    block = book.all.at_rows(coded)
    kind = visits.kind[block.visit]
    cleaning = np.select(
        [kind >= DIAGNOSIS, kind == CHILD],
        [fees.CODE["D4910"], fees.CODE["D1120"]],
        fees.CODE["D1110"],
    )
    status = np.where(block.status == books.SCHEDULED, PLANNED, DELETED)
    for code, provider in (
        (cleaning, block.hygienist),
        (np.full(len(block), fees.CODE["D0120"]), block.dentist),
    ):
        yield _block(
            len(block),
            person=block.person,
            code=code,
            status=status,
            planned=block.created,
            cents=fees.cents(
                code, fees.years_in(block.created, season.starts), location_of(provider)
            ),
            provider=provider,
            appointment=coded,
            visit=block.visit,
        )


def _broken(
    rng: np.random.Generator, book: AppointmentBook, season: Season
) -> InventedProcedures:
    """Draw codes for missed and cancelled appointments, on about half of them.

    A few were deleted again.
    """
    broken = np.flatnonzero(
        (book.all.status == books.BROKEN) & (book.all.day < season.ends)
    )
    rows = broken[happens(rng, 0.52, len(broken))]
    block = book.all.at_rows(rows)
    count = len(rows)
    code = np.array([fees.CODE["D9986"], fees.CODE["D9987"]])[
        pick(rng, (0.45, 0.55), count)
    ]
    deleted = happens(rng, 0.12, count)
    return _block(
        count,
        person=block.person,
        code=code,
        status=np.where(deleted, DELETED, COMPLETED),
        planned=block.day,
        completed=np.where(deleted, NEVER, block.day),
        cents=fees.BASE[code] * 100 * happens(rng, 0.4, count),
        provider=block.dentist,
        appointment=rows,
        visit=block.visit,
    )


def _charted(
    rng: np.random.Generator, people: InventedPeople, visits: CheckUps
) -> InventedProcedures:
    """Draw what was charted at the first check-ups of the grown.

    It is existing work, conditions and what was referred.
    """
    grown = visits.day - people.birth[visits.person] > 18 * YEAR
    first = np.flatnonzero(((visits.kind == NEW) | (visits.slot == 0)) & grown)
    visit = np.repeat(first, np.minimum(rng.geometric(0.3, len(first)) - 1, 8))
    count = len(visit)
    status = np.array([EXISTING, EXISTING_ELSEWHERE, CONDITION, REFERRED])[
        pick(rng, (0.34, 0.36, 0.24, 0.06), count)
    ]
    code = np.array([fees.CODE[name] for name in ("D2391", "D2140", "D2740", "D3330")])[
        pick(rng, (0.45, 0.3, 0.2, 0.05), count)
    ]
    return _block(
        count,
        person=visits.person[visit],
        code=code,
        status=status,
        planned=visits.day[visit],
        tooth=between(rng, 2, 31, count),
        provider=visits.dentist[visit],
        visit=visit,
    )


def _taken_back(
    rng: np.random.Generator, visits: CheckUps, season: Season
) -> InventedProcedures:
    """Draw cleanings and exams that were entered and deleted again.

    Rows and fees stay, as in every real practice.
    """
    visit = np.flatnonzero(happens(rng, 0.28, len(visits)))
    visit = np.repeat(visit, 2)
    code = np.tile([fees.CODE["D1110"], fees.CODE["D0120"]], len(visit) // 2)
    provider = visits.dentist[visit]
    cents = fees.cents(
        code, fees.years_in(visits.day[visit], season.starts), location_of(provider)
    )
    return _block(
        len(visit),
        person=visits.person[visit],
        code=code,
        status=np.full(len(visit), DELETED),
        planned=visits.day[visit],
        cents=cents,
        provider=provider,
        visit=visit,
    )
