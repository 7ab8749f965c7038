"""Codes of a practice's own: numbers that may be none of the D codes, and codes that
nobody but the practice knows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import codes, schema
from retention.ingest.merge.conform import Batch
from retention.ingest.parse.values import in_key, word
from retention.ingest.parse.vocabulary import MOST, UNKNOWN
from retention.ingest.questions import CODE, Asking, Question
from retention.ingest.recognise.open import Opened
from retention.ingest.systems import SYSTEMS

MEANINGS = schema.CODE_MEANING.name
_WITH_D_CODES = frozenset(system.key for system in SYSTEMS if system.uses_d_codes)
"""Systems whose codes are known to be D codes, however they are spelt."""
_LEAST_ROWS = 20
_SHARE = 0.1
_SHOWN = 3

Numbers = Sequence[tuple[Opened, Counter[str]]]
"""For each file the rows by code, for codes that are numbers without a D."""

Said = dict[str, str | None]
"""What codes stand for, by the code as exported; None: a number that is no D code."""


def numbers_of(one: Opened, batch: Batch) -> Counter[str]:
    """Rows by code, for codes of a file that are numbers without a D, where its system
    may have numbers of its own.
    """
    numbers: Counter[str] = Counter()
    if one.layout.family in _WITH_D_CODES:
        return numbers
    if "code_raw" not in batch.present:
        return numbers

    rows = _counted(batch.rows["code_raw"])
    for text, number in rows.items():
        if codes.is_bare(text):
            numbers[text] = number
    return numbers


def resolve_codes(
    tables: schema.Tables, numbers: Numbers, asking: Asking
) -> pa.Table | None:
    """What the practice says of its own codes, beside what it said before; None where
    there is nothing to say.

    `tables` are the merged ones, `numbers` the `numbers_of` each file. Of a layout with
    numbers it is asked once whether they are D codes; of codes that are none, the most
    frequent are asked about where they make more than every tenth procedure, and 20 of
    them. What was answered once counts wherever the code is met.
    """
    before = tables.get(MEANINGS)
    said = (
        {}
        if before is None
        else dict(
            zip(before["id"].to_pylist(), before["code"].to_pylist(), strict=True)
        )
    )
    unsettled: set[str] = set()
    for one, rows in numbers:
        said = _with_numbers(said, one, rows, asking)
        unsettled |= set() if asking.is_answered(_key(one)) else set(rows)
    said = _with_answers(said, tables, asking, unsettled)
    if not said and before is None:
        return None
    return schema.table(
        MEANINGS, {"id": sorted(said), "code": [said[text] for text in sorted(said)]}
    )


def _key(one: Opened) -> str:
    return f"code_numbers.{one.layout.key}"


def _with_numbers(said: Said, one: Opened, rows: Counter[str], asking: Asking) -> Said:
    if not rows:
        return said

    examples = " or ".join(f"“{text}”" for text, _ in rows.most_common(_SHOWN))
    because = f"“{one.source.name}”: rows with such a number: {rows.total():,}"
    answer = asking.answer(_ask_numbers(_key(one), one.layout.title, examples, because))
    if answer == "own":
        return {**dict.fromkeys(rows), **said}
    return {
        text: code
        for text, code in said.items()
        if code is not None or text not in rows
    }


def _with_answers(
    said: Said, tables: schema.Tables, asking: Asking, unsettled: set[str]
) -> Said:
    """What was said, with what the practice says of codes that are no D code;
    `unsettled` may still turn out to be.
    """
    rows = _procedures(tables)
    named = {
        text: number
        for text, number in rows.items()
        if text in said or codes.normalise(text) is None
    }
    own = Counter(
        {text: number for text, number in named.items() if text not in unsettled}
    )
    ask = own.total() >= _LEAST_ROWS and own.total() > _SHARE * rows.total()
    asked = {word(text) for text, _ in own.most_common(MOST)} if ask else set()
    called = _descriptions(tables)
    found = dict(said)
    for text, number in own.most_common():
        key = CODE + in_key(text)
        if word(text) in asked or asking.is_answered(key):
            because = f"procedures with it: {number:,}{called.get(text, '')}"
            answer = asking.answer(
                _ask_code(key, text, because),
                fits=_is_d_code,
                like="a D code (D and four digits)",
            )
            meant = None if answer == UNKNOWN else codes.normalise(answer)
            found.pop(text, None)
            if meant or codes.normalise(
                text
            ):  # a number that is no D code has to be said to be none
                found[text] = meant
    return found


def _ask_numbers(key: str, layout: str, examples: str, because: str) -> Question:
    ask = (
        f"“{layout}”: are numbers like {examples} D codes written without the D, or "
        "the practice's own?"
    )
    return Question(key, ask, "own", ("own", "d-codes"), (because,))


def _ask_code(key: str, written: str, because: str) -> Question:
    ask = (
        f"Which D code does “{written}” stand for? Write the D and its four digits, "
        "or leave it unknown."
    )
    return Question(key, ask, "unknown", ("unknown",), (because,))


def _is_d_code(text: str) -> bool:
    """Whether a text is a D code that is written with its D."""
    if codes.is_bare(text):
        return False
    return codes.normalise(text) is not None


def _procedures(tables: schema.Tables) -> Counter[str]:
    """Procedures by code as exported: their own, or the one that their code id
    names.
    """
    if schema.PROCEDURE.name not in tables:
        return Counter()

    work = tables[schema.PROCEDURE.name]
    listed = tables.get(schema.CODE.name, schema.CODE.arrow.empty_table())
    names = dict(
        zip(listed["id"].to_pylist(), listed["code_raw"].to_pylist(), strict=True)
    )
    rows = _counted(work["code_raw"])
    without = (
        work["code_id"]
        if not rows
        else work["code_id"].filter(pc.is_null(work["code_raw"]))
    )
    for code_id, number in _counted(without).items():
        if names.get(code_id):
            rows[names[code_id]] += number
    return rows


def _counted(texts: pa.ChunkedArray) -> Counter[str]:
    counted = pc.value_counts(texts.drop_null())
    return Counter(
        dict(
            zip(
                counted.field("values").to_pylist(),
                counted.field("counts").to_pylist(),
                strict=True,
            )
        )
    )


def _descriptions(tables: schema.Tables) -> Mapping[str, str]:
    """The practice's own words for its codes, by code."""
    nothing = schema.CODE.arrow.empty_table()
    listed = tables.get(schema.CODE.name, nothing)
    names = listed["code_raw"].to_pylist()
    descriptions = listed["description"].to_pylist()
    by_code: dict[str, str] = {}
    for code, words in zip(names, descriptions, strict=True):
        if code and words:
            by_code[code] = f", called “{words}”"
    return by_code
