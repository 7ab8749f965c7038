"""Scripts: an opening line for each reason, and what to say on voicemail.

Whoever hears a voicemail may be anybody: it names the practice, asks to be called back,
and gives the number; never whom it is for, nor anything of treatment, money or why.
What is said in person comes after the person is who we asked for. A line whose words
change gets a new key, so that what each brings can be told apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from retention.facts import identity
from retention.outreach.candidates import Candidates
from retention.outreach.ranking import Candidate
from retention.outreach.reasons import chosen

NOT_ON_VOICEMAIL = (
    "On voicemail or to anybody else: only the practice's name, the wish to be called "
    "back and the number. Nothing of treatment, money or why, and not whom the call is "
    "for."
)
_FIRST = ("complaint", "call_back", "call")
"""What they wait for from us opens the call, whatever else there is to say; a complaint
before all.
"""
_TWO_TIMES = (
    "I have times in the next two weeks: would a morning or an afternoon suit you "
    "better?"
)
_LINES: Mapping[str, tuple[str, str]] = {
    "sitting": (
        "sitting-1",
        "There is treatment planned for {whom} that has no appointment yet. "
        + _TWO_TIMES,
    ),
    "recall_overdue": (
        "recall_overdue-1",
        "It is time for {whose} next cleaning and check-up. " + _TWO_TIMES,
    ),
    "recall_estimated": (
        "recall_estimated-1",
        "It has been a while since {whose} last cleaning. " + _TWO_TIMES,
    ),
    "came_once": (
        "came_once-1",
        "We were glad to meet {whom}, and wanted to ask how the visit was. "
        + _TWO_TIMES,
    ),
    "lapsing": (
        "lapsing-2",
        "It has been some time since we saw {whom}, and we would like to. "
        + _TWO_TIMES,
    ),
    "lapsed": (
        "lapsed-1",
        (
            "It has been a long time since we saw {whom}. We would be glad to see "
            "{whom} again: what would make it easy?"
        ),
    ),
    "broken": (
        "broken-1",
        "{whose} last appointment did not take place, and I would like to help. "
        + _TWO_TIMES,
    ),
    "best_at_risk": (
        "best_at_risk-1",
        (
            "We have not seen {whom} for longer than usual, and wanted to ask whether "
            "all is well. "
        )
        + _TWO_TIMES,
    ),
    "call_back": ("call_back-1", "You asked us to call back. Is now a good moment?"),
    "call": (
        "call-1",
        "You called us and we missed it; I am sorry. What can I do for you?",
    ),
    "complaint": (
        "complaint-1",
        (
            "You told us that something was not right. I would like to hear it from "
            "you, and what we can do about it."
        ),
    ),
    "claim": (
        "claim-1",
        (
            "I am calling about a claim sent to {whose} insurance that has no answer "
            "yet. May I explain how it stands?"
        ),
    ),
}
"""The line of each reason and its key; {whom} and {whose} are who the call is about."""


@dataclass(frozen=True)
class Script:
    """What to say on one call."""

    key: str
    """Names the opening line; logged with the contact."""
    opening: str
    voicemail: str
    not_on_voicemail: str = NOT_ON_VOICEMAIL


def script(
    reason: str,
    *,
    caller: str,
    practice_name: str,
    practice_phone: str,
    speak_to: str,
    about: str | None = None,
) -> Script:
    """What `caller` says for that reason to the person `speak_to`.

    `about` names who the call is about, where that is another. A name or number that is
    "" is left out.

    Raises:
        WrongCall: There is no such reason.
    """
    chosen((reason,))
    key, template = _LINES[reason]
    whose = "your"
    if about:
        whose = f"{about}’s"
    line = template.format(whom=about or "you", whose=whose)
    line = f"{line[0].upper()}{line[1:]}"

    who = _calling(practice_name)
    if caller.strip():
        who = f"this is {caller.strip()} from {_practice(practice_name)}"
    greeting = f"Hello, {who}. Am I speaking with {speak_to}?"
    return Script(
        key=key,
        opening=f"{greeting} … {line}",
        voicemail=voicemail(practice_name, practice_phone),
    )


def voicemail(practice_name: str, practice_phone: str) -> str:
    """All that is said on voicemail.

    The practice's name, the wish to be called back, the number where one is set.
    """
    number = practice_phone.strip()
    call_back = "Please call us back"
    if number:
        call_back = f"{call_back} at {number}"
    return f"Hello, {_calling(practice_name)}. {call_back}. Thank you."


def script_of(candidates: Candidates, target: Candidate, caller: str) -> Script:
    """The script for one person of the list, in the caller's name.

    What they wait for from us opens the call (a complaint, a call-back, a missed call),
    else the weightiest reason.
    """
    policy = candidates.practice.policy
    people = [target.person, target.speak_to]
    name, speak_to = identity.names(candidates.practice, people)
    about = None
    if target.person != target.speak_to:
        about = name
    return script(
        opening_reason(target),
        caller=caller,
        practice_name=policy.practice_name,
        practice_phone=policy.practice_phone,
        speak_to=speak_to,
        about=about,
    )


def opening_reason(target: Candidate) -> str:
    """Key of the reason that the call opens with."""
    open_keys = [part.reason for part in target.reasons]
    for key in _FIRST:
        if key in open_keys:
            return key
    return target.weightiest.reason


def _practice(name: str) -> str:
    stripped = name.strip()
    return stripped or "your dentist’s office"


def _calling(practice_name: str) -> str:
    name = _practice(practice_name)
    return f"this is {name}"
