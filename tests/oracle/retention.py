"""Retention, six ways, and who left in silence, counted a second time (definitions 2
and 3).
"""

from tests.oracle.answer import NOT_MEASURED, Answer
from tests.oracle.base import needs_the_gap_before
from tests.oracle.recall import enabled_rows
from tests.oracle.rows import EXAMS, ONE, months_after, months_before


def return_rate(book, as_of, first, last):
    ago_24 = months_before(as_of, 24)
    ago_12 = months_before(as_of, 12)
    everyone = book.seen(ago_24 + ONE, ago_12)
    return book.too_short(ago_24 + ONE) or _of_the_living(
        book, book.seen(ago_12 + ONE, as_of), everyone
    )


def exam_of_base(book, as_of, first, last):
    if not book.has_work:
        return NOT_MEASURED
    ago_36 = months_before(as_of, 36)
    ago_18 = months_before(as_of, 18)
    examined = {
        who
        for who in book.visits
        if any(ago_18 < day <= as_of for day in book.days_with(who, EXAMS))
    }
    return book.too_short(ago_36 + ONE) or _of_the_living(
        book, examined, book.seen(ago_36 + ONE, as_of)
    )


def continuing_care(book, as_of, first, last):
    if not book.has_work:
        return NOT_MEASURED
    whole = book.active(as_of)
    ago_12 = months_before(as_of, 12)
    cleaned = {
        who
        for who in whole
        if any(ago_12 < day <= as_of for day in book.hygiene_days(who))
    }
    return book.too_short(book.window(as_of)) or Answer(cleaned, whole)


def headcount_retention(book, as_of, first, last):
    """A ratio of two headcounts: the part is not inside the whole."""
    ago_12 = months_before(as_of, 12)
    known = {who for who in book.active(as_of) if book.first_visit(who) <= ago_12}
    return book.too_short(book.window(ago_12)) or Answer(known, book.active(ago_12))


def second_visit(book, as_of, first, last):
    ago_24 = months_before(as_of, 24)
    ago_12 = months_before(as_of, 12)
    whole = {who for who in book.visits if ago_24 < book.first_visit(who) <= ago_12}
    again = set()
    for who in whole:
        begin = book.first_visit(who)
        if any(
            begin < day <= months_after(begin, 12) and day <= as_of
            for day in book.visits[who]
        ):
            again.add(who)
    return needs_the_gap_before(book, ago_24 + ONE) or _of_the_living(
        book, again, whole
    )


def recall_current(book, as_of, first, last):
    whole = book.active(as_of)
    current = set()
    without = set()
    for who in whole:
        due = [row["due_on"] for row in enabled_rows(book, as_of) if row["who"] == who]
        if not due:
            without.add(who)
        elif min(due) >= as_of:
            current.add(who)
    answer = Answer(
        current, whole, apart={"without a dated, enabled recall row": without}
    )
    return book.too_short(book.window(as_of)) or answer


def silent_leavers(book, as_of, first, last):
    then = months_before(as_of, book.months)
    why = {"departed": set(), "booked": set(), "contacted after the last visit": set()}
    silent = set()
    for who in book.active(then) - book.active(as_of):
        last_visit = book.visits[who][-1]
        if book.has_departed(who, as_of):
            why["departed"].add(who)
        elif any(
            row["who"] == who and book.is_booked(row)
            for row in book.appointments.values()
        ):
            why["booked"].add(who)
        elif any(
            row["who"] == who and last_visit < row["at"].date() <= as_of
            for row in _contacts(book)
        ):
            why["contacted after the last visit"].add(who)
        else:
            silent.add(who)
    return book.too_short(book.window(then)) or Answer(silent, left_out=why)


def _contacts(book):
    """Rows of the contact log that were sent or received, or that have a mode."""
    return [
        row
        for row in book.contacts
        if row["at"]
        and (
            row["direction"] in ("sent", "received")
            or row["channel"] not in (None, "none")
        )
    ]


def _of_the_living(book, part, whole):
    dead = {who for who in whole if book.patients[who]["status"] == "deceased"}
    return Answer(part & (whole - dead), whole - dead, left_out={"deceased": dead})
