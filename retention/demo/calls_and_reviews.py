"""The phone system's log, and what patients say afterwards."""

from dataclasses import dataclass
from itertools import chain

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
    moment: np.ndarray
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

    ends = season.ends * _DAY
    starts = (season.ends - _KEPT) * _DAY
    is_past = (calls.moment < ends) & (calls.moment >= starts)
    in_log = calls.at_rows(np.flatnonzero(is_past))
    return _drafted(rng, in_log, patient)


def _inbound(rng: np.random.Generator, book: AppointmentBook, season: Season) -> Calls:
    """Draw people who ring for an appointment, on the day it is made.

    Strangers ring too; some out of hours, some not reached.
    """
    created = book.all.created
    log_starts = season.ends - _KEPT
    lately = (created > log_starts) & (created < season.ends)
    by_phone = happens(rng, 0.45, len(book.all))
    made = np.flatnonzero(lately & by_phone)

    strangers = len(made) // 4 + 1
    any_days = between(rng, log_starts, season.ends - 1, strangers)
    days = season.open_until(any_days)
    is_withheld = happens(rng, 0.2, strangers)
    callers = np.where(is_withheld, _WITHHELD, _UNKNOWN)
    who = np.append(book.all.person[made], callers)
    day = np.append(created[made], days)

    count = len(who)
    is_late = happens(rng, 0.09, count)
    evening = between(rng, 17 * 3600 + 900, 20 * 3600, count)
    second = np.where(is_late, evening, _in_hours(rng, count))
    is_noon = (second >= 12 * 3600) & (second < 13 * 3600)
    is_missed = happens(rng, np.where(is_noon, 0.42, 0.17), count)
    answered = ~is_late & ~is_missed
    voicemail = ~answered & happens(rng, 0.4, count)
    number = between(rng, 0, max(strangers * 2 // 3, 1), count)
    return Calls(
        who=who,
        number=number,
        moment=day * _DAY + second,
        direction=np.full(count, _RECEIVED),
        answered=answered,
        voicemail=voicemail,
    )


def _reminders(
    rng: np.random.Generator, book: AppointmentBook, season: Season
) -> Calls:
    """Draw calls from the desk, half of which are taken.

    They are made the day before an appointment, and to people about anything else.
    """
    day = season.open_until(book.all.day - 1)
    is_ahead = book.all.status == SCHEDULED
    is_real = (book.all.status != TEMPLATE) & ((day < season.ends) | is_ahead)
    is_in_log = day > season.ends - _KEPT
    has_day = book.all.day != NEVER
    is_reminded = happens(rng, 0.2, len(is_real))
    row = np.flatnonzero(is_real & is_in_log & has_day & is_reminded)

    count = len(row)
    answered = happens(rng, 0.52, count)
    moment = day[row] * _DAY + _in_hours(rng, count)
    voicemail = ~answered & happens(rng, 0.6, count)
    return Calls(
        who=book.all.person[row],
        number=np.zeros(count, np.int64),
        moment=moment,
        direction=np.full(count, _SENT),
        answered=answered,
        voicemail=voicemail,
    )


def _called_back(rng: np.random.Generator, rang: Calls, season: Season) -> Calls:
    """Draw who of those not reached is called back, most of them the same day.

    Only those whose number shows can be.
    """
    shows_number = rang.who != _WITHHELD
    is_called_back = happens(rng, 0.58, len(rang.moment))
    row = np.flatnonzero(~rang.answered & shows_number & is_called_back)
    missed = rang.at_rows(row)
    count = len(row)

    soon = missed.moment + 60 * between(rng, 4, 150, count)
    day = missed.moment // _DAY
    closes = day * _DAY + _OPENS + _OPEN_SECONDS
    days_on = np.where(happens(rng, 0.85, count), 1, 3)
    morning = season.open_day(day + days_on) * _DAY
    is_later = (soon > closes) | happens(rng, 0.25, count)
    next_morning = morning + _OPENS + 60 * between(rng, 5, 400, count)
    moment = np.where(is_later, next_morning, soon)

    answered = happens(rng, 0.61, count)
    voicemail = ~answered & happens(rng, 0.5, count)
    return Calls(
        who=missed.who,
        number=missed.number,
        moment=moment,
        direction=np.full(count, _SENT),
        answered=answered,
        voicemail=voicemail,
    )


def _rang_again(rng: np.random.Generator, rang: Calls) -> Calls:
    """Some of those who were not reached ring again within the hour, and are."""
    second = rang.moment % _DAY
    is_early = second < 16 * 3600
    rings_again = happens(rng, 0.22, len(rang.moment))
    row = np.flatnonzero(~rang.answered & is_early & rings_again)
    missed = rang.at_rows(row)
    waited = 60 * between(rng, 2, 55, len(row))
    nobody = np.zeros(len(row), dtype=bool)
    return Calls(
        who=missed.who,
        number=missed.number,
        moment=missed.moment + waited,
        direction=missed.direction,
        answered=~nobody,
        voicemail=nobody,
    )


def _in_hours(rng: np.random.Generator, count: int) -> np.ndarray:
    second = rng.integers(0, _OPEN_SECONDS, count)
    return _OPENS + second


def _joined(parts: tuple[Calls, ...]) -> Calls:
    columns = {}
    for name in vars(parts[0]):
        values = [vars(part)[name] for part in parts]
        columns[name] = np.concatenate(values)
    return Calls(**columns)


def _drafted(rng: np.random.Generator, calls: Calls, patient: pa.Table) -> pa.Table:
    count = len(calls.moment)
    is_listed = calls.who >= 0
    listed = pa.array(np.maximum(calls.who, 0), mask=~is_listed)
    mobile = patient["mobile_phone"].take(listed)
    home = patient["home_phone"].take(listed)
    own_phone = pc.coalesce(mobile, home)
    strangers = names.phone(_STRANGERS + calls.number)
    is_unknown = pa.array(calls.who == _UNKNOWN)
    other_phone = pc.if_else(is_unknown, strangers, None)
    phone = pc.coalesce(own_phone, other_phone)

    last_name = patient["last_name"].take(listed)
    first_name = patient["first_name"].take(listed)
    full_name = pc.binary_join_element_wise(last_name, first_name, " ")
    is_shown = pa.array(happens(rng, 0.6, count))
    shown = pc.if_else(is_shown, pc.utf8_upper(full_name), None)
    talk = 20 + rng.gamma(1.4, 110, count).astype(np.int64)
    message = between(rng, 6, 55, count)
    lengths = [talk, message]
    columns = {
        "at": calls.moment,
        "direction": draft.words(("neither", "sent", "received"), calls.direction),
        "phone": phone,
        "name": pc.if_else(pc.is_valid(own_phone), shown, None),
        "seconds": np.select([calls.answered, calls.voicemail], lengths, 0),
        "is_answered": pa.array(calls.answered),
        "is_voicemail": pa.array(calls.voicemail),
    }
    drafted = draft.rows("call", calls.moment, columns)
    is_received = pa.array(calls.direction == _RECEIVED)
    return drafted.filter(pc.or_(pc.is_valid(phone), is_received))


SITES = ("Google", "Facebook", "Survey")
_GOOGLE, _FACEBOOK, _SURVEY = range(3)
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
    is_recent = block.day > season.ends - 3 * YEAR
    was_held = (block.status == COMPLETED) & is_recent
    writes = happens(rng, 0.045, len(block))
    row = np.flatnonzero(was_held & writes)
    day = block.day[row] + between(rng, 1, 9, len(row))
    second = between(rng, 7 * 3600, 22 * 3600, len(row))
    moment = day * _DAY + second
    past = np.flatnonzero(moment < season.ends * _DAY)
    person = pa.array(block.person[row[past]])
    moment = moment[past]

    count = len(past)
    stars = 1 + pick(rng, (0.06, 0.03, 0.05, 0.14, 0.72), count)
    site = pick(rng, (0.55, 0.08, 0.37), count)
    likely = np.clip(2 * stars - 1 + between(rng, -1, 1, count), 0, 10)
    is_public = site != _SURVEY
    is_ours = pa.array(~is_public)
    phone = patient["mobile_phone"].take(person)
    email = patient["email"].take(person)
    columns = {
        "at": moment,
        "site": draft.words(SITES, site),
        "name": _name(patient, person, is_ours),
        "phone": pc.if_else(is_ours, phone, None),
        "email": pc.if_else(is_ours, email, None),
        "stars": stars,
        "would_recommend": pa.array(likely, mask=is_public),
        "text": _text(rng, stars),
        "is_answered": pa.array(is_public & happens(rng, 0.55, count)),
    }
    return draft.rows("review", moment, columns)


def _name(patient: pa.Table, person: pa.Array, whole: pa.Array) -> pa.Array:
    """`Michael Lowe` in the practice's own survey, `Michael L.` in public."""
    first = patient["first_name"].take(person).combine_chunks()
    last = patient["last_name"].take(person).combine_chunks()
    letter = pc.utf8_slice_codeunits(last, 0, 1)
    initial = pc.binary_join_element_wise(letter, ".", "")
    shown_last = pc.if_else(whole, last, initial)
    return pc.binary_join_element_wise(first, shown_last, " ")


def _text(rng: np.random.Generator, stars: np.ndarray) -> pa.Array:
    """A sentence for about six in ten, by stars."""
    sizes = np.array([len(texts) for texts in _TEXTS])
    first = np.cumsum([0, *sizes])[:-1]
    star = stars - 1
    drawn = rng.random(len(stars)) * sizes[star]
    index = first[star] + drawn.astype(np.int64)
    every_text = list(chain.from_iterable(_TEXTS))
    texts = draft.words(every_text, index)
    is_written = pa.array(happens(rng, 0.6, len(stars)))
    return pc.if_else(is_written, texts, None)
