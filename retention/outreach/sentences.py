"""Sentences: why someone is on the list, or is not, in plain words for who picks up the
phone.
"""

from collections.abc import Callable
from datetime import date

import numpy as np

from retention import formats
from retention.facts import customers, recall, standing, treatment, visits, worth
from retention.outreach.logged import Logged
from retention.outreach.sets import unbooked
from retention.practice import Practice, fact

_WORDS = {
    "crowns": "A crown",
    "restorative": "Restorative work",
    "endodontic": "Endodontic work",
    "periodontic": "Periodontic work",
    "removable prosthetics": "A removable prosthesis",
    "maxillofacial": "Maxillofacial work",
    "implants": "Implant work",
    "fixed prosthetics": "A fixed prosthesis",
    "oral surgery": "Oral surgery",
    "orthodontic": "Orthodontic work",
}
_OTHER_WORK = "Treatment"
HAS_LEFT = "Has left the practice."
_NO_VISIT = "Has never had a visit in the records."
_TOO_RECENT = "less than 6 months ago, or too long ago to count as active"


def sitting(it: Logged, person: int) -> str:
    """The dearest item that waits, since when, and what waits with it."""
    items = treatment.care(it.practice)
    waiting = _waiting(it.practice, person)
    top = waiting[0]
    cents = items.cents[waiting]
    word = _WORDS.get(worth.CATEGORIES[worth.categories(it.practice)[top]], _OTHER_WORK)
    price = f" for {formats.money(int(cents[0]))}" if cents[0] else ""
    planned = (
        ""
        if np.isnat(items.planned_on[top])
        else f" planned {formats.day(items.planned_on[top].item())}"
    )
    more = ""
    if len(waiting) > 1:
        others = formats.plural(len(waiting) - 1, "more item")
        more = f" (and {others}, {formats.money(int(cents.sum()))} in all)"
    return f"{word}{price}{planned} is still waiting{more}."


def no_sitting(it: Logged, person: int) -> str:
    """Why nothing of theirs sits: nothing was planned, or the rules that hold for what
    was.
    """
    items = treatment.care(it.practice)
    why = treatment.left_out_of_sitting(it.practice)[items.person == person]
    kept = [rule for rule in dict.fromkeys(why.tolist()) if rule not in ("done", "")]
    if not kept:
        return "No treatment is waiting."
    return (
        "No treatment is waiting without a booking: what is planned is out "
        f"({', '.join(kept)})."
    )


def recall_overdue(it: Logged, person: int) -> str:
    """Since when the cleaning is due."""
    due = recall.overdue(it.practice).since[person].item()
    return f"Cleaning was due {formats.day(due)} ({ago(it, due)})."


def no_recall_overdue(it: Logged, person: int) -> str:
    """Why no recall of theirs is overdue."""
    found = recall.overdue(it.practice)
    rows = recall.enabled(it.practice)
    due = rows["due_on"][rows["person"] == person]
    if due.empty:
        return "No recall with a due day is switched on."
    rule = found.left_out[person]
    says = {
        "not due before D": f"Recall is due {formats.day(due.min().date())}.",
        "booked": "A hygiene appointment is booked.",
        "hygiene visit since it fell due": "Had a hygiene visit since recall fell due.",
    }
    return says.get(rule, "Recall is not counted for people who have left.")


def came_once(it: Logged, person: int) -> str:
    """The day of the only visit."""
    return f"Came once, {_last(it.practice, person)}, and has nothing booked."


def not_came_once(it: Logged, person: int) -> str:
    """How often they came, or what keeps a single visit off the list."""
    practice = it.practice
    count = int(visits.per_person(practice)["visits"].iloc[person])
    if count == 0:
        return _NO_VISIT
    if (
        count > 1
        or visits.first_visit(practice)[person] != visits.last_visit(practice)[person]
    ):
        return f"Came more than once; last visit {_last(practice, person)}."
    return (
        f"Came once, {_last(practice, person)}: "
        f"{_because(practice, person, _TOO_RECENT)}."
    )


