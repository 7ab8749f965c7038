"""Lists with people in them that are not the practice's patients: told by their
headings, and asked about.

A list of leads names people who asked for something through a form or an advertisement.
Ledgers, waiting lists, prescriptions and the like name patients, and their words are of
something else: read as the list of patients, the status of an invoice would be that of
a person.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from retention.ingest.parse import values
from retention.ingest.problems import ProblemLog
from retention.ingest.questions import Asking, Question
from retention.ingest.read.headers import fold
from retention.ingest.recognise.detect import Passed
from retention.ingest.recognise.layouts import Layout
from retention.ingest.recognise.open import Opened
from retention.ingest.systems.generic import PATIENT_IDS, PATIENTS, WHO

LEFT_OUT = Layout("other_list", "A list that is not of patients", None, ())
"""What a list is that the practice says is not of its patients."""
_NO = "no"
_YES = "yes"
_SHOWN = 6  # headings named in a question
# of the rows that have a patient number which another row has; a list of patients has
# each once
_SHARE = 0.05
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_Words = frozenset[str]


def _all(text: str) -> _Words:
    return frozenset(text.split())


def _any(*texts: str) -> tuple[_Words, ...]:
    return tuple(map(_all, texts))


_BY_FORM = _any(
    "ad id",
    "ad name",
    "adset",
    "adgroup",
    "ad group",
    "campaign",
    "form id",
    "form name",
    "lead id",
    "lead status",
    "lead source",
    "lead owner",
    "leadgen",
    "lifecycle",
    "gclid",
    "fbclid",
    "utm",
    "user agent",
    "user ip",
    "source url",
    "page url",
    "landing page",
    "entry id",
    "entry date",
    "is organic",
    "submission",
    "submitted",
    "contact owner",
    "original source",
    "inquiry",
    "enquiry",
)
"""Words of headings that only a list of leads has: each is enough."""
_FROM = _any(
    "source",
    "platform",
    "medium",
    "channel",
    "form",
    "website",
    "url",
    "keyword",
    "message",
    "subject",
)
_MOMENT = _any(
    "timestamp", "created", "date", "time", "datetime", "received", "requested"
)
_NOT_THEIR_MOMENT = _all(
    "birth birthdate born visit appointment appt recall recare payment procedure"
)
_REACH = _any("phone", "mobile", "cell", "telephone", "tel", "email", "e mail")
_BIRTH = _any("birth", "birthdate", "birthday", "dob", "born")
_OF_PATIENTS = _any(
    "last visit",
    "first visit",
    "next visit",
    "next appointment",
    "guarantor",
    "chart",
    "recall",
    "recare",
    "hygienist",
    "patient id",
    "patient number",
    "patient no",
    "patient num",
    "patient code",
    "patient acct",
)

_THINGS = _all(
    "plan invoice prescription rx claim transaction tran payment receipt estimate "
    "order lab case visit appointment appt booking procedure proc treatment recall "
    "waitlist statement charge message call letter ticket"
)
_NUMBERS = _all("id number no num")
_ROWS_OF_ELSE = _any(
    "charge",
    "charges",
    "debit",
    "debits",
    "credits",
    "payment",
    "payments",
    "invoice",
    "prescription",
    "rx",
    "drug",
    "medication",
    "dosage",
    "dose",
    "refill",
    "refills",
    "tooth",
    "surface",
    "waitlist",
    "wait list",
    "waiting",
)
"""Words of headings that no list of patients has: each is enough."""
_SOUNDS_ELSE = _any(
    "requested",
    "request",
    "priority",
    "urgency",
    "recall type",
    "recare type",
    "care type",
    "interval",
    "remind",
    "reminders",
    "description",
    "start date",
    "end date",
    "issued",
    "issue date",
    "expires",
    "quantity",
    "qty",
    "total",
    "fee",
    "price",
    "cost",
    "amount",
    "preferred time",
    "preferred day",
)
_PAYMENT_PLAN = frozenset({"payment", "plan"})
_STANDING = _all(
    "last next first insurance ins discount membership member carrier policy primary "
    "secondary prim sec balance schedule method terms"
)
"""Words of headings that say how it stands with a patient, whatever else they name."""
_ALONE = frozenset(
    {"date", "day", "id"}
)  # whole headings: a row has a day, or a number beside the patient's
_ONE_PERSON = ("birth_date", "address_1", "household_id", "first_visit_reported")
"""Columns of a list with one row a patient, beside which a heading may sound like
another list's.
"""
_WHO = {fold(name) for name in WHO} - {"lastvisitreported"}


def lead_headings(headings: Iterable[str]) -> tuple[str, ...]:
    """The headings that show a list of people who asked for something; none where it is
    another list.

    Such a list has a phone or an e-mail, and nothing that only a practice knows of its
    patients.
    """
    named = {heading: _words(heading) for heading in headings}
    if _has_number(named) or _with(named, _OF_PATIENTS) or not _with(named, _REACH):
        return ()
    if by_form := _with(named, _BY_FORM):
        return by_form

    moments = [
        one for one in _with(named, _MOMENT) if not named[one] & _NOT_THEIR_MOMENT
    ]
    came_from = _with(named, _FROM)
    return (
        (*came_from, *moments)
        if moments and came_from and not _with(named, _BIRTH)
        else ()
    )


def other_headings(headings: Iterable[str], columns: Iterable[str]) -> tuple[str, ...]:
    """The headings that speak of something else than who a patient is; `columns` are
    those of the patients' table that the list has.
    """
    named = {heading: _words(heading) for heading in headings}
    of_rows = {
        one: words
        for one, words in named.items()
        if not words & _STANDING and not words >= _PAYMENT_PLAN
    }
    numbered = [
        one for one, words in of_rows.items() if words & _THINGS and words & _NUMBERS
    ]
    found = dict.fromkeys([*numbered, *_with(of_rows, _ROWS_OF_ELSE)])
    if not found and not set(columns) & set(_ONE_PERSON):
        alone = [
            one
            for one in named
            if fold(one) in _ALONE and (fold(one) != "id" or _has_number(named))
        ]
        found = dict.fromkeys([*alone, *_with(of_rows, _SOUNDS_ELSE)])
    return tuple(found)


def _has_number(named: Iterable[str]) -> bool:
    """Whether a heading is one under which systems write a patient's number."""
    numbers = {fold(name) for name in PATIENT_IDS}
    headings = {fold(name) for name in named}
    return not numbers.isdisjoint(headings)


