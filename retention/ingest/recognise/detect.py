"""Which layout a file has, told by its headers alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retention.core.errors import RetentionError
from retention.ingest.problems import ProblemLog
from retention.ingest.questions import Asking, ask_layout
from retention.ingest.read.containers import Workbook
from retention.ingest.read.encodings import Text
from retention.ingest.read.headers import Header, fold, headers
from retention.ingest.read.sources import ImportSource
from retention.ingest.recognise.layouts import Field, Layout, Needs, fingerprint

# Headers named in a refusal, and letters of each
_SHOWN = 12
_LONG = 40
_REFUSED_LINES = 3
_SHORT = 8  # bytes of a file that says no more than that it has no rows
_NO_ROWS = b"OK"  # what Open Dental's interface writes for a query without rows

LEFT_OUT = Layout("sheet", "A sheet that is no list of a practice", None, ())
"""What a sheet of a spreadsheet is that nobody knows, where another sheet of it is a
list.
"""

Candidates = Mapping[str, tuple[tuple[Field, str], ...]]
"""For each column of a table that a file has: how it may be read and from which header,
the likeliest first.
"""


class UnknownFile(RetentionError):
    """A file that can be read, and that nobody declared: it may be mapped by hand."""


@dataclass(frozen=True)
class RecognisedText:
    """A text, its header line and the layout it has."""

    text: Text
    header: Header
    layout: Layout

    @property
    def name(self) -> str:
        """The file's name as reports give it."""
        return self.text.source.name


@dataclass(frozen=True)
class Passed:
    """A file whose rows are not loaded: not needed, or (without a layout) one that says
    that it has no rows.
    """

    source: ImportSource
    layout: Layout | None
    faults: ProblemLog


def recognise_file(
    file: Text | Workbook, layouts: Sequence[Layout], asking: Asking
) -> Iterator[RecognisedText | Passed]:
    """Recognise a text, or each sheet of a spreadsheet, by its header line.

    Raises:
        RetentionError: The file is not recognised. Of a spreadsheet one list is
            enough: the other sheets are then passed over.
    """
    if isinstance(file, Workbook):
        yield from _recognise_sheets(file, layouts, asking)
    elif _has_no_rows(file):
        yield _without_rows(file)
    else:
        recognised = recognise(file, layouts, asking)
        yield _unless_not_needed(recognised)


def _has_no_rows(text: Text) -> bool:
    """Whether a file is only the word for a query without rows."""
    if len(text.head) > _SHORT:
        return False
    return text.head.strip() == _NO_ROWS


def _without_rows(text: Text) -> Passed:
    faults = ProblemLog(text.source.name)
    say = "is all that this file says: the system found no rows for it"
    faults.add(0, "", "OK", say)
    return Passed(text.source, None, faults)


def _unless_not_needed(recognised: RecognisedText) -> RecognisedText | Passed:
    """Pass over a file of a layout that fills no table."""
    layout = recognised.layout
    if layout.table is not None:
        return recognised

    faults = ProblemLog(recognised.name)
    if layout.instead:
        faults.add(0, "", layout.title, layout.instead)
    return Passed(recognised.text.source, layout, faults)


def _recognise_sheets(
    book: Workbook, layouts: Sequence[Layout], asking: Asking
) -> Iterator[RecognisedText | Passed]:
    """Recognise the sheets of a spreadsheet, the lists first.

    Raises:
        RetentionError: None of them is a list; of the sheet that says most.
    """
    refused: list[tuple[Text, RetentionError]] = []
    is_known = False
    for text in book.sheets():
        try:
            recognised = recognise(text, layouts, asking)
        except RetentionError as refusal:
            refused.append((text, refusal))
        else:
            is_known = True
            yield _unless_not_needed(recognised)
    if not is_known:
        raise _refusal_of_book(book, refused)
    for text, why in refused:
        yield _left_out(text, why)


def _refusal_of_book(
    book: Workbook, refused: Sequence[tuple[Text, RetentionError]]
) -> RetentionError:
    """What to say of a spreadsheet without a list."""
    if not refused:
        return RetentionError(
            f"“{book.source.name}” has no sheet with cells. Save the sheet as "
            "CSV, and load that."
        )

    _, refusal = max(refused, key=lambda pair: len(pair[0].head))
    return refusal


def _left_out(text: Text, refusal: RetentionError) -> Passed:
    """Pass over a sheet that nobody knows, and say so unless it is empty."""
    name = text.source.name
    faults = ProblemLog(name)
    if text.head.strip():
        sheet = name.rpartition(" / ")[2]
        faults.add(0, "", sheet, f"was left out: {refusal}")
    return Passed(text.source, LEFT_OUT, faults)


def recognise(
    text: Text, layouts: Sequence[Layout], asking: Asking | None = None
) -> RecognisedText:
    """Find the first line of a text that is a layout's header.

    A layout whose marks are all there goes first, then what people declared for this
    very line, then a list told by what its headers mean. Where a line has the marks of
    several and nobody declared it, it is asked which is meant, and without `asking` the
    likeliest stands.

    Raises:
        RetentionError: The text is empty, or no line of it can be a header.
        UnknownFile: No line is the header of a layout. It names the headers seen, and
            the nearest layout.
    """
    name = text.source.name
    lines = list(headers(text))
    for header in lines:
        fitting = _fitting(header, layouts)
        if fitting:
            layout = _the_one_meant(name, header, fitting, asking)
            return RecognisedText(text, header, layout)
    if not lines:
        raise RetentionError(f"“{name}” is empty. Export it again, or leave it out.")

    widest = max(lines[:_REFUSED_LINES], key=lambda header: len(header.cells))
    raise UnknownFile(_refusal(name, widest, layouts))


