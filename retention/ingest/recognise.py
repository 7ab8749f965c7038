"""Which layout a file has, told by its headers alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retention.ingest.files import Header, fold
from retention.ingest.layouts import Layout
from retention.problems import RetentionError

_SHOWN = 12  # headers named in a refusal


@dataclass(frozen=True)
class Known:
    """A file's header line and the layout it has; None where the file says that there are no rows."""

    header: Header
    layout: Layout


def recognise(name: str, lines: Iterable[Header], layouts: Sequence[Layout]) -> Known:
    """The first line that is a layout's header. RetentionError names the headers seen and the nearest layout."""
    seen: Header | None = None
    for header in lines:
        seen = seen or header
        found = _layout(header, layouts)
        if len(found) == 1:
            return Known(header, found[0])
        if found:
            titles = " and ".join(f"“{layout.title}” ({layout.key})" for layout in found)
            raise RetentionError(f"“{name}” could be {titles}. Say which it is, with --layout.")
    if seen is None:
        raise RetentionError(f"“{name}” is empty. Export it again, or leave it out.")
    raise RetentionError(_refusal(name, seen, layouts))


def _layout(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts with the most marks among those whose marks are all there."""
    folded = {fold(cell) for cell in header.cells}
    fitting = [layout for layout in layouts if layout.folded and layout.folded <= folded]
    most = max((len(layout.folded) for layout in fitting), default=0)
    return [layout for layout in fitting if len(layout.folded) == most]


def _refusal(name: str, header: Header, layouts: Sequence[Layout]) -> str:
    folded = {fold(cell) for cell in header.cells}
    nearest = max(layouts, key=lambda layout: len(layout.folded & folded) / (len(layout.folded) or 1))
    missing = [mark for mark in nearest.marks if fold(mark) not in folded]
    shown = ", ".join(f"“{cell}”" for cell in header.cells[:_SHOWN])
    more = f" and {len(header.cells) - _SHOWN} more" if len(header.cells) > _SHOWN else ""
    return (
        f"“{name}” is not a file we know. Its first line has {shown}{more}. "
        f"The nearest is “{nearest.title}”, which also needs {', '.join(f'“{mark}”' for mark in missing)}. "
        "Export it with these columns under these names, or leave the file out."
    )


def resolve(layout: Layout, header: Header) -> dict[str, str]:
    """For each column of the layout that the file has, the layout's name of the header it is read from."""
    folded = {fold(cell) for cell in header.cells}
    found = {}
    for field in layout.fields:
        first = next((name for name in field.headers if fold(name) in folded), None)
        if first is not None:
            found[field.column] = first
    return found
