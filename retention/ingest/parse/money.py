"""Money from text, in whole cents: signs before, behind and around it, currencies,
decimal points and commas.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.values import (
    SHOWN,
    Read,
    Votes,
    filled,
    matches,
    numbers,
    says_nothing,
    truth,
)

_CURRENCY = (
    r"(?:(?:USD|EUR|GBP|CAD|AUD|NZD|CHF|TWD|HKD|SGD|US|NT|CA|AU|NZ|HK|Fr|kr|Rs|C|A|R|S)?\.?[$€£¥₹]"
    r"|USD|EUR|GBP|CAD|AUD|NZD|CHF|TWD|HKD|SGD|Fr\.?|kr\.?|Rs\.?)"
)
_PLAIN = (
    r"^(?P<open>\()?(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<cents>\d{0,2})(?P<rest>\d*))?"
    r"(?P<behind>-?)\)?$"
)
_FLOAT = r"^[-+]?\d+(\.\d*)?[eE][-+]?\d+$"
_LONGEST = 15  # digits before the point
_BY_COMMA = r"^\D*(?:\d*,\d{1,2}|\d*,\d{4,}|[\d.' ]*\.\d{3},\d*)\D*$"
_BY_POINT = (
    r"^\D*(?:\d*\.\d{1,2}|\d*\.\d{4,}|[\d,' ]*,\d{3}\.\d*|\d+(?:,\d{3}){2,})\D*$"
)
_EITHER = r"^\D*\d{1,3}[.,]\d{3}\D*$"


def comma_votes(texts: pa.Array) -> Votes:
    """The votes of distinct texts on whether a comma stands before the cents: yes
    `12,50` and `1.234,5`, no `12.50` and `1,234.5`, undecided `1,234`.
    """
    comma, point, either = (
        matches(texts, form) for form in (_BY_COMMA, _BY_POINT, _EITHER)
    )
    at = np.flatnonzero(either)[:SHOWN]
    return Votes(
        int(comma.sum()),
        int(point.sum()),
        int(either.sum()),
        tuple(texts[int(one)].as_py() for one in at),
    )


def currencies(texts: pa.Array) -> list[str]:
    """The signs of currency that stand among distinct texts, sorted."""
    signs = pc.struct_field(pc.extract_regex(texts, r"(?P<sign>[$€£¥₹])"), "sign")
    return sorted(signs.drop_null().unique().to_pylist())


def cents(texts: pa.Array, *, comma: bool = False) -> Read:
    """Money in whole cents, half a cent rounded up, `comma` for the decimals or else a
    point.

    Read are `1234.5`, `$1,234.50`, `(123.45)`, `-1`, `1-`, `1 234.50`, `USD 5`,
    `1.5E+2`.
    """
    amount, known = _plain(_pointed(texts) if comma else texts)
    bad = ~known & filled(texts)
    if bad.any():
        bare = pc.if_else(pa.array(bad), _bare(texts, comma=comma), None)
        again, read = _plain(bare)
        amount = np.where(read, again, amount)
        known = known | read
        bad &= ~known & ~says_nothing(texts)
    return pa.array(amount, mask=~known), bad


def _plain(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Cents of texts without a currency, and which could be read."""
    found = pc.extract_regex(texts, _PLAIN)
    whole, fraction, rest = (
        pc.struct_field(found, part) for part in ("whole", "cents", "rest")
    )
    fits = pc.and_(
        pc.not_equal(pc.binary_join_element_wise(whole, fraction, ""), ""),
        pc.is_valid(found),
    )
    fits = pc.and_(fits, pc.less_equal(pc.utf8_length(whole), _LONGEST))
    whole = numbers(pc.if_else(fits, pc.replace_substring(whole, ",", ""), "0"))
    amount = whole * 100 + numbers(pc.utf8_rpad(pc.fill_null(fraction, ""), 2, "0"))
    amount += truth(pc.match_substring_regex(rest, "^[5-9]"))
    minus = np.zeros(len(texts), bool)
    for part, mark in (("open", "("), ("sign", "-"), ("behind", "-")):
        minus |= truth(pc.equal(pc.struct_field(found, part), mark))
    amount = np.where(minus, -amount, amount)
    known = truth(fits)
    floats = matches(texts, _FLOAT)
    if floats.any():
        large = pc.cast(
            pc.if_else(pa.array(floats), texts, "0"), pa.float64()
        ).to_numpy(zero_copy_only=False)
        floats &= np.abs(large) < 1e13
        amount = np.where(
            floats, np.floor(np.where(floats, large, 0) * 100 + 0.5), amount
        ).astype(np.int64)
        known |= floats
    return amount, known


def _bare(texts: pa.Array, *, comma: bool) -> pa.Array:
    """Amounts without currency and without blanks or apostrophes between groups of
    three.
    """
    sign = r"(?P<open>\(?)\s*(?P<sign>[-+]?)\s*"
    texts = pc.replace_substring_regex(
        texts, rf"^{sign}(?i:{_CURRENCY})\s*(?P<back>[-+]?)\s*(\d|[.,]\d)", r"\1\2\3\4"
    )
    texts = pc.replace_substring_regex(
        texts, rf"(\d[.,]?)\s*(?i:{_CURRENCY})\s*(-?\)?)$", r"\1\2"
    )
    texts = pc.replace_substring_regex(texts, r"\s+(-\)?|\))$", r"\1")
    gap = "[ \u00a0\u202f\u2009'’]"
    grouped = pc.match_substring_regex(
        texts, rf"^[-+(]*\d{{1,3}}(?:{gap}\d{{3}})+(?:[.,]\d*)?[-)]*$"
    )
    texts = pc.if_else(grouped, pc.replace_substring_regex(texts, gap, ""), texts)
    return _pointed(texts) if comma else texts


def _pointed(texts: pa.Array) -> pa.Array:
    """`1.234,50` as `1,234.50`, where that is how an amount with a decimal comma is
    written.
    """
    for old, new in ((".", "\0"), (",", "."), ("\0", ",")):
        texts = pc.replace_substring(texts, old, new)
    return texts
