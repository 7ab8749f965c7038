"""Open Dental's own headings in a query of chosen columns: read by its codes, as in its
tables.

Such a query is a plain list, or a file mapped by hand; its headings are told by the
patient's number beside them.
"""

from collections.abc import Collection, Mapping

import pyarrow as pa

from retention.ingest.parse.parsers import Choice, Derived
from retention.ingest.parse.sheet import Parser, Sheet
from retention.ingest.read.headers import fold
from retention.ingest.systems.opendental import codes
from retention.ingest.systems.opendental import fields as own

NUMBERS = ("PatNum", "pid")
"""Headings of the patient's number, in queries that give it another name too."""

_CODES: Mapping[str, Mapping[str, str]] = {
    fold(header): known
    for header, known in {
        "PatStatus": codes.PATIENT_STATUS,
        "Gender": codes.SEX,
        "PreferContactMethod": codes.CONTACT_METHOD,
        "AptStatus": codes.APPOINTMENT_STATUS,
        "ProcStatus": codes.PROCEDURE_STATUS,
        "TPStatus": codes.PLAN_STATUS,
        "ClaimStatus": codes.CLAIM_STATUS,
        "Mode_": codes.CHANNEL,
        "SentOrReceived": codes.DIRECTION,
    }.items()
}
_PARSERS: Mapping[tuple[str, str], Parser] = {
    (column, fold(header)): Derived(make)
    for column, header, make in (
        ("text_ok", "TxtMsgOk", own.text_ok),
        ("minutes", "Pattern", own.minutes),
        ("interval_months", "RecallInterval", own.months),
        ("interval_days", "RecallInterval", own.days),
        ("is_automatic", "CommSource", own.is_automatic),
        ("is_preauthorisation", "ClaimType", own.is_preauthorisation),
        *(("phone_ok", header, own.phone_ok) for header in own.PREFERENCES),
    )
}


def codes_of(header: str, beside: Collection[str]) -> Mapping[str, str]:
    """Open Dental's codes and words for a heading of its own that has the patient's
    number beside it.
    """
    return _CODES.get(fold(header), {}) if _has_number(beside) else {}


def parser_of(column: str, header: str, beside: Collection[str]) -> Parser | None:
    """How such a heading is read where that takes more than its codes; None for every
    other one.
    """
    return _PARSERS.get((column, fold(header))) if _has_number(beside) else None


def _has_number(headers: Collection[str]) -> bool:
    numbers = {fold(number) for number in NUMBERS}
    return any(fold(header) in numbers for header in headers)


def coded_choice(words: Mapping[str, str], unknown: str | None = "unknown") -> Derived:
    """One of a column's words, by the words of lists, and by Open Dental's codes where
    the list is its own.
    """
    coded = {header: {**words, **known} for header, known in _CODES.items()}

    def take(sheet: Sheet, header: str) -> pa.Array:
        is_own = any(sheet.has(number) for number in NUMBERS)
        return Choice(
            coded.get(fold(header), words) if is_own else words, unknown
        ).read(sheet, header)

    return Derived(take)
