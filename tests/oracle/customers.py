"""Referrals and best customers, counted a second time (definitions 6)."""

from itertools import pairwise
from math import ceil

from tests.oracle.answer import NOT_MEASURED, Answer, nearest_rank
from tests.oracle.base import new
from tests.oracle.rows import NO_VISITS, amount, months_before


def _natural(key: str):
    return (not key.isdecimal(), int(key) if key.isdecimal() else 0, key)


def _referrals(book):
    """Every referral from someone, first source first: person, the patient who sent
    them or None.
    """
    sources = (
        {row["id"]: row["patient_id"] for row in book.tables["referrer"].to_pylist()}
        if "referrer" in book.tables
        else {}
    )
    rows = [row for row in book.rows_of("referral") if row["direction"] == "from"]
    rows.sort(
        key=lambda row: (
            row["position"] is None,
            row["position"] or 0,
            _natural(row["id"]),
        )
    )
    senders = [sources.get(row["referrer_id"]) for row in rows]
    known = [
        book.winner(sender) if sender in book.patients else None for sender in senders
    ]
    return [(row["who"], sender) for row, sender in zip(rows, known, strict=True)]


def _sent_by(book):
    """Who sent each person, by their first referral source; None where that is no
    patient, or themselves.
    """
    found = {}
    for who, sender in _referrals(book):
        found.setdefault(who, sender if sender != who else None)
    return found


def referrals(book, as_of, first, last):
    if not any(sender for _, sender in _referrals(book)):
        return NOT_MEASURED
    found = new(book, as_of, first, last)
    if isinstance(found, str):
        return found
    sent = {who for who, sender in _referrals(book) if sender and sender != who}
    return Answer(found.part & sent, found.part)


def _production(book, as_of):
    """Completed work of each person in the last 36 months with that of the people they
    sent, who were new in them.
    """
    start = months_before(as_of, 36)
    own = {
        who: sum(
            amount(row)
            for row in book.completed[who]
            if start < row["completed_on"] <= as_of
        )
        for who in book.visits
        if any(start < day <= as_of for day in book.visits[who])
    }
    total = dict(own)
    for who, sender in _sent_by(book).items():
        if sender in total and who in own and start < book.first_visit(who) <= as_of:
            total[sender] += own[who]
    return total


def _best(total):
    ranked = sorted(total, key=lambda who: (-total[who], _natural(who)))
    return set(ranked[: ceil(len(ranked) / 10)])


def best_customers(book, as_of, first, last):
    if not book.has_work:
        return NOT_MEASURED
    total = _production(book, as_of)
    return (
        NO_VISITS
        if book.floor is None
        else Answer(_best(total), set(total), total, by_count=True)
    )


def best_customers_at_risk(book, as_of, first, last):
    if not book.has_work or book.floor is None:
        return NOT_MEASURED if not book.has_work else NO_VISITS
    total = _production(book, as_of)
    best = _best(total)
    left = {who for who in best if book.has_departed(who, as_of)}
    gaps = {who: _gaps(visits, as_of) for who, visits in book.visits.items()}
    everybodys = [gap for own in gaps.values() for gap in own]
    limit = nearest_rank(everybodys, 90) if everybodys else None
    away = set()
    for who in best - left:
        last_visit = max(day for day in book.visits[who] if day <= as_of)
        own = nearest_rank(gaps[who], 90) if len(gaps[who]) >= 3 else limit
        if own is not None and (as_of - last_visit).days > own:
            away.add(who)
    numbers = {} if limit is None else {"practice_gap_p90_days": limit}
    return Answer(
        away,
        best - left,
        total,
        by_count=True,
        left_out={"departed": left},
        numbers=numbers,
    )


def _gaps(visits, as_of):
    days = [day for day in visits if day <= as_of]
    return [(later - day).days for day, later in pairwise(days)]
