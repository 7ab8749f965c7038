"""Headings of a patient list that speak of death, of refusing contact or of a next
visit, in any spelling.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from retention.practice.forbidden import ALL


class Topic(StrEnum):
    """What a heading speaks of."""

    DEATH = "death"
    REFUSAL = "refusal"
    NEXT_VISIT = "next visit"


class Says(StrEnum):
    """What a yes under a heading means, as far as the heading alone tells it."""

    SO = "so"  # they died; their next visit
    REFUSES = "refuses"
    ALLOWS = "allows"
    CODED = "coded"  # Open Dental's numbers: 0 nobody asked, 1 allows, 2 refuses
    FLAGS = (
        "flags"  # “Privacy Flags”: 0 is none, and what the others forbid is not known
    )
    UNCLEAR = "unclear"
    # “Text Reminders”: unclear where nothing but yes and no stands under it, else about
    # something else
    MAYBE = "maybe"


@dataclass(frozen=True)
class Meaning:
    """What a heading speaks of, what a yes under it means, and the ways of contact that
    it is about.
    """

    topic: Topic
    says: Says = Says.SO
    ways: tuple[str, ...] = (ALL,)


_CODED = ("txtmsgok", "shortcodeoptin")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FILL = (
    "is has was be to by via for from all any the of on at in through and or please if "
    "patient pt pat patients client person flag ind indicator status yn date datetime "
    "dt day time marked as"
)


def key_of_heading(heading: str) -> str:
    """A heading without case, blanks and signs, as it is known by from export to
    export.
    """
    return re.sub(r"[\W_]", "", heading).lower()


_CONTACT = re.compile(r"contact(?:ing)?|comm(?:unication)?")
_WISH = re.compile(r"pref(?:er|erred|erence)?|note|comment|remark|instruction|alert")


def meaning_of(heading: str) -> Meaning | None:
    """What a heading speaks of, None where it is none of these."""
    apart = _CAMEL.sub(" ", re.sub(r"['’]", "", heading)).lower()
    words = tuple(re.findall(r"[^\W\d_]+", apart))
    return _of_words(words) if words else None


def is_about_contact(heading: str) -> bool:
    """Whether a heading tells how, or whether, somebody wants to be contacted.

    It says neither yes nor no itself, as `Contact Notes` or `Preferred Contact`: what
    stands below it does.
    """
    apart = _CAMEL.sub(" ", heading).lower()
    words = [word.removesuffix("s") for word in re.findall(r"[^\W\d_]+", apart)]
    return any(map(_CONTACT.fullmatch, words)) and any(map(_WISH.fullmatch, words))


@cache
def _of_words(words: tuple[str, ...]) -> Meaning | None:
    whole = "".join(words)
    return _death(words, whole) or _next_visit(words, whole) or _refusal(words, whole)


def _any(words: str | Iterable[str]) -> str:
    return "|".join(words.split() if isinstance(words, str) else words)


_DEATH = re.compile(
    rf"(?:{_any(_FILL)})*(?:deceased|decd|death|died|dead|dod)(?:{_any(_FILL)})*"
)
_OF_DEATH = re.compile(r"deceas|death|passedaway|obituar|demise")


def _death(words: tuple[str, ...], whole: str) -> Meaning | None:
    if _DEATH.fullmatch(whole):
        return Meaning(Topic.DEATH)
    if (
        _OF_DEATH.search(whole)
        or {"decd", "died", "dead", "dod", "rip"} & {*words}
        or whole == "expired"
    ):
        return Meaning(Topic.DEATH, Says.UNCLEAR)
    return None


_VISIT = (
    "visits visit appointments appointment appoint appts appt apts apt bookings booking"
)
_AHEAD = "next upcoming future"
_BETWEEN = (
    f"{_FILL} scheduled sched booked regular preventive hygiene hyg dental recall"
)
_NEXT = re.compile(
    rf"(?:{_any(_BETWEEN)})*(?:{_any(_AHEAD)})(?:{_any(_BETWEEN)})*(?:{_any(_VISIT)})(?:{_any(_BETWEEN)})*"
)
_OF_VISIT = re.compile(r"visit|appoint|appt|^apt|apt$|book")
_OF_WORK = re.compile(r"sched|hyg|clean|exam|prophy|checkup|seen|seeing|coming")
_BOOKED = re.compile(
    rf"(?:{_any(_FILL)}|an|a|appointment|appt|apt|visit)*(?:booked|scheduled|booking|appointment|appt|apt)"
    rf"(?:{_any(_FILL)}|booked|scheduled)*"
)


def _next_visit(words: tuple[str, ...], whole: str) -> Meaning | None:
    """A day that is plainly the next visit's, or words beside it; the day of a recall
    alone is none.
    """
    if _NEXT.fullmatch(whole):
        return Meaning(Topic.NEXT_VISIT)

    is_ahead = bool({*_AHEAD.split()} & {*words}) or whole.startswith("next")
    is_recall = re.search(r"recall|recare|continuing|due", whole)
    if is_ahead and (
        _OF_VISIT.search(whole) or (_OF_WORK.search(whole) and not is_recall)
    ):
        return Meaning(Topic.NEXT_VISIT, Says.UNCLEAR)
    return Meaning(Topic.NEXT_VISIT, Says.UNCLEAR) if _BOOKED.fullmatch(whole) else None


_REFUSING = "refuse"
_ALLOWING = "allow"
_WAY = "way"
_ALONE = "alone"
_OTHER = "other"
_WAYS: Mapping[str, str] = {
    "text": "text texts texting texted txt txts txtmsg txtmsgs textmsg textmsgs "
    "textmessage textmessages textmessaging sms",
    "email": "email emails emailing emailed",
    "mail": (
        "mail mails mailing mailings mailed postalmail regularmail letter letters "
        "postcard postcards postal post"
    ),
    "phone": (
        "phone phones phoned phonecall phonecalls telephone call calls calling called "
        "voice voicemail voicemails"
    ),
    ALL: "contact contacts contacted contacting recall recalls recalled recare "
    "marketing market communication communications communicate message messages "
    "messaging reminder reminders newsletter newsletters promotion promotions "
    "promotional promos solicitation solicitations solicit solicited disturb "
    "outreach notification notifications survey surveys",
}
_KINDS: Mapping[str, str] = {
    _ALONE: (
        "optout optsout optedout optingout unsubscribe unsubscribed unsubscribes "
        "unsub dnc dnd"
    ),
    _REFUSING: "donot dont doesnot doesnt mustnot maynot shouldnot cannot cant "
    "nolonger never not no stop stopped refuse refuses refused refusal "
    "decline declines declined block blocked exclude excluded suppress "
    "suppressed remove removed",
    _ALLOWING: "ok okay may can allow allows allowed permit permits permitted "
    "permission permissions consent consents consented receive receives "
    "accept accepts accepted optin optsin optedin subscribe subscribes "
    "subscribed want wants wanted agree agrees agreed use uses get gets",
    _OTHER: (
        f"{_FILL} send leave list lists auto automated cell mobile home work office "
        "appointment appt"
    ),
}
_LEXICON: Mapping[str, str] = {
    **{word: kind for kind, texts in _KINDS.items() for word in texts.split()},
    **{word: _WAY for texts in _WAYS.values() for word in texts.split()},
}
_LONGEST = max(map(len, _LEXICON))
_WAY_OF: Mapping[str, str] = {
    word: way for way, texts in _WAYS.items() for word in texts.split()
}
_IN = ("optin", "optsin", "optedin", "subscribe", "subscribes", "subscribed")
_WEAK = ("may", "can", "use", "uses", "get", "gets", "no")
_NOT_OF_CONTACT = re.compile(
    r"treat|surg|photo|xray|sedat|anesth|financ|insur|form|sign|hipaa|notice|policy|practice|document|procedure"
)


def _refusal(words: tuple[str, ...], whole: str) -> Meaning | None:
    if whole in _CODED:
        return Meaning(Topic.REFUSAL, Says.CODED, ("text",))

    parts = _parts(whole)
    if parts is not None:
        return _plainly(parts)
    if not _may_refuse(words, whole):
        return None
    return Meaning(
        Topic.REFUSAL,
        Says.FLAGS if re.search(r"privacy|restrict", whole) else Says.UNCLEAR,
    )


@cache
def _parts(text: str) -> tuple[str, ...] | None:
    """The words of the lexicon that a text is made of without a gap, the longest first;
    None for another text.
    """
    if not text:
        return ()

    for size in range(min(_LONGEST, len(text)), 0, -1):
        if text[:size] in _LEXICON and (rest := _parts(text[size:])) is not None:
            return (text[:size], *rest)
    return None


def _plainly(parts: tuple[str, ...]) -> Meaning | None:
    """What a heading says that is made of known words alone; a “no” behind what it
    belongs to is a number.
    """
    kinds = [_LEXICON[part] for part in parts]
    refuses = [
        kind in (_REFUSING, _ALONE)
        and (part != "no" or kinds[at + 1 : at + 2] in ([_ALLOWING], [_WAY]))
        for at, (part, kind) in enumerate(zip(parts, kinds, strict=True))
    ]
    if _ALONE in kinds and any(part in _IN for part in parts):
        return Meaning(Topic.REFUSAL, Says.UNCLEAR)  # “Opt In / Opt Out”
    if any(refuses) and (_WAY in kinds or _ALONE in kinds):
        return Meaning(Topic.REFUSAL, Says.REFUSES, _ways(parts))
    if _ALLOWING in kinds and (_WAY in kinds or any(part in _IN for part in parts)):
        return Meaning(Topic.REFUSAL, Says.ALLOWS, _ways(parts))
    if any("consent" in part or "permission" in part for part in parts):
        return Meaning(Topic.REFUSAL, Says.UNCLEAR)
    return Meaning(Topic.REFUSAL, Says.MAYBE) if _WAY in kinds else None


def _ways(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The ways of contact named; “contact” is every way, unless it says by which."""
    found = [_WAY_OF[part] for part in parts if part in _WAY_OF]
    narrow = tuple(dict.fromkeys(way for way in found if way != ALL))
    is_any = any("contact" in part for part in parts) and not {
        "by",
        "via",
        "through",
    } & {*parts}
    return narrow if narrow and not is_any else (ALL,)


