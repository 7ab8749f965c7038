"""Dentrix's privacy flags: which value forbids what is not known, so it is asked, and
until then forbids everything.

A number above 0 says that a patient does not wish to be contacted in some way.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.layouts import Take
from retention.ingest.questions import ask_forbidden
from retention.ingest.sheet import Sheet
from retention.ingest.values import filled, in_key, truth
from retention.ingest.words import CONSENTS, MOST, UNKNOWN

_PHONE, _TEXT, _EMAIL, _ = CONSENTS
FORBIDS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "calls": (_PHONE,),
    "texts": (_TEXT,),
    "e-mail": (_EMAIL,),
    "calls and texts": (_PHONE, _TEXT),
    "calls and e-mail": (_PHONE, _EMAIL),
    "texts and e-mail": (_TEXT, _EMAIL),
    "everything": CONSENTS,
    UNKNOWN: CONSENTS,
}
"""What each answer forbids; a consent nobody explained is none."""
_NO_FLAG = r"^0+(?:\.0+)?$"
_UNEXPLAINED = "is a privacy flag nobody has explained: whoever has it is not contacted"


def not_forbidden(column: str) -> Take:
    """No where a person's flag forbids that way of contact; nothing is said where it
    does not.
    """

    def take(sheet: Sheet, header: str) -> pa.Array:
        counts = _flags(sheet, header)
        said = {
            flag: _said(sheet, header, flag, rows)
            for flag, rows in list(counts.items())[:MOST]
        }
        if column == CONSENTS[0]:  # told once, not for each way of contact
            left = {
                flag: rows
                for flag, rows in counts.items()
                if said.get(flag, UNKNOWN) == UNKNOWN
            }
            sheet.tell(header, left, _UNEXPLAINED)
        forbidding = [
            flag for flag in counts if column in FORBIDS[said.get(flag, UNKNOWN)]
        ]
        texts, _ = sheet.distinct(header)
        is_forbidden = pc.is_in(texts, pa.array(forbidding, pa.string()))
        return sheet.spread(
            header, pc.if_else(is_forbidden, False, pa.scalar(None, pa.bool_()))
        )

    return take


def _flags(sheet: Sheet, header: str) -> dict[str, int]:
    """Rows by flag, the most frequent first; 0 is none."""
    texts, _ = sheet.distinct(header)
    is_flag = filled(texts) & ~truth(pc.match_substring_regex(texts, _NO_FLAG))
    counts = sheet.counted(header, is_flag).items()
    return dict(sorted(counts, key=lambda one: (-one[1], one[0])))


def _said(sheet: Sheet, header: str, flag: str, rows: int) -> str:
    name = sheet.written(header)
    because = f"“{sheet.faults.file}”, column “{name}”: rows with it: {rows:,}"
    key = f"word.patient.privacy_flags.{in_key(flag)}"
    return sheet.asking.answer(ask_forbidden(key, flag, name, tuple(FORBIDS), because))
