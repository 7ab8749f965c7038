"""Names, phones and addresses of e-mail in a form that can be compared, and those that
only fill a box.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention import placeholders

PHONE_DIGITS = 10
MOST_SHARE = 12
"""Rows that may stand on one phone or address of e-mail; what more rows share is a box
filled in.
"""


def names(column: pd.Series) -> np.ndarray:
    """Names in small letters, without accents, dots and hyphens; "" where there is
    none.
    """
    text = pc.utf8_normalize(_texts(column), form="NFKD")
    text = pc.utf8_lower(pc.replace_substring_regex(text, r"\p{M}+", ""))
    text = pc.replace_substring_regex(
        pc.replace_substring_regex(text, r"['’.]+", ""), r"[^\p{L}\p{N}]+", " "
    )
    return _array(pc.utf8_trim_whitespace(text))


def phones(column: pd.Series) -> np.ndarray:
    """The last ten digits of a number, extensions left out; "" where there is none or
    it only fills the box.
    """
    return np.where(is_placeholder_phone(column), "", digits(column))


def digits(column: pd.Series) -> np.ndarray:
    """The last ten digits of a number, extensions left out, whatever it is; "" where
    there are none.
    """
    return _array(
        pc.utf8_slice_codeunits(placeholders.digits(_texts(column)), -PHONE_DIGITS)
    )


def emails(column: pd.Series) -> np.ndarray:
    """Addresses of e-mail in small letters; "" where there is none or it only fills the
    box.
    """
    return np.where(is_placeholder_email(column), "", _folded(column))


def is_placeholder_phone(column: pd.Series) -> np.ndarray:
    """Whether a phone is filled in with what nobody can dial (`placeholders`), or what
    more than twelve rows share.
    """
    return _is_filled(column) & (
        ~_array(placeholders.is_phone(_texts(column))) | _shared(digits(column))
    )


def is_placeholder_email(column: pd.Series) -> np.ndarray:
    """Whether an address of e-mail is nobody's (`placeholders`), or what more than
    twelve rows share.
    """
    folded = _folded(column)
    return _is_filled(column) & (
        ~_array(placeholders.is_email(_texts(column))) | _shared(folded)
    )


def _is_filled(column: pd.Series) -> np.ndarray:
    return _folded(column) != ""


def _folded(column: pd.Series) -> np.ndarray:
    """Texts in small letters, without blanks around them."""
    return _array(pc.utf8_lower(pc.utf8_trim_whitespace(_texts(column))))


def _shared(keys: np.ndarray) -> np.ndarray:
    """Whether more rows than a family share a key."""
    place, found = pd.factorize(keys)
    return np.bincount(place, minlength=len(found))[place] > MOST_SHARE


def _texts(column: pd.Series) -> pa.Array:
    return pc.fill_null(pa.array(column, pa.string(), from_pandas=True), "")


def _array(column: pa.Array) -> np.ndarray:
    return column.to_numpy(zero_copy_only=False)
