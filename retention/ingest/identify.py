"""Which files are known and which are not, one by one, so that a person can see to the
others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retention.core.errors import RetentionError
from retention.ingest.mapping.declaration import Declaration
from retention.ingest.pipeline import layouts_among
from retention.ingest.read.containers import Workbook, contents
from retention.ingest.read.encodings import Text
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.detect import LEFT_OUT, UnknownFile, recognise
from retention.ingest.recognise.layouts import Layout


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
    layouts = layouts_among(layout, mappings)
    identified: list[IdentifiedFile] = []
    for source in sources:
        try:
            for content in contents(source):
                identified += _identified(content, layouts)
        except RetentionError as refusal:
            identified.append(IdentifiedFile(source.name, "", str(refusal)))
    return tuple(identified)


def _identified(
    content: Text | Workbook, layouts: Sequence[Layout]
) -> list[IdentifiedFile]:
    if isinstance(content, Workbook):
        return _sheets(content, layouts)
    return [_text(content, layouts)]


def _text(text: Text, layouts: Sequence[Layout]) -> IdentifiedFile:
    name = text.source.name
    try:
        recognised = recognise(text, layouts)
    except RetentionError as refusal:
        is_unknown = isinstance(refusal, UnknownFile)
        return IdentifiedFile(name, "", str(refusal), is_unknown)
    return IdentifiedFile(name, recognised.layout.key)


def _sheets(book: Workbook, layouts: Sequence[Layout]) -> list[IdentifiedFile]:
    """A spreadsheet's sheets; where some are known the others are not needed, and where
    none is, empty ones are not.
    """
    sheets = [_text(text, layouts) for text in book.sheets()]
    known = [sheet for sheet in sheets if sheet.layout]
    if not known:
        unknown = [sheet for sheet in sheets if sheet.is_unknown]
        return unknown or sheets
    return [sheet if sheet.layout else _left_out(sheet) for sheet in sheets]


def _left_out(sheet: IdentifiedFile) -> IdentifiedFile:
    return IdentifiedFile(sheet.name, LEFT_OUT.key)
