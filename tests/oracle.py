"""The figures counted a second time: plain Python over plain rows, straight from the definitions, slow and readable.

Nothing here knows how `retention.metrics` does it; only the keys of the figures are shared.
Every figure is a function `(book, as_of, first, last)` that gives an `Answer`, for a table a dict, or why not."""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.facts.rows import NO_VISITS, ONE, Book, amount, months_after, months_before

AGES = {"0-30": (0, 30), "31-90": (31, 90), "91-180": (91, 180), "181-365": (181, 365), ">365": (366, 10**6)}
NOT_MEASURED = "not measured"


@dataclass
class Answer:
    """Ids of the part and, of a share, of the whole; cents of each where it is money; or why there is none."""

    part: set[str] = field(default_factory=set)
    whole: set[str] | None = None
    cents: dict[str, int] | None = None
    unknown: str = ""

    @property
    def value(self):
        if self.unknown:
            return None
        amounts = self.cents or {}
        number = sum(amounts[key] for key in self.part) if self.cents is not None else len(self.part)
        if self.whole is None:
            return number
        total = sum(amounts[key] for key in self.whole) if self.cents is not None else len(self.whole)
        return number / total if total else None


# ---- the patient base (definitions 2) ----


def active(book, as_of, first, last):
    return book.too_short(book.window(as_of)) or Answer(book.active(as_of))


def seen(book, as_of, first, last):
    return NO_VISITS if book.floor is None else Answer(book.seen(first, last))


def new(book, as_of, first, last):
    everyone = {who for who in book.seen(first, last) if first <= book.first_visit(who) <= last}
    return _needs_the_gap_before(book, first) or Answer(everyone)


def returning(book, as_of, first, last):
    return _needs_the_gap_before(book, first) or Answer(_returning(book, first, last))


def reactivated(book, as_of, first, last):
    return _needs_the_gap_before(book, first) or Answer(_reactivated(book, first, last))


def continuing(book, as_of, first, last):
    others = _returning(book, first, last) - _reactivated(book, first, last)
    return _needs_the_gap_before(book, first) or Answer(others)


def returning_share(book, as_of, first, last):
    return _needs_the_gap_before(book, first) or Answer(_returning(book, first, last), book.seen(first, last))


def _needs_the_gap_before(book, first):
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
        who for who in book.active(start) if who not in book.active(last) and not book.has_departed(who, last)
    }  # fmt: skip
    return book.too_short(book.window(start)) or Answer(gone)


def departed(book, as_of, first, last):
    start = first - ONE
    gone = {who for who in book.active(start) if book.departed_on(who) and start < book.departed_on(who) <= last}
    return book.too_short(book.window(start)) or Answer(gone)


