"""Why someone is on the list, or is not, in plain words for who picks up the phone."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.facts import (
    appointments,
    calls,
    claims,
    customers,
    expected_value,
    recall,
    standing,
    treatment,
    visits,
)
from retention.outreach.audiences import unbooked
from retention.outreach.contact_log import LoggedFacts
from retention.practice import Practice, fact


def broken_lately(it: LoggedFacts, person: int) -> str:
    """The last broken appointment that nothing followed, and what became of it."""
    rows = _of(
        it.practice.appointments,
        person,
        appointments.not_rebooked(it.practice) & appointments.lately(it.practice),
    )
    return f"{_broken(it.practice, rows)}, and nothing is booked since."


def not_broken_lately(it: LoggedFacts, person: int) -> str:
    """Nothing was broken lately, or it was made good."""
    rows = _of(it.practice.appointments, person, appointments.lately(it.practice))
    if not len(rows):
        return (
            f"No appointment was broken in the {appointments.LATELY_DAYS} days before "
            "the export."
        )
    if _has_left(it.practice, person):
        return HAS_LEFT
    return f"{_broken(it.practice, rows)}, and a visit or a booking has followed."


def call_back(it: LoggedFacts, person: int) -> str:
    """The day they were promised."""
    day = it.call_back_on[person].item()
    late = "" if day == it.today else f" ({ago(it, day)})"
    return f"Asked to be called back on {formatting.day(day)}{late}."


def no_call_back(it: LoggedFacts, person: int) -> str:
    """No promise is open, or its day has not come."""
    day = it.call_back_on[person]
    if np.isnat(day):
        return "No call-back is promised."
    if day > np.datetime64(it.today, "D"):
        return f"A call-back is promised for {formatting.day(day.item())}."
    return HAS_LEFT


def call(it: LoggedFacts, person: int) -> str:
    """The day of the call that was missed."""
    day = calls.unreturned(it.practice)[person].astype("datetime64[D]").item()
    return (
        f"Called us on {formatting.day(day)} ({ago(it, day)}), was not answered and "
        "has not been called back."
    )


def no_call(it: LoggedFacts, person: int) -> str:
    """No call was missed lately, or something followed."""
    missed = calls.last_missed(it.practice)[person].astype("datetime64[D]")
    if np.isnat(missed):
        return (
            f"No call of theirs was missed in the {calls.LATELY_DAYS} days before the "
            "export."
        )
    if _has_left(it.practice, person):
        return HAS_LEFT
    return (
        f"The call missed on {formatting.day(missed.item())} was followed by a call, a "
        "contact or a visit."
    )


def complaint(it: LoggedFacts, person: int) -> str:
    """The day of the complaint that is open."""
    day = it.complaint_on[person].item()
    return (
        f"Complained on {formatting.day(day)} ({ago(it, day)}), and nobody has spoken "
        "to them since."
    )


def no_complaint(it: LoggedFacts, person: int) -> str:
    """No complaint is open."""
    if not np.isnat(it.complaint_on[person]):
        return HAS_LEFT
    return "No complaint logged here is open."


def claim(it: LoggedFacts, person: int) -> str:
    """The oldest claim that waits, and how many more."""
    rows = _of(it.practice.claims, person, claims.to_explain(it.practice))
    oldest = rows[np.argmax(claims.days_waiting(it.practice)[rows])]
    more = (
        f" (and {formatting.plural(len(rows) - 1, 'more claim')})"
        if len(rows) > 1
        else ""
    )
    return f"{_sent(it, oldest)} has no answer from the insurance yet{more}."


def no_claim(it: LoggedFacts, person: int) -> str:
    """No bill waits, or none for so long."""
    bills = ~it.practice.claims["is_preauthorisation"].to_numpy() & ~np.isnan(
        claims.days_waiting(it.practice)
    )
    rows = _of(it.practice.claims, person, bills)
    if not len(rows):
        return "No claim waits for an answer."
    if _has_left(it.practice, person):
        return HAS_LEFT
    oldest = rows[np.argmax(claims.days_waiting(it.practice)[rows])]
    return (
        f"{_sent(it, oldest)} waits for its answer, but no longer than "
        f"{claims.TO_EXPLAIN_DAYS} days."
    )


def _of(frame: pd.DataFrame, person: int, chosen: np.ndarray) -> np.ndarray:
    """The person's rows of a frame, among those chosen."""
    return np.flatnonzero((frame["person"].to_numpy() == person) & chosen)


def _broken(practice: Practice, rows: np.ndarray) -> str:
    """What became of the latest of those appointments: "The appointment of Nov 3, 2026
    was missed".
    """
    day = practice.appointments["day"].to_numpy()[rows]
    latest = int(np.argmax(day))
    became = appointments.kind(practice)[rows[latest]].removesuffix(" unspecified")
    return (
        "The appointment of "
        f"{formatting.day(day[latest].astype('datetime64[D]').item())} was {became}"
    )


