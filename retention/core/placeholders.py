"""Placeholders: phone numbers and e-mail addresses that are nobody's.

They are typed where a field must be filled. The one rule for them: what an import
reads as none is what no list uses, and nothing else is. A short address is a real
one: only words that say "none", or a short filler before a domain that is a filler
as well, are nobody's.
"""

import pyarrow as pa
import pyarrow.compute as pc

FEWEST_DIGITS = 7
"""Of the shortest number that can be dialled: a local one without its area code."""

_EXTENSION = (
    r"(?is)^((?:[^0-9]*[0-9]){7,}?)[^0-9]*?(?:x|ext|#).*$"
    r"|^([^a-z#]*[0-9][^a-z#]*?)(?:x|ext|#).*$"
)
"""After a whole number whatever words stand between; after a shorter one only where
none does (`604 x12`).
"""
_ONE_DIGIT = "|".join(f"{digit}{{7}}" for digit in range(10))
_MADE_UP = rf"(?:{_ONE_DIGIT}|1234567|2345678|4567890|7654321|0123456789)$"

_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
_NO_MAIL = r"no[._-]?e?-?mail"
_NONE = (
    r"none|nil|null|unknown|declined?|refused?|not[._-]?given|not[._-]?provided"
    rf"|dont[._-]?have|{_NO_MAIL}"
)
_SHORT = r"[a-z]|no|na|n\.a\.?|abc|test|x+"
_END = r"\.(?:[a-z]+|(?:com?|net|org|ac)\.[a-z]{2})$"
_NOBODY = (
    rf"^(?:{_NONE}|xxx+)@|@(?:{_NONE}|no|na|test){_END}"
    rf"|^(?:{_SHORT})@(?:{_SHORT}){_END}"
)
"""Nobody is called `none` or `no-email`, and nobody's mail is at `none.com`; but
`x@gmail.com` and `a@smith.com` are somebody's, and so are `test@…` and `no@…` at a
domain of a name of its own.
"""


def digits(texts: pa.Array) -> pa.Array:
    """Return the digits of phone numbers, without the extension behind them.

    Extensions are written `x12`, `ext. 12`, `#12`.
    """
    without_extension = pc.replace_substring_regex(texts, _EXTENSION, r"\1\2")
    return pc.replace_substring_regex(without_extension, "[^0-9]+", "")


def is_phone(texts: pa.Array) -> pa.Array:
    """Whether each text is a number that can be dialled.

    It is null for null, false for blank and for what only fills the field. That is
    fewer than seven digits (`604`), and a number that ends in one digit over and over
    or that counts up or down (`000-0000`, `999-999-9999`, `123-4567`).
    """
    dialled = digits(texts)
    is_long_enough = pc.greater_equal(pc.utf8_length(dialled), FEWEST_DIGITS)
    is_made_up = pc.match_substring_regex(dialled, _MADE_UP)
    return pc.and_(is_long_enough, pc.invert(is_made_up))


def is_email(texts: pa.Array) -> pa.Array:
    """Whether each text is somebody's e-mail address.

    It is null for null, false for blank and for what only fills the field. That is
    what has not the shape of an address, and `none@…`, `noemail@…`, `…@declined.com`,
    `a@a.com`.
    """
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    has_shape = pc.match_substring_regex(lower, _ADDRESS)
    is_nobodys = pc.match_substring_regex(lower, _NOBODY)
    return pc.and_(has_shape, pc.invert(is_nobodys))
