"""Why someone is on the list, or is not, in plain words for who picks up the phone."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.arrays import BoolArray, IndexArray
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
from retention.outreach import audiences
from retention.outreach.contact_log import LoggedFacts
from retention.practice import Practice


def broken_lately(it: LoggedFacts, person: int) -> str:
    """The last broken appointment that nothing followed, and what became of it."""
    practice = it.practice
    not_rebooked = appointments.not_rebooked(practice)
    lately = appointments.lately(practice)
    rows = _of(practice.appointments, person, not_rebooked & lately)

    return f"{_broken(practice, rows)}, and nothing is booked since."


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
    late = ""
    if day != it.today:
        late = f" ({ago(it, day)})"

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
    missed = calls.unreturned(it.practice)[person]
    day = missed.astype("datetime64[D]").item()
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
    practice = it.practice
    rows = _of(practice.claims, person, claims.to_explain(practice))
    more = ""
    if len(rows) > 1:
        more = f" (and {formatting.plural(len(rows) - 1, 'more claim')})"

    return f"{_oldest(it, rows)} has no answer from the insurance yet{more}."


def no_claim(it: LoggedFacts, person: int) -> str:
    """No bill waits, or none for so long."""
    practice = it.practice
    is_bill = ~practice.claims["is_preauthorisation"].to_numpy()
    waits = ~np.isnan(claims.days_waiting(practice))
    rows = _of(practice.claims, person, is_bill & waits)
    if not len(rows):
        return "No claim waits for an answer."
    if _has_left(practice, person):
        return HAS_LEFT
    return (
        f"{_oldest(it, rows)} waits for its answer, but no longer than "
        f"{claims.TO_EXPLAIN_DAYS} days."
    )


def _of(frame: pd.DataFrame, person: int, chosen: BoolArray) -> IndexArray:
    """The person's rows of a frame, among those chosen."""
    is_theirs = frame["person"].to_numpy() == person
    rows = is_theirs & chosen
    return np.flatnonzero(rows)


def _broken(practice: Practice, rows: IndexArray) -> str:
    """What became of the latest of those: "The appointment of Nov 3 was missed"."""
    days = practice.appointments["day"].to_numpy()[rows]
    latest = int(np.argmax(days))
    kind = appointments.kind(practice)[rows[latest]]
    became = kind.removesuffix(" unspecified")
    day = days[latest].astype("datetime64[D]").item()

    return f"The appointment of {formatting.day(day)} was {became}"


def _oldest(it: LoggedFacts, rows: IndexArray) -> str:
    """Of those claims, the one that has waited longest: its amount and day."""
    days = claims.days_waiting(it.practice)[rows]
    oldest = it.practice.claims.iloc[rows[np.argmax(days)]]
    sent = oldest["sent_on"].date()
    cents = int(oldest["cents"])
    worth = ""
    if cents:
        worth = f" for {formatting.money(cents)}"

    return f"The claim{worth} sent {formatting.day(sent)} ({ago(it, sent)})"


def _has_left(practice: Practice, person: int) -> bool:
    departed = standing.departed(practice, practice.exported)
    return bool(departed[person])


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
    practice = it.practice
    items = treatment.care(practice)
    waiting = audiences.sitting_items(practice, person)
    dearest = waiting[0]
    cents = items.cents[waiting]

    category = expected_value.categories(practice)[dearest]
    word = _WORDS.get(expected_value.CATEGORIES[category], _OTHER_WORK)
    price = ""
    if cents[0]:
        price = f" for {formatting.money(int(cents[0]))}"

    planned = ""
    planned_on = items.planned_on[dearest]
    if not np.isnat(planned_on):
        planned = f" planned {formatting.day(planned_on.item())}"

    more = ""
    if len(waiting) > 1:
        others = formatting.plural(len(waiting) - 1, "more item")
        in_all = formatting.money(int(cents.sum()))
        more = f" (and {others}, {in_all} in all)"

    return f"{word}{price}{planned} is still waiting{more}."


def no_sitting(it: LoggedFacts, person: int) -> str:
    """Why nothing of theirs sits: nothing was planned, or rules hold for what was."""
    items = treatment.care(it.practice)
    is_theirs = items.person == person
    why = treatment.left_out_of_sitting(it.practice)[is_theirs]
    distinct = dict.fromkeys(why.tolist())
    rules = [rule for rule in distinct if rule not in ("done", "")]
    if not rules:
        return "No treatment is waiting."
    return (
        "No treatment is waiting without a booking: what is planned is out "
        f"({', '.join(rules)})."
    )


def recall_overdue(it: LoggedFacts, person: int) -> str:
    """Since when the cleaning is due."""
    overdue = recall.overdue(it.practice)
    due = overdue.since[person].item()

    return f"Cleaning was due {formatting.day(due)} ({ago(it, due)})."