_MAY_REFUSE = re.compile(
    r"optout|optedout|unsubscri|donot(?:contact|call|text|sms|mail|email|recall|send|phone|market|leave|disturb)|"
    r"contactrestrict|restrictedcontact"
)


def _may_refuse(words: tuple[str, ...], whole: str) -> bool:
    """Whether a heading with further words speaks of refusing or allowing contact; what
    is a yes there is not known.
    """
    kinds = {_LEXICON.get(word, "") for word in words if word not in _WEAK}
    if (
        _MAY_REFUSE.search(whole)
        or _ALONE in kinds
        or any(word == "optin" for word in _pairs(words))
    ):
        return True

    says_who_may = any(word.startswith(("authori", "restrict")) for word in words)
    if _WAY in kinds and ({_REFUSING, _ALLOWING} & kinds or says_who_may):
        return True
    if any(
        first in _WEAK and _LEXICON.get(then) == _WAY for first, then in pairwise(words)
    ):
        return True

    is_of_consent = any(word.startswith(("consent", "privacy")) for word in words)
    return is_of_consent and not _NOT_OF_CONTACT.search(whole)


def _pairs(words: tuple[str, ...]) -> set[str]:
    """Words, and each two that follow each other as one."""
    return {*words, *(first + then for first, then in pairwise(words))}
