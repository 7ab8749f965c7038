"""One file's columns while they are read: cells by header, each distinct text read once, faults by row."""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest import dates, values
from retention.ingest.faults import Faults
from retention.ingest.files import Rows, fold
from retention.problems import RetentionError

_STRAY = 0.05  # share of names among ids from which a file is refused, not its rows
_SAMPLE, _MOSTLY = 4096, 0.8  # rows looked at, and the share of different texts from which a column is an id's


class Sheet:
    """The rows of one file, readable by header. What cannot be read becomes null and a problem."""

    def __init__(self, rows: Rows, names: Mapping[str, str], faults: Faults, *, birth_by: date | None = None) -> None:
        """`names` gives the header as the file writes it by its folded form; columns stand at the header's position."""
        self.numbers, self.faults = rows.numbers, faults
        self._columns = dict(zip(names, rows.table.columns, strict=True))
        self._names, self._birth_by = names, birth_by
        self.columns: Mapping[str, str] = {}  # the header chosen for each column of the table
        self._orders: dict[str, str] = {}
        self._distinct: dict[str, tuple[pa.Array, pa.Array | None]] = {}
        self._read: dict[tuple[str, str], pa.Array] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    def has(self, header: str) -> bool:
        """Whether the file has that header."""
        return fold(header) in self._columns

    def distinct(self, header: str) -> tuple[pa.Array, pa.Array | None]:
        """The texts under a header, cleaned, each once, and for each row which one it has.

        Columns in which nearly every text differs (ids) are not searched for repeats: the texts are the rows' own,
        and the second is None."""
        key = fold(header)
        if key not in self._distinct:
            column = self._columns[key].combine_chunks()
            sample = column.slice(0, _SAMPLE)
            if len(sample.unique()) > _MOSTLY * len(sample):
                self._distinct[key] = values.clean(column), None
            else:
                encoded = column.dictionary_encode()
                self._distinct[key] = values.clean(encoded.dictionary), encoded.indices
        return self._distinct[key]

    def spread(self, header: str, found: pa.Array) -> pa.Array:
        """Values found for a header's distinct texts, one for each row."""
        _, rows = self.distinct(header)
        return found if rows is None else found.take(rows)

    def votes(self, header: str) -> dates.Votes:
        """What the cells under a header say about the order of day and month."""
        return dates.votes(self.distinct(header)[0])

    def set_order(self, header: str, order: str) -> None:
        """How slash dates under that header are to be read."""
        self._orders[fold(header)] = order

    def text(self, header: str) -> pa.Array:
        """The cells as text."""
        return self._once(header, "text", lambda texts: (texts, np.zeros(len(texts), bool)), "")

    def ids(self, header: str, *, zero_is_none: bool = False, names: bool = False) -> pa.Array:
        """The cells as ids; where 0 means none, it is null. RetentionError for names, unless they may be ids too."""
        if not names and self.holds_names(header):
            raise RetentionError(
                f"“{self._names[fold(header)]}” in “{self.faults.file}” should hold numbers, and holds names. "
                "Export it again with numbers (in Open Dental's queries: Raw instead of Human-readable)."
            )
        kind = f"id {zero_is_none} {names}"
        return self._once(header, kind, lambda texts: _ids(texts, zero_is_none=zero_is_none, names=names), _LOST)

    def holds_names(self, header: str) -> bool:
        """Whether more than a stray cell or two are written like a name, `Last, First`."""
        texts, _ = self.distinct(header)
        return values.names(texts).sum() > _STRAY * (len(texts) - texts.null_count)

    def moments(self, header: str) -> pa.Array:
        """The cells as moments, to the second."""
        return self._once(header, "moment", lambda texts: self._moments(header, texts), "is not a date")

    def days(self, header: str, *, of_birth: bool = False) -> pa.Array:
        """The cells as days; the time of day is dropped."""
        by = self._birth_by if of_birth else None
        return self._once(header, "day", lambda texts: self._moments(header, texts, by, pa.date32()), "is not a date")

    def _moments(
        self, header: str, texts: pa.Array, birth_by: date | None = None, kind: pa.DataType | None = None
    ) -> values.Read:
        order = self._orders.get(fold(header), dates.MONTH_FIRST)
        moments, bad = dates.moments(texts, order, birth_by=birth_by)
        found = pa.array(moments, pa.timestamp("s"), from_pandas=True)
        return (found if kind is None else pc.cast(pc.floor_temporal(found, unit="day"), kind)), bad

    def holds_clocks(self, header: str) -> bool:
        """Whether most cells under a header are times of day without a day."""
        texts, _ = self.distinct(header)
        return bool((~np.isnat(dates.clocks(texts))).sum() * 2 > len(texts) - texts.null_count)

    def clocks(self, header: str) -> pa.Array:
        """The cells as times of day, as durations in seconds since midnight."""
        return self._once(header, "clock", _clocks, "is not a time of day")

    def cents(self, header: str) -> pa.Array:
        """The cells as whole cents."""
        return self._once(header, "cents", values.cents, "is not an amount of money")

    def counts(self, header: str) -> pa.Array:
        """The cells as whole numbers."""
        return self._once(header, "count", values.counts, "is not a whole number")

    def flags(self, header: str) -> pa.Array:
        """The cells as yes or no."""
        return self._once(header, "flag", values.flags, "is neither yes nor no")

    def choices(self, header: str, words: Mapping[str, str | None], unknown: str | None = "unknown") -> pa.Array:
        """The cells as a column's own words; an unknown one is `unknown`, and one problem for all its rows."""
        key = fold(header), f"choice {id(words)}"
        if key not in self._read:
            texts, rows = self.distinct(header)
            read, bad = values.choices(texts, words)
            self._tell_words(header, texts, rows, bad)
            self._read[key] = self.spread(header, pc.if_else(pa.array(bad), pa.scalar(unknown, pa.string()), read))
        return self._read[key]

    def _tell_words(self, header: str, texts: pa.Array, rows: pa.Array | None, bad: np.ndarray) -> None:
        if not bad.any():
            return
        words = texts if rows is None else texts.take(rows)
        for counted in pc.value_counts(words.filter(pc.is_in(words, texts.filter(pa.array(bad))))).to_pylist():
            say = f"is not a word we know here, and counts as unknown (rows: {counted['counts']:,})"
            self.faults.add(0, self._names[fold(header)], counted["values"], say)

    def intervals(self, header: str) -> tuple[pa.Array, pa.Array]:
        """The cells as recall intervals: months, and days on top of them."""
        texts, _ = self.distinct(header)
        months, days, bad = values.intervals(texts)
        empty = bad | texts.is_null().to_numpy(zero_copy_only=False)
        read = self._once(header, "months", lambda _: (pa.array(months, mask=empty), bad), "is not a recall interval")
        return read, self._once(header, "days", lambda _: (pa.array(days, mask=empty), bad & False), "")

    def _once(self, header: str, kind: str, read: Callable[[pa.Array], values.Read], say: str) -> pa.Array:
        """Read a column's distinct texts, tell the unreadable rows, spread the values over the rows; remembered."""
        key = fold(header), kind
        if key not in self._read:
            texts, _ = self.distinct(header)
            found, bad = read(texts)
            if bad.any():
                at = np.flatnonzero(self.spread(header, pa.array(bad)).to_numpy(zero_copy_only=False))
                told = self.spread(header, texts).take(pa.array(at))
                self.faults.add_rows(self.numbers[at], self._names[fold(header)], told, say)
            self._read[key] = self.spread(header, found)
        return self._read[key]


def _clocks(texts: pa.Array) -> values.Read:
    found = dates.clocks(texts)
    bad = np.isnat(found) & texts.is_valid().to_numpy(zero_copy_only=False)
    return pa.array(found, pa.duration("s"), from_pandas=True), bad


_LOST = (
    "is no number we can trust: a name, or a number that a spreadsheet has cut short; "
    "export again, and load the file without opening it in a spreadsheet"
)


def _ids(texts: pa.Array, *, zero_is_none: bool, names: bool) -> values.Read:
    found, lost = values.ids(values.without_point_zero(texts))
    if not names:
        lost |= values.names(texts)
        found = pc.if_else(pa.array(lost), None, found)
    return (pc.if_else(pc.equal(found, "0"), None, found) if zero_is_none else found), lost
