"""The phone system's log, and what patients say afterwards."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.demo import draft, names
from retention.demo.calendar import NEVER, YEAR, Season
from retention.demo.random import between, happens, pick
from retention.demo.schedule import COMPLETED, SCHEDULED, TEMPLATE, AppointmentBook

_DAY = 86_400
_OPENS = 8 * 3600
_OPEN_SECONDS = 9 * 3600
_KEPT = 730  # days that a phone system keeps its log
# In place of a row of the patient list: a number nobody has, and none shown
_UNKNOWN = -1
_WITHHELD = -2
_STRANGERS = 13_000  # where the numbers of people who are in no list begin
_SENT = 1
_RECEIVED = 2


@dataclass(frozen=True)
class Calls:
    """Some calls, one entry each; moments as seconds since 1970."""

    who: np.ndarray
    """Row of the patient list, or `_UNKNOWN` or `_WITHHELD`."""
    number: np.ndarray
    """Which of the numbers that are in no list, where it is one."""
    at: np.ndarray
    direction: np.ndarray
    answered: np.ndarray
    voicemail: np.ndarray

    def at_rows(self, rows: np.ndarray) -> "Calls":
        """Only those calls."""
        columns = vars(self)
        chosen = {name: values[rows] for name, values in columns.items()}
        return Calls(**chosen)


def calls_table(
    rng: np.random.Generator, book: AppointmentBook, patient: pa.Table, season: Season
) -> pa.Table:
    """Draft the phone system's log of the last two years.

    It holds calls for appointments, strangers, reminders, and what came of them.
    """
    rang = _inbound(rng, book, season)
    reminders = _reminders(rng, book, season)
    back = _called_back(rng, rang, season)
    again = _rang_again(rng, rang)
    calls = _joined((rang, reminders, back, again))
    past = (calls.at < season.ends * _DAY) & (calls.at >= (season.ends - _KEPT) * _DAY)
    return _drafted(rng, calls.at_rows(np.flatnonzero(past)), patient)


def _inbound(rng: np.random.Generator, book: AppointmentBook, season: Season) -> Calls:
    """Draw people who ring for an appointment, on the day it is made.

    Strangers ring too; some out of hours, some not reached.
    """
    lately = (book.all.created > season.ends - _KEPT) & (book.all.created < season.ends)
    made = np.flatnonzero(lately & happens(rng, 0.45, len(book.all)))
    strangers = len(made) // 4 + 1
    days = season.open_until(
        between(rng, season.ends - _KEPT, season.ends - 1, strangers)
    )
    who = np.append(
        book.all.person[made],
        np.where(happens(rng, 0.2, strangers), _WITHHELD, _UNKNOWN),
    )
    day = np.append(book.all.created[made], days)
    count = len(who)
    late = happens(rng, 0.09, count)
    second = np.where(
        late, between(rng, 17 * 3600 + 900, 20 * 3600, count), _in_hours(rng, count)
    )
    noon = (second >= 12 * 3600) & (second < 13 * 3600)
    answered = ~late & ~happens(rng, np.where(noon, 0.42, 0.17), count)
    voicemail = ~answered & happens(rng, 0.4, count)
    return Calls(
        who,
        between(rng, 0, max(strangers * 2 // 3, 1), count),
        day * _DAY + second,
        np.full(count, _RECEIVED),
        answered,
        voicemail,
    )


def _reminders(
    rng: np.random.Generator, book: AppointmentBook, season: Season
) -> Calls:
    """Draw calls from the desk, half of which are taken.

    They are made the day before an appointment, and to people about anything else.
    """
    day = season.open_until(book.all.day - 1)
    real = (book.all.status != TEMPLATE) & (
        (day < season.ends) | (book.all.status == SCHEDULED)
    )
    row = np.flatnonzero(
        real
        & (day > season.ends - _KEPT)
        & (book.all.day != NEVER)
        & happens(rng, 0.2, len(real))
    )
    count = len(row)
    answered = happens(rng, 0.52, count)
    return Calls(
        book.all.person[row],
        np.zeros(count, np.int64),
        day[row] * _DAY + _in_hours(rng, count),
        np.full(count, _SENT),
        answered,
        ~answered & happens(rng, 0.6, count),
    )


def _called_back(rng: np.random.Generator, rang: Calls, season: Season) -> Calls:
    """Draw who of those not reached is called back, most of them the same day.

    Only those whose number shows can be.
    """
    row = np.flatnonzero(
        ~rang.answered & (rang.who != _WITHHELD) & happens(rng, 0.58, len(rang.at))
    )
    missed = rang.at_rows(row)
    count = len(row)
    soon = missed.at + 60 * between(rng, 4, 150, count)
    closes = (missed.at // _DAY) * _DAY + _OPENS + _OPEN_SECONDS
    morning = (
        season.open_day(missed.at // _DAY + np.where(happens(rng, 0.85, count), 1, 3))
        * _DAY
    )
    later = (soon > closes) | happens(rng, 0.25, count)
    at = np.where(later, morning + _OPENS + 60 * between(rng, 5, 400, count), soon)
    answered = happens(rng, 0.61, count)
    return Calls(
        missed.who,
        missed.number,
        at,
        np.full(count, _SENT),
        answered,
        ~answered & happens(rng, 0.5, count),
    )


def _rang_again(rng: np.random.Generator, rang: Calls) -> Calls:
    """Some of those who were not reached ring again within the hour, and are."""
    row = np.flatnonzero(
        ~rang.answered
        & ((rang.at % _DAY) < 16 * 3600)
        & happens(rng, 0.22, len(rang.at))
    )
    missed = rang.at_rows(row)
    nobody = np.zeros(len(row), dtype=bool)
    return Calls(
        missed.who,
        missed.number,
        missed.at + 60 * between(rng, 2, 55, len(row)),
        missed.direction,
        ~nobody,
        nobody,
    )


def _in_hours(rng: np.random.Generator, count: int) -> np.ndarray:
    return _OPENS + rng.integers(0, _OPEN_SECONDS, count)


def _joined(parts: tuple[Calls, ...]) -> Calls:
    return Calls(
        **{
            name: np.concatenate([vars(part)[name] for part in parts])
            for name in vars(parts[0])
        }
    )


def _drafted(rng: np.random.Generator, calls: Calls, patient: pa.Table) -> pa.Table:
    count = len(calls.at)
    listed = pa.array(np.maximum(calls.who, 0), mask=calls.who < 0)
    own = pc.coalesce(
        patient["mobile_phone"].take(listed), patient["home_phone"].take(listed)
    )
    other = pc.if_else(
        pa.array(calls.who == _UNKNOWN), names.phone(_STRANGERS + calls.number), None
    )
    known = pc.binary_join_element_wise(
        patient["last_name"].take(listed), patient["first_name"].take(listed), " "
    )
    shown = pc.if_else(pa.array(happens(rng, 0.6, count)), pc.utf8_upper(known), None)
    talk = 20 + rng.gamma(1.4, 110, count).astype(np.int64)
    message = between(rng, 6, 55, count)
    phone = pc.coalesce(own, other)
    drafted = draft.rows(
        "call",
        calls.at,
        {
            "at": calls.at,
            "direction": draft.words(("neither", "sent", "received"), calls.direction),
            "phone": phone,
            "name": pc.if_else(pc.is_valid(own), shown, None),
            "seconds": np.select([calls.answered, calls.voicemail], [talk, message], 0),
            "is_answered": pa.array(calls.answered),
            "is_voicemail": pa.array(calls.voicemail),
        },
    )
    return drafted.filter(
        pc.or_(pc.is_valid(phone), pa.array(calls.direction == _RECEIVED))
    )


SITES = ("Google", "Facebook", "Survey")
_GOOGLE, _FACEBOOK, _SURVEY = range(3)
_DAY_SECONDS = 86_400
_TEXTS = (
    (
        "Waited half an hour and nobody said why.",
        "Billed twice and still not sorted out.",
        "Never again.",
    ),
    (
        "Friendly, but hard to get an appointment.",
        "The treatment was fine, the phone is never answered.",
    ),
    ("It was all right.", "Good work, long wait."),
    ("Good care, easy parking.", "They explained everything."),
    (
        "Kind and careful people.",
        "My children like to come here.",
        "Painless, and on time.",
        "Best cleaning ever!",
    ),
)
"""By stars, one to five."""


def reviews_table(
    rng: np.random.Generator, book: AppointmentBook, patient: pa.Table, season: Season
) -> pa.Table:
    """Draft the reviews and answers of the last three years.

    Each comes a day or more after an appointment.
    """
    block = book.all
    held = (block.status == COMPLETED) & (block.day > season.ends - 3 * YEAR)
    row = np.flatnonzero(held & happens(rng, 0.045, len(block)))
    at = (block.day[row] + between(rng, 1, 9, len(row))) * _DAY_SECONDS + between(
        rng, 7 * 3600, 22 * 3600, len(row)
    )
    past = np.flatnonzero(at < season.ends * _DAY_SECONDS)
    person = block.person[row[past]]
    at = at[past]
    count = len(past)
    stars = 1 + pick(rng, (0.06, 0.03, 0.05, 0.14, 0.72), count)
    site = pick(rng, (0.55, 0.08, 0.37), count)
    likely = np.clip(2 * stars - 1 + between(rng, -1, 1, count), 0, 10)
    ours = pa.array(site == _SURVEY)
    return draft.rows(
        "review",
        at,
        {
            "at": at,
            "site": draft.words(SITES, site),
            "name": _name(patient, person, ours),
            "phone": pc.if_else(
                ours, patient["mobile_phone"].take(pa.array(person)), None
            ),
            "email": pc.if_else(ours, patient["email"].take(pa.array(person)), None),
            "stars": stars,
            "would_recommend": pa.array(likely, mask=site != _SURVEY),
            "text": _text(rng, stars),
            "is_answered": pa.array((site != _SURVEY) & happens(rng, 0.55, count)),
        },
    )


def _name(patient: pa.Table, person: np.ndarray, whole: pa.Array) -> pa.Array:
    """`Michael Lowe` in the practice's own survey, `Michael L.` in public."""
    first, last = (
        patient[name].take(pa.array(person)).combine_chunks()
        for name in ("first_name", "last_name")
    )
    initial = pc.binary_join_element_wise(pc.utf8_slice_codeunits(last, 0, 1), ".", "")
    return pc.binary_join_element_wise(first, pc.if_else(whole, last, initial), " ")


def _text(rng: np.random.Generator, stars: np.ndarray) -> pa.Array:
    """A sentence for about six in ten, by stars."""
    first = np.cumsum([0, *(len(texts) for texts in _TEXTS)])[:-1]
    sizes = np.array([len(texts) for texts in _TEXTS])
    which = first[stars - 1] + (rng.random(len(stars)) * sizes[stars - 1]).astype(
        np.int64
    )
    said = draft.words([text for texts in _TEXTS for text in texts], which)
    return pc.if_else(pa.array(happens(rng, 0.6, len(stars))), said, None)
