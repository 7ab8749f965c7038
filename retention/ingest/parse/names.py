"""Names and notes that speak of a death or a refusal, as “(Dec'd) Eve”.

What is not plain is asked about.
"""

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.sheet import Sheet
from retention.ingest.questions import Question
from retention.practice.forbidden import DECEASED, REFUSES, UNEXPLAINED, Forbidden

_KEY = "heading.patient.names"
_DEAD = r"deceased|dec['’]?d|died"
_SPEAKS = (
    rf"(?i)\b(?:{_DEAD}|dead|death|passed away|estate of)\b"
    r"|[(\[{*<]\s*(?:dec|rip|r\.i\.p)\b|"
    r"\b(?:do not|don['’]?t|no) (?:call|contact|text|mail|e-?mail|recall|phone)|\bdnc\b"
)
_PLAIN = re.compile(
    rf"[(\[{{*<]\s*(?:{_DEAD}|dead)\.?\s*[)\]}}*>]|^\W*(?:{_DEAD})\b|\b(?:{_DEAD})\W*$",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\b(?:husband|wife|spouse|mother|father|mom|dad|son|daughter|parent|estate)\b",
    re.IGNORECASE,
)
_ASK = (
    "Some names or contact notes hold words of a death, or of not being contacted. Do "
    "they mean that the patient has died, or that they refuse contact? Until you say "
    "so, whoever has them is not contacted at all."
)
_KINDS: Mapping[str, str | None] = {
    "deceased": DECEASED,
    "refused": REFUSES,
    "nothing": None,
    "unknown": UNEXPLAINED,
}


def read_names(sheet: Sheet, header: str) -> dict[int, Forbidden]:
    """What the names under a heading say of a death or a refusal, by row; asked about
    where it is not plain.
    """
    texts, _ = sheet.distinct(header)
    speaks = pc.fill_null(pc.match_substring_regex(texts, _SPEAKS), False)
    if not pc.any(speaks).as_py():
        return {}

    plain = np.array(
        [bool(text and _is_plain(text)) for text in texts.to_pylist()]
    ) & speaks.to_numpy(False)
    opened = speaks.to_numpy(False) & ~plain
    name = sheet.written(header)
    found = dict.fromkeys(_rows(sheet, header, plain), DECEASED)
    if opened.any():
        rows = _rows(sheet, header, opened)
        because = (
            f"“{sheet.faults.file}”, column “{name}”: rows with such words: "
            f"{len(rows):,}"
        )
        kind = _KINDS[
            sheet.asking.answer(
                Question(_KEY, _ASK, "unknown", tuple(_KINDS), (because,))
            )
        ]
        found |= dict.fromkeys(rows, kind) if kind else {}
    return {row: Forbidden(name, kind) for row, kind in found.items()}


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.search(text)) and not _OF_ANOTHER.search(text)


def _rows(sheet: Sheet, header: str, which: np.ndarray) -> list[int]:
    found = sheet.spread(header, pa.array(which)).to_numpy(zero_copy_only=False)
    return [int(row) for row in np.flatnonzero(found)]
