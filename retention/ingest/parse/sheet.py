"""One file's columns read as what they should hold: ids, days, money, words; in the
style that was settled.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core.errors import RetentionError
from retention.ingest.parse import contacts, date_formats, dates, money, values
from retention.ingest.parse.cells import Texts
from retention.ingest.parse.patients import Directory
from retention.ingest.parse.values import Votes
from retention.ingest.parse.vocabulary import Place, ask_words
from retention.ingest.problems import ProblemLog
from retention.ingest.questions import Asking
from retention.ingest.read.headers import RawRows, fold

_MOST = 0.5
# Share (and number) of ids that are none from which a file is refused, not its rows
_STRAY = 0.05
_FEW = 2


@dataclass(frozen=True)
class Style:
    """How the cells of one column are written: settled from the data, or by the
    practice's answers.
    """

    order: str = dates.MONTH_FIRST
    comma: bool = False
    zone: str | None = None
    none: frozenset[date] = frozenset()


class Sheet(Texts):
    """The rows of one file, readable by header.

    What cannot be read becomes null and a problem.
    """

    def __init__(
        self,
        rows: RawRows,
        names: Mapping[str, str],
        faults: ProblemLog,
        *,
        birth_by: date | None = None,
    ) -> None:
        """Further to `Texts`: the day up to which people may have been born."""
        super().__init__(rows, names, faults)
        self._birth_by = birth_by
        self.columns: Mapping[
            str, str
        ] = {}  # the header chosen for each column of the table
        self.table, self.asking = (
            "",
            Asking({}),
        )  # whose unknown words are asked about, and where the answers are
        self._styles: dict[str, Style] = {}
        self._people: dict[str, Directory] = {}
        self._dates: dict[str, dates.Parsed] = {}

    def forget(self) -> None:
        """Let go of the cells and the dates found in them."""
        super().forget()
        del self._dates

    def _parsed(self, header: str) -> dates.Parsed:
        """The dates under a header as far as they can be read without knowing the
        column's style.
        """
        key = fold(header)
        if key not in self._dates:
            self._dates[key] = dates.parsed(self.distinct(header)[0])
        return self._dates[key]

    def votes(self, header: str) -> Votes:
        """What the cells under a header say on whether the day stands before the
        month.
        """
        return dates.votes(self._parsed(header))

    def comma_votes(self, header: str) -> Votes:
        """What the cells under a header say on whether a comma stands before the
        cents.
        """
        return money.comma_votes(self.distinct(header)[0])

    def told_with_zone(self, header: str) -> dates.Zoned:
        """The moments under a header that are told with a time zone."""
        return dates.zoned_moments(self._parsed(header))

    def restyle(self, header: str, **changes: Any) -> None:
        """What was settled about how the cells under a header are written (parts of a
        `Style`).
        """
        self._styles[fold(header)] = replace(self._style(header), **changes)

    def _style(self, header: str) -> Style:
        return self._styles.get(fold(header), Style())

    def name_people(self, header: str, directory: Directory) -> None:
        """Under that header stand names, and whose they are is found in the
        directory.
        """
        self._people[fold(header)] = directory

    def phones(self, header: str) -> pa.Array:
        """The cells as phone numbers; what only fills the field is told, and read as
        none.
        """
        return self._told_once(
            header, "phone", contacts.phones, "is no phone number, and is read as none"
        )

    def emails(self, header: str) -> pa.Array:
        """The cells as addresses of e-mail; what only fills the field is told, and read
        as none.
        """
        return self._told_once(
            header,
            "email",
            contacts.emails,
            "is no address of e-mail, and is read as none",
        )

    def ids(
        self, header: str, *, zero_is_none: bool = False, names: bool = False
    ) -> pa.Array:
        """The cells as ids; where 0 means none, it is null.

        RetentionError for names, unless they may be ids too or it is known whose they
        are, and where a spreadsheet has cut the numbers short.
        """
        directory = self._people.get(fold(header))
        if directory is not None:
            return self._once(
                header,
                "person",
                directory.read,
                "is the name of nobody in the list, or of several",
            )
        if not names and self.holds_names(header):
            raise RetentionError(
                _NAMES.format(header=self.written(header), file=self.faults.file)
            )
        self._refuse_cut_short(header)
        kind = f"id {zero_is_none} {names}"
        read = partial(values.trusted_ids, zero_is_none=zero_is_none, names=names)
        return self._once(header, kind, read, _LOST)

    def _refuse_cut_short(self, header: str) -> None:
        """A cell or two are told row by row; where it is many, the file is refused."""
        texts, _ = self.distinct(header)
        lost = values.ids(texts)[1]
        if lost.any():
            rows = sum(self.counted(header, lost).values())
            if rows > max(_STRAY * len(self), _FEW):
                shown = texts[int(lost.argmax())].as_py()
                raise RetentionError(
                    _CUT.format(
                        header=self.written(header), file=self.faults.file, found=shown
                    )
                )

    def holds_names(self, header: str, *, mostly: bool = False) -> bool:
        """Whether more than a stray cell or two, or most, are written like a name, and
        it is not known whose.
        """
        texts, _ = self.distinct(header)
        share = _MOST if mostly else _STRAY
        return fold(header) not in self._people and values.names(
            texts
        ).sum() > share * (len(texts) - texts.null_count)

    def moments(self, header: str) -> pa.Array:
        """The cells as moments, to the second."""
        return self._once(
            header,
            "moment",
            lambda texts: self._moments(header, texts),
            "is not a date",
        )

    def days(self, header: str, *, of_birth: bool = False) -> pa.Array:
        """The cells as days; the time of day is dropped."""
        by = self._birth_by if of_birth else None
        return self._once(
            header,
            "day",
            lambda texts: self._moments(header, texts, by, pa.date32()),
            "is not a date",
        )

    def peek_days(
        self, header: str, texts: pa.Array, *, of_birth: bool = False
    ) -> np.ndarray:
        """Some texts under a header as `days` reads them (datetime64[D]), NaT for none;
        nothing is told.

        While it is not known up to which day people may have been born, years of two
        digits whose century that decides are NaT too.
        """
        style = self._style(header)

        def read(birth_by: date | None) -> np.ndarray:
            found = dates.moments(
                texts, style.order, birth_by=birth_by, zone=style.zone
            )[0]
            return found.astype("datetime64[D]")

        if not of_birth or self._birth_by is not None:
            return read(self._birth_by if of_birth else None)
        latest = read(None)
        return np.where(latest == read(date.min), latest, np.datetime64("NaT", "D"))

    def _moments(
        self,
        header: str,
        texts: pa.Array,
        birth_by: date | None = None,
        kind: pa.DataType | None = None,
    ) -> values.Read:
        style = self._style(header)
        moments, bad = dates.moments(
            self._parsed(header),
            style.order,
            birth_by=birth_by,
            zone=style.zone,
            none=style.none,
        )
        del self._dates[fold(header)]  # they are large, and rarely read twice
        if bad.any() and date_formats.years_alone(texts):
            year = texts.drop_null()[0].as_py()
            self.faults.add(
                0,
                self.written(header),
                year,
                "is a year without a day, as in all rows: no day is read",
            )
            bad = np.zeros(len(bad), bool)
        found = pa.array(moments, pa.timestamp("s"), from_pandas=True)
        return (
            found
            if kind is None
            else pc.cast(pc.floor_temporal(found, unit="day"), kind)
        ), bad

    def holds_clocks(self, header: str) -> bool:
        """Whether most cells under a header are times of day without a day."""
        texts, _ = self.distinct(header)
        return bool(
            (~np.isnat(dates.clocks(texts))).sum() * 2 > len(texts) - texts.null_count
        )

    def clocks(self, header: str) -> pa.Array:
        """The cells as times of day, as durations in seconds since midnight."""
        return self._once(header, "clock", _clocks, "is not a time of day")

    def cents(self, header: str) -> pa.Array:
        """The cells as whole cents."""
        comma = self._style(header).comma
        signs = money.currencies(self.distinct(header)[0])
        if len(signs) > 1 and (fold(header), "cents") not in self._read:
            self.faults.add(
                0,
                self.written(header),
                " ".join(signs),
                "stand in one column; amounts add up regardless",
            )
        return self._once(
            header,
            "cents",
            lambda texts: money.cents(texts, comma=comma),
            "is not an amount of money",
        )

    def counts(self, header: str) -> pa.Array:
        """The cells as whole numbers."""
        return self._once(header, "count", values.counts, "is not a whole number")

    def flags(self, header: str) -> pa.Array:
        """The cells as yes or no; what else stands under a consent is asked about."""
        return self._once(
            header,
            "flag",
            lambda texts: self._answered(header, texts),
            "is neither yes nor no",
        )

    def _answered(self, header: str, texts: pa.Array) -> values.Read:
        read, bad = values.flags(texts)
        meanings = self._ask(header, self.counted(header, bad)) if bad.any() else {}
        known = pc.is_in(texts, pa.array(list(meanings), pa.string()))
        yes = pc.is_in(
            texts,
            pa.array(
                [text for text, meaning in meanings.items() if meaning == "yes"],
                pa.string(),
            ),
        )
        bad = bad & ~values.truth(known)
        self._note_understood(header, texts, bad)
        return pc.if_else(known, yes, read) if meanings else read, bad

    def choices(
        self,
        header: str,
        words: Mapping[str, str | None],
        unknown: str | None = "unknown",
    ) -> pa.Array:
        """The cells as a column's own words.

        An unknown one is asked about where figures depend on it; until somebody says
        what it means, it is `unknown`, and one problem for all its rows.
        """
        key = fold(header), f"choice {id(words)}"
        if key not in self._read:
            texts, _ = self.distinct(header)
            read, bad = values.choices(texts, words)
            if bad.any():
                counts = self.counted(header, bad)
                meanings = self._ask(header, counts)
                words = {
                    **words,
                    **{
                        values.word(text): meaning for text, meaning in meanings.items()
                    },
                }
                read, bad = values.choices(texts, words)
                self.tell(
                    header,
                    {
                        text: rows
                        for text, rows in counts.items()
                        if text not in meanings
                    },
                    _UNKNOWN,
                )
            self._note_understood(header, texts, bad, read)
            self._read[key] = self.spread(
                header, pc.if_else(pa.array(bad), pa.scalar(unknown, pa.string()), read)
            )
        return self._read[key]

    def _ask(self, header: str, counts: Mapping[str, int]) -> dict[str, str]:
        columns = [
            column
            for column, name in self.columns.items()
            if fold(name) == fold(header)
        ]
        place = Place(self.faults.file, self.written(header), self.table, columns)
        return self._without_refusing(header, ask_words(place, counts, self.asking))

    def intervals(self, header: str) -> tuple[pa.Array, pa.Array]:
        """The cells as recall intervals: months, and days on top of them."""
        texts, _ = self.distinct(header)
        months, days, bad = values.intervals(texts)
        empty = bad | texts.is_null().to_numpy(zero_copy_only=False)
        read = self._once(
            header,
            "months",
            lambda _: (pa.array(months, mask=empty), bad),
            "is not a recall interval",
        )
        return read, self._once(
            header, "days", lambda _: (pa.array(days, mask=empty), bad & False), ""
        )


def _clocks(texts: pa.Array) -> values.Read:
    found = dates.clocks(texts)
    bad = np.isnat(found) & texts.is_valid().to_numpy(zero_copy_only=False)
    return pa.array(found, pa.duration("s"), from_pandas=True), bad


_UNKNOWN = "is not a word we know here, and counts as unknown"
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
_LOST = (
    "is no number we can trust: a name, or a number that a spreadsheet has cut short; "
    "export again, and load the file without opening it in a spreadsheet"
)
