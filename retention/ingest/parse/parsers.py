"""How cells are read, by what they should hold: ids, days, money, words, yes or no.

A parser reads the distinct texts of a column once; `Sheet.read` reports what it cannot
read and expands the values to rows.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.errors import RetentionError
from retention.ingest.parse import contacts, date_formats, dates, money, values
from retention.ingest.parse.sheet import (
    ColumnFormat,
    ColumnParser,
    EncodedColumn,
    Sheet,
)

_FEW = 2
_STRAY = 0.05
"""Ids that are none, as a number or a share, up to which rows are bad, not the file."""


@dataclass(frozen=True)
class Derived:
    """A column that takes more than its own cells, by a function of the sheet."""

    make: Callable[[Sheet, str], pa.Array]

    def read(self, sheet: Sheet, header: str) -> pa.Array:
        """Make the column, one value per row."""
        return self.make(sheet, header)


@dataclass(frozen=True)
class PlainText(ColumnParser):
    """Text as it stands, without blanks around it."""

    def parse(self, column: EncodedColumn) -> values.Read:
        """Give the texts as they are."""
        return column.texts, np.zeros(len(column.texts), bool)


@dataclass(frozen=True)
class Id(ColumnParser):
    """An id: a row's own, or one that points at another table."""

    zero_is_none: bool = False
    """Whether 0 means none, as where an id points at another table."""
    or_name: bool = False
    """Whether a name may stand there too, and is then the id."""
    fault: ClassVar[str] = (
        "is no number we can trust: a name, or a number that a spreadsheet has cut "
        "short; export again, and load the file without opening it in a spreadsheet"
    )

    def read(self, sheet: Sheet, header: str) -> pa.Array:
        """Read the cells under a header.

        Raises:
            RetentionError: They hold names and nobody knows whose, or a spreadsheet has
                cut the numbers short.
        """
        if sheet.format(header).people is not None:
            return sheet.read(header, PersonName())
        if not self.or_name and sheet.holds_names(header):
            written = sheet.written(header)
            raise RetentionError(_NAMES.format(header=written, file=sheet.faults.file))

        _refuse_cut_short(sheet.column(header))
        return sheet.read(header, self)

    def parse(self, column: EncodedColumn) -> values.Read:
        """Give the ids, without those that cannot be trusted."""
        return values.trusted_ids(
            column.texts, zero_is_none=self.zero_is_none, names=self.or_name
        )


@dataclass(frozen=True)
class PersonName(ColumnParser):
    """A name where a patient's number should stand; it is known whose it is."""

    fault: ClassVar[str] = "is the name of nobody in the list, or of several"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Look up the patients' numbers."""
        people = column.format.people
        assert people is not None
        return people.read(column.texts)


def _refuse_cut_short(column: EncodedColumn) -> None:
    """Refuse a file of which a spreadsheet has cut many ids short; few are bad rows."""
    lost = values.ids(column.texts)[1]
    if not lost.any():
        return

    rows = sum(column.counted(lost).values())
    if rows <= max(_STRAY * len(column.sheet), _FEW):
        return

    example = column.texts[int(lost.argmax())].as_py()
    written = column.sheet.written(column.header)
    file = column.sheet.faults.file
    raise RetentionError(_CUT.format(header=written, file=file, found=example))


@dataclass(frozen=True)
class Phone(ColumnParser):
    """A phone number as it stands; none for what only fills the field (`604`)."""

    fault: ClassVar[str] = "is no phone number, and is read as none"
    once_per_text: ClassVar[bool] = True

    def parse(self, column: EncodedColumn) -> values.Read:
        """Give the texts that are phone numbers."""
        return contacts.phones(column.texts)


@dataclass(frozen=True)
class Email(ColumnParser):
    """An address of e-mail as it stands; none for what only fills the field."""

    fault: ClassVar[str] = "is no address of e-mail, and is read as none"
    once_per_text: ClassVar[bool] = True

    def parse(self, column: EncodedColumn) -> values.Read:
        """Give the texts that are addresses."""
        return contacts.emails(column.texts)


