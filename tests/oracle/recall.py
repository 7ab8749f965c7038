"""Recall and rebooking, counted a second time (definitions 4)."""

from datetime import timedelta

from tests.oracle.answer import NOT_MEASURED, Answer
from tests.oracle.rows import code_of, months_after

AGES = {
    "1-30": (1, 30),
    "31-90": (31, 90),
    "91-180": (91, 180),
    "181-365": (181, 365),
    ">365": (366, 10**6),
}


def enabled_rows(book, as_of):
    """Recall rows of people with a due day, not disabled, nor disabled until after the
    day.
    """
    return [
        row
        for row in book.recalls
        if row["who"] in book.people
        and row["due_on"]
        and not row["is_disabled"]
        and not (row["disabled_until"] and row["disabled_until"] > as_of)
    ]


def recall_overdue(book, as_of, first, last):
    rows = [
        row
        for row in enabled_rows(book, as_of)
        if not book.has_departed(row["who"], as_of)
    ]
    whole = {row["who"] for row in rows}
    since = _overdue_since(book, as_of, rows)
    due = {row["who"] for row in rows if row["due_on"] < as_of}
    booked = {who for who in due if _has_hygiene_booked(book, who)}
    why = {
        "not due before D": whole - due,
        "booked": booked,
        "hygiene visit since it fell due": due - booked - set(since),
    }
    return Answer(set(since), whole, left_out=why)


def _overdue_since(book, as_of, rows):
    """Each overdue person's oldest due day."""
    since = {}
    for row in sorted(rows, key=lambda row: row["due_on"], reverse=True):
        cleaned = any(day >= row["due_on"] for day in book.hygiene_days(row["who"]))
        if (
            row["due_on"] < as_of
            and not cleaned
            and not _has_hygiene_booked(book, row["who"])
        ):
            since[row["who"]] = row["due_on"]
    return since


def recall_estimated(book, as_of, first, last):
    whole, due = _estimated(book, as_of)
    late = {who for who in whole if due[who] < as_of}
    booked = {who for who in late if _has_hygiene_booked(book, who)}
    return Answer(
        late - booked,
        whole,
        left_out={"not due before D": whole - late, "booked": booked},
    )


def _estimated(book, as_of):
    """People with a hygiene visit and no recall row at all, and when they would be
    due.
    """
    with_row = {row["who"] for row in book.recalls}
    whole = {
        who
        for who in book.visits
        if book.hygiene_days(who)
        and who not in with_row
        and not book.has_departed(who, as_of)
    }
    return whole, {who: months_after(max(book.hygiene_days(who)), 6) for who in whole}


def overdue_ages(book, as_of, first, last):
    """By rows and by estimate; a half that is not measured has no groups."""
    found = {}
    if "recall" in book.tables:
        rows = [
            row
            for row in enabled_rows(book, as_of)
            if not book.has_departed(row["who"], as_of)
        ]
        found |= _by_age(_overdue_since(book, as_of, rows), as_of, "")
    if book.has_work and any(code_of(item["code_raw"]) for item in book.procedures):
        late = recall_estimated(book, as_of, first, last).part
        due = _estimated(book, as_of)[1]
        found |= _by_age({who: due[who] for who in late}, as_of, "estimated ")
    return found or NOT_MEASURED


def _by_age(since, as_of, prefix):
    age = {who: (as_of - day).days for who, day in since.items()}
    return {
        prefix + name: Answer({who for who in age if low <= age[who] <= high})
        for name, (low, high) in AGES.items()
    }


def _has_hygiene_booked(book, who):
    booked = [
        row
        for row in book.appointments.values()
        if row["who"] == who and book.is_booked(row)
    ]
    return any(book.is_hygiene(row) or not book.on(row["id"]) for row in booked)


# ---- rebooking ----


def booked_ahead(book, as_of, first, last):
    with_booking = {
        row["who"] for row in book.appointments.values() if book.is_booked(row)
    }
    return book.too_short(book.window(as_of)) or Answer(
        book.active(as_of) & with_booking, book.active(as_of)
    )


def hygiene_rebooking(book, as_of, first, last):
    if not book.exports_created_on:
        return NOT_MEASURED
    whole = set()
    rebooked = set()
    only_bare = set()
    for who, day in _hygiene_visits(book, first, last):
        if book.has_departed(who, day + timedelta(days=7)):
            continue
        visit = f"{who}@{day}"
        whole.add(visit)
        made = [
            row
            for row in book.appointments.values()
            if row["who"] == who and _answers(row, day)
        ]
        if any(book.is_hygiene(row) for row in made):
            rebooked.add(visit)
        elif any(not book.on(row["id"]) for row in made):
            only_bare.add(visit)
    return Answer(
        rebooked,
        whole,
        apart={"followed only by an appointment without codes": only_bare},
    )


def _answers(row, day):
    """Whether an appointment was made on the visit day or in the 7 days after it, for a
    later day.
    """
    made = row["created_on"]
    in_time = made is not None and day <= made <= day + timedelta(days=7)
    return (
        in_time
        and row["starts_at"].date() > day
        and row["status"] not in ("planned", "note", "deleted")
    )


def hygiene_booked_since(book, as_of, first, last):
    whole = set()
    again = set()
    for who, day in _hygiene_visits(book, first, last):
        if book.has_departed(who, as_of):
            continue
        whole.add(f"{who}@{day}")
        mine = [
            row
            for row in book.appointments.values()
            if row["who"] == who and book.is_booked(row)
        ]
        ahead = any(
            row["starts_at"].date() > day and book.is_hygiene(row) for row in mine
        )
        if ahead or any(later > day for later in book.hygiene_days(who)):
            again.add(f"{who}@{day}")
    return Answer(again, whole)


def _hygiene_visits(book, first, last):
    return [
        (who, day)
        for who in book.visits
        for day in book.hygiene_days(who)
        if first <= day <= last
    ]
