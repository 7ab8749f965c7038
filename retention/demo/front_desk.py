"""What the front desk writes besides: treatment plans, claims, referrals, contacts."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.demo import draft, procedures
from retention.demo import schedule as books
from retention.demo.calendar import NEVER, YEAR, Season
from retention.demo.patient_list import Standing
from retention.demo.people import HEAD, InventedPeople
from retention.demo.procedures import InventedProcedures
from retention.demo.random import between, happens, pick
from retention.demo.schedule import AppointmentBook
from retention.demo.staff import location_of

ADVERTS = ("Web search", "Web page", "Sign outside", "Mailing", "Neighbourhood paper")
DOCTORS = 6
_DAY = 86_400
_OPENS = 8 * 3600
_OPEN_SECONDS = 32_000
_MORNING = 9 * 3600


def plans(
    rng: np.random.Generator, work: InventedProcedures, items: slice, owner: np.ndarray
) -> draft.Draft:
    """Draft treatment plans and what stands on them.

    What is planned stands on the patient's active plan, what was set aside on an
    inactive one.
    """
    rows = np.arange(items.start, items.stop)
    live = rows[work.status[rows] == procedures.PLANNED]
    aside = rows[work.status[rows] == procedures.PLANNED_INACTIVE]
    row = np.append(live, aside)
    keys = owner[row] * 2 + np.isin(row, aside)
    which, plan = np.unique(keys, return_inverse=True)
    latest = np.full(len(which), NEVER)
    np.maximum.at(latest, plan, work.planned[row])
    saved = np.flatnonzero(happens(rng, 0.15, len(which)))
    status = np.append(1 + which % 2, np.zeros(len(saved), dtype=np.int64))
    day = np.append(latest, latest[saved])
    return {
        "plan": draft.rows(
            "plan",
            day,
            {
                "patient_id": np.append(which, which[saved]) // 2,
                "presented_on": day,
                "status": draft.words(("saved", "active", "inactive"), status),
                "status_raw": draft.words(("0", "1", "2"), status),
            },
        ),
        "plan_item": draft.rows(
            "plan_item", work.planned[row], {"plan_id": plan, "procedure_id": row}
        ),
    }


def claims(
    rng: np.random.Generator,
    people: InventedPeople,
    work: InventedProcedures,
    owner: np.ndarray,
    season: Season,
) -> pa.Table:
    """Draft one claim for each insured patient and day.

    There are questions before some of the large treatment, too.
    """
    billed, amount = _billed(people, work, owner)
    asked = _asked_before(rng, people, work)
    row = np.append(billed, asked)
    question = np.arange(len(row)) >= len(billed)
    service = np.where(question, work.planned[row], work.completed[row])
    sent, received, status = _course(rng, service, season)
    return draft.rows(
        "claim",
        service,
        {
            "patient_id": owner[row],
            "service_on": service,
            "sent_on": sent,
            "received_on": received,
            "status": draft.words(
                ("not_sent", "not_sent", "not_sent", "sent", "received"), status
            ),
            "status_raw": draft.words(("U", "W", "H", "S", "R"), status),
            "is_preauthorisation": pa.array(question),
            "amount_cents": np.append(amount, (work.cents * work.quantity)[asked]),
            "provider_id": work.provider[row],
            "location_id": location_of(work.provider[row]),
        },
    )


def _billed(
    people: InventedPeople, work: InventedProcedures, owner: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the first procedure of each insured patient and day.

    With it come the cents of all procedures of that day.
    """
    rows = np.flatnonzero(
        (work.completed != NEVER) & (work.cents > 0) & people.insured[work.person]
    )
    keys, first, group = np.unique(
        owner[rows] * 100_000 + work.completed[rows],
        return_index=True,
        return_inverse=True,
    )
    cents = np.bincount(group, work.cents[rows] * work.quantity[rows], len(keys))
    return rows[first], cents.astype(np.int64)


def _asked_before(
    rng: np.random.Generator, people: InventedPeople, work: InventedProcedures
) -> np.ndarray:
    """Draw the planned items about which the insurer is asked before."""
    is_planned = work.status == procedures.PLANNED
    is_large = work.cents > 900_00
    is_insured = people.insured[work.person]
    is_asked = happens(rng, 0.12, len(work))
    return np.flatnonzero(is_planned & is_large & is_insured & is_asked)