def bridge(book, as_of, first, last):
    start = first - ONE
    if book.too_short(book.window(start)):
        return book.too_short(book.window(start))
    at_start, at_end = book.active(start), book.active(last)
    return {
        "active_start": Answer(at_start),
        "joined": Answer({who for who in at_end if start < book.first_visit(who) <= last}),
        "came_back": Answer({who for who in at_end - at_start if book.first_visit(who) <= start}),
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


# ---- retention (definitions 3) ----


def return_rate(book, as_of, first, last):
    ago_24, ago_12 = months_before(as_of, 24), months_before(as_of, 12)
    whole = _living(book, book.seen(ago_24 + ONE, ago_12))
    return book.too_short(ago_24 + ONE) or Answer(whole & book.seen(ago_12 + ONE, as_of), whole)


def second_visit(book, as_of, first, last):
    ago_24, ago_12 = months_before(as_of, 24), months_before(as_of, 12)
    whole = _living(book, {who for who in book.visits if ago_24 < book.first_visit(who) <= ago_12})
    again = set()
    for who in whole:
        begin = book.first_visit(who)
        if any(begin < day <= months_after(begin, 12) and day <= as_of for day in book.visits[who]):
            again.add(who)
    return _needs_the_gap_before(book, ago_24 + ONE) or Answer(again, whole)


def _living(book, people):
    return {who for who in people if book.patients[who]["status"] != "deceased"}


# ---- recall (definitions 4) ----


def recall_overdue(book, as_of, first, last):
    whole, overdue = set(), set()
    for row in book.recalls:
        who, due, until = row["who"], row["due_on"], row["disabled_until"]
        if who not in book.people or book.has_departed(who, as_of) or due is None:
            continue
        if row["is_disabled"] or (until and until > as_of):
            continue
        whole.add(who)
        cleaned = any(day >= due for day in book.hygiene_days(who))
        if due < as_of and not cleaned and not _has_hygiene_booked(book, who):
            overdue.add(who)
    return Answer(overdue, whole)


def _has_hygiene_booked(book, who):
    booked = [row for row in book.appointments.values() if row["who"] == who and book.is_booked(row)]
    return any(book.is_hygiene(row) or not book.on(row["id"]) for row in booked)


# ---- treatment (definitions 5) ----


def _money(items, whole=None):
    """An answer in items and cents; of a share with its whole."""
    everything = items if whole is None else whole
    ids = {item["id"] for item in items}
    return Answer(
        ids, None if whole is None else {item["id"] for item in whole}, {row["id"]: amount(row) for row in everything}
    )


def _presented(book, first, last):
    return [
        item for item in book.care
        if item["planned_on"] and first <= item["planned_on"] <= last and item["status"] in ("planned", "completed")
    ]  # fmt: skip


def _is_accepted(book, item, window):
    appointment = book.stands_on(item)
    if window == "to-date":
        booked = appointment and (book.exports_created_on or book.is_booked(appointment))
        return item["status"] == "completed" or bool(booked)
    limit = item["planned_on"] + timedelta(days=window)
    done = item["completed_on"] is not None and item["completed_on"] <= limit
    return done or bool(appointment and appointment["created_on"] and appointment["created_on"] <= limit)


def _is_ripe(item, window, as_of):
    if window == "to-date":
        return True
    month_end = item["planned_on"].replace(day=monthrange(item["planned_on"].year, item["planned_on"].month)[1])
    return month_end + timedelta(days=window) <= as_of


def presented(book, as_of, first, last):
    return _money(_presented(book, first, last)) if book.exports_planned_on else NOT_MEASURED


def acceptance(book, as_of, first, last, *, window=90, by_what="amount"):
    if not book.exports_planned_on:
        return NOT_MEASURED
    whole = [item for item in _presented(book, first, last) if _is_ripe(item, window, as_of)]
    part = [item for item in whole if _is_accepted(book, item, window)]
    if by_what == "amount":
        return _money(part, whole)
    key = "who" if by_what == "person" else "id"
    return Answer({item[key] for item in part}, {item[key] for item in whole})


def _sitting(book):
    appointments = book.appointments
    return [
        item for item in book.care
        if item["status"] == "planned" and not book.has_departed(item["who"], book.exported)
        and not (item["appointment_id"] in appointments and book.is_booked(appointments[item["appointment_id"]]))
    ]  # fmt: skip


def sitting(book, as_of, first, last):
    return _money(_sitting(book))


def sitting_ages(book, as_of, first, last):
    items = _sitting(book)
    dated = [(item, (as_of - item["planned_on"]).days) for item in items if item["planned_on"]]
    found = {name: _money([item for item, age in dated if low <= age <= high]) for name, (low, high) in AGES.items()}
    return found | {"undated": _money([item for item in items if not item["planned_on"]])}


def funnel(book, as_of, first, last):
    if not book.exports_planned_on:
        return NOT_MEASURED
    steps = {"presented": _presented(book, first, last)}
    steps["accepted"] = [item for item in steps["presented"] if _is_accepted(book, item, "to-date")]
    done = [item for item in steps["presented"] if item["status"] == "completed"]
    booked = [item for item in steps["presented"] if book.stands_on(item) and book.is_booked(book.stands_on(item))]
    steps["booked_or_done"] = [item for item in steps["presented"] if item in done or item in booked]
    steps["done"] = done
    return {step: _money(items) for step, items in steps.items()}


# ---- the schedule (definitions 6) ----


def past_still_scheduled(book, as_of, first, last):
    rows = book.appointments.values()
    past = [row for row in rows if row["status"] == "scheduled" and row["starts_at"].date() < as_of]
    return Answer({row["id"] for row in past if row["who"] in book.people})


OF_EXPORT = {
    "presented": "procedure", "acceptance": "procedure", "sitting": "procedure", "sitting_ages": "procedure",
    "funnel": "procedure", "recall_overdue": "recall", "past_still_scheduled": "appointment",
}  # fmt: skip
"""Figures of the export's state, refused for an earlier day, and the table without which each is not measured."""

FIGURES = (
    active, seen, new, returning, continuing, reactivated, returning_share, lapsed, departed, bridge, visits_by_month,
    return_rate, second_visit, presented, acceptance, sitting, sitting_ages, funnel, recall_overdue,
    past_still_scheduled,
)  # fmt: skip
BY_KEY = {function.__name__: function for function in FIGURES}


def ask(book: Book, key: str, as_of: date, first: date, last: date, **options) -> Answer | dict[str, Answer]:
    """The second opinion on a figure; an `Answer` that says why where there is none, of a table too."""
    if key in OF_EXPORT and as_of < book.exported:
        return Answer(unknown="the state of the day of the export")
    if key in OF_EXPORT and OF_EXPORT[key] not in book.tables:
        return Answer(unknown=NOT_MEASURED)
    found = BY_KEY[key](book, as_of, first, last, **options)
    return Answer(unknown=found) if isinstance(found, str) else found


def split(book: Book, answer: Answer, subject: str, by: str) -> dict[str, Answer]:
    """An answer by provider or location: the item's or appointment's own, else the person's own at the export."""
    groups: dict[str, Answer] = {}
    for key in answer.part if answer.whole is None else answer.whole:
        name = _place_of(book, subject, key)[f"{by}_id"] or "none"
        group = groups.setdefault(name, Answer(set(), None if answer.whole is None else set(), answer.cents))
        if answer.whole is not None:
            group.whole.add(key)
        if key in answer.part:
            group.part.add(key)
    return groups


def split_people(book: Book, items: Answer, by: str) -> dict[str, Answer]:
    """A share of items by group, then of the people of each group's items: who has one in the part is in it."""
    who = {item["id"]: item["who"] for item in book.procedures}
    return {
        name: Answer({who[key] for key in group.part}, {who[key] for key in group.whole})
        for name, group in split(book, items, "item", by).items()
    }  # fmt: skip


def _place_of(book: Book, subject: str, key: str) -> dict:
    if subject == "item":
        return next(item for item in book.procedures if item["id"] == key)
    if subject == "appointment":
        return book.appointments[key]
    return book.patients[key.split("@")[0]]
