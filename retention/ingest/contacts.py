"""Phone numbers and addresses of e-mail that are none, as front desks type where a field must be filled; zip codes."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.values import Read, filled, truth

_FEWEST = 6  # digits of the shortest number that can be called
_NO_NUMBER = r"^\d*?(?:0{7}|1{7}|2{7}|3{7}|4{7}|5{7}|6{7}|7{7}|8{7}|9{7}|1234567|1234567890|0123456789)$"
_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
_NOBODY = (
    r"^(?:(?:none|nil|null|noemail|no[._-]e?-?mail|nomail|n\.a\.?|donthave|unknown|declined?|refused|notgiven|"
    r"not[._-]?provided)@.*|.*@(?:none|noemail|no-email|nomail|na|unknown|declined)\.(?:com|net|org)"
    r"|(?:no|na|abc|test|[a-z]|xx+)@(?:no|na|abc|test|[a-z]|xx+)\..*)$"
)

_SHORT_ZIP = r"^\d{3,4}(?:-\d{4})?$"
_FROM_ZERO = pa.array(["CT", "MA", "ME", "NH", "NJ", "RI", "VT", "PR", "VI"])
"""The states and territories whose zip codes begin with 0."""


def phones(texts: pa.Array) -> Read:
    """Distinct phone numbers as they stand, null for `604`, `000-0000`, `999-999-9999` and for words."""
    digits = pc.replace_substring_regex(texts, r"\D", "")
    none = pc.or_(pc.less(pc.utf8_length(digits), _FEWEST), pc.match_substring_regex(digits, _NO_NUMBER))
    return _without(texts, truth(none))


def emails(texts: pa.Array) -> Read:
    """Distinct addresses of e-mail as they stand, null for `none@none.com` and for what is no address."""
    lower = pc.utf8_lower(texts)
    none = pc.or_(pc.invert(pc.match_substring_regex(lower, _ADDRESS)), pc.match_substring_regex(lower, _NOBODY))
    return _without(texts, truth(none))


def lost_zeros(zips: pa.Array, states: pa.Array) -> np.ndarray:
    """In which rows a zip code of a state whose codes begin with 0 has lost its first digits."""
    short = pc.match_substring_regex(zips, _SHORT_ZIP)
    return truth(pc.and_(short, pc.is_in(pc.utf8_upper(states), _FROM_ZERO)))


def with_zeros(zips: pa.Array) -> pa.Array:
    """Zip codes filled up to five digits, or five and four."""
    return pc.if_else(pc.match_substring(zips, "-"), pc.utf8_lpad(zips, 10, "0"), pc.utf8_lpad(zips, 5, "0"))


def _without(texts: pa.Array, none: np.ndarray) -> Read:
    return pc.if_else(pa.array(none), None, texts), none & filled(texts)
