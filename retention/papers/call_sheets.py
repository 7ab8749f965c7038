"""Call sheets on paper: a block per household, with boxes for what came of the call and
lines to write on.
"""

from retention import formats
from retention.outreach.sheets import Call, CallSheets
from retention.papers.flow import Block, Head, Rules, Ticks, Words, flowing_pdf

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
    blocks = [_block(str(number), call) for number, call in enumerate(sheets.calls, 1)]
    said = (
        f"{formats.weekday(sheets.day)} · {formats.plural(len(sheets.calls), 'call')} "
        f"· records up to {formats.day(sheets.exported)} · called by ……………………………………"
    )
    return flowing_pdf(
        "Call sheets",
        sheets.practice_name,
        said,
        blocks or [[Words(NOBODY)]],
        sheets.notes,
        every=[Words(sheets.voicemail, "Voicemail:", 8)],
        compressed=compressed,
    )


def _block(number: str, call: Call) -> Block:
    who = " · ".join(filter(None, (call.name, call.age)))
    pieces: list[Words | Head | Ticks | Rules] = [Head(number, who, call.phone)]
    if call.speak_to:
        pieces.append(Words(call.speak_to, "Speak to:"))
    pieces.append(
        Words(
            " ".join(
                filter(None, (f"Patient {call.patient_id}.", call.before, call.taken))
            ),
            size=8,
        )
    )
    if call.promised:
        pieces.append(Words(call.promised, "Call-back:"))
    pieces += [Words(sentence) for sentence in call.why]
    pieces += [
        Words(other, "Also due:" if not place else "and:")
        for place, other in enumerate(call.others)
    ]
    if call.stopped:
        pieces.append(Words(call.stopped, "Do not ask for (asked us to stop):"))
    if call.opening:
        pieces.append(Words(call.opening, "Say:"))
    return [*pieces, Ticks(OUTCOMES), Rules(2)]
