"""Printed reports and owners' guesses held against our figures."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from retention.core import formatting
from retention.core.errors import RetentionError, WrongCall
from retention.ingest import ImportSource
from retention.ingest.read.body import read
from retention.ingest.read.containers import text_of
from retention.ingest.read.headers import Header, fold, headers
from retention.ingest.systems.generic import PATIENT_IDS
from retention.metrics import Figure, Reading
from retention.metrics import reconcile as rules
from retention.metrics.reconcile import BY_NAME, Reconciliation, unit_of
from retention.practice import Period, Practice
from retention.services.homes import Home, state
from retention.services.reports import figures, period_of
from retention.store import Guess, Measured, Reconciled

_IDS = tuple(map(fold, (*PATIENT_IDS, "id")))
_NAMES = tuple(map(fold, ("Patient", "Patient Name", "Full Name", "Name")))
_LAST = tuple(map(fold, ("LName", "Last Name", "Last", "Surname")))
_FIRST = tuple(map(fold, ("FName", "First Name", "First", "Given Name")))


@dataclass(frozen=True)
class Printed:
    """A list as it was handed in: one patient's id or name a line, and the hash of the
    file.
    """

    lines: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class Report:
    """A report of the practice's own system, to hold against ours."""

    key: str
    """A comparison's, or a figure's."""
    says: Printed | str
    """A printed list, or a number as it is written."""
    period: Period

    @property
    def sha256(self) -> str:
        """The hash of what was printed."""
        if isinstance(self.says, Printed):
            return self.says.sha256
        return hashlib.sha256(self.says.strip().encode()).hexdigest()


def printed_list(source: ImportSource) -> Printed:
    """The patients a printed list names: the column whose heading says so, else every
    line whole.

    RetentionError where the file is no text, or holds nothing.
    """
    text = text_of(source)
    found = next(
        (
            (header, pick)
            for header in headers(text)
            if (pick := _column(header)) is not None
        ),
        None,
    )
    whole = (
        read(text, found[0].body_at if found else 0)
        .everything()
        .decode("utf-8", "replace")
    )
    lines = _below(whole, *found) if found else whole.splitlines()
    named = tuple(
        line for line in (line.strip().strip('"').strip() for line in lines) if line
    )
    if not named:
        raise RetentionError(
            f"“{source.name}” names nobody. Nothing was compared; give a list "
            "with a patient a line."
        )
    return Printed(named, hashlib.sha256(source.path.read_bytes()).hexdigest())


