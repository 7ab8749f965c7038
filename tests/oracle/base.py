"""The patient base, counted a second time (definitions 2)."""

from collections import defaultdict

from tests.oracle.answer import Answer
from tests.oracle.rows import NO_VISITS, ONE, months_before


def active(book, as_of, first, last):
    gone = {
        who
        for who in book.seen(book.window(as_of), as_of)
        if book.has_departed(who, as_of)
    }
    return book.too_short(book.window(as_of)) or Answer(
        book.active(as_of), left_out={"left the practice": gone}
    )


def seen(book, as_of, first, last):
    return NO_VISITS if book.floor is None else Answer(book.seen(first, last))


def new(book, as_of, first, last):
    everyone = {
        who for who in book.seen(first, last) if first <= book.first_visit(who) <= last
    }
    return needs_the_gap_before(book, first) or Answer(everyone)


def returning(book, as_of, first, last):
    return needs_the_gap_before(book, first) or Answer(_returning(book, first, last))


def reactivated(book, as_of, first, last):
    return needs_the_gap_before(book, first) or Answer(_reactivated(book, first, last))


def continuing(book, as_of, first, last):
    others = _returning(book, first, last) - _reactivated(book, first, last)
    return needs_the_gap_before(book, first) or Answer(others)


def returning_share(book, as_of, first, last):
    return needs_the_gap_before(book, first) or Answer(
        _returning(book, first, last), book.seen(first, last)
    )


def needs_the_gap_before(book, first):
    return book.too_short(months_before(first, book.months))


def _returning(book, first, last):
    return {who for who in book.seen(first, last) if book.first_visit(who) < first}


def _reactivated(book, first, last):
    back = set()
    for who in _returning(book, first, last):
        first_in_period = min(day for day in book.visits[who] if first <= day <= last)
        visit_before = max(day for day in book.history(who) if day < first_in_period)
        if visit_before <= months_before(first_in_period, book.months):
            back.add(who)
    return back


def lapsed(book, as_of, first, last):
    start = first - ONE
    gone = {
        who
        for who in book.active(start)
        if who not in book.active(last) and not book.has_departed(who, last)
    }
    return book.too_short(book.window(start)) or Answer(gone)


def departed(book, as_of, first, last):
    start = first - ONE
    gone = {
        who
        for who in book.active(start)
        if book.departed_on(who) and start < book.departed_on(who) <= last
    }
    return book.too_short(book.window(start)) or Answer(gone)


def bridge(book, as_of, first, last):
    start = first - ONE
    if book.too_short(book.window(start)):
        return book.too_short(book.window(start))
    at_start = book.active(start)
    at_end = book.active(last)
    return {
        "active_start": Answer(at_start),
        "joined": Answer(
            {who for who in at_end if start < book.first_visit(who) <= last}
        ),
        "came_back": Answer(
            {who for who in at_end - at_start if book.first_visit(who) <= start}
        ),
        "lapsed": lapsed(book, as_of, first, last),
        "departed": departed(book, as_of, first, last),
        "active_end": Answer(at_end),
    }


def visits_by_month(book, as_of, first, last):
    months = defaultdict(Answer)
    for who, visits in book.visits.items():
        for day in visits:
            if day <= as_of:
                months[f"{day:%Y-%m}"].part.add(f"{who}@{day}")
    return dict(months) or NO_VISITS
