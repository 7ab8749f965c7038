"""Dentrix's privacy flags: which value forbids what is not known, so it is asked, and until then forbids everything.

A number above 0 says that a patient does not wish to be contacted in some way."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.layouts import Take
from retention.ingest.questions import ask_forbidden
from retention.ingest.sheet import Sheet
from retention.ingest.values import word
from retention.ingest.words import CONSENTS

_UNKNOWN, _MOST = "unknown", 12  # values asked about, the most frequent; further ones stay unexplained
_PHONE, _TEXT, _EMAIL, _ = CONSENTS
FORBIDS: Mapping[str, tuple[str, ...]] = {
    "nothing": (), "calls": (_PHONE,), "texts": (_TEXT,), "e-mail": (_EMAIL,), "calls and texts": (_PHONE, _TEXT),
    "calls and e-mail": (_PHONE, _EMAIL), "texts and e-mail": (_TEXT, _EMAIL), "everything": CONSENTS,
    _UNKNOWN: CONSENTS,
}  # fmt: skip
"""What each answer forbids; a consent nobody explained is none."""
_NO_FLAG = r"^0+(?:\.0+)?$"
_UNEXPLAINED = "is a privacy flag nobody has explained: whoever has it is not contacted"


def not_forbidden(column: str) -> Take:
    """No where a person's flag forbids that way of contact; nothing is said where it does not."""

    def take(sheet: Sheet, header: str) -> pa.Array:
        counts = _flags(sheet, header)
        said = {flag: _said(sheet, header, flag, rows) for flag, rows in list(counts.items())[:_MOST]}
        if column == CONSENTS[0]:  # told once, not for each way of contact
            _tell(sheet, header, {flag: rows for flag, rows in counts.items() if said.get(flag, _UNKNOWN) == _UNKNOWN})
        forbidding = [flag for flag in counts if column in FORBIDS[said.get(flag, _UNKNOWN)]]
        texts, _ = sheet.distinct(header)
        is_forbidden = pc.is_in(texts, pa.array(forbidding, pa.string()))
        return sheet.spread(header, pc.if_else(is_forbidden, False, pa.scalar(None, pa.bool_())))

    return take


def _flags(sheet: Sheet, header: str) -> dict[str, int]:
    """Rows by flag, the most frequent first; 0 is none."""
    texts = sheet.text(header).drop_null()
    counted = pc.value_counts(texts.filter(pc.invert(pc.match_substring_regex(texts, _NO_FLAG)))).to_pylist()
    return {one["values"]: one["counts"] for one in sorted(counted, key=lambda one: (-one["counts"], one["values"]))}


def _said(sheet: Sheet, header: str, flag: str, rows: int) -> str:
    name = sheet.written(header)
    because = f"“{sheet.faults.file}”, column “{name}”: rows with it: {rows:,}"
    key = f"word.patient.privacy_flags.{word(flag).replace('=', '')}"
    return sheet.asking.answer(ask_forbidden(key, flag, name, tuple(FORBIDS), because))


def _tell(sheet: Sheet, header: str, counts: Mapping[str, int]) -> None:
    for flag, rows in counts.items():
        sheet.faults.add(0, sheet.written(header), flag, f"{_UNEXPLAINED} (rows: {rows:,})")
