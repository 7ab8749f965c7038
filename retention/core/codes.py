"""Procedure codes: one spelling, our own categories, and lists of codes.

The lists are those that rules need (definitions.md 0). Numbers and our own words
alone: what the codes are called belongs to the American Dental Association.
"""

import re

BROKEN = ("D9986", "D9987")  # missed, cancelled: never a visit, production or care
HYGIENE = ("D1110", "D1120", "D4910", "D4341", "D4342", "D4346", "D4355")
EXAMS = ("D0120", "D0140", "D0145", "D0150", "D0160", "D0180")
CARE_FIRST = "D2000"
CARE_LAST = "D9999"
CARE_NOT = ("D4910", "D9310", *BROKEN)

CATEGORIES: tuple[tuple[str, str, str], ...] = (
    ("D0200", "D0399", "imaging"),
    ("D0100", "D0999", "diagnostic"),
    ("D1000", "D1999", "preventive"),
    ("D2700", "D2799", "crowns"),
    ("D2000", "D2999", "restorative"),
    ("D3000", "D3999", "endodontic"),
    ("D4000", "D4999", "periodontic"),
    ("D5000", "D5899", "removable prosthetics"),
    ("D5900", "D5999", "maxillofacial"),
    ("D6000", "D6199", "implants"),
    ("D6200", "D6999", "fixed prosthetics"),
    ("D7000", "D7999", "oral surgery"),
    ("D8000", "D8999", "orthodontic"),
    ("D9000", "D9999", "adjunctive"),
)
"""Our own category names by code range, a narrower range before the one around it."""

UNKNOWN_CATEGORY = "unknown"

_SPELLING = re.compile(r"(?:D|0)?(\d{4})(?:\.\d+|[A-Z])?", re.IGNORECASE)


def normalise(text: str | None) -> str | None:
    """Return the code as D and four digits; None where that is not certain.

    `01110`, `1110.01` and `D1110.1` are D1110.
    """
    match = _SPELLING.fullmatch((text or "").strip())
    if match is None:
        return None

    digits = match.group(1)
    if digits < "0100":
        return None
    return f"D{digits}"


def is_bare(text: str) -> bool:
    """Whether a text is a code only if numbers without a D are.

    `3101` may be a practice's own number as well.
    """
    if normalise(text) is None:
        return False

    first_letter = text.strip()[0]
    return first_letter not in "Dd"


def category(code: str | None) -> str:
    """Return the category of a normalised code.

    It is "unknown" for none, and for one outside the ranges.
    """
    if not code:
        return UNKNOWN_CATEGORY

    for low, high, name in CATEGORIES:
        if low <= code <= high:
            return name
    return UNKNOWN_CATEGORY


def is_care(code: str | None) -> bool:
    """Whether a normalised code is a care item (definitions.md 0).

    That is treatment that is presented and accepted.
    """
    if code is None or code in CARE_NOT:
        return False
    return CARE_FIRST <= code <= CARE_LAST
