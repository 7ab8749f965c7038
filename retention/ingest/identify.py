"""Which files are known and which are not, one by one, so that a person can see to the
others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retention.core.errors import RetentionError
from retention.ingest.mapping.declaration import Declaration
from retention.ingest.pipeline import among_layouts
from retention.ingest.read.containers import Workbook, contents
from retention.ingest.read.encodings import Text
from retention.ingest.read.headers import headers
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.detect import UnknownFile, recognise
from retention.ingest.recognise.layouts import Layout
from retention.ingest.recognise.open import LEFT_OUT


@dataclass(frozen=True)
class IdentifiedFile:
    """One file and what it was told to be; "" as layout where nobody knows, with the
    sentence why.

    A file that is unknown may be mapped by hand; one that is refused and not unknown
    cannot be read at all.
    """

    name: str
    layout: str
    refusal: str = ""
    is_unknown: bool = False


def identify_files(
    sources: Sequence[ImportSource],
    *,
    mappings: Mapping[str, Declaration],
    layout: str | None = None,
) -> tuple[IdentifiedFile, ...]:
    """Each file, and each sheet or file in it, with the layout that its headers tell,
    in the files' order.
    """
    among = among_layouts(layout, mappings)
    found: list[IdentifiedFile] = []
    for source in sources:
        try:
            for one in contents(source):
                found += (
                    _book(one, among)
                    if isinstance(one, Workbook)
                    else [_identified(one, among)]
                )
        except RetentionError as refusal:
            found.append(IdentifiedFile(source.name, "", str(refusal)))
    return tuple(found)


def _identified(text: Text, among: Sequence[Layout]) -> IdentifiedFile:
    try:
        return IdentifiedFile(
            text.source.name,
            recognise(text.source.name, headers(text), among).layout.key,
        )
    except RetentionError as refusal:
        return IdentifiedFile(
            text.source.name, "", str(refusal), isinstance(refusal, UnknownFile)
        )


def _book(book: Workbook, among: Sequence[Layout]) -> list[IdentifiedFile]:
    """A spreadsheet's sheets; where some are known the others are not needed, and where
    none is, empty ones are not.
    """
    told = [_identified(text, among) for text in book.sheets()]
    if any(one.layout for one in told):
        return [
            one if one.layout else IdentifiedFile(one.name, LEFT_OUT.key)
            for one in told
        ]
    return [one for one in told if one.is_unknown] or told