def last_came(it: Logged, person: int) -> str:
    """The last visit and how long ago it was."""
    last = visits.last_visit(it.practice)[person].item()
    today = it.today
    months = (
        (today.year - last.year) * 12
        + today.month
        - last.month
        - (today.day < last.day)
    )
    return (
        f"Last came {formats.day(last)} ({formats.plural(months, 'month')} ago) and "
        "has nothing booked."
    )


def no_last_came(
    it: Logged, person: int, *, window: Callable[[Practice], tuple[int, int]]
) -> str:
    """The last visit, and what else keeps them off; the window is so many months before
    the export.
    """
    if np.isnat(visits.last_visit(it.practice)[person]):
        return _NO_VISIT
    since, until = window(it.practice)
    because = _because(it.practice, person, f"not {until} to {since} months ago")
    return f"Last visit {_last(it.practice, person)}: {because}."


def recall_estimated(it: Logged, person: int) -> str:
    """The last cleaning, and since when the next is due by the practice's own
    interval.
    """
    last = recall.last_hygiene(it.practice)[person].item()
    due = recall.estimated(it.practice).since[person].item()
    return (
        f"Last cleaning {formats.day(last)}: the next was due {formats.day(due)}, by "
        f"estimate ({ago(it, due)})."
    )


def no_recall_estimated(it: Logged, person: int) -> str:
    """Why no due day is estimated, or why it is not past."""
    found = recall.estimated(it.practice)
    last = recall.last_hygiene(it.practice)[person]
    if np.isnat(last):
        return "Has never had a cleaning in the records."
    if recall.has_row(it.practice)[person]:
        return "Has a recall in the practice's system, so that nothing is estimated."
    if not found.counts[person]:
        return HAS_LEFT
    if found.left_out[person] == "booked":
        return "A hygiene appointment is booked."
    return (
        f"Last cleaning {formats.day(last.item())}: the next is due "
        f"{formats.day(found.since[person].item())}."
    )


def best_at_risk(it: Logged, person: int) -> str:
    """How long they have been away, held against what is usual."""
    return f"One of the best customers, {_away(it.practice, person)}."


def not_best_at_risk(it: Logged, person: int) -> str:
    """Not among the best, gone, or not away for longer than usual."""
    if not customers.best_of(it.practice, it.practice.exported)[person]:
        return "Is not one of the best customers of the last 36 months."
    if standing.departed(it.practice, it.practice.exported)[person]:
        return HAS_LEFT
    return (
        "One of the best customers, and no longer away than usual: "
        f"{_away(it.practice, person)}."
    )


def _away(practice: Practice, person: int) -> str:
    """Days away at the export, and the limit; a practice without any gap between visits
    has none.
    """
    limit, overall = customers.gap_limit(practice, practice.exported)
    away = formats.plural(
        int(customers.days_away(practice, practice.exported)[person]), "day"
    )
    if overall is None:
        return f"last came {_last(practice, person)}"
    usual = formats.plural(int(limit[person]), "day")
    return (
        f"last came {_last(practice, person)}, {away} before the export; nine in ten "
        f"pauses are up to {usual}"
    )


def ago(it: Logged, day: date) -> str:
    """ "3 days ago", counted to the day of work."""
    return f"{formats.plural((it.today - day).days, 'day')} ago"


def _because(practice: Practice, person: int, otherwise: str) -> str:
    if standing.departed(practice, practice.exported)[person]:
        return "has left"
    return otherwise if unbooked(practice)[person] else "something is booked"


def _last(practice: Practice, person: int) -> str:
    return formats.day(visits.last_visit(practice)[person].item())


def _waiting(practice: Practice, person: int) -> np.ndarray:
    """A person's sitting items, the dearest first, then the oldest."""
    order, people = _sitting_order(practice)
    return order[
        np.searchsorted(people, person) : np.searchsorted(people, person, side="right")
    ]


@fact
def _sitting_order(practice: Practice) -> tuple[np.ndarray, np.ndarray]:
    """All sitting items sorted by person, dearest and then oldest first; and the person
    of each.
    """
    items = treatment.care(practice)
    place = np.flatnonzero(treatment.sitting(practice))
    oldest = np.where(
        np.isnat(items.planned_on), np.datetime64("9999-12-31"), items.planned_on
    )[place]
    order = place[np.lexsort((oldest, -items.cents[place], items.person[place]))]
    return order, items.person[order]