@dataclass(frozen=True)
class DateTime(ColumnParser):
    """A day and time, to the second."""

    fault: ClassVar[str] = "is not a date"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the moments in the column's format."""
        return _moments(column, of_birth=False)


@dataclass(frozen=True)
class Date(ColumnParser):
    """A day; the time of day is dropped."""

    of_birth: bool = False
    """A day of birth with a year of two digits does not lie in the future."""
    fault: ClassVar[str] = "is not a date"

    def key(self, column: EncodedColumn) -> Hashable:
        """Give the same for all days: a column has one century."""
        return "day"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the days in the column's format."""
        moments, bad = _moments(column, of_birth=self.of_birth)
        days = pc.cast(pc.floor_temporal(moments, unit="day"), pa.date32())
        return days, bad


def _moments(column: EncodedColumn, *, of_birth: bool) -> values.Read:
    sheet = column.sheet
    moments, bad = dates.moments(
        sheet.take_dates(column.header),
        column.format.day_order,
        birth_by=sheet.birth_by if of_birth else None,
        zone=column.format.time_zone,
        none=column.format.no_days,
    )
    if bad.any() and date_formats.years_alone(column.texts):
        year = column.texts.drop_null()[0].as_py()
        column.note(year, "is a year without a day, as in all rows: no day is read")
        bad = np.zeros(len(bad), bool)
    return pa.array(moments, pa.timestamp("s"), from_pandas=True), bad


def peek_days(
    texts: pa.Array, written: ColumnFormat, birth_by: date | None = None
) -> np.ndarray:
    """Read texts as days in the format of their column; nothing is reported.

    Returns:
        datetime64[D], NaT where there is none.
    """
    moments, _ = dates.moments(
        texts, written.day_order, birth_by=birth_by, zone=written.time_zone
    )
    return moments.astype("datetime64[D]")


def peek_births(
    texts: pa.Array, written: ColumnFormat, birth_by: date | None
) -> np.ndarray:
    """Read texts as `peek_days`, as days up to which people may have been born.

    While that day is not known, years of two digits whose century it decides are no day
    either.
    """
    if birth_by is not None:
        return peek_days(texts, written, birth_by)

    latest = peek_days(texts, written)
    earliest = peek_days(texts, written, date.min)
    return np.where(latest == earliest, latest, np.datetime64("NaT", "D"))


@dataclass(frozen=True)
class Clock(ColumnParser):
    """A time of day, as a duration in seconds since midnight."""

    fault: ClassVar[str] = "is not a time of day"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the times of day."""
        clocks = dates.clocks(column.texts)
        bad = np.isnat(clocks) & values.filled(column.texts)
        return pa.array(clocks, pa.duration("s"), from_pandas=True), bad


@dataclass(frozen=True)
class Money(ColumnParser):
    """An amount of money, in whole cents."""

    fault: ClassVar[str] = "is not an amount of money"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the amounts in the column's format."""
        currencies = money.currencies(column.texts)
        if len(currencies) > 1:
            together = "stand in one column; amounts add up regardless"
            column.note(" ".join(currencies), together)
        return money.cents(column.texts, comma=column.format.decimal_comma)


@dataclass(frozen=True)
class Count(ColumnParser):
    """A whole number."""

    fault: ClassVar[str] = "is not a whole number"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the numbers."""
        return values.counts(column.texts)


@dataclass(frozen=True)
class Flag(ColumnParser):
    """Yes or no; what else stands under a consent is asked about."""

    fault: ClassVar[str] = "is neither yes nor no"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read yes and no, in the words of several systems and by the answers."""
        texts = column.texts
        flags, bad = values.flags(texts)
        meanings: Mapping[str, str] = {}
        if bad.any():
            meanings = column.sheet.ask(column.header, column.counted(bad))
        answered = pc.is_in(texts, pa.array(list(meanings), pa.string()))
        bad = bad & ~values.truth(answered)
        column.sheet.note_understood(column.header, bad)
        if not meanings:
            return flags, bad

        means_yes = [text for text, meaning in meanings.items() if meaning == "yes"]
        yes = pc.is_in(texts, pa.array(means_yes, pa.string()))
        return pc.if_else(answered, yes, flags), bad


