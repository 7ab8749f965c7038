"""Names, phones and addresses of e-mail in a form that can be compared, and those that only fill a box."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

PHONE_DIGITS = 10
_FEWEST_DIGITS = 7
MOST_SHARE = 12
"""Rows that may stand on one phone or address of e-mail; what more rows share is a box filled in."""
_SAME_DIGIT = r"(?:0{7}|1{7}|2{7}|3{7}|4{7}|5{7}|6{7}|7{7}|8{7}|9{7})$"
_COUNTED = r"(?:1234567|2345678|4567890|7654321)$"
_NOBODY = (
    r"^(?:no|none|na|noemail|no[._-]?e?mail|nomail|unknown|declined?|refused?|test|xx+|null|nil|a|x)@"
    r"|@(?:none|no|na|noemail|nomail|test|unknown|declined|refused|null)\.[a-z]+$"
)


def names(column: pd.Series) -> np.ndarray:
    """Names in small letters, without accents, dots and hyphens; "" where there is none."""
    text = pc.utf8_normalize(_texts(column), form="NFKD")
    text = pc.utf8_lower(pc.replace_substring_regex(text, r"\p{M}+", ""))
    text = pc.replace_substring_regex(pc.replace_substring_regex(text, r"['’.]+", ""), r"[^\p{L}\p{N}]+", " ")
    return _array(pc.utf8_trim_whitespace(text))


def phones(column: pd.Series) -> np.ndarray:
    """The last ten digits of a number, extensions left out; "" where there is none or it only fills the box."""
    return np.where(is_placeholder_phone(column), "", digits(column))


def digits(column: pd.Series) -> np.ndarray:
    """The last ten digits of a number, extensions left out, whatever it is; "" where there are none."""
    text = pc.replace_substring_regex(_texts(column), r"(?i)\s*(?:x|ext|#).*$", "")
    return _array(pc.utf8_slice_codeunits(pc.replace_substring_regex(text, r"\D+", ""), -PHONE_DIGITS))


def emails(column: pd.Series) -> np.ndarray:
    """Addresses of e-mail in small letters; "" where there is none or it only fills the box."""
    text = _array(pc.utf8_lower(pc.utf8_trim_whitespace(_texts(column))))
    return np.where(is_placeholder_email(column), "", text)


def is_placeholder_phone(column: pd.Series) -> np.ndarray:
    """Whether a phone is filled in with what nobody can dial.

    Fewer than seven digits (`604`), one digit over and over, counting up, or a number that more than twelve rows
    share."""
    text = pc.replace_substring_regex(_texts(column), r"(?i)\s*(?:x|ext|#).*$", "")
    digits = pc.replace_substring_regex(text, r"\D+", "")
    filled = _array(pc.not_equal(pc.utf8_trim_whitespace(_texts(column)), ""))
    short = _array(pc.less(pc.utf8_length(digits), _FEWEST_DIGITS))
    made_up = _array(pc.match_substring_regex(digits, f"{_SAME_DIGIT}|{_COUNTED}"))
    return filled & (short | made_up | _shared(_array(pc.utf8_slice_codeunits(digits, -PHONE_DIGITS))))


def is_placeholder_email(column: pd.Series) -> np.ndarray:
    """Whether an address of e-mail is nobody's: `none@…`, `…@noemail.com`, no address, shared by many."""
    text = pc.utf8_lower(pc.utf8_trim_whitespace(_texts(column)))
    filled = _array(pc.not_equal(text, ""))
    shape = _array(pc.match_substring_regex(text, r"^[^@\s]+@[^@\s]+\.[^@\s]+$"))
    return filled & (~shape | _array(pc.match_substring_regex(text, _NOBODY)) | _shared(_array(text)))


def _shared(keys: np.ndarray) -> np.ndarray:
    """Whether more rows than a family share a key."""
    place, found = pd.factorize(keys)
    return np.bincount(place, minlength=len(found))[place] > MOST_SHARE


def _texts(column: pd.Series) -> pa.Array:
    return pc.fill_null(pa.array(column, pa.string(), from_pandas=True), "")


def _array(column: pa.Array) -> np.ndarray:
    return column.to_numpy(zero_copy_only=False)
