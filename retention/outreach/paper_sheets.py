"""Call sheets: what the day's queue still holds, in words, to be worked on paper, one
household at a time.
"""

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
    """The rows of `queue(…).for_today`; with `initials` nobody is named.

    `name` is the practice's where its settings hold none."""
    said = practice.policy.practice_name or name
    found = queue(practice, log, day)
    words = _Words(practice, day, said, initials)
    message = voicemail(said, practice.policy.practice_phone)
    return CallSheets(
        practice_name=said,
        voicemail=f"“{message}” {NOT_ON_VOICEMAIL}",
        day=day,
        exported=practice.exported,
        calls=tuple(words.call(row) for row in found.for_today),
        notes=found.notes,
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
        others = named[: len(family)]
        stopped = named[len(family) :]
        is_minor = lead.speak_to != lead.person
        return Call(
            patient_id=lead.patient_id,
            name=name,
            age=age(self.practice, lead.person, self.day),
            speak_to=speaks if is_minor else "",
            phone=phones.written(lead.phone)
            if lead.phone
            else _OTHERWISE[lead.channel],
            promised=self.promised(row),
            taken=(
                f"{self.staff(row.taken_by or '') or 'Somebody else'} has this row "
                "open now."
            )
            * bool(row.taken_until),
            why=tuple(part.sentence for part in lead.reasons),
            others=tuple(
                self.other(one, who)
                for one, who in zip(row.others, others, strict=True)
            ),
            stopped=", ".join(stopped),
            before=self.before(row),
            opening=self.opening(lead, speaks, name if is_minor else None)
            if lead.phone
            else "",
        )

    def staff(self, name: str) -> str:
        """Somebody who works here; "" for nobody."""
        return identity.shortened(name) if name and self.initials else name

    def opening(self, lead: Candidate, speak_to: str, about: str | None) -> str:
        """What to say first; the caller says their own name."""
        said = {
            "caller": "",
            "practice_name": self.practice_name,
            "practice_phone": "",
            "speak_to": speak_to,
        }
        return script(opening_reason(lead), **said, about=about).opening

    def other(self, row: Candidate, name: str) -> str:
        """Who else is due, and the reason that weighs most."""
        who = ", ".join(filter(None, (name, age(self.practice, row.person, self.day))))
        return f"{who}: {row.weightiest.sentence}"

    def promised(self, row: HouseholdRow) -> str:
        """The call-back that is due, and whose it is."""
        if row.call_back_on is None:
            return ""
        by = f"; {self.staff(row.call_back_by)} took it" if row.call_back_by else ""
        return f"Asked to be called back on {formatting.day(row.call_back_on)}{by}."

    def before(self, row: HouseholdRow) -> str:
        """The last contact with anyone of the household, and which attempt this is."""
        attempt = f"Attempt {row.attempt} of {row.most}."
        if row.last is None:
            return f"{NO_CONTACT} {attempt}"
        outcome = (
            f": {OUTCOME[row.last.outcome].title.lower()}" if row.last.outcome else ""
        )
        by = f" ({self.staff(row.last.by)})" if row.last.by else ""
        whose = (
            ""
            if row.last.patient_id == row.lead.patient_id
            else " with another of the household"
        )
        return (
            f"Last contact{whose} {formatting.day(row.last.day)}{outcome}{by}. "
            f"{attempt}"
        )