@dataclass(frozen=True)
class Consent:
    """Yes or no to a way of contact; a word that nobody explained is no consent."""

    def read(self, sheet: Sheet, header: str) -> pa.Array:
        """Read the cells under a header, one value per row."""
        return pc.if_else(_unexplained(sheet, header), False, sheet.read(header, FLAG))


@dataclass(frozen=True)
class Refusal:
    """A consent by its opposite ("do not call"): no where the column says yes.

    A word that nobody explained is a no as well.
    """

    def read(self, sheet: Sheet, header: str) -> pa.Array:
        """Read the cells under a header, one value per row."""
        is_allowed = pc.invert(sheet.read(header, FLAG))
        return pc.if_else(_unexplained(sheet, header), False, is_allowed)


FLAG = Flag()


def _unexplained(sheet: Sheet, header: str) -> pa.Array:
    is_filled = pc.is_valid(sheet.text(header))
    return pc.and_(is_filled, pc.is_null(sheet.read(header, FLAG)))


@dataclass(frozen=True, eq=False)
class Choice(ColumnParser):
    """One of the column's words, by the file's words.

    An unknown one is asked about where figures depend on it. Until somebody says what
    it means, it is `unknown`, and one problem for all its rows.
    """

    words: Mapping[str, str | None]
    """The column's word by the file's, folded as `values.word` does."""
    unknown: str | None = "unknown"
    fault: ClassVar[str] = "is not a word we know here, and counts as unknown"

    def key(self, column: EncodedColumn) -> Hashable:
        """Give the same for all that read by these words."""
        return "choice", id(self.words)

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the words; those that nobody explained are reported here."""
        choices, bad = values.choices(column.texts, self.words)
        if bad.any():
            choices, bad = self._with_answers(column, bad)
        column.sheet.note_understood(column.header, bad, choices)
        unknown = pa.scalar(self.unknown, pa.string())
        reported = np.zeros(len(bad), bool)
        return pc.if_else(pa.array(bad), unknown, choices), reported

    def _with_answers(self, column: EncodedColumn, bad: np.ndarray) -> values.Read:
        """Read the words again, with what the practice says the unknown ones mean."""
        counts = column.counted(bad)
        meanings = column.sheet.ask(column.header, counts)
        by_word = {values.word(text): meaning for text, meaning in meanings.items()}
        left = {text: rows for text, rows in counts.items() if text not in meanings}
        column.sheet.tell(column.header, left, self.fault)
        return values.choices(column.texts, {**self.words, **by_word})


@dataclass(frozen=True)
class RecallMonths(ColumnParser):
    """The months of a recall interval."""

    fault: ClassVar[str] = "is not a recall interval"

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the months."""
        months, _, bad = values.intervals(column.texts)
        return pa.array(months, mask=bad | ~values.filled(column.texts)), bad


@dataclass(frozen=True)
class RecallDays(ColumnParser):
    """The days of a recall interval, on top of its months."""

    def parse(self, column: EncodedColumn) -> values.Read:
        """Read the days; what is no interval is reported with its months."""
        _, days, bad = values.intervals(column.texts)
        reported = np.zeros(len(bad), bool)
        return pa.array(days, mask=bad | ~values.filled(column.texts)), reported


_NAMES = (
    "“{header}” in “{file}” should hold numbers, and holds names. Load it together "
    "with the list of patients, or export it again with numbers (in Open Dental's "
    "queries: Raw instead of Human-readable)."
)
_CUT = (
    "“{header}” in “{file}” should hold numbers, and holds some like “{found}”: a "
    "spreadsheet has cut them short, and what they were is lost. Export the file "
    "again, and load it without opening it in a spreadsheet."
)
