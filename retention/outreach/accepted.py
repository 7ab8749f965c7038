"""Accepted: treatment of a person that was done, or put on an appointment, with its day
(definitions.md 5 and 7).
"""

import numpy as np

from retention.facts import treatment
from retention.outreach.followed import Events
from retention.practice import Practice, fact


@fact
def accepted(practice: Practice) -> Events | None:
    """Each care item on the day it was done, and on the day on which the appointment
    that it stands on was made; those of inactive and rejected plans are out.

    Items without such a day are accepted once they are done. None where the records
    carry no procedures.
    """
    if practice.procedures.empty:
        return None
    items = treatment.care(practice)
    person = np.tile(items.person, 2)
    day = np.concatenate([items.completed_on, items.put_on])
    counts = np.tile(~items.inactive, 2) & ~np.isnat(day)
    return Events(
        person[counts], day[counts], np.zeros(int(counts.sum()), dtype=np.int64)
    )