def _words(heading: str) -> _Words:
    """The words of a heading, in lower case."""
    words = _WORDS.findall(heading)
    return frozenset(word.lower() for word in words)


def _with(named: dict[str, _Words], groups: Sequence[_Words]) -> tuple[str, ...]:
    """The headings that have all words of one of the groups."""
    return tuple(
        heading
        for heading, words in named.items()
        if any(group <= words for group in groups)
    )


def patients_or_left_out(file: Opened, asking: Asking) -> Opened | Passed:
    """A list of patients; one that looks like another list is left out unless the
    practice says that it is of its patients.

    What people said of its columns by hand is such a yes.
    """
    if file.layout.fingerprint is not None:
        return file

    question = _question(file)
    if question is None or asking.answer(question) == _YES:
        return file

    faults = ProblemLog(file.source.name)
    say = (
        "is left out: load the list of patients, or say what the columns of this "
        "one are"
    )
    faults.add(0, "", LEFT_OUT.title, say)
    return Passed(file.source, LEFT_OUT, faults)


def _question(file: Opened) -> Question | None:
    """What is to be asked of a list, with what speaks against its being of patients;
    None where nothing does.
    """
    headings = tuple(file.headings)
    leads = lead_headings(headings)
    if leads:
        ask = (
            "“{file}” looks like people who asked for something. Are all of them "
            "patients of the practice?"
        )
        return _ask(file, headings, ask, [_named(leads)])

    against = list(_against(file, headings)) if file.layout.key == PATIENTS.key else []
    ask = (
        "“{file}” looks like a list of something else. Is it the list of the "
        "practice's patients?"
    )
    return _ask(file, headings, ask, against) if against else None


def _against(file: Opened, headings: Sequence[str]) -> Iterable[str]:
    columns = set(file.candidates)
    if others := other_headings(headings, columns):
        yield _named(others)
    if "status" in columns and _WHO.isdisjoint(map(fold, (*columns, *headings))):
        yield (
            "It has a status, and neither a name, nor a birth date, nor a way to "
            "reach anybody."
        )
    again = _repeated(file)
    if again > _SHARE * len(file.sheet):
        yield (
            f"Rows with a patient number that another row has: {again:,} of "
            f"{len(file.sheet):,}"
        )


def _repeated(file: Opened) -> int:
    """How many rows have a patient number that a row before them has."""
    _, header = file.candidates["id"][0]
    texts = file.sheet.text(header)
    numbers, _ = values.ids(texts)
    ids = numbers.drop_null()
    return len(ids) - len(ids.unique())


def _named(headings: Sequence[str]) -> str:
    quoted = [f"“{heading}”" for heading in headings[:_SHOWN]]
    shown = ", ".join(quoted)
    return f"Its columns: {shown}"


def _ask(
    file: Opened, headings: Sequence[str], ask: str, because: Sequence[str]
) -> Question:
    """The question, under a key of these very headings: a yes to one list is none to
    another.
    """
    folded = sorted(map(fold, headings))
    content = "\x1f".join(folded)
    sign = hashlib.sha256(content.encode()).hexdigest()[:8]
    key = f"patients.{file.layout.key}.{sign}"
    words = ask.format(file=file.source.name)
    return Question(key, words, _NO, (_NO, _YES), tuple(because))
