"""What people hand in for a comparison: a number as they write it, a list as their
system printed it.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from retention import formats
from retention.ingest import Source
from retention.ingest.bodies import read
from retention.ingest.files import Header, fold, headers
from retention.ingest.systems.lists import PATIENT_IDS
from retention.ingest.taking import text_of
from retention.problems import RetentionError, WrongCall

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


def printed_list(source: Source) -> Printed:
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
        return formats.share(value)
    return (
        formats.money(round(value)) if unit == "cents" else formats.count(round(value))
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
