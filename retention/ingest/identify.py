"""Which files are known and which are not, one by one, so that a person can see to the
others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retention.core.errors import RetentionError
from retention.ingest.mapping.declaration import Declaration, layout_of
from retention.ingest.read.containers import Workbook, contents
from retention.ingest.read.encodings import Text
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.detect import LEFT_OUT, UnknownFile, recognise
from retention.ingest.recognise.layouts import Layout
from retention.ingest.systems import LAYOUTS


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


def layouts_among(
    layout: str | None, mappings: Mapping[str, Declaration]
) -> tuple[Layout, ...]:
    """The layouts a file may have, those made by hand among them.

    Args:
        layout: Forces a layout, or the layouts of a system; None for all.
        mappings: How the files of a header line are read, by its fingerprint.

    Raises:
        RetentionError: There is no such layout.
    """
    by_hand = (layout_of(declared, of=line) for line, declared in mappings.items())
    every = (*LAYOUTS, *by_hand)
    if layout is None:
        return every
    named = tuple(one for one in every if layout in (one.key, one.family))
    if not named:
        families = ", ".join(sorted({one.family for one in LAYOUTS}))
        raise RetentionError(f"There is no layout “{layout}”. Known are: {families}.")
    return named


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
    if not any(sheet.layout for sheet in sheets):
        return [sheet for sheet in sheets if sheet.is_unknown] or sheets
    return [sheet if sheet.layout else _left_out(sheet) for sheet in sheets]


def _left_out(sheet: IdentifiedFile) -> IdentifiedFile:
    return IdentifiedFile(sheet.name, LEFT_OUT.key)