def printed_number(text: str, unit: str) -> float:
    """A number as people write it, in a unit: of a share 57% is 0.57, of cents
    $1,234.50 is 123450, else 1,062 is 1062.

    WrongCall says how to write one.
    """
    plain = text.strip().replace(",", "").replace("$", "")
    try:
        value = Decimal(plain.removesuffix("%").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    is_percent = plain.endswith("%")
    fits = value.is_finite() and value >= 0 and (unit == "share" or not is_percent)
    if not fits or (
        unit == "share" and not is_percent and (value > 1 or "." not in plain)
    ):
        raise WrongCall(
            f"“{text}” is no such number; write {_HOW.get(unit, 'one such as 1062')}."
        )
    if unit == "share":
        return float(value / 100 if is_percent else value)
    return float(
        (value * 100).quantize(Decimal(1), ROUND_HALF_UP) if unit == "cents" else value
    )


_HOW = {"share": "a share such as 57% or 0.57", "cents": "an amount such as 1234.50"}


def in_words(value: float, unit: str) -> str:
    """A value of a unit as people read it."""
    if unit == "share":
        return formatting.share(value)
    return (
        formatting.money(round(value))
        if unit == "cents"
        else formatting.count(round(value))
    )


_Pick = Callable[[Sequence[str]], str]


def _column(header: Header) -> _Pick | None:
    """What to take from each row below a header line; None where it does not say which
    column names the patient.
    """
    cells = [fold(cell) for cell in header.cells]
    places = [
        next((cells.index(name) for name in names if name in cells), None)
        for names in (_IDS, _LAST, _FIRST)
    ]
    by_id, last, first = places
    if by_id is not None:
        return lambda row: row[by_id]
    if last is not None and first is not None:
        return lambda row: f"{row[last]}, {row[first]}"
    named = next((cells.index(name) for name in _NAMES if name in cells), None)
    return None if named is None else lambda row: row[named]


def _below(text: str, header: Header, pick: _Pick) -> Iterator[str]:
    """The wanted cell of each row; rows that are cut short, and the header met again,
    name nobody.
    """
    try:
        for row in csv.reader(io.StringIO(text), delimiter=header.delimiter):
            if (
                len(row) >= len(header.cells)
                and tuple(cell.strip() for cell in row) != header.cells
            ):
                yield pick(row)
    except csv.Error as fault:
        raise RetentionError(
            "The list has a row that does not end; print it to a file again."
        ) from fault


def reconcile(
    home: Home, name: str, practice: Practice, report: Report, now: datetime
) -> Reconciliation:
    """Hold a report against ours.

    The result is kept once it is found, without patients. RetentionError where nothing
    can be compared.
    """
    theirs = _given(practice, report)
    found = rules.reconcile(practice, report.key, theirs, report.period)
    snapshot = state(home, name).snapshot
    if snapshot is None:
        raise RetentionError(
            "Nothing has been imported yet. Import your exports first."
        )
    home.work.log_reconciliation(name, _row(found, report, snapshot, now))
    return found


def reconcile_period(
    practice: Practice, key: str, as_of: date | None, text: str | None
) -> Period:
    """The period compared: the one written, else the comparison's own."""
    rules.figure_of(key)
    written = period_of(practice, as_of, text)
    return written if text else rules.period_of(practice, key, written.as_of)


def last_reconciliations(home: Home, name: str) -> Mapping[str, Reconciled]:
    """The newest reconciliation of each figure, by the figure's key; figures never
    reconciled are absent.
    """
    return {found.key: found for found in reversed(home.work.reconciliations(name))}


def reconciliations(home: Home, name: str) -> tuple[Reconciled, ...]:
    """Every reconciliation, newest first."""
    return home.work.reconciliations(name)


def reconciled_in_words(found: Reconciled) -> str:
    """When a figure was last held against which report, and how far apart they were, in
    one sentence.
    """
    title = (
        BY_NAME[found.comparison].title
        if found.comparison in BY_NAME
        else "your system's report"
    )
    theirs, ours, open_ = (
        in_words(value, found.unit)
        for value in (found.theirs, found.ours, found.not_explained)
    )
    apart = (
        f"{open_} not explained"
        if found.not_explained
        else "every difference explained"
    )
    when = formatting.day(found.at.date())
    return f"Reconciled on {when} with {title}: theirs {theirs}, ours {ours}, {apart}."


def _given(practice: Practice, report: Report) -> tuple[str, ...] | float:
    if isinstance(report.says, Printed):
        return report.says.lines
    unit = rules.unit(practice, report.key, report.period)
    return printed_number(report.says, unit)


def _row(
    found: Reconciliation, report: Report, snapshot: int, now: datetime
) -> Reconciled:
    return Reconciled(
        key=found.figure.key,
        comparison=report.key,
        at=now,
        snapshot=snapshot,
        as_of=found.period.as_of,
        first=found.period.first,
        last=found.period.last,
        unit=found.unit,
        ours=found.ours,
        theirs=found.theirs,
        only_ours=len(found.only_ours) if found.is_list else None,
        only_theirs=len(found.only_theirs) if found.is_list else None,
        explained=found.explained,
        not_explained=found.not_explained,
        sha256=report.sha256,
    )


@dataclass(frozen=True)
class PerceptionGap:
    """The guesses of one figure over time, and what it is today, all in one unit."""

    key: str
    unit: str
    guesses: tuple[Guess, ...]
    """In the order made, the skipped ones left out; each with what was measured
    then.
    """
    measured: float | None
    """Today's value; None where it cannot be given."""

    @property
    def now(self) -> float | None:
        """The last guess − today's value; None where one of them is missing."""
        if not self.guesses or self.measured is None:
            return None
        return (self.guesses[-1].value or 0) - self.measured


def guess(
    home: Home, name: str, practice: Practice, key: str, text: str | None, now: datetime
) -> Guess:
    """Keep a guess as people write it, or with None that it was skipped, beside the
    figure measured at the export.

    RetentionError where the figure cannot be given: there is nothing to hold a guess
    against; WrongCall for a table, an unknown figure or a text that is no such number.
    """
    figure, reading = _measured(practice, key)
    if text is not None and reading.value is None:
        raise RetentionError(
            f"“{figure.title}” cannot be given ({reading.reason}). Nothing was "
            "kept; guess it later."
        )
    unit = unit_of(figure, reading)
    value = None if text is None else printed_number(text, unit)
    measured = None if reading.value is None else float(reading.value)
    then = Measured(measured, unit, practice.exported)
    home.work.log_guess(name, key, value, then, at=now)
    return home.work.guesses(name)[-1]


def guesses(home: Home, name: str) -> tuple[Guess, ...]:
    """Every guess in the order made, skipped ones too: what has a key in here was
    asked, and need not be again.
    """
    return home.work.guesses(name)


def gap(home: Home, name: str, practice: Practice) -> Mapping[str, PerceptionGap]:
    """Guess − measured, by figure: over time with what was measured then, and against
    today's value.
    """
    kept = [found for found in home.work.guesses(name) if not found.skipped]
    return {
        key: _gap(practice, key, kept)
        for key in dict.fromkeys(found.key for found in kept)
    }


def _gap(practice: Practice, key: str, kept: list[Guess]) -> PerceptionGap:
    own = tuple(found for found in kept if found.key == key)
    _, reading = _measured(practice, key)
    return PerceptionGap(
        key, own[-1].unit, own, None if reading.value is None else float(reading.value)
    )


def _measured(practice: Practice, key: str) -> tuple[Figure, Reading]:
    figure = figures([key])[0]
    if figure.is_table:
        raise WrongCall(f"“{figure.title}” is a table; guess a single figure.")
    return figure, figure(practice, Period.default(practice.exported))
