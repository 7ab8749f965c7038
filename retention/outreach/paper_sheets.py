"""Call sheets: what the day's queue still holds, in words, to be worked on paper."""

from dataclasses import dataclass
from datetime import date

from retention.core import formatting, phones
from retention.facts import identity
from retention.outreach.call_queue import queue
from retention.outreach.contact_log import OUTCOME, Log
from retention.outreach.households import HouseholdRow
from retention.outreach.morning_huddle import age
from retention.outreach.ranking import Candidate
from retention.outreach.scripts import (
    NOT_ON_VOICEMAIL,
    opening_reason,
    script,
    voicemail,
)
from retention.practice import Practice

NO_CONTACT = "No earlier contact is known."
_OTHERWISE = {
    "mail": "no phone: write a letter",
    "email": "no phone: send an e-mail",
    "text": "by text only",
}


@dataclass(frozen=True)
class Call:
    """One household to call, in words; an empty one has nothing to say."""

    patient_id: str
    name: str
    age: str
    speak_to: str
    """Whom to speak to where that is somebody else: the guarantor of a minor."""
    phone: str
    """The number to dial, or how else to reach them."""
    promised: str
    """That they asked to be called back, on which day, and who took it."""
    taken: str
    """Who else has the row open on a screen."""
    why: tuple[str, ...]
    others: tuple[str, ...]
    """Who else of the household is due: name, age, why."""
    stopped: str
    """Who of the household asked us to stop, and is not to be asked for."""
    before: str
    """The last contact and what came of it, and which attempt this is."""
    opening: str
    """What to say first, where there is a phone."""


@dataclass(frozen=True)
class CallSheets:
    """The calls that the day still holds, in order, and what the list cannot know."""

    practice_name: str
    voicemail: str
    """All that may be said on voicemail, and what may not; the same for every call."""
    day: date
    exported: date
    calls: tuple[Call, ...]
    notes: tuple[str, ...]


def call_sheets(
    practice: Practice, log: Log, day: date, *, name: str = "", initials: bool = False
) -> CallSheets:
    """The rows of `queue(…).for_today`, in words.

    Args:
        practice: The records.
        log: What people did here.
        day: The day of work.
        name: The practice's name where its settings hold none.
        initials: Whether nobody is named.
    """
    practice_name = practice.policy.practice_name or name
    day_queue = queue(practice, log, day)
    words = _Words(practice, day, practice_name, initials)
    message = voicemail(practice_name, practice.policy.practice_phone)
    return CallSheets(
        practice_name=practice_name,
        voicemail=f"“{message}” {NOT_ON_VOICEMAIL}",
        day=day,
        exported=practice.exported,
        calls=tuple(words.call(row) for row in day_queue.for_today),
        notes=day_queue.notes,
    )


@dataclass(frozen=True)
class _Words:
    """What a day's rows are told from."""

    practice: Practice
    day: date
    practice_name: str
    initials: bool

    def call(self, row: HouseholdRow) -> Call:
        """One row."""
        lead = row.lead
        called = identity.initials if self.initials else identity.names
        family = [other.person for other in row.others]
        name, speaks, *named = called(
            self.practice, [lead.person, lead.speak_to, *family, *row.stopped]
        )
        others = zip(row.others, named[: len(family)], strict=True)
        stopped = named[len(family) :]

        speak_to = ""
        about = None
        if lead.speak_to != lead.person:
            speak_to = speaks
            about = name
        if lead.phone:
            phone = phones.written(lead.phone)
            opening = self.opening(lead, speaks, about)
        else:
            phone = _OTHERWISE[lead.channel]
            opening = ""
        return Call(
            patient_id=lead.patient_id,
            name=name,
            age=age(self.practice, lead.person, self.day),
            speak_to=speak_to,
            phone=phone,
            promised=self.promised(row),
            taken=self.taken(row),
            why=tuple(part.sentence for part in lead.reasons),
            others=tuple(self.other(other, who) for other, who in others),
            stopped=", ".join(stopped),
            before=self.before(row),
            opening=opening,
        )

    def taken(self, row: HouseholdRow) -> str:
        """Who else has the row open; "" for nobody."""
        if not row.taken_until:
            return ""
        name = self.staff(row.taken_by or "")

        return f"{name or 'Somebody else'} has this row open now."

    def staff(self, name: str) -> str:
        """Somebody who works here; "" for nobody."""
        if name and self.initials:
            return identity.shortened(name)
        return name

    def opening(self, lead: Candidate, speak_to: str, about: str | None) -> str:
        """What to say first; the caller says their own name."""
        reason = opening_reason(lead)
        words = script(
            reason,
            caller="",
            practice_name=self.practice_name,
            practice_phone="",
            speak_to=speak_to,
            about=about,
        )
        return words.opening

    def other(self, row: Candidate, name: str) -> str:
        """Who else is due, and the reason that weighs most."""
        years = age(self.practice, row.person, self.day)
        who = ", ".join(filter(None, (name, years)))
        why = row.weightiest.sentence

        return f"{who}: {why}"

    def promised(self, row: HouseholdRow) -> str:
        """The call-back that is due, and whose it is."""
        if row.call_back_on is None:
            return ""
        by = ""
        if row.call_back_by:
            by = f"; {self.staff(row.call_back_by)} took it"
        day = formatting.day(row.call_back_on)
        return f"Asked to be called back on {day}{by}."

    def before(self, row: HouseholdRow) -> str:
        """The last contact with anyone of the household, and which attempt this is."""
        attempt = f"Attempt {row.attempt} of {row.most}."
        last = row.last
        if last is None:
            return f"{NO_CONTACT} {attempt}"

        whose = ""
        if last.patient_id != row.lead.patient_id:
            whose = " with another of the household"
        outcome = ""
        if last.outcome:
            outcome = f": {OUTCOME[last.outcome].title.lower()}"
        by = ""
        if last.by:
            by = f" ({self.staff(last.by)})"
        day = formatting.day(last.day)

        return f"Last contact{whose} {day}{outcome}{by}. {attempt}"
