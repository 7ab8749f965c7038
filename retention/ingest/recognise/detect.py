"""Which layout a file has, told by its headers alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from retention.core.errors import RetentionError
from retention.ingest.questions import Asking, ask_layout
from retention.ingest.read.headers import Header, fold
from retention.ingest.recognise.layouts import Field, Layout, Needs, fingerprint

# Headers named in a refusal, and letters of each
_SHOWN = 12
_LONG = 40

Candidates = Mapping[str, tuple[tuple[Field, str], ...]]
"""For each column of a table that a file has: how it may be read and from which header,
the likeliest first.
"""


class UnknownFile(RetentionError):
    """A file that can be read, and that nobody declared: it may be mapped by hand."""


@dataclass(frozen=True)
class RecognisedHeader:
    """A file's header line and the layout it has."""

    header: Header
    layout: Layout


def recognise(
    name: str,
    lines: Iterable[Header],
    layouts: Sequence[Layout],
    asking: Asking | None = None,
) -> RecognisedHeader:
    """The first line that is a layout's header.

    RetentionError names the headers seen and the nearest layout.

    A layout whose marks are all there goes first, then what people declared for this
    very line, then a list told by what its headers mean. Where a line has the marks of
    several and nobody declared it, it is asked which is meant, and without `asking` the
    likeliest stands. UnknownFile where no line is any of them.
    """
    lines = list(lines)
    for header in lines:
        marked = _marked(header, layouts)
        found = (
            marked
            if len(marked) == 1
            else _declared(header, layouts) or marked or _meant(header, layouts)
        )
        if found:
            return RecognisedHeader(
                header,
                found[0] if len(found) == 1 else _asked(name, header, found, asking),
            )
    if not lines:
        raise RetentionError(f"“{name}” is empty. Export it again, or leave it out.")
    raise UnknownFile(
        _refusal(name, max(lines[:3], key=lambda header: len(header.cells)), layouts)
    )


def _asked(
    name: str, header: Header, found: Sequence[Layout], asking: Asking | None
) -> Layout:
    """The one of several layouts that is meant; suggested is the one that reads most of
    the headers.

    Where none of them is needed, there is nothing to ask.
    """
    likeliest = max(found, key=lambda layout: len(candidates(layout, header)))
    if asking is None or not any(layout.table for layout in found):
        return likeliest
    by_title = {layout.title: layout for layout in found}
    because = f"Its headings are {_shown(header)}."
    keys = [layout.key for layout in found]
    return by_title[
        asking.answer(ask_layout(keys, name, tuple(by_title), likeliest.title, because))
    ]


def _marked(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts with the most marks among those whose marks are all there."""
    folded = {fold(cell) for cell in header.cells}
    written = set(header.cells)
    fitting = [
        one
        for one in layouts
        if one.folded
        and one.folded <= folded
        and (one.folded == folded or not one.whole)
        and (not one.as_written or written.issuperset(one.marks))
    ]
    most = max((len(layout.folded) for layout in fitting), default=0)
    return [layout for layout in fitting if len(layout.folded) == most]


def _declared(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The layout that people made by hand for this header line."""
    own = fingerprint(header.cells)
    return [layout for layout in layouts if layout.fingerprint == own][:1]


def _meant(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The first list whose needs the headers meet."""
    folded = {fold(cell) for cell in header.cells}
    for layout in layouts:
        if layout.needs is not None and not any(
            fold(name) in folded for name in layout.needs.none_of
        ):
            columns = set(candidates(layout, header))
            is_such = columns.issuperset(layout.needs.all_of) and columns.intersection(
                layout.needs.any_of
            )
            if is_such and _says_who(layout.needs, columns, folded):
                return [layout]
    return []


def _says_who(needs: Needs, columns: set[str], folded: set[str]) -> bool:
    """Whether a list of people says who they are; of other lists nothing is asked."""
    return not needs.who or any(
        one in columns or fold(one) in folded for one in needs.who
    )


def _refusal(name: str, header: Header, layouts: Sequence[Layout]) -> str:
    if _is_json(header):
        return (
            f"“{name}” holds JSON, which is not read, and nothing was loaded. Export "
            "the list as CSV or as a spreadsheet."
        )
    return (
        f"“{name}” is not a file we know, and nothing was loaded. Its header line has "
        f"{_shown(header)}. {_nearest(header, layouts)} Say on the Imports page (or "
        "with `map`) what its columns mean, export it with these columns under these "
        "names, or leave the file out."
    )


def _is_json(header: Header) -> bool:
    """Whether the file is JSON: pieces of it are people, and are not shown."""
    return bool(header.cells) and header.cells[0].lstrip().startswith(("{", "["))


def _shown(header: Header) -> str:
    shown = ", ".join(f"“{cell[:_LONG]}”" for cell in header.cells[:_SHOWN])
    return shown + (
        f" and {len(header.cells) - _SHOWN} more" if len(header.cells) > _SHOWN else ""
    )


def _nearest(header: Header, layouts: Sequence[Layout]) -> str:
    folded = {fold(cell) for cell in header.cells}
    marked = [layout for layout in layouts if layout.folded]
    nearest = max(
        marked,
        key=lambda layout: len(layout.folded & folded) / len(layout.folded),
        default=None,
    )
    if nearest is not None and nearest.folded & folded:
        missing = ", ".join(
            f"“{mark}”" for mark in nearest.marks if fold(mark) not in folded
        )
        return f"The nearest we know is “{nearest.title}”, which also needs {missing}."
    lists = [layout for layout in layouts if layout.needs is not None] or list(layouts)
    meant = max(lists, key=lambda layout: len(candidates(layout, header)))
    needs = (
        meant.needs.say
        if meant.needs
        else ", ".join(f"“{mark}”" for mark in meant.marks)
    )
    return f"The nearest we know is {meant.title}, which needs {needs}."


def candidates(layout: Layout, header: Header) -> Candidates:
    """Which headers of the file may carry each column of the layout.

    Of two fields for one column the second only stands in where the file has nothing
    for the first.
    """
    folded = {fold(cell) for cell in header.cells}
    found: dict[str, tuple[tuple[Field, str], ...]] = {}
    for field in layout.fields:
        here = tuple((field, name) for name in field.headers if fold(name) in folded)
        if here and field.column not in found:
            found[field.column] = here
    return found
