"""Which files are known and which are not, one by one, so that a person can see to the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retention.ingest import files
from retention.ingest.load import among_layouts
from retention.ingest.mapping import Declaration
from retention.ingest.recognise import UnknownFile, recognise
from retention.ingest.sources import Source
from retention.problems import RetentionError


@dataclass(frozen=True)
class Told:
    """One file and what it was told to be; "" as layout where nobody knows, with the sentence why.

    A file that is unknown may be mapped by hand; one that is refused and not unknown cannot be read at all."""

    name: str
    layout: str
    refusal: str = ""
    is_unknown: bool = False


def tell(
    sources: Sequence[Source], *, mappings: Mapping[str, Declaration], layout: str | None = None
) -> tuple[Told, ...]:
    """Each file with the layout that its headers tell, in the files' order."""
    among = among_layouts(layout, mappings)
    found = []
    for source in sources:
        try:
            known = recognise(source.name, files.headers(files.text_of(source)), among)
            found.append(Told(source.name, known.layout.key))
        except RetentionError as refusal:
            found.append(Told(source.name, "", str(refusal), isinstance(refusal, UnknownFile)))
    return tuple(found)
