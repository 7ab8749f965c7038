"""Call sheets and the morning huddle on paper."""

from retention.core import formatting
from retention.documents.pages import (
    Block,
    Head,
    Rules,
    Ticks,
    Title,
    Words,
    flowing_pdf,
)
from retention.outreach.morning_huddle import Guest, Huddle
from retention.outreach.paper_sheets import Call, CallSheets

OUTCOMES = (
    "Booked for ……………………",
    "Call back on ……………………",
    "Left a message",
    "No answer",
    "Busy",
    "Wrong number",
    "Not now",
    "Already booked",
    "Moved",
    "Another dentist",
    "Cost",
    "Fear",
    "Complaint",
    "Leaving us, because ……………………………………",
    "Asked us to stop",
)
NOBODY = (
    "There is nobody to call: everybody who has a reason was contacted, is booked or "
    "asked us to stop."
)


def call_sheets_pdf(sheets: CallSheets, *, compressed: bool = True) -> bytes:
    """The day's calls as PDF; the same calls give the same bytes."""
    blocks = [
        _call_block(str(number), call) for number, call in enumerate(sheets.calls, 1)
    ]
    number_of_calls = formatting.plural(len(sheets.calls), "call")
    about = (
        f"{formatting.weekday(sheets.day)} · {number_of_calls} · "
        f"records up to {formatting.day(sheets.exported)} · "
        "called by ……………………………………"
    )
    return flowing_pdf(
        Title("Call sheets", sheets.practice_name, about),
        blocks or [[Words(NOBODY)]],
        sheets.notes,
        every=[Words(sheets.voicemail, "Voicemail:", 8)],
        compressed=compressed,
    )


def _call_block(number: str, call: Call) -> Block:
    name_and_age = " · ".join(filter(None, (call.name, call.age)))
    history_parts = (f"Patient {call.patient_id}.", call.before, call.taken)
    history = " ".join(filter(None, history_parts))
    reasons = [("", sentence) for sentence in call.why]
    others = [("and:", other) for other in call.others]
    if others:
        others[0] = ("Also due:", call.others[0])

    before = _labelled(("Speak to:", call.speak_to))
    after = _labelled(
        ("Call-back:", call.promised),
        *reasons,
        *others,
        ("Do not ask for (asked us to stop):", call.stopped),
        ("Say:", call.opening),
    )
    return [
        Head(number, name_and_age, call.phone),
        *before,
        Words(history, size=8),
        *after,
        Ticks(OUTCOMES),
        Rules(2),
    ]


def _labelled(*lines: tuple[str, str]) -> list[Words]:
    """Set each line after its label; a line without words is left out."""
    return [Words(words, label) for label, words in lines if words]


NOBODY_BOOKED = "Nobody is booked for this day."
NEW = "NEW: first visit"


def huddle_pdf(huddle: Huddle, *, compressed: bool = True) -> bytes:
    """Draw the day's page as PDF, on as many sheets as it needs.

    The same day gives the same bytes.
    """
    coming = formatting.plural(len(huddle.guests), "patient")
    about = (
        f"{formatting.weekday(huddle.day)} · {coming} · records up to "
        f"{formatting.day(huddle.exported)}"
    )
    blocks = [
        _guest_block(str(number), guest)
        for number, guest in enumerate(huddle.guests, 1)
    ]
    return flowing_pdf(
        Title("Morning huddle", huddle.practice_name, about),
        blocks or [[Words(NOBODY_BOOKED)]],
        huddle.notes,
        compressed=compressed,
    )


def _guest_block(number: str, guest: Guest) -> Block:
    about_parts = (guest.age, f"patient {guest.patient_id}", *guest.appointments)
    about = " · ".join(filter(None, about_parts))
    owed = [("Owed:", amount) for amount in guest.owed]
    family = [("Family:", relative) for relative in guest.family]
    lines = _labelled(
        ("Unfinished:", guest.unfinished),
        ("Recall:", guest.recall),
        *owed,
        ("Birthday:", guest.birthday),
        *family,
        ("Last words:", guest.last_words),
    )
    remark = NEW if guest.is_new else ""
    return [
        Head(number, f"{guest.time}  {guest.name}", remark),
        Words(about, size=8),
        *lines,
    ]