def _sent(it: LoggedFacts, row: int) -> str:
    sent = it.practice.claims["sent_on"].iloc[row].date()
    cents = int(it.practice.claims["cents"].iloc[row])
    worth = f" for {formatting.money(cents)}" if cents else ""
    return f"The claim{worth} sent {formatting.day(sent)} ({ago(it, sent)})"


def _has_left(practice: Practice, person: int) -> bool:
    return bool(standing.departed(practice, practice.exported)[person])


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


def sitting(it: LoggedFacts, person: int) -> str:
    """The dearest item that waits, since when, and what waits with it."""
    items = treatment.care(it.practice)
    waiting = _waiting(it.practice, person)
    top = waiting[0]
    cents = items.cents[waiting]
    word = _WORDS.get(
        expected_value.CATEGORIES[expected_value.categories(it.practice)[top]],
        _OTHER_WORK,
    )
    price = f" for {formatting.money(int(cents[0]))}" if cents[0] else ""
    planned = (
        ""
        if np.isnat(items.planned_on[top])
        else f" planned {formatting.day(items.planned_on[top].item())}"
    )
    more = ""
    if len(waiting) > 1:
        others = formatting.plural(len(waiting) - 1, "more item")
        more = f" (and {others}, {formatting.money(int(cents.sum()))} in all)"
    return f"{word}{price}{planned} is still waiting{more}."


def no_sitting(it: LoggedFacts, person: int) -> str:
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


def recall_overdue(it: LoggedFacts, person: int) -> str:
    """Since when the cleaning is due."""
    due = recall.overdue(it.practice).since[person].item()
    return f"Cleaning was due {formatting.day(due)} ({ago(it, due)})."


def no_recall_overdue(it: LoggedFacts, person: int) -> str:
    """Why no recall of theirs is overdue."""
    found = recall.overdue(it.practice)
    rows = recall.enabled(it.practice)
    due = rows["due_on"][rows["person"] == person]
    if due.empty:
        return "No recall with a due day is switched on."
    rule = found.left_out[person]
    says = {
        "not due before D": f"Recall is due {formatting.day(due.min().date())}.",
        "booked": "A hygiene appointment is booked.",
        "hygiene visit since it fell due": "Had a hygiene visit since recall fell due.",
    }
    return says.get(rule, "Recall is not counted for people who have left.")


def came_once(it: LoggedFacts, person: int) -> str:
    """The day of the only visit."""
    return f"Came once, {_last(it.practice, person)}, and has nothing booked."


def not_came_once(it: LoggedFacts, person: int) -> str:
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


def last_came(it: LoggedFacts, person: int) -> str:
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
        f"Last came {formatting.day(last)} ({formatting.plural(months, 'month')} ago) "
        "and has nothing booked."
    )


def no_last_came(
    it: LoggedFacts, person: int, *, window: Callable[[Practice], tuple[int, int]]
) -> str:
    """The last visit, and what else keeps them off; the window is so many months before
    the export.
    """
    if np.isnat(visits.last_visit(it.practice)[person]):
        return _NO_VISIT
    since, until = window(it.practice)
    because = _because(it.practice, person, f"not {until} to {since} months ago")
    return f"Last visit {_last(it.practice, person)}: {because}."


def recall_estimated(it: LoggedFacts, person: int) -> str:
    """The last cleaning, and since when the next is due by the practice's own
    interval.
    """
    last = recall.last_hygiene(it.practice)[person].item()
    due = recall.estimated(it.practice).since[person].item()
    return (
        f"Last cleaning {formatting.day(last)}: the next was due "
        f"{formatting.day(due)}, by estimate ({ago(it, due)})."
    )


def no_recall_estimated(it: LoggedFacts, person: int) -> str:
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
        f"Last cleaning {formatting.day(last.item())}: the next is due "
        f"{formatting.day(found.since[person].item())}."
    )


def best_at_risk(it: LoggedFacts, person: int) -> str:
    """How long they have been away, held against what is usual."""
    return f"One of the best customers, {_away(it.practice, person)}."


def not_best_at_risk(it: LoggedFacts, person: int) -> str:
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
    away = formatting.plural(
        int(customers.days_away(practice, practice.exported)[person]), "day"
    )
    if overall is None:
        return f"last came {_last(practice, person)}"
    usual = formatting.plural(int(limit[person]), "day")
    return (
        f"last came {_last(practice, person)}, {away} before the export; nine in ten "
        f"pauses are up to {usual}"
    )


def ago(it: LoggedFacts, day: date) -> str:
    """ "3 days ago", counted to the day of work."""
    return f"{formatting.plural((it.today - day).days, 'day')} ago"


def _because(practice: Practice, person: int, otherwise: str) -> str:
    if standing.departed(practice, practice.exported)[person]:
        return "has left"
    return otherwise if unbooked(practice)[person] else "something is booked"


def _last(practice: Practice, person: int) -> str:
    return formatting.day(visits.last_visit(practice)[person].item())


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