def _course(
    rng: np.random.Generator, service: np.ndarray, season: Season
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw the day sent, the day answered, and where each claim stands.

    A few wait unsent, a few were never answered.
    """
    count = len(service)
    sent = service + pick(rng, (0.6, 0.2, 0.1, 0.1), count)
    chance_to_wait = np.where(service > season.ends - 60, 0.06, 0.004)
    waits = (sent >= season.ends) | happens(rng, chance_to_wait, count)
    days_to_answer = np.minimum(rng.gamma(2, 7, count), 120).astype(np.int64)
    answer = sent + 4 + days_to_answer
    chance_to_be_lost = np.where(service > season.ends - 200, 0.03, 0.002)
    is_lost = happens(rng, chance_to_be_lost, count)
    is_open = (answer >= season.ends) | is_lost
    unsent_status = pick(rng, (0.6, 0.25, 0.15), count)
    status = np.select([waits, is_open], [unsent_status, 3], 4)
    sent_on = np.where(waits, NEVER, sent)
    received_on = np.where(waits | is_open, NEVER, answer)
    return sent_on, received_on, status


def referrals(
    rng: np.random.Generator,
    people: InventedPeople,
    work: InventedProcedures,
    patient: pa.Table,
    pools: list[str],
    season: Season,
) -> draft.Draft:
    """Draft who sent whom.

    Adverts, doctors and patients send; teeth we do not treat are sent to doctors.
    """
    new = np.flatnonzero(
        ~people.is_known
        & (people.arrival < season.ends)
        & (rng.random(len(people)) < 0.78)
    )
    source, sending = _sources(rng, people, new)
    sent = np.flatnonzero(work.status == procedures.REFERRED)
    doctor = len(ADVERTS) + between(rng, 0, DOCTORS - 1, len(sent))
    day = np.append(people.arrival[new], work.planned[sent])
    out = np.arange(len(day)) >= len(new)
    return {
        "referrer": _referrers(patient, pools, sending),
        "referral": draft.rows(
            "referral",
            day,
            {
                "patient_id": np.append(new, work.person[sent]),
                "referrer_id": np.append(source, doctor),
                "direction": draft.words(("from", "to"), out.astype(np.int64)),
                "position": out.astype(np.int64),
                "referred_on": day,
            },
        ),
    }


def _sources(
    rng: np.random.Generator, people: InventedPeople, new: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Draw who sent each new person, as a row of the referrers.

    The second is the patients who send.
    """
    by = pick(rng, (0.52, 0.1, 0.38), len(new))
    friend = _friends(rng, people, new)
    by = np.where((by == 2) & (friend < 0), 0, by)
    sending, friend_index = np.unique(friend[by == 2], return_inverse=True)
    source = np.select(
        [by == 0, by == 1],
        [
            pick(rng, (0.4, 0.25, 0.15, 0.12, 0.08), len(new)),
            len(ADVERTS) + between(rng, 0, DOCTORS - 1, len(new)),
        ],
        -1,
    )
    source[by == 2] = len(ADVERTS) + DOCTORS + friend_index
    return source, sending


def _friends(
    rng: np.random.Generator, people: InventedPeople, new: np.ndarray
) -> np.ndarray:
    """Draw a patient who may have sent each new one; −1 for nobody.

    It is a guarantor who came before; a few of them send many.
    """
    is_guarantor = (people.role == HEAD) & (people.kind == 0)
    heads = np.flatnonzero(is_guarantor)
    is_keen = rng.random(len(heads)) < 0.35
    keen = heads[is_keen]
    by_arrival = np.argsort(people.arrival[keen], kind="stable")
    keen = keen[by_arrival]

    earlier = np.searchsorted(people.arrival[keen], people.arrival[new])
    rather_lately = rng.random(len(new)) ** 1.5
    chosen = (earlier * rather_lately).astype(np.int64)
    has_earlier = earlier > 0
    # -1 takes the nobody at the end
    index = np.where(has_earlier, chosen, -1)
    return np.append(keen, -1)[index]


def _referrers(patient: pa.Table, doctors: list[str], sending: np.ndarray) -> pa.Table:
    friends = patient.take(pa.array(sending))
    names = pc.binary_join_element_wise(
        friends["first_name"], friends["last_name"], " "
    ).to_pylist()
    others = len(ADVERTS) + len(doctors)
    whole = others + len(sending)
    return draft.rows(
        "referrer",
        np.arange(whole),
        {
            "name": [*ADVERTS, *doctors, *names],
            "patient_id": np.append(np.full(others, -1), sending),
            "is_doctor": pa.array(
                (np.arange(whole) >= len(ADVERTS)) & (np.arange(whole) < others)
            ),
        },
    )


def contacts(
    rng: np.random.Generator, book: AppointmentBook, stand: Standing, season: Season
) -> pa.Table:
    """Draft the contact log.

    Software writes reminders and confirmations; the desk calls and writes to those who
    stay away, and makes other calls.
    """
    parts = [
        _reminders(rng, book, season),
        _after_the_lost(rng, stand, season),
        _calls(rng, book, season),
    ]
    person, moment, channel, direction, automatic = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return draft.rows(
        "contact",
        moment,
        {
            "patient_id": person,
            "at": moment,
            "channel": draft.words(
                ("none", "phone", "mail", "email", "text", "in_person"), channel
            ),
            "direction": draft.words(("neither", "sent", "received"), direction),
            "is_automatic": pa.array(automatic),
        },
    )


def _reminders(
    rng: np.random.Generator, book: AppointmentBook, season: Season
) -> tuple[np.ndarray, ...]:
    """Draw reminders two days before an appointment; some are answered.

    They go up to the morning of the export.
    """
    block = book.all
    day = block.day - 2
    due = (
        (block.status != books.TEMPLATE)
        & (block.status != books.NOTE)
        & (day <= season.ends)
        & (day > block.created)
    )
    row = np.flatnonzero(
        due & (day > season.ends - 3 * YEAR) & happens(rng, 0.55, len(block))
    )
    sent = day[row] * _DAY + _MORNING
    channel = np.array([4, 3])[pick(rng, (0.75, 0.25), len(row))]
    answered = np.flatnonzero((day[row] < season.ends) & happens(rng, 0.3, len(row)))
    back = sent[answered] + between(rng, 60, 20_000, len(answered))
    person = block.person[row]
    count = len(row) + len(answered)
    return (
        np.append(person, person[answered]),
        np.append(sent, back),
        np.append(channel, channel[answered]),
        np.append(np.full(len(row), 1), np.full(len(answered), 2)),
        np.ones(count, dtype=bool),
    )


def _after_the_lost(
    rng: np.random.Generator, stand: Standing, season: Season
) -> tuple[np.ndarray, ...]:
    """Calls, letters and mails to people who have not been for seven months or more."""
    was_seen = stand.last != NEVER
    is_away = was_seen & (season.ends - stand.last > 210)
    away = np.flatnonzero(is_away)
    tried = away[happens(rng, 0.5, len(away))]
    attempts = between(rng, 1, 3, len(tried))
    person = np.repeat(tried, attempts)
    waited = rng.gamma(2, 45, len(person)).astype(np.int64)
    day = stand.last[person] + 200 + waited

    is_past = day < season.ends
    person = person[is_past]
    day = season.open_until(day[is_past])
    moment = _in_hours(rng, day)
    channels = np.array([1, 2, 3, 4])
    channel = channels[pick(rng, (0.55, 0.12, 0.18, 0.15), len(person))]
    return (
        person,
        moment,
        channel,
        np.ones(len(person), dtype=np.int64),
        np.zeros(len(person), dtype=bool),
    )


def _calls(
    rng: np.random.Generator, book: AppointmentBook, season: Season
) -> tuple[np.ndarray, ...]:
    """Draw calls on the day an appointment was made, and idle notes."""
    made = (book.all.created < season.ends) & (
        book.all.created > season.ends - 4 * YEAR
    )
    row = np.flatnonzero(made & happens(rng, 0.22, len(book.all)))
    sort = pick(
        rng, (0.2, 0.6, 0.05, 0.15), len(row)
    )  # note, call received, in person, call made
    person = book.all.person[row]
    moment = _in_hours(rng, book.all.created[row])
    return (
        person,
        moment,
        np.array([0, 1, 5, 1])[sort],
        np.array([0, 2, 2, 1])[sort],
        np.zeros(len(row), dtype=bool),
    )


def _in_hours(rng: np.random.Generator, day: np.ndarray) -> np.ndarray:
    seconds = rng.integers(0, _OPEN_SECONDS, len(day))
    return day * _DAY + _OPENS + seconds