def _fitting(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts that a header line may be of."""
    marked = _marked(header, layouts)
    if len(marked) == 1:
        return marked
    return _declared(header, layouts) or marked or _meant(header, layouts)


def _the_one_meant(
    name: str, header: Header, fitting: Sequence[Layout], asking: Asking | None
) -> Layout:
    """The one of several layouts that is meant; suggested is the one that reads most of
    the headers.

    Where none of them is needed, there is nothing to ask.
    """
    if len(fitting) == 1:
        return fitting[0]

    likeliest = _reads_most(fitting, header)
    if asking is None or not any(layout.table for layout in fitting):
        return likeliest

    by_title = {layout.title: layout for layout in fitting}
    titles = tuple(by_title)
    because = f"Its headings are {_shown(header)}."
    keys = [layout.key for layout in fitting]
    question = ask_layout(keys, name, titles, likeliest.title, because)
    answer = asking.answer(question)
    return by_title[answer]


def _reads_most(layouts: Sequence[Layout], header: Header) -> Layout:
    """The layout with most columns that a header may carry."""
    return max(layouts, key=lambda layout: len(candidates(layout, header)))


def _marked(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts with the most marks among those whose marks are all there."""
    written = set(header.cells)
    folded = {fold(cell) for cell in header.cells}
    fitting: list[Layout] = []
    most = 0
    for layout in layouts:
        if _has_marks(layout, folded, written):
            fitting.append(layout)
            most = max(most, len(layout.folded))
    return [layout for layout in fitting if len(layout.folded) == most]


def _has_marks(layout: Layout, folded: set[str], written: set[str]) -> bool:
    """Whether headers, folded and as written, have all marks of a layout."""
    marks = layout.folded
    if not marks or not marks <= folded:
        return False
    if layout.whole and marks != folded:
        return False
    if layout.as_written:
        return written.issuperset(layout.marks)
    return True


def _declared(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The layout that people made by hand for this header line."""
    line = fingerprint(header.cells)
    for layout in layouts:
        if layout.fingerprint == line:
            return [layout]
    return []


def _meant(header: Header, layouts: Sequence[Layout]) -> list[Layout]:
    """The first list whose needs the headers meet."""
    folded = {fold(cell) for cell in header.cells}
    for layout in layouts:
        if layout.needs is None:
            continue
        if any(fold(name) in folded for name in layout.needs.none_of):
            continue
        columns = set(candidates(layout, header))
        if _meets(layout.needs, columns, folded):
            return [layout]
    return []


def _meets(needs: Needs, columns: set[str], folded: set[str]) -> bool:
    """Whether a list has what is needed; of people it has to say who they are."""
    if not columns.issuperset(needs.all_of):
        return False
    if columns.isdisjoint(needs.any_of):
        return False
    return _says_who(needs, columns, folded)


def _says_who(needs: Needs, columns: set[str], folded: set[str]) -> bool:
    """Whether a list of people says who they are; of other lists nothing is asked."""
    if not needs.who:
        return True
    if not columns.isdisjoint(needs.who):
        return True
    return any(fold(name) in folded for name in needs.who)


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
    if not header.cells:
        return False

    first = header.cells[0].lstrip()
    return first.startswith(("{", "["))


def _shown(header: Header) -> str:
    cells = [f"“{cell[:_LONG]}”" for cell in header.cells[:_SHOWN]]
    shown = ", ".join(cells)
    more = len(header.cells) - _SHOWN
    if more > 0:
        return f"{shown} and {more} more"
    return shown


def _nearest(header: Header, layouts: Sequence[Layout]) -> str:
    """A sentence on the layout that shares most marks with the header, or else on the
    list that reads most of it.
    """
    folded = {fold(cell) for cell in header.cells}
    marked = [layout for layout in layouts if layout.folded]

    def shared(layout: Layout) -> float:
        common = layout.folded & folded
        return len(common) / len(layout.folded)

    nearest = max(marked, key=shared, default=None)
    if nearest is not None and nearest.folded & folded:
        missing = [mark for mark in nearest.marks if fold(mark) not in folded]
        return (
            f"The nearest we know is “{nearest.title}”, which also needs "
            f"{_quoted(missing)}."
        )

    lists = [layout for layout in layouts if layout.needs is not None]
    meant = _reads_most(lists or layouts, header)
    needs = _quoted(meant.marks)
    if meant.needs is not None:
        needs = meant.needs.say
    return f"The nearest we know is {meant.title}, which needs {needs}."


def _quoted(marks: Iterable[str]) -> str:
    return ", ".join(f"“{mark}”" for mark in marks)


def candidates(layout: Layout, header: Header) -> Candidates:
    """Which headers of the file may carry each column of the layout.

    Of two fields for one column the second only stands in where the file has nothing
    for the first.
    """
    folded = {fold(cell) for cell in header.cells}
    by_column: dict[str, tuple[tuple[Field, str], ...]] = {}
    for field in layout.fields:
        if field.column in by_column:
            continue
        present = [name for name in field.headers if fold(name) in folded]
        if present:
            choices = [(field, name) for name in present]
            by_column[field.column] = tuple(choices)
    return by_column
