"""The numbers in a date's text, whatever form it has: day and month, time, half of the
day, time zone.
"""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_DATE = r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})[-/.](?P<c>\d{1,4})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d*)?)?\s*(?P<half>[AaPp])?\.?(?:[Mm]\.?)?"
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
