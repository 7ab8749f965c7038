"""Files that nobody declared: what they probably hold, and how they are read."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from retention import ingest
from retention.core.errors import RetentionError
from retention.ingest import (
    FILLABLE,
    LIKELY,
    ColumnProposal,
    Declaration,
    IdentifiedFile,
    ImportSource,
    MappingPreview,
    MappingTarget,
    Sample,
)
from retention.services.homes import Home
from retention.services.importing import keep_mappings, kept_mappings, own_practice

SURE = 0.8
"""Score of a proposal below which it is called a guess."""
_FEW = 20  # rows whose texts are shown
_WRITTEN_AS = "how a file is read"


def identify(
    home: Home,
    name: str | None,
    sources: Sequence[ImportSource],
    mappings: Mapping[str, Declaration],
) -> tuple[IdentifiedFile, ...]:
    """Identify each file, by the practice's own mappings and those given now."""
    _, practice = own_practice(home, name)
    known = {}
    if practice:
        known = kept_mappings(home, practice)
    every = {**known, **mappings}
    return ingest.identify_files(sources, mappings=every)


def peek(source: ImportSource, line: int | None = None) -> Sample:
    """Read a file's first rows under its header line.

    That is the line numbered, or the one that looks like it.
    """
    return ingest.peek(source, line)


def peek_into(
    sources: Sequence[ImportSource], name: str, line: int | None = None
) -> Sample:
    """Peek into what `identify` named: a file, or a sheet or file in one of them."""
    file = ingest.handed_in(name, sources)
    source = ImportSource(name, file.path)

    return ingest.peek(source, line)


def likely_tables(sample: Sample) -> tuple[str, ...]:
    """The tables a file may fill, the likeliest first."""
    return ingest.likely_tables(sample)


def leads(sample: Sample) -> tuple[str, ...]:
    """Find the headings by which a file looks like a list of leads.

    Nothing is read of people who only asked for something.
    """
    return ingest.lead_headings(sample.headers)


def table_titles() -> Mapping[str, str]:
    """What the tables that may be filled by hand are called, by name."""
    titles = {}
    for name, table in FILLABLE.items():
        titles[name] = table.title
    return titles


def columns(table: str) -> Mapping[str, MappingTarget]:
    """List the columns of a table that may be read from a file, required ones first."""
    return ingest.targets(table)


def propose(sample: Sample, table: str) -> Mapping[str, ColumnProposal]:
    """By column the header that is likely enough to be filled in."""
    return {
        proposal.column: proposal
        for proposal in ingest.propose(sample, table)
        if proposal.score >= LIKELY
    }


def declare(
    sample: Sample, table: str, columns: Mapping[str, str], every: Mapping[str, str]
) -> Declaration:
    """Declare how a file is read.

    Raises:
        RetentionError: A column, a header or a word is not there.
    """
    for header in columns.values():
        if header not in sample.headers:
            raise RetentionError(
                f"“{sample.name}” has no column “{header}”. It has: "
                f"{', '.join(sample.headers)}."
            )
    return Declaration(table, dict(columns), every=dict(every))


def values(sample: Sample, header: str) -> Sequence[str]:
    """A few of the different texts that stand under a header."""
    index = sample.header.cells.index(header)
    column = sample.rows.table[str(index)]
    first_cells = column.slice(0, _FEW)
    texts = first_cells.unique()

    return [text for text in texts.to_pylist() if text.strip()]


def check(sample: Sample, declaration: Declaration) -> MappingPreview:
    """Say what the file's first rows would become.

    Raises:
        RetentionError: Something needed is still to be named.
    """
    return ingest.check(sample, declaration)


def fingerprint(sample: Sample) -> str:
    """What the file's header line is known by."""
    headers = sample.header.cells
    return ingest.fingerprint(headers)


def keep(
    home: Home, name: str | None, mappings: Mapping[str, Declaration], now: datetime
) -> str:
    """Keep how files are read for the practice named, which is made where it is new.

    Returns:
        The practice's name.
    """
    name, practice = own_practice(home, name)
    practice = practice or home.store.practices.ensure(name, at=now)
    keep_mappings(home, practice, mappings, now)

    return name


def kept(home: Home, practice: str) -> Mapping[str, Declaration]:
    """Give how undeclared files are read, by the fingerprint of their headers."""
    return kept_mappings(home, practice)


def forget(home: Home, practice: str, fingerprint: str, now: datetime) -> None:
    """Take back how the files of a header line are read.

    Raises:
        RetentionError: Nothing is kept.
    """
    home.store.mappings.keep(practice, fingerprint, None, at=now)


def written(fingerprint: str, declaration: Declaration) -> str:
    """Write a declaration as JSON to share: headers and our names, no row of a file."""
    plain = {
        "what": _WRITTEN_AS,
        "fingerprint": fingerprint,
        **declaration.as_plain(),
    }
    return json.dumps(plain, ensure_ascii=False, indent=2)


def taken_in(text: str) -> tuple[str, Declaration]:
    """Read fingerprint and declaration of a JSON file that was shared.

    Raises:
        RetentionError: It is no such file.
    """
    try:
        plain = json.loads(text)
    except ValueError as fault:
        raise RetentionError(
            "This is no mapping: it is not JSON. Take in a file that was written here."
        ) from fault
    if not isinstance(plain, dict) or plain.get("what") != _WRITTEN_AS:
        raise RetentionError(
            "This is no mapping. Take in a file that was written with `map "
            "--export` or taken here."
        )
    return str(plain.get("fingerprint")), Declaration.of_plain(plain)
