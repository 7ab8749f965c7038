"""Names where patients' numbers should stand: whose they are, or why they cannot be
used.

Open Dental's human-readable queries print `Last, First` under PatNum and Guarantor.
Such a file is loaded where every name is that of one patient only; otherwise it is
refused, and the shared names are listed.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from retention.core import formatting, schema
from retention.core.errors import RetentionError
from retention.ingest.parse import values
from retention.ingest.parse.patients import NAMED_BY, Directory
from retention.ingest.read.headers import fold
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.open import Opened

_LISTED = 10
_OF_PATIENTS = ("patient_id", "household_id", "loser_id", "winner_id")
AGAIN = (
    "Export it again with numbers (in Open Dental's queries: Raw instead of "
    "Human-readable, or with `PatNum AS pid` in the query)."
)

ColumnOfFile = tuple[ImportSource, str]
"""A column of one of the files: the file, and the folded header."""


def resolve_names(
    opened: Sequence[Opened], previous: schema.Tables
) -> dict[ColumnOfFile, Directory]:
    """Where a column of patient numbers holds names, find out whose they are.

    They are looked up among the patients of these files, else of the records; names
    that are mostly nobody's there are left as they are, and refused when they are read.
    RetentionError where more than one patient has a name, with the names as its detail.
    A guarantor's name that is shared is no reason to refuse: it is told, and left open.
    """
    named = [
        (file, column, header)
        for file in opened
        for column, header in _columns(file)
        if file.sheet.holds_names(header, mostly=True)
    ]
    if not named:
        return {}

    directory = _directory(
        opened, previous, {file.source for file, column, _ in named if column == "id"}
    )
    people = {}
    for file, column, header in named:
        texts = file.sheet.distinct(header)[0].unique()
        names = texts.filter(pa.array(values.names(texts)))
        if 2 * directory.unknown(names) < len(names):
            if column != "household_id":
                _refuse_shared(
                    file, file.sheet.written(header), directory.shared(names)
                )
            people[file.source, fold(header)] = directory
    return people


def _columns(file: Opened) -> Iterator[tuple[str, str]]:
    """The columns of a file that hold patients' numbers, and the headers that may carry
    them.
    """
    for column, choices in file.candidates.items():
        if column in _OF_PATIENTS or (file.table == "patient" and column == "id"):
            yield from (
                (column, header)
                for _, header in (choices if file.layout.needs else choices[:1])
            )


def _directory(
    opened: Sequence[Opened], previous: schema.Tables, by_name: set[ImportSource]
) -> Directory:
    found = Directory()
    lists = [
        file
        for file in opened
        if file.table == "patient"
        and {"last_name", "first_name"} <= set(file.candidates)
    ]
    numbered = [file for file in lists if file.source not in by_name]
    for file in numbered:
        found.add(
            {
                column: _taken(file, column)
                for column in NAMED_BY
                if column in file.candidates
            }
        )
    if not numbered and "patient" in previous:
        found.add(
            {
                column: previous["patient"][column].combine_chunks()
                for column in NAMED_BY
            }
        )
    for file in opened:
        if file.source in by_name:
            names = file.sheet.text(file.candidates["id"][0][1])
            has_births = "birth_date" in file.candidates
            found.add_written(
                names,
                _taken(file, "birth_date") if has_births else pa.nulls(len(names)),
            )
    return found


def _taken(file: Opened, column: str) -> pa.Array:
    """A column of a file as its layout reads it, from the likeliest header."""
    field, header = file.candidates[column][0]
    return field.parser.read(file.sheet, header)


def _refuse_shared(file: Opened, header: str, shared: Sequence[str]) -> None:
    """Refuse names of which more than one patient has the same."""
    if not shared:
        return

    quoted = [f"“{name}”" for name in shared[:_LISTED]]
    listed = ", ".join(quoted)
    if len(shared) > _LISTED:
        listed = f"{listed} and {len(shared) - _LISTED} more"
    names = formatting.plural(len(shared), "name")
    raise RetentionError(
        f"“{header}” in “{file.source.name}” holds names instead of numbers, and "
        f"more than one patient has the same name ({names}): whose rows they are "
        f"cannot be told. {AGAIN}",
        f"Shared: {listed}.",
    )
