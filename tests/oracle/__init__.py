"""The figures counted a second time: plain Python over plain rows, straight from the
definitions, slow and readable.

Nothing here knows how `retention.metrics` does it; only the keys of the figures are
shared. Every figure is a function `(book, as_of, first, last)` that gives an `Answer`,
for a table a dict, or why not.
"""

from datetime import date

from tests.oracle import (
    base,
    cohorts,
    customers,
    recall,
    retention,
    schedule,
    treatment,
)
from tests.oracle.answer import NOT_MEASURED, Answer
from tests.oracle.rows import Book, code_of

ROOMS = (base, cohorts, customers, recall, retention, schedule, treatment)
BY_KEY = {
    name: thing
    for room in ROOMS
    for name, thing in vars(room).items()
    if callable(thing)
}
"""Every function of the rooms by name; those named like a figure are its second
opinion.
"""

OF_EXPORT = {
    "presented": ("procedure",),
    "acceptance": ("procedure",),
    "same_day": ("procedure",),
    "sitting": ("procedure",),
    "sitting_ages": ("procedure",),
    "funnel": ("procedure",),
    "silent_leavers": ("appointment",),
    "recall_current": ("recall",),
    "recall_overdue": ("recall",),
    "recall_estimated": ("procedure",),
    "overdue_ages": (),
    "booked_ahead": ("appointment",),
    "hygiene_rebooking": ("procedure", "appointment"),
    "hygiene_booked_since": ("procedure", "appointment"),
    "broken_rate": ("appointment",),
    "broken_not_rebooked": ("appointment",),
    "past_still_scheduled": ("appointment",),
    "kept_waiting": ("appointment",),
    "claims_ageing": ("claim",),
}
"""Figures of the export's state, refused for an earlier day, and the tables without
which each is not measured.
"""


OF_ITEMS = ("presented", "acceptance", "same_day", "sitting", "sitting_ages", "funnel")
NEEDS_CODES = (
    "exam_of_base",
    "continuing_care",
    "hygiene_rebooking",
    "hygiene_booked_since",
    "recall_estimated",
    "presented",
    "acceptance",
    "same_day",
    "sitting",
    "sitting_ages",
    "funnel",
)
"""Figures that codes tell; not measured where no procedure of a patient has one that is
known.
"""


def ask(
    book: Book, key: str, as_of: date, first: date, last: date, **options
) -> Answer | dict[str, Answer]:
    """The second opinion on a figure; an `Answer` that says why where there is none, of
    a table too.
    """
    if key in OF_EXPORT and as_of < book.exported:
        return Answer(unknown="the state of the day of the export")
    if any(not _has(book, name, key) for name in OF_EXPORT.get(key, ())):
        return Answer(unknown=NOT_MEASURED)
    if (
        key in NEEDS_CODES
        and book.procedures
        and not any(code_of(item["code_raw"]) for item in book.procedures)
    ):
        return Answer(unknown=NOT_MEASURED)
    assert key in BY_KEY, f"tests/oracle has no function `{key}` of its own"
    found = BY_KEY[key](book, as_of, first, last, **options)
    return Answer(unknown=found) if isinstance(found, str) else found


def _has(book: Book, table: str, key: str) -> bool:
    """Whether a table was exported, for bookings at least a reported next visit; of
    procedures plans are enough for figures made of items, others need work that was
    done.
    """
    if table == "appointment" and key in ("booked_ahead", "silent_leavers"):
        return table in book.tables or any(
            row["next_visit_reported"] for row in book.patients.values()
        )
    needed = book.procedures if key in OF_ITEMS else book.has_work
    return table in book.tables and (table != "procedure" or bool(needed))


def split(book: Book, answer: Answer, subject: str, by: str) -> dict[str, Answer]:
    """An answer by provider or location: the item's or appointment's own, else the
    person's own at the export.
    """
    groups: dict[str, Answer] = {}
    for key in answer.part | (answer.whole or set()):
        name = _place_of(book, subject, key)[f"{by}_id"] or "none"
        whole = None if answer.whole is None else set()
        group = groups.setdefault(
            name, Answer(set(), whole, answer.cents, by_count=answer.by_count)
        )
        if answer.whole is not None and key in answer.whole:
            group.whole.add(key)
        if key in answer.part:
            group.part.add(key)
    return groups


def split_people(book: Book, items: Answer, by: str) -> dict[str, Answer]:
    """A share of items by group, then of the people of each group's items: who has one
    in the part is in it.
    """
    who = {item["id"]: item["who"] for item in book.procedures}
    return {
        name: Answer(
            {who[key] for key in group.part}, {who[key] for key in group.whole}
        )
        for name, group in split(book, items, "item", by).items()
    }


def _place_of(book: Book, subject: str, key: str) -> dict:
    if subject == "item":
        return next(item for item in book.procedures if item["id"] == key)
    if subject == "appointment":
        return book.appointments[key]
    return book.patients[
        book.claims[key]["who"] if subject == "claim" else key.split("@")[0]
    ]
