"""The schedule: appointments whose day has passed and that nobody closed (definitions.md 6)."""

import numpy as np

from retention.facts import appointments
from retention.metrics.declare import Unit, figure
from retention.metrics.reading import Reading
from retention.practice import Period, Practice, Subject

_OF_THE_BOOK = {"unit": Unit.APPOINTMENTS, "subject": Subject.APPOINTMENT, "of_export": True, "needs": ("appointment",)}


@figure("past_still_scheduled", "Past appointments still scheduled", better="less", **_OF_THE_BOOK)
def past_still_scheduled(practice: Practice, period: Period) -> Reading:
    """Appointments before the day of the export that are still "scheduled": nobody wrote down whether they came.

    They count neither as visits nor as broken; closing them in the practice's own system mends that."""
    rows = np.flatnonzero(appointments.past_still_scheduled(practice))
    person = practice.appointments["person"].to_numpy()[rows]
    return Reading(Subject.APPOINTMENT, rows, person, np.ones(len(rows), dtype=bool))