def no_recall_overdue(it: LoggedFacts, person: int) -> str:
    """Why no recall of theirs is overdue."""
    rows = recall.enabled(it.practice)
    is_theirs = rows["person"] == person
    due = rows["due_on"][is_theirs]
    if due.empty:
        return "No recall with a due day is switched on."
    rule = recall.overdue(it.practice).left_out[person]
    says = {
        "not due before D": f"Recall is due {formatting.day(due.min().date())}.",
        "booked": "A hygiene appointment is booked.",
        "hygiene visit since it fell due": "Had a hygiene visit since recall fell due.",
    }
    return says.get(rule, "Recall is not counted for people who have left.")


def came_once(it: LoggedFacts, person: int) -> str:
    """The day of the only visit."""
    last = _last(it.practice, person)
    return f"Came once, {last}, and has nothing booked."


def not_came_once(it: LoggedFacts, person: int) -> str:
    """How often they came, or what keeps a single visit off the list."""
    practice = it.practice
    count = int(visits.per_person(practice)["visits"].iloc[person])
    if count == 0:
        return _NO_VISIT

    first_visit = visits.first_visit(practice)[person]
    last_visit = visits.last_visit(practice)[person]
    last = _last(practice, person)
    if count > 1 or first_visit != last_visit:
        return f"Came more than once; last visit {last}."

    because = _because(practice, person, _TOO_RECENT)

    return f"Came once, {last}: {because}."


def last_came(it: LoggedFacts, person: int) -> str:
    """The last visit and how long ago it was."""
    last = visits.last_visit(it.practice)[person].item()
    today = it.today
    begun = (today.year - last.year) * 12 + today.month - last.month
    is_unfinished = today.day < last.day
    months = begun - is_unfinished

    return (
        f"Last came {formatting.day(last)} ({formatting.plural(months, 'month')} ago) "
        "and has nothing booked."
    )


def no_last_came(
    it: LoggedFacts, person: int, *, window: Callable[[Practice], tuple[int, int]]
) -> str:
    """The last visit, and what else keeps them off; the window is in months before."""
    practice = it.practice
    if np.isnat(visits.last_visit(practice)[person]):
        return _NO_VISIT

    since, until = window(practice)
    outside = f"not {until} to {since} months ago"
    because = _because(practice, person, outside)

    return f"Last visit {_last(practice, person)}: {because}."


def recall_estimated(it: LoggedFacts, person: int) -> str:
    """The last cleaning, and since when the next is due by the practice's interval."""
    estimated = recall.estimated(it.practice)
    last = recall.last_hygiene(it.practice)[person].item()
    due = estimated.since[person].item()

    return (
        f"Last cleaning {formatting.day(last)}: the next was due "
        f"{formatting.day(due)}, by estimate ({ago(it, due)})."
    )


def no_recall_estimated(it: LoggedFacts, person: int) -> str:
    """Why no due day is estimated, or why it is not past."""
    estimated = recall.estimated(it.practice)
    last = recall.last_hygiene(it.practice)[person]
    if np.isnat(last):
        return "Has never had a cleaning in the records."
    if recall.has_row(it.practice)[person]:
        return "Has a recall in the practice's system, so that nothing is estimated."
    if not estimated.counts[person]:
        return HAS_LEFT
    if estimated.left_out[person] == "booked":
        return "A hygiene appointment is booked."
    due = estimated.since[person].item()
    return (
        f"Last cleaning {formatting.day(last.item())}: the next is due "
        f"{formatting.day(due)}."
    )


def best_at_risk(it: LoggedFacts, person: int) -> str:
    """How long they have been away, held against what is usual."""
    away = _away(it.practice, person)
    return f"One of the best customers, {away}."


def not_best_at_risk(it: LoggedFacts, person: int) -> str:
    """Not among the best, gone, or not away for longer than usual."""
    practice = it.practice
    best = customers.best_of(practice, practice.exported)
    if not best[person]:
        return "Is not one of the best customers of the last 36 months."
    if _has_left(practice, person):
        return HAS_LEFT
    return (
        "One of the best customers, and no longer away than usual: "
        f"{_away(practice, person)}."
    )


def _away(practice: Practice, person: int) -> str:
    """Days away at the export, and the limit.

    A practice without any gap between visits has no limit.
    """
    last = _last(practice, person)
    limit, overall = customers.gap_limit(practice, practice.exported)
    if overall is None:
        return f"last came {last}"
    days = int(customers.days_away(practice, practice.exported)[person])
    away = formatting.plural(days, "day")
    usual = formatting.plural(int(limit[person]), "day")

    return (
        f"last came {last}, {away} before the export; nine in ten "
        f"pauses are up to {usual}"
    )


def ago(it: LoggedFacts, day: date) -> str:
    """ "3 days ago", counted to the day of work."""
    days = (it.today - day).days
    return f"{formatting.plural(days, 'day')} ago"


def _because(practice: Practice, person: int, otherwise: str) -> str:
    """Why a last visit puts nobody on a list: `otherwise` where nothing else does."""
    if _has_left(practice, person):
        return "has left"
    if audiences.unbooked(practice)[person]:
        return otherwise
    return "something is booked"


def _last(practice: Practice, person: int) -> str:
    last_visit = visits.last_visit(practice)[person]
    return formatting.day(last_visit.item())
