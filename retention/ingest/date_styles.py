"""Dates that are no three numbers: names of months, seconds since 1970, Taiwan's years,
years alone.
"""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.date_parts import moment

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SPELLED = {
    name[:length]: number
    for number, name in enumerate(_MONTHS, 1)
    for length in (3, len(name))
} | {"sept": 9}
_WEEKDAY = r"^(?:[A-Za-z]{3,9}\.?,?\s+)?"
_REST = r"(?P<rest>(?:,?[T\s].*)?)$"
_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_NAMED = (
    rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th)?[\s\-./]*(?:of\s+)?{_MONTH},?[\s\-./]*{_YEAR}{_REST}",
    rf"{_WEEKDAY}{_MONTH}[\s\-./]*{_DAY}(?:st|nd|rd|th)?(?:,\s*|[\s\-./]+){_YEAR}{_REST}",
    rf"^(?P<year>\d{{4}})[\s\-./]?{_MONTH}[\s\-./]?{_DAY}{_REST}",
)
_MOST_DIGITS = 14
# Of the column's largest number
_SECONDS_FROM = 10**8
_MILLISECONDS_FROM = 10**11
_PLAUSIBLE = (np.datetime64("1900-01-01", "s"), np.datetime64("2100-01-01", "s"))
_NO_MOMENTS = np.array(["0001-01-01", "1753-01-01"], "datetime64[s]")
_REPUBLIC = 1911  # the year before Taiwan's first


def without_names(texts: pa.Array) -> pa.Array:
    """Texts in which a date has its month as an English word, as `14.3.2024` with what
    followed; others unchanged.

    A day of the week before a date is left out (`Thu 11/19/2026`).
    """
    if not pc.any(pc.match_substring_regex(texts, "[A-Za-z]{3}")).as_py():
        return texts
    texts = pc.replace_substring_regex(
        texts, r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+(\d)", r"\1"
    )
    for form in _NAMED:
        found = pc.extract_regex(texts, form)
        words = pc.utf8_lower(pc.struct_field(found, "month"))
        at = pc.index_in(words, pa.array(list(_SPELLED)))
        month = pc.cast(pa.array(list(_SPELLED.values())).take(at), pa.string())
        rest = pc.replace_substring_regex(pc.struct_field(found, "rest"), r"^,", "")
        date = pc.binary_join_element_wise(
            pc.struct_field(found, "day"), month, pc.struct_field(found, "year"), "."
        )
        texts = pc.coalesce(pc.binary_join_element_wise(date, rest, ""), texts)
    return texts


def whole_numbers(texts: pa.Array) -> np.ndarray | None:
    """The numbers of a column that has nothing else in it (0 where a cell is empty);
    None for every other column.
    """
    if (
        len(texts) == texts.null_count
        or not pc.all(
            pc.match_substring_regex(texts, rf"^-?\d{{1,{_MOST_DIGITS}}}$")
        ).as_py()
    ):
        return None
    return pc.fill_null(pc.cast(texts, pa.int64()), 0).to_numpy(zero_copy_only=False)


def since_1970(numbers: np.ndarray) -> np.ndarray | None:
    """A whole column of seconds or milliseconds since 1970 as moments of UTC, NaT for 0
    and days that mean none.

    None where they are too small for that, or a year would not lie between 1900 and
    2100.
    """
    largest = np.abs(numbers).max()
    if largest < _SECONDS_FROM:
        return None
    found = (numbers // 1000 if largest >= _MILLISECONDS_FROM else numbers).astype(
        "datetime64[s]"
    )
    none = (numbers == 0) | np.isin(found, _NO_MOMENTS)
    if ((found < _PLAUSIBLE[0]) | (found >= _PLAUSIBLE[1]))[~none].any():
        return None
    return np.where(none, np.datetime64("NaT", "s"), found)


def republican(texts: pa.Array, numbers: np.ndarray) -> np.ndarray | None:
    """A whole column of Taiwan's dates, `1140401` for 2025-04-01, as moments, NaT for
    0; None where it is none.

    Six digits (years before 100) are only read beside seven: alone they may be of any
    other order.
    """
    lengths = pc.fill_null(pc.utf8_length(texts), 0).to_numpy(zero_copy_only=False)
    given = numbers > 0
    if (
        not (lengths == 7).any()
        or not np.isin(lengths[given], (6, 7)).all()
        or (numbers < 0).any()
    ):
        return None
    found = moment(numbers // 10_000 + _REPUBLIC, numbers // 100 % 100, numbers % 100)
    return (
        None
        if np.isnat(found[given]).any() or (found[given] >= _PLAUSIBLE[1]).any()
        else found
    )


def years_alone(texts: pa.Array) -> bool:
    """Whether a column holds years and nothing else: no day can be read from it."""
    return len(texts) > texts.null_count and bool(
        pc.all(pc.match_substring_regex(texts, r"^(?:18|19|20)\d\d$")).as_py()
    )
