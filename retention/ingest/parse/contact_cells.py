"""Cells under headings of death, refusal and next visit: read where they are plain,
else asked about.

What stays without an answer forbids contact: of whoever has such a cell, in every list
and file.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retention.ingest.parse import dates, values
from retention.ingest.parse.contact_headings import Meaning, Says, Topic, key_of_heading
from retention.ingest.parse.parsers import peek_days
from retention.ingest.parse.sheet import Sheet
from retention.ingest.questions import Question
from retention.practice.forbidden import DECEASED, REFUSES, UNEXPLAINED, Forbidden

_UNKNOWN = "unknown"
_NOTHING = "nothing"
_DIED = "deceased"
_REFUSED = "refused"
_ALLOWED = "allowed"
_NEXT = "next_visit"
_ANSWERS: Mapping[Topic, tuple[str, ...]] = {
    Topic.DEATH: (_DIED, _NOTHING, _UNKNOWN),
    Topic.REFUSAL: (_REFUSED, _ALLOWED, _NOTHING, _UNKNOWN),
    Topic.NEXT_VISIT: (_NEXT, _NOTHING, _UNKNOWN),
}
_ASK: Mapping[Topic, str] = {
    Topic.DEATH: "Does a word under “{heading}” mean that the patient has died?",
    Topic.REFUSAL: (
        "Does a yes under “{heading}” mean that the patient refuses contact, or that "
        "they allow it?"
    ),
    Topic.NEXT_VISIT: (
        "Is the day under “{heading}” the day of the patient's next visit?"
    ),
}
_SHOWN = 3
_SAY = "is a word nobody has explained: whoever has it is not contacted"


def _word_set(texts: str) -> frozenset[str]:
    """Words, as cells are compared with them."""
    return frozenset(texts.split())


_NO = _word_set("none nil na notset nodate null off unchecked")
_BY_TOPIC: Mapping[Topic, tuple[frozenset[str], frozenset[str]]] = {
    Topic.DEATH: (
        _word_set("deceased dead died decd"),
        _NO | _word_set("alive living"),
    ),
    Topic.REFUSAL: (_word_set("on checked"), _NO),
    Topic.NEXT_VISIT: (
        frozenset(),
        _NO | _word_set("notscheduled unscheduled nonescheduled notbooked"),
    ),
}
"""Further words for yes and for no, by what the heading speaks of."""
_REFUSAL = _word_set(
    "optout optedout unsubscribed refused refuses declined donotcontact donotcall "
    "donottext donotmail donotemail dnc stop blocked denied revoked withdrawn "
    "notallowed noconsent"
)
_CONSENT = _word_set(
    "optin optedin subscribed allowed consented consent accepted granted agreed"
)
_CODED_NO = _word_set("2 no n false")
_CODED_YES = _word_set("0 unknown 1 yes y true")


@dataclass(frozen=True)
class _Cells:
    """Which of the distinct texts under a heading say yes, say no, or hold a day; empty
    cells are none of these.

    `refuses` and `allows` are words that say so under any heading of contact.
    """

    texts: pa.Array
    filled: np.ndarray
    yes: np.ndarray
    no: np.ndarray
    day: np.ndarray
    refuses: np.ndarray
    allows: np.ndarray

    def among(self, words: Collection[str]) -> np.ndarray:
        """Which texts are one of those words."""
        return _among(self.texts, words)

    @property
    def none(self) -> np.ndarray:
        """No text at all."""
        return np.zeros(len(self.texts), bool)


@dataclass(frozen=True)
class Found:
    """What a heading says: the lines it gives, by row, and the days of a next visit
    (NaT for none).
    """

    lines: Mapping[int, Forbidden]
    next_visit: np.ndarray


def read_heading(
    sheet: Sheet,
    header: str,
    meaning: Meaning,
    booked: np.ndarray,
    *,
    is_read: bool = False,
) -> Found:
    """What the cells under a heading say of each row.

    `booked` are rows whose next visit is known: of them words beside it say nothing
    more. `is_read` says that the layout reads days of next visits from this column
    itself.
    """
    cells = _cells(sheet, header, meaning.topic)
    acts, opened = _base(cells, meaning)
    known = booked if meaning.topic is Topic.NEXT_VISIT else np.zeros(len(sheet), bool)
    rows = _rows(sheet, header, opened) & ~known
    key = f"heading.patient.{key_of_heading(header)}"
    if rows.any() or sheet.asking.is_answered(key):
        because = _because(sheet, header, rows)
        said = sheet.asking.answer(
            _question(key, sheet.written(header), meaning.topic, because)
        )
        acts, opened = _answered(cells, acts, opened, said)
        rows = _rows(sheet, header, opened) & ~known
        if rows.any():
            sheet.tell(header, _counted(sheet, header, rows), _SAY)
    return _found(sheet, header, meaning, acts, rows, is_read=is_read)


def _question(key: str, heading: str, topic: Topic, because: str) -> Question:
    ask = _ASK[topic].format(heading=heading)
    until = (
        "Until you say so, whoever has a word there that we do not understand is not "
        "contacted at all."
    )
    return Question(key, f"{ask} {until}", _UNKNOWN, _ANSWERS[topic], (because,))


def _cells(sheet: Sheet, header: str, topic: Topic) -> _Cells:
    texts, _ = sheet.distinct(header)
    read, neither = values.flags(texts)
    is_flag = values.filled(texts) & ~neither
    is_yes = values.truth(read)
    more_yes, more_no = (_among(texts, words) for words in _BY_TOPIC[topic])
    yes = is_flag & is_yes | more_yes
    no = (is_flag & ~is_yes | more_no | _no_day(texts, topic)) & ~yes
    day = ~np.isnat(peek_days(texts, sheet.format(header))) & ~yes & ~no
    refuses, allows = (
        _among(texts, words) & ~yes & ~no for words in (_REFUSAL, _CONSENT)
    )
    return _Cells(texts, values.filled(texts), yes, no, day, refuses, allows)


def _among(texts: pa.Array, words: Collection[str]) -> np.ndarray:
    folded = [
        re.sub(r"['’]", "", values.word(text)) if text else ""
        for text in texts.to_pylist()
    ]
    return np.array([text in words for text in folded], bool)


def _no_day(texts: pa.Array, topic: Topic) -> np.ndarray:
    """Texts that say that there is no day (0001-01-01); where the next visit should
    stand, “TBD” and “?” say it too.
    """
    moments, unread = dates.moments(texts, dates.MONTH_FIRST)
    none = np.isnat(moments) & ~unread & values.filled(texts)
    return none if topic is Topic.NEXT_VISIT else none & ~values.says_nothing(texts)


def _base(cells: _Cells, meaning: Meaning) -> tuple[np.ndarray, np.ndarray]:
    """Which texts act by what is plain (they died, they refuse, a next visit), and
    which are open.
    """
    is_plain = meaning.says is Says.SO
    if meaning.topic is Topic.REFUSAL:
        acts, plain = _of_refusal(cells, meaning.says)
    elif meaning.topic is Topic.DEATH:
        acts = cells.yes | cells.day if is_plain else cells.none
        plain = cells.no
    else:
        acts = cells.day if is_plain else cells.none
        plain = cells.no
    return acts, cells.filled & ~acts & ~plain


def _of_refusal(cells: _Cells, says: Says) -> tuple[np.ndarray, np.ndarray]:
    """Which texts plainly refuse, and which plainly do not."""
    if says is Says.REFUSES:
        return cells.yes | cells.day | cells.refuses, cells.no | cells.allows
    if says is Says.ALLOWS:
        return cells.no & ~cells.among(_NO) | cells.refuses, cells.yes | cells.allows
    if says is Says.CODED:
        return cells.among(_CODED_NO), cells.among(_CODED_YES)
    if says is Says.MAYBE:
        known = cells.yes | cells.no | cells.refuses | cells.allows
        return cells.none, ~(cells.no | cells.refuses) | (cells.filled & ~known).any()
    return cells.none, cells.no if says is Says.FLAGS else cells.none


def _answered(
    cells: _Cells, acts: np.ndarray, opened: np.ndarray, said: str
) -> tuple[np.ndarray, np.ndarray]:
    """The same by the practice's answer: words nobody could read say what the answer
    says of the column.
    """
    by_answer = {
        _NOTHING: (cells.none, cells.none),
        _DIED: (cells.filled & ~cells.no, cells.none),
        _REFUSED: (cells.filled & ~cells.no & ~cells.allows, cells.none),
        _ALLOWED: (cells.filled & ~cells.yes & ~cells.allows, cells.none),
        _NEXT: (cells.day, cells.filled & ~cells.day & ~cells.no),
    }
    return by_answer.get(said, (acts, opened))


def _rows(sheet: Sheet, header: str, which: np.ndarray) -> np.ndarray:
    return values.truth(sheet.spread(header, pa.array(which)))


def _counted(sheet: Sheet, header: str, rows: np.ndarray) -> dict[str, int]:
    """Rows by text, of those rows, the most frequent first."""
    found = sheet.text(header).filter(pa.array(rows)).value_counts()
    counts = zip(
        found.field("values").to_pylist(),
        found.field("counts").to_pylist(),
        strict=True,
    )
    return dict(sorted(counts, key=lambda one: (-one[1], one[0])))


def _because(sheet: Sheet, header: str, rows: np.ndarray) -> str:
    counts = _counted(sheet, header, rows)
    words = ", ".join(
        f"“{text}” ({count:,})" for text, count in list(counts.items())[:_SHOWN]
    )
    where = (
        f"“{sheet.faults.file}”, column “{sheet.written(header)}”: rows with a word "
        f"there: {int(rows.sum()):,}"
    )
    return f"{where}: {words}" if words else where


def _found(
    sheet: Sheet,
    header: str,
    meaning: Meaning,
    acts: np.ndarray,
    rows: np.ndarray,
    *,
    is_read: bool,
) -> Found:
    texts, at = sheet.distinct(header)
    acting = _rows(sheet, header, acts)
    name = sheet.written(header)
    lines = {int(row): Forbidden(name, UNEXPLAINED) for row in np.flatnonzero(rows)}
    days = peek_days(texts, sheet.format(header))
    days = np.where(acts, days, np.datetime64("NaT", "D"))
    by_row = days if at is None else days[at.to_numpy(zero_copy_only=False)]
    if meaning.topic is Topic.NEXT_VISIT:
        return Found(
            lines, np.full(len(sheet), np.datetime64("NaT", "D")) if is_read else by_row
        )

    for row in np.flatnonzero(acting):
        day = by_row[row].item()
        died = meaning.topic is Topic.DEATH
        lines[int(row)] = (
            Forbidden(name, DECEASED, day=day)
            if died
            else Forbidden(name, REFUSES, meaning.ways)
        )
    return Found(lines, np.full(len(sheet), np.datetime64("NaT", "D")))
