"""How far the columns are filled that figures and lists stand on."""

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from retention import formats
from retention.metrics.health.declare import Found, Sight, check, found

HALF = 0.5


@dataclass(frozen=True)
class Needed:
    """A column that something stands on, and the rows of its table in which it should
    be filled.
    """

    table: str
    column: str
    by: str
    """What is not known, or only in part, without it."""
    status: Collection[str] = ()
    """Only rows with one of these; all where it is empty."""


NEEDED = (
    Needed(
        "patient",
        "birth_date",
        "age groups, children, people entered twice",
        ("active",),
    ),
    Needed("patient", "mobile_phone", "texts", ("active",)),
    Needed("patient", "email", "e-mails", ("active",)),
    Needed("patient", "address_1", "letters", ("active",)),
    Needed("patient", "household_id", "households", ("active",)),
    Needed("patient", "provider_id", "figures by provider", ("active",)),
    Needed("patient", "text_ok", "whether they may be texted", ("active",)),
    Needed(
        "patient",
        "status_on",
        "the day they departed",
        ("inactive", "archived", "deceased", "non_patient"),
    ),
    Needed(
        "patient",
        "first_visit_reported",
        "who was here before the records begin",
        ("active",),
    ),
    Needed(
        "appointment",
        "created_on",
        "hygiene rebooking, case acceptance in windows",
        ("scheduled", "completed"),
    ),
    Needed(
        "appointment",
        "provider_id",
        "the schedule by provider",
        ("scheduled", "completed"),
    ),
    Needed("appointment", "arrived_at", "kept waiting", ("completed",)),
    Needed("appointment", "seated_at", "kept waiting", ("completed",)),
    Needed(
        "procedure",
        "planned_on",
        "treatment presented and accepted, ages of what is sitting",
        ("planned",),
    ),
    Needed("procedure", "completed_on", "visits", ("completed",)),
    Needed("procedure", "fee_cents", "every amount", ("planned", "completed")),
    Needed(
        "procedure",
        "appointment_id",
        "whether work is booked, hygiene appointments",
        ("completed",),
    ),
    Needed("procedure", "provider_id", "figures by provider", ("completed",)),
    Needed("recall", "due_on", "recall overdue"),
    Needed("contact", "at", "the last contact, silent leavers"),
    Needed("contact", "channel", "whether they were contacted at all"),
    Needed("claim", "sent_on", "claims waiting"),
)
"""The columns that figures and lists stand on."""


@check("columns", "Columns that are hardly filled", "columns")
def columns(sight: Sight) -> Found:
    """Columns that figures or lists stand on, and that are filled in less than half of
    the rows that should have them; the list shows how far each of them is filled.

    What stands on an empty column is not known, or known for a few only. Add the column
    to the export, or have it filled in in your own system.
    """
    known = [
        (needed, *_filled(sight, needed))
        for needed in NEEDED
        if needed.table in sight.tables
    ]
    known = sorted((one for one in known if one[2]), key=lambda one: one[1] / one[2])
    ids = [f"{needed.table}.{needed.column}" for needed, _, _ in known]
    said = [
        f"{formats.share(part / whole)} filled ({part:,} of {whole:,}): {needed.by}"
        for needed, part, whole in known
    ]
    return found(
        ids,
        said,
        len(known),
        count=sum(part / whole < HALF for _, part, whole in known),
    )


def _filled(sight: Sight, needed: Needed) -> tuple[int, int]:
    """In how many of how many rows the column is filled."""
    stored = sight.tables[needed.table]
    column = stored[needed.column]
    if needed.status:
        column = column.filter(
            pc.is_in(
                stored["status"], value_set=pa.array(list(needed.status), pa.string())
            )
        )
    return len(column) - column.null_count, len(column)
