"""From distinct texts to values of a kind; what cannot be read is told, never guessed.

Every reader takes an array of distinct texts (trimmed, null where the cell is empty or says "none") and gives an
array of values of the same length with a mask of the texts it could not read; those are null in the values."""

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Read = tuple[pa.Array, np.ndarray]

EMPTY = pa.array(["", "-", "N/A", "n/a", "NULL", "null"])
"""Cells that say "nothing" (exports.md 7)."""

_YES, _NO = ("true", "yes", "y", "1", "t", "x"), ("false", "no", "n", "0", "f")
_MONEY = (
    r"^(?P<open>\()?(?P<sign>[-+]?)(?:[$€£](?P<back>-?))?(?P<whole>\d{1,3}(?:,\d{3})+|\d*)"
    r"(?:\.(?P<cents>\d{0,2})(?P<rest>\d*))?\)?$"
)
_FLOAT = r"^[-+]?\d+(\.\d*)?[eE][-+]?\d+$"
SCIENTIFIC = r"^\d+(\.\d+)?[eE]\+\d+$"
_NAME = r"^[^\d,]+,\s*[^\d,]+$"
_POINT_ZERO = r"^\d+\.0+$"
_INTERVAL = r"^(?:(?P<years>\d+)y)?(?:(?P<months>\d+)m)?(?:(?P<weeks>\d+)w)?(?:(?P<days>\d+)d)?$"


def clean(texts: pa.Array) -> pa.Array:
    """Texts without blanks around them, null where they say nothing."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.is_in(trimmed, EMPTY), None, trimmed)


def ids(texts: pa.Array) -> Read:
    """Ids as they stand; `2.98725E+13` is lost to a spreadsheet and cannot be read."""
    lost = _matches(texts, SCIENTIFIC)
    return pc.if_else(pa.array(lost), None, texts), lost


def names(texts: pa.Array) -> np.ndarray:
    """Which texts are written like a name, `Last, First`."""
    return _matches(texts, _NAME)


def without_point_zero(texts: pa.Array) -> pa.Array:
    """`123.0` as `123`, but only where every text is so written (a spreadsheet's habit)."""
    if not _matches(texts, _POINT_ZERO)[_filled(texts)].all() or len(texts) == texts.null_count:
        return texts
    return pc.replace_substring_regex(texts, r"\.0+$", "")


def cents(texts: pa.Array) -> Read:
    """Money in whole cents, half a cent rounded up: `1234.5`, `$1,234.50`, `(123.45)`, `-1`, `1.5E+2`."""
    found = pc.extract_regex(texts, _MONEY)
    whole, fraction, rest = (pc.struct_field(found, part) for part in ("whole", "cents", "rest"))
    fits = pc.and_(pc.not_equal(pc.binary_join_element_wise(whole, fraction, ""), ""), pc.is_valid(found))
    fits = pc.and_(fits, pc.less_equal(pc.utf8_length(whole), 15))
    whole = _count(pc.if_else(fits, pc.replace_substring(whole, ",", ""), "0"))
    amount = whole * 100 + _count(pc.utf8_rpad(pc.fill_null(fraction, ""), 2, "0"))
    amount += _truth(pc.match_substring_regex(rest, "^[5-9]"))
    minus = np.zeros(len(texts), bool)
    for part, mark in (("open", "("), ("sign", "-"), ("back", "-")):
        minus |= _truth(pc.equal(pc.struct_field(found, part), mark))
    amount, known = np.where(minus, -amount, amount), _truth(fits)
    floats = _matches(texts, _FLOAT)
    if floats.any():
        numbers = pc.cast(pc.if_else(pa.array(floats), texts, "0"), pa.float64()).to_numpy(zero_copy_only=False)
        floats &= np.abs(numbers) < 1e13
        amount = np.where(floats, np.floor(np.where(floats, numbers, 0) * 100 + 0.5), amount).astype(np.int64)
        known |= floats
    return pa.array(amount, mask=~known), ~known & _filled(texts)


def counts(texts: pa.Array) -> Read:
    """Whole numbers; `30.0` is 30, `2.5` is rounded down to 2."""
    number = pc.struct_field(pc.extract_regex(texts, r"^(?P<number>-?\d{1,15})(?:\.\d*)?$"), "number")
    return pc.cast(number, pa.int64()), pc.is_null(number).to_numpy(zero_copy_only=False) & _filled(texts)


def flags(texts: pa.Array) -> Read:
    """Yes or no, in the words of several systems."""
    lower = pc.utf8_lower(texts)
    yes, no = (_truth(pc.is_in(lower, pa.array(words))) for words in (_YES, _NO))
    return pa.array(yes, mask=~(yes | no)), ~(yes | no) & _filled(texts)


def choices(texts: pa.Array, words: Mapping[str, str | None]) -> Read:
    """A column's words by the file's words, compared in lower case without blanks, `_` and `-`."""
    folded = pc.replace_substring_regex(pc.utf8_lower(texts), r"[\s_\-]", "")
    at = pc.index_in(folded, pa.array(list(words)))
    return pc.take(pa.array(list(words.values()), pa.string()), at), _truth(pc.is_null(at)) & _filled(texts)


def word(text: str) -> str:
    """A word as `choices` compares it."""
    return re.sub(r"[\s_\-]", "", text).lower()


def intervals(texts: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Open Dental's recall intervals as months, days and a mask of the unreadable.

    A number packs days, weeks (from bit 8), months (16) and years (24); the interface writes `6m1d`
    (exports.md 1.1)."""
    packed, _ = counts(texts)
    number = pc.fill_null(packed, 0).to_numpy(zero_copy_only=False)
    spelled = pc.extract_regex(texts, _INTERVAL)
    years, months, weeks, days = (
        _count(pc.struct_field(spelled, part)) + (number >> bits & mask)
        for part, bits, mask in (("years", 24, 127), ("months", 16, 255), ("weeks", 8, 255), ("days", 0, 255))
    )
    known = _truth(pc.or_(pc.is_valid(packed), pc.is_valid(spelled)))
    return years * 12 + months, weeks * 7 + days, ~known & _filled(texts)


def _count(texts: pa.Array) -> np.ndarray:
    filled = pc.if_else(pc.equal(pc.fill_null(texts, ""), ""), "0", texts)
    return pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False)


def _matches(texts: pa.Array, form: str) -> np.ndarray:
    """Which texts have a form; forms are of other things than bare digits, which are passed over quickly."""
    others = pc.invert(pc.fill_null(pc.ascii_is_decimal(texts), True))
    if not pc.any(others).as_py():
        return np.zeros(len(texts), bool)
    return _truth(pc.match_substring_regex(texts, form))


def _truth(flags: pa.Array) -> np.ndarray:
    return pc.fill_null(flags, False).to_numpy(zero_copy_only=False)


def _filled(texts: pa.Array) -> np.ndarray:
    return pc.is_valid(texts).to_numpy(zero_copy_only=False)
