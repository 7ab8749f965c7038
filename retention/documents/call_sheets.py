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
    history = (f"Patient {call.patient_id}.", call.before, call.taken)
    pieces: list[Words | Head | Ticks | Rules] = [
        Head(number, name_and_age, call.phone)
    ]
    if call.speak_to:
        pieces.append(Words(call.speak_to, "Speak to:"))
    pieces.append(Words(" ".join(filter(None, history)), size=8))
    if call.promised:
        pieces.append(Words(call.promised, "Call-back:"))
    pieces += [Words(sentence) for sentence in call.why]
    for index, other in enumerate(call.others):
        pieces.append(Words(other, "and:" if index else "Also due:"))
    if call.stopped:
        pieces.append(Words(call.stopped, "Do not ask for (asked us to stop):"))
    if call.opening:
        pieces.append(Words(call.opening, "Say:"))
    return [*pieces, Ticks(OUTCOMES), Rules(2)]


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
    labelled = [
        ("Unfinished:", guest.unfinished),
        ("Recall:", guest.recall),
        *(("Owed:", amount) for amount in guest.owed),
        ("Birthday:", guest.birthday),
        *(("Family:", relative) for relative in guest.family),
        ("Last words:", guest.last_words),
    ]
    remark = NEW if guest.is_new else ""
    about = (guest.age, f"patient {guest.patient_id}", *guest.appointments)
    return [
        Head(number, f"{guest.time}  {guest.name}", remark),
        Words(" · ".join(filter(None, about)), size=8),
        *(Words(words, label) for label, words in labelled if words),
    ]
