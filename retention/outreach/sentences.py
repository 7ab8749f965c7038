"""Sentences: why someone is on the list, or is not, in plain words for who picks up the phone."""

from datetime import date

import numpy as np

from retention import formats
from retention.facts import recall, standing, treatment, visits, worth
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
_NO_VISIT = "Has never had a visit in the records."
_TOO_RECENT = "less than 6 months ago, or too long ago to count as active"


def sitting(practice: Practice, person: int, today: date) -> str:
    """The dearest item that waits, since when, and what waits with it."""
    items, waiting = treatment.care(practice), _waiting(practice, person)
    top, cents = waiting[0], items.cents[waiting]
    word = _WORDS.get(worth.CATEGORIES[worth.categories(practice)[top]], _OTHER_WORK)
    price = f" for {formats.money(int(cents[0]))}" if cents[0] else ""
    planned = "" if np.isnat(items.planned_on[top]) else f" planned {formats.day(items.planned_on[top].item())}"
    more = ""
    if len(waiting) > 1:
        others = formats.plural(len(waiting) - 1, "more item")
        more = f" (and {others}, {formats.money(int(cents.sum()))} in all)"
    return f"{word}{price}{planned} is still waiting{more}."


def no_sitting(practice: Practice, person: int) -> str:
    """Why nothing of theirs sits: nothing was planned, or the rules that hold for what was."""
    items = treatment.care(practice)
    why = treatment.left_out_of_sitting(practice)[items.person == person]
    kept = [rule for rule in dict.fromkeys(why.tolist()) if rule not in ("done", "")]
    if not kept:
        return "No treatment is waiting."
    return f"No treatment is waiting without a booking: what is planned is out ({', '.join(kept)})."


def recall_overdue(practice: Practice, person: int, today: date) -> str:
    """Since when the cleaning is due."""
    due = recall.overdue(practice).since[person].item()
    return f"Cleaning was due {formats.day(due)} ({formats.plural((today - due).days, 'day')} ago)."


def no_recall_overdue(practice: Practice, person: int) -> str:
    """Why no recall of theirs is overdue."""
    found, rows = recall.overdue(practice), recall.enabled(practice)
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


def came_once(practice: Practice, person: int, today: date) -> str:
    """The day of the only visit."""
    return f"Came once, {_last(practice, person)}, and has nothing booked."


def not_came_once(practice: Practice, person: int) -> str:
    """How often they came, or what keeps a single visit off the list."""
    count = int(visits.per_person(practice)["visits"].iloc[person])
    if count == 0:
        return _NO_VISIT
    if count > 1 or visits.first_visit(practice)[person] != visits.last_visit(practice)[person]:
        return f"Came more than once; last visit {_last(practice, person)}."
    return f"Came once, {_last(practice, person)}: {_because(practice, person, _TOO_RECENT)}."


def last_came(practice: Practice, person: int, today: date) -> str:
    """The last visit and how long ago it was."""
    last = visits.last_visit(practice)[person].item()
    months = (today.year - last.year) * 12 + today.month - last.month - (today.day < last.day)
    return f"Last came {formats.day(last)} ({formats.plural(months, 'month')} ago) and has nothing booked."


def no_last_came(practice: Practice, person: int, *, since: int, until: int) -> str:
    """The last visit, and what else keeps them off; the window is that many months before the export."""
    if np.isnat(visits.last_visit(practice)[person]):
        return _NO_VISIT
    return f"Last visit {_last(practice, person)}: {_because(practice, person, f'not {until} to {since} months ago')}."


def _because(practice: Practice, person: int, otherwise: str) -> str:
    if standing.departed(practice, practice.exported)[person]:
        return "has left"
    return otherwise if unbooked(practice)[person] else "something is booked"


def _last(practice: Practice, person: int) -> str:
    return formats.day(visits.last_visit(practice)[person].item())


def _waiting(practice: Practice, person: int) -> np.ndarray:
    """A person's sitting items, the dearest first, then the oldest."""
    order, people = _sitting_order(practice)
    return order[np.searchsorted(people, person) : np.searchsorted(people, person, side="right")]


@fact
def _sitting_order(practice: Practice) -> tuple[np.ndarray, np.ndarray]:
    """All sitting items sorted by person, dearest and then oldest first; and the person of each."""
    items = treatment.care(practice)
    place = np.flatnonzero(treatment.sitting(practice))
    oldest = np.where(np.isnat(items.planned_on), np.datetime64("9999-12-31"), items.planned_on)[place]
    order = place[np.lexsort((oldest, -items.cents[place], items.person[place]))]
    return order, items.person[order]
