"""Days and moments from text, in every spelling exports use."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.errors import RetentionError
from retention.ingest.parse import date_formats
from retention.ingest.parse.date_formats import (
    Parts,
    clock_parts,
    moment,
    parts_of,
    seconds,
)
from retention.ingest.parse.values import SHOWN, Votes, says_nothing

MONTH_FIRST = "month-first"
DAY_FIRST = "day-first"
# Years outside are no days of a practice
EARLIEST = 1800
LATEST = 2200

_NONE_DAYS = np.array(
    ["0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01"], "datetime64[D]"
)
"""Days by which systems say "none": the first of .NET's calendar, of SQL Server's, of
spreadsheets', and of 1900.
"""
_NO_MOMENT = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Parsed:
    """Distinct texts of a column as far as they can be read without knowing the order
    of day and month.

    `read` are the moments where the whole column is of one style without that doubt,
    else `parts` are the numbers. `zoned` says which moments are told with a zone, and
    `offset` by how many seconds those are ahead of UTC.
    """

    texts: pa.Array
    read: np.ndarray | None
    parts: Parts | None
    zoned: np.ndarray
    offset: np.ndarray


def parsed(texts: pa.Array) -> Parsed:
    """What distinct texts have in common, found out once: ISO, numbers of one style, or
    dates to be taken apart.
    """
    no_zone = np.zeros(len(texts), bool), np.zeros(len(texts), int)
    try:
        return Parsed(
            texts,
            pc.cast(texts, pa.timestamp("us"))
            .to_numpy(zero_copy_only=False)
            .astype("datetime64[s]"),
            None,
            *no_zone,
        )
    except pa.ArrowInvalid:
        numbers = date_formats.whole_numbers(texts)
    if numbers is not None:
        since = date_formats.since_1970(numbers)
        if since is not None:
            return Parsed(texts, since, None, ~np.isnat(since), no_zone[1])
        republican = date_formats.republican(texts, numbers)
        if republican is not None:
            return Parsed(texts, republican, None, *no_zone)
    spaced = pc.replace_substring_regex(texts, "[\u00a0\u202f]", " ")
    parts = parts_of(date_formats.without_names(spaced))
    return Parsed(texts, None, parts, parts["zoned"], parts["offset"])


def votes(found: Parsed) -> Votes:
    """The votes of distinct texts on whether the day stands first, and not the
    month.
    """
    if found.parts is None:
        return Votes()

    first = found.parts["a"]
    second = found.parts["b"]
    slash = (
        (found.parts["dots"] == 0)
        & (first > 0)
        & (second > 0)
        & (found.parts["digits"] <= 2)
    )
    open_to_both = np.flatnonzero(
        slash & (first <= 12) & (second <= 12) & (first != second)
    )
    return Votes(
        int((slash & (first > 12) & (second <= 12)).sum()),
        int((slash & (second > 12) & (first <= 12)).sum()),
        len(open_to_both),
        tuple(found.texts[int(at)].as_py() for at in open_to_both[:SHOWN]),
    )


@dataclass(frozen=True)
class Zoned:
    """The moments of a column that are told with a zone: which of its distinct texts
    they are, in UTC, and by how many seconds the clock they were read from was ahead of
    it.
    """

    column: pa.Array
    which: np.ndarray
    utc: np.ndarray
    offset: np.ndarray

    def texts(self, most: int) -> list[str]:
        """The first of them as they are written."""
        return self.column.filter(pa.array(self.which)).slice(0, most).to_pylist()


def zoned_moments(found: Parsed) -> Zoned:
    """The moments told with a zone; none where all of them are midnights: they stand
    for days, and those have none.
    """
    which = found.zoned
    written = np.array([], "datetime64[s]")
    if which.any():
        written = _written(found, MONTH_FIRST, None)
        which = which & ~np.isnat(written) & ~_is_none(written, ())
        if (written[which] == written[which].astype("datetime64[D]")).all():
            which = np.zeros(len(which), bool)
    offset = found.offset[which]
    return Zoned(
        found.texts,
        which,
        written[which] - offset.astype("timedelta64[s]")
        if which.any()
        else written[:0],
        offset,
    )


def moments(
    texts: pa.Array | Parsed,
    order: str = MONTH_FIRST,
    *,
    birth_by: date | None = None,
    zone: str | None = None,
    none: Collection[date] = (),
) -> tuple[np.ndarray, np.ndarray]:
    """Distinct texts as moments (datetime64[s], NaT for none), and which of them could
    not be read.

    Spellings of "no date", and the days `none`, give NaT and are not unreadable.
    `order` is for slash dates; dates with dots have the day first, unless they show
    otherwise. Years of two digits are of this century up to 69; with `birth_by`, up to
    that day. Moments told with a time zone become those of `zone`; without one they are
    taken as they are written.
    """
    found = texts if isinstance(texts, Parsed) else parsed(texts)
    read = _written(found, order, birth_by)
    bad = np.isnat(read) & found.texts.is_valid().to_numpy(zero_copy_only=False)
    bad &= (
        found.parts is not None
    )  # in a column of one style NaT is how none is written
    if bad.any():
        bad &= ~_zero(found) & ~says_nothing(found.texts)
    if zone is not None and found.zoned.any():
        zoned = zoned_moments(found)
        read[zoned.which] = date_formats.local(zoned.utc, zone)
    years = read.astype("datetime64[Y]").astype(int) + 1970
    is_none = _is_none(read, none)
    outside = ~is_none & ~np.isnat(read) & ((years < EARLIEST) | (years > LATEST))
    return np.where(is_none | outside, _NO_MOMENT, read), bad | outside


def _is_none(read: np.ndarray, more: Collection[date]) -> np.ndarray:
    none = np.append(_NONE_DAYS, np.array(sorted(more), "datetime64[D]"))
    return np.isin(read.astype("datetime64[D]"), none)


def _zero(found: Parsed) -> np.ndarray:
    """Which texts say none by zeros: `0`, `00000000`, `0000-00-00 00:00:00`."""
    return pc.fill_null(
        pc.match_substring_regex(
            found.texts, r"^0+(?:[-/.]0+[-/.]0+(?:[T\s]+[0:.]+)?)?$"
        ),
        False,
    ).to_numpy(zero_copy_only=False)


def _written(found: Parsed, order: str, birth_by: date | None) -> np.ndarray:
    """The moments as they stand, whatever their zone."""
    if found.parts is None:
        assert found.read is not None
        return found.read.copy()
    return moment(*_ordered(found.parts, order, birth_by)) + seconds(found.parts)


def _ordered(
    parts: Parts, order: str, birth_by: date | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    a = parts["a"]
    b = parts["b"]
    c = parts["c"]
    year_first = parts["digits"] >= 3
    day_first = np.where(parts["dots"] > 0, _dots_day_first(parts), order == DAY_FIRST)
    year = np.where(year_first, a, c)
    month = np.where(year_first, b, np.where(day_first, b, a))
    day = np.where(year_first, c, np.where(day_first, a, b))
    short = ~year_first & (parts["year_digits"] == 2)
    if birth_by is None:
        century = np.where(year < 70, 2000, 1900)
    else:
        this = moment(year + 2000, month, day).astype("datetime64[D]")
        century = np.where(this <= np.datetime64(birth_by), 2000, 1900)
    return np.where(short, year + century, year), month, day


def _dots_day_first(parts: Parts) -> bool:
    """Whether dates with dots have the day first, as nearly everywhere; not where a
    column shows the month first.
    """
    dots = parts["dots"] > 0
    first = parts["a"]
    second = parts["b"]
    month_first = (dots & (first <= 12) & (second > 12) & (parts["digits"] <= 2)).sum()
    return bool((dots & (first > 12) & (second <= 12)).sum() >= month_first)


def clocks(texts: pa.Array) -> np.ndarray:
    """Distinct texts as seconds after midnight (timedelta64[s]); NaT for what is no
    time of day.
    """
    parts = clock_parts(texts)
    return np.where(parts["hour"] >= 0, seconds(parts), np.timedelta64("NaT", "s"))


def day_of(text: str, what: str) -> date:
    """A day written as YYYY-MM-DD; RetentionError says what it was for."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RetentionError(
            f"{what} is a day written as YYYY-MM-DD; “{text}” was given."
        ) from None
