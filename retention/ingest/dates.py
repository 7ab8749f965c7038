"""Days and moments from text, in every spelling exports use (exports.md 7)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.problems import RetentionError

MONTH_FIRST, DAY_FIRST = "month-first", "day-first"
EARLIEST, LATEST = 1800, 2200  # years outside are no days of a practice

_DATE = r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})[-/.](?P<c>\d{1,4})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d*)?)?\s*(?P<half>[AaPp])?\.?(?:[Mm]\.?)?"
_ZONE = r"(?:Z|[+-]\d{2}:?\d{2})?"
_DATE_FIRST = rf"^{_DATE}(?:[T\s]+{_TIME}{_ZONE})?$"
_TIME_FIRST = rf"^{_TIME}\s+{_DATE}$"
_BARE = r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$"
_CLOCK = rf"^{_TIME}$"
_NONE_DAYS = np.array(["0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01"], "datetime64[D]")
"""Days by which systems say "none" (exports.md 7)."""
_NO_MOMENT = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Votes:
    """How many slash dates of a column can only be month-first, only day-first, or either, and one that is either."""

    month_first: int = 0
    day_first: int = 0
    undecided: int = 0
    example: str = ""

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(
            self.month_first + other.month_first,
            self.day_first + other.day_first,
            self.undecided + other.undecided,
            self.example or other.example,
        )

    @property
    def order(self) -> str | None:
        """What the larger number says; None where nothing decides."""
        if self.month_first == self.day_first:
            return None
        return MONTH_FIRST if self.month_first > self.day_first else DAY_FIRST


def votes(texts: pa.Array) -> Votes:
    """The votes of distinct texts on whether the day or the month stands first."""
    if not pc.any(pc.match_substring_regex(texts, r"(?:^|\s)\d{1,2}[/-]\d{1,2}[/-]")).as_py():
        return Votes()
    parts = _parts(texts)
    first, second = parts["a"], parts["b"]
    slash = (parts["dots"] == 0) & (first > 0) & (second > 0) & (parts["digits"] <= 2)
    open_to_both = np.flatnonzero(slash & (first <= 12) & (second <= 12) & (first != second))
    return Votes(
        int((slash & (second > 12) & (first <= 12)).sum()),
        int((slash & (first > 12) & (second <= 12)).sum()),
        len(open_to_both),
        texts[int(open_to_both[0])].as_py() if len(open_to_both) else "",
    )


def moments(texts: pa.Array, order: str, *, birth_by: date | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Distinct texts as moments (datetime64[s], NaT for none), and which of them could not be read.

    Spellings of "no date" give NaT and are not unreadable. `order` is for slash dates; dates with dots have the
    day first. Years of two digits are of this century up to 69; with `birth_by`, up to that day. A time zone is
    dropped: times are taken as the practice's own."""
    try:
        read = pc.cast(texts, pa.timestamp("us")).to_numpy(zero_copy_only=False).astype("datetime64[s]")
        bad = np.isnat(read) & ~texts.is_null().to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        read, bad = _spelled(texts, order, birth_by)
    days = read.astype("datetime64[D]")
    none = np.isin(days, _NONE_DAYS)
    years = days.astype("datetime64[Y]").astype(int) + 1970
    outside = ~none & ~np.isnat(days) & ((years < EARLIEST) | (years > LATEST))
    return np.where(none | outside, _NO_MOMENT, read), bad | outside


def _spelled(texts: pa.Array, order: str, birth_by: date | None) -> tuple[np.ndarray, np.ndarray]:
    parts = _parts(texts)
    year, month, day = _ordered(parts, order, birth_by)
    moment = _moment(year, month, day) + _seconds(parts)
    zero = (year == 0) & (month == 0) & (day == 0) & (parts["a"] >= 0)
    filled = ~texts.is_null().to_numpy(zero_copy_only=False)
    return moment, np.isnat(moment) & filled & ~zero


