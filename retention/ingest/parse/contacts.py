"""Phone numbers and addresses of e-mail that are none, as front desks type where a
field must be filled; zip codes.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import emails as email_rule
from retention.core import phones as phone_rule
from retention.ingest.parse.values import Read, filled, truth

_SHORT_ZIP = r"^\d{3,4}(?:-\d{4})?$"
_FROM_ZERO = pa.array(["CT", "MA", "ME", "NH", "NJ", "RI", "VT", "PR", "VI"])
"""The states and territories whose zip codes begin with 0."""


def phones(texts: pa.Array) -> Read:
    """Distinct phone numbers as they stand, null for `604`, `000-0000`, `999-999-9999`
    and for words.
    """
    return _those(texts, phone_rule.is_phone(texts))


def emails(texts: pa.Array) -> Read:
    """Distinct addresses of e-mail as they stand, null for `none@none.com` and for what
    is no address.
    """
    return _those(texts, email_rule.is_email(texts))


def lost_zeros(zips: pa.Array, states: pa.Array) -> np.ndarray:
    """In which rows a zip code of a state whose codes begin with 0 has lost its first
    digits.
    """
    short = pc.match_substring_regex(zips, _SHORT_ZIP)
    return truth(pc.and_(short, pc.is_in(pc.utf8_upper(states), _FROM_ZERO)))


def with_zeros(zips: pa.Array) -> pa.Array:
    """Zip codes filled up to five digits, or five and four."""
    return pc.if_else(
        pc.match_substring(zips, "-"),
        pc.utf8_lpad(zips, 10, "0"),
        pc.utf8_lpad(zips, 5, "0"),
    )


def _those(texts: pa.Array, are: pa.Array) -> Read:
    """The texts that are what they should be, null for the others; and which are
    not.
    """
    return pc.if_else(are, texts, None), ~truth(are) & filled(texts)
