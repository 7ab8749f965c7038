"""Printed reports and owners' guesses held against our figures."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    """A list as it was handed in."""

    lines: tuple[str, ...]
    """One patient's id or name a line."""
    sha256: str
    """Hash of the file."""


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

        number = self.says.strip()
        digest = hashlib.sha256(number.encode())
        return digest.hexdigest()


def printed_list(source: ImportSource) -> Printed:
    """Read the patients that a printed list names.

    They stand in the column whose heading says so; without one every line is a patient.

    Raises:
        RetentionError: The file is no text, or holds nothing.
    """
    text = text_of(source)
    lines: Iterable[str] = ()
    for header in headers(text):
        pick = _column(header)
        if pick is not None:
            body = read(text, header.body_at).everything().decode("utf-8", "replace")
            lines = _below(body, header, pick)
            break
    else:
        whole = read(text, 0).everything().decode("utf-8", "replace")
        lines = whole.splitlines()
    bare_lines = (line.strip().strip('"').strip() for line in lines)
    named = tuple(line for line in bare_lines if line)
    if not named:
        raise RetentionError(
            f"“{source.name}” names nobody. Nothing was compared; give a list "
            "with a patient a line."
        )
    return Printed(named, hashlib.sha256(source.path.read_bytes()).hexdigest())


