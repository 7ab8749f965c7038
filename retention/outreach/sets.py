"""Who has each reason, as sets of people on the day of the export (definitions.md 7); none of them has departed."""

import numpy as np

from retention import days
from retention.facts import appointments, recall, standing, treatment, visits
from retention.practice import Practice, fact


def sitting(practice: Practice) -> np.ndarray:
    """People with treatment left sitting (definitions.md 5)."""
    out = np.zeros(len(practice.people), dtype=bool)
    out[treatment.care(practice).person[treatment.sitting(practice)]] = True
    return out


def recall_overdue(practice: Practice) -> np.ndarray:
    """People overdue for a recall (definitions.md 4)."""
    return recall.overdue(practice).overdue


def came_once(practice: Practice) -> np.ndarray:
    """One visit ever, 6 months or more before the export, active, nothing booked.

    Where only a patient list was loaded, the reported first and last visit must both be there and be the same."""
    first, last = visits.first_visit(practice), visits.last_visit(practice)
    once = visits.per_person(practice)["visits"].to_numpy() == 1
    if practice.visits_from == "patient":
        reported = practice.people[["first_visit_reported", "last_visit_reported"]]
        once &= reported.notna().all(axis=1).to_numpy()
    long_ago = last <= np.datetime64(days.before(practice.exported, 6), "D")
    return once & (first == last) & long_ago & standing.active(practice, practice.exported) & unbooked(practice)


def lapsing(practice: Practice) -> np.ndarray:
    """Last visit in the 18 to 12 months before the export, nothing booked."""
    return _last_came(practice, 18, 12)


def lapsed(practice: Practice) -> np.ndarray:
    """Last visit in the 36 to 18 months before the export, nothing booked."""
    return _last_came(practice, 36, 18)


def _last_came(practice: Practice, since: int, until: int) -> np.ndarray:
    last = visits.last_visit(practice)
    after, upto = (np.datetime64(days.before(practice.exported, months), "D") for months in (since, until))
    stays = ~standing.departed(practice, practice.exported)
    return (last > after) & (last <= upto) & stays & unbooked(practice)


@fact
def unbooked(practice: Practice) -> np.ndarray:
    """Whether nothing is booked, by appointments or by the reported next visit."""
    return ~appointments.has_booking(practice)
