"""Date formats: names of months, epoch seconds, lone years, clock times, time zones."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_DATE = r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})[-/.](?P<c>\d{1,4})"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d*)?)?"
    r"\s*(?P<half>[AaPp])?\.?(?:[Mm]\.?)?"
)
_ZONE = r"(?:\s*(?P<zone>[Zz]|UTC|GMT|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?))?"
_BARE = r"(?P<a>\d{4})(?P<b>\d{2})(?P<c>\d{2})"
_DATE_FIRST = rf"^{_DATE}(?:(?:[T\s]|,\s)+{_TIME}{_ZONE})?$"
_TIME_FIRST = rf"^{_TIME}\s+{_DATE}$"
_BARE_FIRST = rf"^{_BARE}(?:[T\s]+{_TIME}{_ZONE})?$"
_CLOCK = rf"^{_TIME}$"

Parts = dict[str, np.ndarray]
NAMES: Final = ("a", "b", "c", "hour", "minute", "second")


def parts_of(texts: pa.Array) -> Parts:
    """The numbers of each text by what they are; -1 where there is none.

    `a`, `b`, `c` are the three of the date as they stand, `digits` and `year_digits`
    the lengths of a and c, `half` of the day 0 (not said), 1 or 2, `dots` whether they
    stand between the numbers, `offset` the seconds that the written time is ahead of
    UTC, and `zoned` whether that is said.
    """
    found = [
        pc.extract_regex(texts, form)
        for form in (_DATE_FIRST, _TIME_FIRST, _BARE_FIRST)
    ]
    parts = {name: _most([_number(one, name) for one in found]) for name in NAMES}
    parts["digits"] = _most([_length(one, "a") for one in found])
    parts["year_digits"] = _most([_length(one, "c") for one in found])
    parts["half"] = _most([_half(one) for one in found])
    parts["dots"] = _most([_is(one, "sep", ".") for one in found[:2]])
    zones = pc.coalesce(
        pc.struct_field(found[0], "zone"),
        pc.struct_field(found[2], "zone"),
        pa.scalar(""),
    )
    parts["zoned"] = pc.not_equal(zones, "").to_numpy(zero_copy_only=False)
    parts["offset"] = (
        _offset(zones) if parts["zoned"].any() else np.zeros(len(texts), int)
    )
    return parts


def clock_parts(texts: pa.Array) -> Parts:
    """The numbers of a time of day that stands alone."""
    found = pc.extract_regex(texts, _CLOCK)
    return {**{name: _number(found, name) for name in NAMES[3:]}, "half": _half(found)}


def moment(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Midnight of a day (datetime64[s]); NaT where there is no such day in the
    calendar.
    """
    fits = (
        (year >= 1)
        & (year <= 9999)
        & (month >= 1)
        & (month <= 12)
        & (day >= 1)
        & (day <= 31)
    )
    year, month, day = (np.where(fits, part, 1) for part in (year, month, day))
    months = (year - 1970) * 12 + month - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    fits &= days.astype("datetime64[M]").astype(int) == months
    return np.where(fits, days.astype("datetime64[s]"), np.datetime64("NaT", "s"))


def seconds(parts: Parts) -> np.ndarray:
    """Seconds after midnight (timedelta64[s]), 0 where no time is written, NaT where
    there is no such time.
    """
    hour, minute, second = (
        np.maximum(parts[part], 0) for part in ("hour", "minute", "second")
    )
    hour = np.where(
        parts["half"] > 0, hour % 12 + np.where(parts["half"] == 2, 12, 0), hour
    )
    fits = (hour < 24) & (minute < 60) & (second < 60)
    after = (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")
    return np.where(fits, after, np.timedelta64("NaT", "s"))


def _most(found: list[np.ndarray]) -> np.ndarray:
    return np.maximum.reduce(found)


def _offset(zones: pa.Array) -> np.ndarray:
    """`-05:00`, `+0100` or `+01` in seconds; Z and other words are 0."""
    found = pc.extract_regex(
        zones, r"^(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?$"
    )
    hours, minutes = (
        np.maximum(_number(found, part), 0) for part in ("hours", "minutes")
    )
    return np.where(_is(found, "sign", "-") == 1, -1, 1) * (hours * 3600 + minutes * 60)


def _number(found: pa.StructArray, part: str) -> np.ndarray:
    texts = pc.struct_field(found, part)
    filled = pc.if_else(pc.equal(texts, ""), None, texts)
    return pc.fill_null(pc.cast(filled, pa.int64()), -1).to_numpy(zero_copy_only=False)


def _length(found: pa.StructArray, part: str) -> np.ndarray:
    return pc.fill_null(pc.utf8_length(pc.struct_field(found, part)), 0).to_numpy(
        zero_copy_only=False
    )


def _is(found: pa.StructArray, part: str, text: str) -> np.ndarray:
    same = pc.equal(pc.utf8_lower(pc.struct_field(found, part)), text)
    return pc.fill_null(same, False).to_numpy(zero_copy_only=False).astype(int)


def _half(found: pa.StructArray) -> np.ndarray:
    """0 without a half of the day, 1 before noon, 2 after."""
    return _is(found, "half", "a") + 2 * _is(found, "half", "p")


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


OFFERED: Final = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "Europe/London",
    "UTC",
)
"""Zones that are offered; every other that computers know by name is taken too."""
_MIDDLE = 12.5  # the hour around which a practice's appointments lie


def local(utc: np.ndarray, zone: str) -> np.ndarray:
    """Moments of UTC (datetime64[s]) as the clocks of a zone show them."""
    there = (
        pd.DatetimeIndex(utc)
        .tz_localize("UTC")
        .tz_convert(ZoneInfo(zone))
        .tz_localize(None)
    )
    return there.to_numpy().astype("datetime64[s]")


def is_known(zone: str) -> bool:
    """Whether there is a zone of that name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def likeliest(utc: np.ndarray, offsets: np.ndarray) -> str:
    """The offered zone that fits moments best.

    Where clocks were ahead of or behind UTC (`offsets`, seconds), the zone that most
    often was by as much; else the one in which the moments lie around the middle of a
    working day.
    """
    if offsets.any():
        return max(OFFERED, key=lambda zone: _agreeing(utc, offsets, zone))
    return min(
        OFFERED[:-1], key=lambda zone: abs(_hours(local(utc, zone)).mean() - _MIDDLE)
    )


def _agreeing(utc: np.ndarray, offsets: np.ndarray, zone: str) -> int:
    return int((local(utc, zone) - utc == offsets.astype("timedelta64[s]")).sum())


def _hours(moments: np.ndarray) -> np.ndarray:
    return (moments - moments.astype("datetime64[D]")).astype(float) / 3600


def shown(texts: Sequence[str], utc: np.ndarray, zone: str) -> list[str]:
    """Some moments as they stand in a file, beside what the clocks of a zone show
    then.
    """
    there = local(utc[: len(texts)], zone).tolist()
    return [
        f"“{text}” is {moment:%Y-%m-%d %H:%M} there"
        for text, moment in zip(texts, there, strict=True)
    ]
