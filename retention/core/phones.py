"""Phone numbers: their digits, which of them are nobody's, and how people write them.

What only fills the field is nobody's number. What an import reads as none is what no
list uses, and nothing else is (docs/decisions/0008).
"""

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

FEWEST_DIGITS = 7
"""Of the shortest number that can be dialled: a local one without its area code."""

AREA_DIGITS = 10
"""Of a North American number with its area code."""

_TEN_DIGITS = r"^\+?1?\D*(\d{3})\D*(\d{3})\D*(\d{4})\D*$"
"""Three, three and four digits, each together; a country code of 1 in front."""
_EXTENSION = (
    r"(?is)^((?:[^0-9]*[0-9]){7,}?)[^0-9]*?(?:x|ext|#).*$"
    r"|^([^a-z#]*[0-9][^a-z#]*?)(?:x|ext|#).*$"
)
"""After a whole number whatever words stand between; after a shorter one only where
none does (`604 x12`).
"""
_ONE_DIGIT = "|".join(f"{digit}{{7}}" for digit in range(10))
_MADE_UP = rf"(?:{_ONE_DIGIT}|1234567|2345678|4567890|7654321|0123456789)$"


def digits(texts: pa.Array) -> pa.Array:
    """Return the digits of phone numbers, without the extension behind them.

    Extensions are written `x12`, `ext. 12`, `#12`.
    """
    without_extension = pc.replace_substring_regex(texts, _EXTENSION, r"\1\2")
    return all_digits(without_extension)


def all_digits(texts: pa.Array) -> pa.Array:
    """Return every digit of the texts, in their order."""
    return pc.replace_substring_regex(texts, "[^0-9]+", "")


def last_digits(texts: pa.Array) -> pa.Array:
    """Return the last ten digits of phone numbers, by which two of them are compared.

    A country code in front and an extension behind say nothing about whose it is.
    """
    dialled = digits(texts)
    return pc.utf8_slice_codeunits(dialled, -AREA_DIGITS)


def is_phone(texts: pa.Array) -> pa.Array:
    """Return whether each text is a number that can be dialled.

    It is null for null, false for blank and for what only fills the field. That is
    fewer than seven digits (`604`), and a number that ends in one digit over and over
    or that counts up or down (`000-0000`, `999-999-9999`, `123-4567`).
    """
    dialled = digits(texts)
    is_long_enough = pc.greater_equal(pc.utf8_length(dialled), FEWEST_DIGITS)
    is_made_up = pc.match_substring_regex(dialled, _MADE_UP)
    return pc.and_(is_long_enough, pc.invert(is_made_up))


def written(number: str) -> str:
    """Return a North American number as people dial it, "(617) 555-0100".

    Any other is returned as it stands.
    """
    dialled = re.sub(r"\D", "", number)
    has_country_code = len(dialled) == 11 and dialled[0] == "1"
    if has_country_code:
        dialled = dialled[1:]
    if len(dialled) != AREA_DIGITS:
        return number

    area = dialled[:3]
    exchange = dialled[3:6]
    line = dialled[6:]
    return f"({area}) {exchange}-{line}"


def written_column(numbers: pd.Series) -> pd.Series:
    """Return numbers of ten digits as "(617) 555-0100", and any other as it stands."""
    return numbers.str.replace(_TEN_DIGITS, r"(\1) \2-\3", regex=True)