def _ordered(
    parts: dict[str, np.ndarray], order: str, birth_by: date | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    a, b, c = parts["a"], parts["b"], parts["c"]
    year_first = parts["digits"] >= 3
    day_first = (parts["dots"] > 0) | (order == DAY_FIRST)
    year = np.where(year_first, a, c)
    month = np.where(year_first, b, np.where(day_first, b, a))
    day = np.where(year_first, c, np.where(day_first, a, b))
    short = ~year_first & (parts["year_digits"] <= 2)
    if birth_by is None:
        century = np.where(year < 70, 2000, 1900)
    else:
        this = _moment(year + 2000, month, day).astype("datetime64[D]")
        century = np.where(this <= np.datetime64(birth_by), 2000, 1900)
    return np.where(short, year + century, year), month, day


def _moment(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Midnight of a day; NaT where there is no such day in the calendar."""
    fits = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    year, month, day = (np.where(fits, part, 1) for part in (year, month, day))
    months = (year - 1970) * 12 + month - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    fits &= days.astype("datetime64[M]").astype(int) == months
    return np.where(fits, days.astype("datetime64[s]"), _NO_MOMENT)


def _seconds(parts: dict[str, np.ndarray]) -> np.ndarray:
    hour, minute, second = (np.maximum(parts[part], 0) for part in ("hour", "minute", "second"))
    hour = np.where(parts["half"] > 0, hour % 12 + np.where(parts["half"] == 2, 12, 0), hour)
    fits = (hour < 24) & (minute < 60) & (second < 60)
    seconds = (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")
    return np.where(fits, seconds, np.timedelta64("NaT", "s"))


def clocks(texts: pa.Array) -> np.ndarray:
    """Distinct texts as seconds after midnight (timedelta64[s]); NaT for what is no time of day."""
    found = pc.extract_regex(texts, _CLOCK)
    parts = {part: _number(found, part) for part in ("hour", "minute", "second")}
    parts["half"] = _half(found)
    return np.where(parts["hour"] >= 0, _seconds(parts), np.timedelta64("NaT", "s"))


_PARTS = ("a", "b", "c", "hour", "minute", "second")


def _parts(texts: pa.Array) -> dict[str, np.ndarray]:
    """The numbers in a date's text; -1 where there is none. `digits` and `year_digits` are lengths of a and c."""
    date_first, time_first, bare = (pc.extract_regex(texts, form) for form in (_DATE_FIRST, _TIME_FIRST, _BARE))
    parts = {p: np.maximum(_number(date_first, p), _number(time_first, p)) for p in _PARTS}
    for part, bare_part in (("a", "year"), ("b", "month"), ("c", "day")):
        parts[part] = np.maximum(parts[part], _number(bare, bare_part))
    parts["digits"] = np.maximum(np.maximum(_length(date_first, "a"), _length(time_first, "a")), _length(bare, "year"))
    parts["year_digits"] = np.maximum(_length(date_first, "c"), _length(time_first, "c"))
    parts["half"] = np.maximum(_half(date_first), _half(time_first))
    parts["dots"] = np.maximum(_is(date_first, "sep", "."), _is(time_first, "sep", "."))
    return parts


def _number(found: pa.StructArray, part: str) -> np.ndarray:
    texts = pc.struct_field(found, part)
    filled = pc.if_else(pc.equal(texts, ""), None, texts)
    return pc.fill_null(pc.cast(filled, pa.int64()), -1).to_numpy(zero_copy_only=False)


def _length(found: pa.StructArray, part: str) -> np.ndarray:
    return pc.fill_null(pc.utf8_length(pc.struct_field(found, part)), 0).to_numpy(zero_copy_only=False)


def _is(found: pa.StructArray, part: str, text: str) -> np.ndarray:
    same = pc.equal(pc.utf8_lower(pc.struct_field(found, part)), text)
    return pc.fill_null(same, False).to_numpy(zero_copy_only=False).astype(int)


def _half(found: pa.StructArray) -> np.ndarray:
    """0 without a half of the day, 1 before noon, 2 after."""
    return _is(found, "half", "a") + 2 * _is(found, "half", "p")


def day_of(text: str, what: str) -> date:
    """A day written as YYYY-MM-DD; RetentionError says what it was for."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RetentionError(f"{what} is a day written as YYYY-MM-DD; “{text}” was given.") from None
