"""Cells between tildes (`~12 Mesa Dr, #4~`), as SoftDent's reports quote them, put
between quotation marks.
"""

import re

_FEWEST = (
    2  # cells between tildes in the first row, from which they are its quotation marks
)
_QUOTED = re.compile(rb"(?:^|,)~[^~\r\n]*~(?=[,\r\n]|$)")


def are_quotes(body: bytes) -> bool:
    """Whether the first line of rows has cells between tildes."""
    return len(_QUOTED.findall(body.partition(b"\n")[0])) >= _FEWEST


def as_quotes(body: bytes) -> bytes:
    """Rows with quotation marks for tildes; a quotation mark in a cell is doubled, as
    is usual between such marks.
    """
    return body.replace(b'"', b'""').replace(b"~", b'"')
