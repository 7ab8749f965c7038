"""Care items: treatment that is planned, presented, accepted, booked, done or left
sitting (definitions.md 5).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from retention.core import codes, dates
from retention.core.arrays import (
    BoolArray,
    CentsArray,
    DayArray,
    IndexArray,
    StrArray,
)
from retention.facts import appointments, standing
from retention.practice import Practice, fact

AGES = (
    ("0-30", 0, 30),
    ("31-90", 31, 90),
    ("91-180", 91, 180),
    ("181-365", 181, 365),
    (">365", 366, 10**6),
)
"""Age buckets of what sits: name, first and last day of age (definitions.md 5)."""

KEEPS_FROM_SITTING = (
    "person departed",
    "on an appointment booked at D",
    "plan inactive",
    "planned after D",
)
"""Rules by which planned work does not sit."""

_ENOUGH = 20  # items done, from which the lack of every plan day is no accident


@dataclass(frozen=True, eq=False)
class Care:
    """Care items of people, in order of the procedures frame; one array per column, one
    place per item.
    """

    row: IndexArray
    """Row in the practice's procedures."""
    person: IndexArray
    planned_on: DayArray
    completed_on: DayArray
    """NaT where the item is not completed, or on a day nobody knows."""
    done: BoolArray
    cents: CentsArray
    planned: BoolArray
    """Status planned: neither done nor on an inactive plan."""
    inactive: BoolArray
    """Planned on an inactive or rejected plan."""
    put_on: DayArray
    """Day the appointment it stands on was made; NaT without one (a template or a note
    is none).
    """
    stands: BoolArray
    """Stands on such an appointment, whatever became of it."""
    booked: BoolArray
    """Stands on an appointment that is booked at the day of the export."""


@fact
def care(practice: Practice) -> Care:
    """Return every care item that is planned, inactive or completed.

    Work completed after the export is not counted.
    """
    row = _care_rows(practice)
    items = practice.procedures.iloc[row]
    done = (items["status"] == "completed").to_numpy()
    is_later = items["completed_on"].to_numpy() > practice.export_day
    counts = ~(done & is_later)
    row = row[counts]
    items = items[counts]
    done = done[counts]

    status = items["status"]
    completed_on = items["completed_on"].where(done)
    appointment = items["appointment"].to_numpy()
    is_booked = np.append(appointments.booked(practice), False)
    return Care(
        row=row,
        person=items["person"].to_numpy(),
        planned_on=dates.days(items["planned_on"]),
        completed_on=dates.days(completed_on),
        done=done,
        cents=items["cents"].to_numpy(),
        planned=(status == "planned").to_numpy(),
        inactive=(status == "planned_inactive").to_numpy(),
        put_on=_put_on(practice, appointment),
        stands=_stands(practice)[appointment],
        booked=is_booked[appointment],
    )


def _care_rows(practice: Practice) -> IndexArray:
    """Rows of procedures that are care of a person, planned, inactive or completed."""
    work = practice.procedures
    code = work["code"].cat
    care_by_code = [codes.is_care(name) for name in code.categories]
    is_care = np.array([*care_by_code, False])[code.codes.to_numpy()]
    status = work["status"].isin(["planned", "planned_inactive", "completed"])
    is_person = practice.people["is_person"].to_numpy()[work["person"].to_numpy()]
    return np.flatnonzero(is_care & status.to_numpy() & is_person)


def _stands(practice: Practice) -> BoolArray:
    """Whether each appointment is one; at its end False, for work on none (−1)."""
    status = practice.appointments["status"]
    is_real = ~status.isin(appointments.NOT_AN_APPOINTMENT).to_numpy()
    return np.append(is_real, False)


def _put_on(practice: Practice, appointment: IndexArray) -> DayArray:
    """When the appointment of each item was made; NaT where it stands on none."""
    never = np.datetime64("NaT")
    created = dates.days(practice.appointments["created_on"])
    created_on = np.append(created, never)
    stands = _stands(practice)[appointment]
    return np.where(stands, created_on[appointment], never)


@fact
def planned_on_exported(practice: Practice) -> bool:
    """Return whether the day on which work was planned is exported.

    Of work that was done, too: systems that keep the day of open plans only would show
    that nothing was ever accepted. From so many items done without one on, that is held
    to be so.
    """
    if not practice.procedures["planned_on"].notna().any():
        return False

    items = care(practice)
    is_dated = ~np.isnat(items.planned_on[items.done])
    is_of_open_plans_only = len(is_dated) >= _ENOUGH and not is_dated.any()
    return not is_of_open_plans_only


@fact
def sitting(practice: Practice) -> BoolArray:
    """Return whether each care item is sitting.

    It is planned, not booked, of someone who has not departed (definitions.md 5).
    """
    why = left_out_of_sitting(practice)
    sits: BoolArray = why == ""
    return sits


@fact
def left_out_of_sitting(practice: Practice) -> StrArray:
    """Return for each care item the first rule that keeps it out of what sits.

    "" where it sits.
    """
    items = care(practice)
    has_left = standing.departed(practice, practice.exported)
    rules = {
        "done": ~items.planned & ~items.inactive,
        "plan inactive": items.inactive,
        "person departed": has_left[items.person],
        "planned after D": items.planned_on > practice.export_day,
        "on an appointment booked at D": items.booked,
    }
    return np.select(list(rules.values()), list(rules), "")


@fact
def kept_from_sitting(practice: Practice) -> Mapping[str, IndexArray]:
    """Return the rows of procedures of care items that are kept from sitting.

    They are not done. By the first rule that keeps them out.
    """
    why = left_out_of_sitting(practice)
    row = care(practice).row
    return {rule: row[why == rule] for rule in KEEPS_FROM_SITTING}
