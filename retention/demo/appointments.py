"""The appointment table: the book's rows, with the minutes that people waited."""

import numpy as np
import pyarrow as pa

from retention.demo import draft
from retention.demo.book import COMPLETED, NOTE, Book
from retention.demo.chance import between, happens
from retention.demo.season import NEVER
from retention.demo.staff import location_of

STATUS = (
    "scheduled",
    "completed",
    "broken_unspecified",
    "unscheduled",
    "planned",
    "note",
)
"""The schema's words for the book's statuses, in their order."""
STATUS_RAW = ("1", "2", "5", "3", "6", "7")
"""Open Dental's numbers for them."""

_KEEPS_WAITING = 2  # a post of staff.py


def table(book: Book, rng: np.random.Generator, owner: np.ndarray) -> pa.Table:
    """The appointments, drafted; `owner` is the row of the patient list that each
    stands on.
    """
    block = book.all
    hygiene = (block.hygienist >= 0) & (block.status != NOTE)
    waits = _clock(rng, book)
    return draft.rows(
        "appointment",
        block.created,
        {
            "patient_id": owner,
            "starts_at": book.starts_at,
            "minutes": block.minutes,
            "status": draft.words(STATUS, block.status),
            "status_raw": draft.words(STATUS_RAW, block.status),
            "provider_id": block.dentist,
            "hygienist_id": block.hygienist,
            "location_id": location_of(block.dentist),
            "is_hygiene": pa.array(hygiene & happens(rng, 0.88, len(block))),
            "is_new_patient": pa.array(block.is_new),
            "created_on": block.created,
            **waits,
        },
    )


def _clock(rng: np.random.Generator, book: Book) -> dict[str, np.ndarray]:
    """When people arrived, were seated and left, for most of what took place; one
    dentist keeps them waiting.
    """
    count = len(book.all)
    noted = (book.all.status == COMPLETED) & happens(rng, 0.9, count)
    arrived = book.starts_at + 60 * between(rng, -14, 9, count)
    wait = rng.gamma(1.5, np.where(book.all.dentist == _KEEPS_WAITING, 9, 4.5)).astype(
        np.int64
    )
    seated = np.maximum(arrived, book.starts_at) + 60 * (
        wait - between(rng, 0, 3, count)
    )
    seated = np.maximum(seated, arrived)
    left = seated + 60 * (book.all.minutes + between(rng, -9, 12, count))
    clock = {"arrived_at": arrived, "seated_at": seated, "dismissed_at": left}
    return {name: np.where(noted, moments, NEVER) for name, moments in clock.items()}
