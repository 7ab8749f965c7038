"""Words that no layout knows: asked where figures depend on them, unknown until
somebody says what they mean.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from retention.core import schema
from retention.ingest.parse.values import in_key, word
from retention.ingest.questions import Asking, ask_word

UNKNOWN = "unknown"
DO_NOT_CONTACT = "do_not_contact"
"""An answer about a patient's status: they asked not to be contacted, and their status
stays unknown.
"""
_STATUS = "status"
CONSENTS = ("phone_ok", "text_ok", "email_ok", "mail_ok")
_PATIENT = schema.PATIENT.name
MOST = 12
"""Words of one column that are asked about at a time, the most frequent first."""


@dataclass(frozen=True)
class WordsOfColumn:
    """Where words stand: file and header, and which column of which table they fill."""

    file: str
    header: str
    table: str
    columns: Iterable[str]

    @property
    def asked(self) -> str | None:
        """The column, where it is one whose words are asked about: a status, or a
        consent.
        """
        return next(
            (
                column
                for column in self.columns
                if column == _STATUS or column in CONSENTS
            ),
            None,
        )


def ask_words(
    place: WordsOfColumn, counts: Mapping[str, int], asking: Asking
) -> dict[str, str]:
    """What the practice says unknown words mean: the answer by word, without those that
    stay unknown.

    `counts` are rows by word as it is written. Of many, the most frequent that nobody
    has explained are asked about.
    """
    column = place.asked
    if not place.table or column is None:
        return {}

    rows = Counter[str]()
    written = dict[str, str]()
    for text, count in counts.items():
        rows[word(text)] += count
        written.setdefault(word(text), text)
    said = {}
    left = MOST
    for one, count in rows.most_common():
        key = f"word.{place.table}.{column}.{in_key(one)}"
        if left or asking.is_answered(key):
            left -= not asking.is_answered(key)
            because = (
                f"“{place.file}”, column “{place.header}”: rows with it: {count:,}"
            )
            question = ask_word(
                key,
                _ask(place, column, written[one]),
                _meanings(place.table, column),
                because,
            )
            said[one] = asking.answer(question)
    found = {text: said.get(word(text), UNKNOWN) for text in counts}
    return {text: meaning for text, meaning in found.items() if meaning != UNKNOWN}


def _ask(place: WordsOfColumn, column: str, written: str) -> str:
    if column in CONSENTS:
        return (
            f"Does “{written}” in column “{place.header}” mean yes or no? Until you "
            "say so, it counts as no consent."
        )

    what = place.table.replace("_", " ")
    until = (
        " Until you say so, whoever has it is not contacted."
        if place.table == _PATIENT
        else ""
    )
    return (
        f"What does “{written}” mean as the {column} of "
        f"{'an' if what[0] in 'aeiou' else 'a'} {what}?{until}"
    )


def _meanings(table: str, column: str) -> tuple[str, ...]:
    choices = schema.BY_NAME[table].column(column).choices or ("yes", "no")
    more = (DO_NOT_CONTACT,) if (table, column) == (_PATIENT, _STATUS) else ()
    return (*(choice for choice in choices if choice != UNKNOWN), *more, UNKNOWN)