def printed_number(text: str, unit: str) -> float:
    """Read a number as people write it, in a unit.

    Of a share 57% is 0.57, of cents $1,234.50 is 123450, else 1,062 is 1062.

    Raises:
        WrongCall: It is no such number; it says how to write one.
    """
    plain = text.strip().replace(",", "").replace("$", "")
    try:
        value = Decimal(plain.removesuffix("%").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    is_percent = plain.endswith("%")
    is_share = unit == "share"
    fits = value.is_finite() and value >= 0 and (is_share or not is_percent)
    if fits and is_share and not is_percent:
        fits = value <= 1 and "." in plain
    if not fits:
        raise WrongCall(
            f"“{text}” is no such number; write {_HOW.get(unit, 'one such as 1062')}."
        )

    if is_percent:
        value = value / 100
    if unit == "cents":
        value = (value * 100).quantize(Decimal(1), ROUND_HALF_UP)

    return float(value)


_HOW = {"share": "a share such as 57% or 0.57", "cents": "an amount such as 1234.50"}


def in_words(value: float, unit: str) -> str:
    """A value of a unit as people read it."""
    if unit == "share":
        return formatting.share(value)
    if unit == "cents":
        return formatting.money(round(value))
    return formatting.count(round(value))


_Pick = Callable[[Sequence[str]], str]


def _column(header: Header) -> _Pick | None:
    """Find what to take from each row below a header line.

    Returns:
        None where it does not say which column names the patient.
    """
    cells = [fold(cell) for cell in header.cells]
    patient_id = _index_of(_IDS, cells)
    if patient_id is not None:
        return lambda row: row[patient_id]

    last = _index_of(_LAST, cells)
    first = _index_of(_FIRST, cells)
    if last is not None and first is not None:
        return lambda row: f"{row[last]}, {row[first]}"

    name = _index_of(_NAMES, cells)
    if name is not None:
        return lambda row: row[name]
    return None


def _index_of(names: Sequence[str], cells: Sequence[str]) -> int | None:
    """Find the first of some names among the cells; None where none is there."""
    for name in names:
        if name in cells:
            return cells.index(name)
    return None


def _below(text: str, header: Header, pick: _Pick) -> Iterator[str]:
    """Give the wanted cell of each row.

    Rows that are cut short, and the header met again, name nobody.
    """
    try:
        for row in csv.reader(io.StringIO(text), delimiter=header.delimiter):
            is_whole = len(row) >= len(header.cells)
            is_header = tuple(cell.strip() for cell in row) == header.cells
            if is_whole and not is_header:
                yield pick(row)
    except csv.Error as fault:
        raise RetentionError(
            "The list has a row that does not end; print it to a file again."
        ) from fault


def reconcile(
    home: Home, name: str, practice: Practice, report: Report, now: datetime
) -> Reconciliation:
    """Hold a report against our figure, and keep the result without patients.

    Raises:
        RetentionError: Nothing can be compared.
    """
    theirs = _given(practice, report)
    reconciled = rules.reconcile(practice, report.key, theirs, report.period)
    snapshot = state(home, name).snapshot
    if snapshot is None:
        raise RetentionError(
            "Nothing has been imported yet. Import your exports first."
        )

    home.store.reconciliations.log(name, _row(reconciled, report, snapshot, now))
    return reconciled


def reconcile_period(
    practice: Practice, key: str, as_of: date | None, text: str | None
) -> Period:
    """The period compared: the one written, else the comparison's own."""
    rules.figure_of(key)
    written = period_of(practice, as_of, text)
    if text:
        return written
    return rules.period_of(practice, key, written.as_of)


def last_reconciliations(home: Home, name: str) -> Mapping[str, Reconciled]:
    """Find the newest reconciliation of each figure that has one, by its key."""
    oldest_first = reversed(home.store.reconciliations.all(name))
    return {reconciled.key: reconciled for reconciled in oldest_first}


def reconciliations(home: Home, name: str) -> tuple[Reconciled, ...]:
    """Every reconciliation, newest first."""
    return home.store.reconciliations.all(name)


def reconciled_in_words(found: Reconciled) -> str:
    """Say when a figure was held against which report, and how far apart they were."""
    title = "your system's report"
    if found.comparison in BY_NAME:
        title = BY_NAME[found.comparison].title

    theirs = in_words(found.theirs, found.unit)
    ours = in_words(found.ours, found.unit)

    apart = "every difference explained"
    if found.not_explained:
        rest = in_words(found.not_explained, found.unit)
        apart = f"{rest} not explained"
    when = formatting.day(found.at.date())

    return f"Reconciled on {when} with {title}: theirs {theirs}, ours {ours}, {apart}."


def _given(practice: Practice, report: Report) -> tuple[str, ...] | float:
    says = report.says
    if isinstance(says, Printed):
        return says.lines

    unit = rules.unit(practice, report.key, report.period)
    return printed_number(says, unit)


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
    """In the order made, without those skipped; each with what was measured then."""
    measured: float | None
    """Today's value; None where it cannot be given."""

    @property
    def now(self) -> float | None:
        """The last guess − today's value; None where one of them is missing."""
        if not self.guesses:
            return None
        if self.measured is None:
            return None

        last_guess = self.guesses[-1]
        return (last_guess.value or 0) - self.measured


def guess(
    home: Home, name: str, practice: Practice, key: str, text: str | None, now: datetime
) -> Guess:
    """Keep a guess beside the figure measured at the export.

    Args:
        text: The guess as people write it; None where it was skipped.

    Raises:
        RetentionError: The figure cannot be given: there is nothing to compare with.
        WrongCall: It is a table or unknown, or the text is no such number.
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
    home.store.guesses.log(name, key, value, then, at=now)
    return home.store.guesses.all(name)[-1]


def guesses(home: Home, name: str) -> tuple[Guess, ...]:
    """List every guess in the order made, skipped ones too.

    A figure whose key is in here was asked, and need not be again.
    """
    return home.store.guesses.all(name)


def gap(home: Home, name: str, practice: Practice) -> Mapping[str, PerceptionGap]:
    """Give guess − measured by figure: over time, and against today's value."""
    guesses_of: dict[str, list[Guess]] = {}
    for kept in home.store.guesses.all(name):
        if not kept.skipped:
            guesses_of.setdefault(kept.key, []).append(kept)

    return {key: _gap(practice, key, kept) for key, kept in guesses_of.items()}


def _gap(practice: Practice, key: str, kept: list[Guess]) -> PerceptionGap:
    _, reading = _measured(practice, key)
    measured = None
    if reading.value is not None:
        measured = float(reading.value)
    return PerceptionGap(
        key=key,
        unit=kept[-1].unit,
        guesses=tuple(kept),
        measured=measured,
    )


def _measured(practice: Practice, key: str) -> tuple[Figure, Reading]:
    """A figure and its reading at the export; WrongCall for a table."""
    figure = figures([key])[0]
    if figure.is_table:
        raise WrongCall(f"“{figure.title}” is a table; guess a single figure.")

    period = Period.default(practice.exported)

    return figure, figure(practice, period)
