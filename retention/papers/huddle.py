"""The morning huddle on paper: who comes today, in order of time, and what to know of
each.
"""

from retention import formats
from retention.outreach.huddle import Guest, Huddle
from retention.papers.flow import Block, Head, Words, flowing_pdf

NOBODY = "Nobody is booked for this day."
NEW = "NEW: first visit"


def huddle_pdf(huddle: Huddle, *, compressed: bool = True) -> bytes:
    """The day's page as PDF, on as many sheets as it needs; the same day gives the same
    bytes.
    """
    coming = formats.plural(len(huddle.guests), "patient")
    said = (
        f"{formats.weekday(huddle.day)} · {coming} · records up to "
        f"{formats.day(huddle.exported)}"
    )
    blocks = [
        _block(str(number), guest) for number, guest in enumerate(huddle.guests, 1)
    ] or [[Words(NOBODY)]]
    return flowing_pdf(
        "Morning huddle",
        huddle.practice_name,
        said,
        blocks,
        huddle.notes,
        compressed=compressed,
    )


def _block(number: str, guest: Guest) -> Block:
    labelled = [
        ("Unfinished:", guest.unfinished),
        ("Recall:", guest.recall),
        *(("Owed:", one) for one in guest.owed),
        ("Birthday:", guest.birthday),
        *(("Family:", one) for one in guest.family),
        ("Last words:", guest.last_words),
    ]
    about = (guest.age, f"patient {guest.patient_id}", *guest.appointments)
    return [
        Head(number, f"{guest.time}  {guest.name}", NEW if guest.is_new else ""),
        Words(" · ".join(filter(None, about)), size=8),
        *(Words(said, label) for label, said in labelled if said),
    ]
