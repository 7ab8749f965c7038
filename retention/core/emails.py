"""E-mail addresses: their shape, and which of them are nobody's.

Placeholders are typed where a field must be filled. What an import reads as none is
what no list uses, and nothing else is. A short address is a real one: only words that
say "none", or a short filler before a domain that is a filler as well, are nobody's.
"""

import pyarrow as pa
import pyarrow.compute as pc

MOST_LETTERS = 80
"""Of the longest address that every mailing service takes."""

_SHAPE = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
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


def is_email(texts: pa.Array) -> pa.Array:
    """Return whether each text is somebody's e-mail address.

    It is null for null, false for blank and for what only fills the field. That is
    what has not the shape of an address, and `none@…`, `noemail@…`, `…@declined.com`,
    `a@a.com`.
    """
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    has_shape = pc.match_substring_regex(lower, _SHAPE)
    is_nobodys = pc.match_substring_regex(lower, _NOBODY)
    return pc.and_(has_shape, pc.invert(is_nobodys))


def can_be_sent_to(address: str) -> bool:
    """Return whether the standards allow an address and every service takes it.

    It is asked of the few addresses of a campaign: a hundred times slower than the
    shape that `is_email` asks of a whole list.
    """
    # here, for no figure waits for it
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(address) <= MOST_LETTERS
