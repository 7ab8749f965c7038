"""What a file that nobody declared probably holds: its header line, its table, and
which header fills which column.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from rapidfuzz import fuzz

from retention.ingest.mapping.shapes import Shape, fits, shape_of, tells
from retention.ingest.mapping.targets import FILLABLE, FULL_NAME, MappingTarget, targets
from retention.ingest.read.headers import Header, RawRows, fold
from retention.ingest.resolve.other_lists import lead_headings, other_headings
from retention.ingest.systems.generic import WHO

LIKELY = 0.5
"""Score from which a proposal is filled in; below it a person looks first."""
_ALIKE = 0.84
_BY_VALUES = 0.6
_NUMBERED = 0.55
_UNFIT = 0.3
_SHORT = 2
_ONLY = {
    "at": "day",
    "starts_at": "day",
    "due_on": "day",
    "presented_on": "day",
    "fee_cents": "amount",
}
"""Columns that the only header with values of a form is taken for."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_.\-#/()]+")


@dataclass(frozen=True)
class ColumnProposal:
    """A header proposed for a column: how sure we are (0 to 1), and why in words."""

    column: str
    header: str
    score: float
    because: str


@dataclass(frozen=True)
class Sample:
    """The first rows of a file: the line taken for its header, the lines that might be,
    and cells by position.
    """

    name: str
    header: Header
    lines: tuple[Header, ...]
    rows: RawRows

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """What the values under each header look like."""
        table = self.rows.table
        return {
            self.header.cells[int(at)]: shape_of(table[at].combine_chunks())
            for at in table.column_names
        }

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers that can be named: those that say something, and say it once."""
        times = Counter(fold(cell) for cell in self.header.cells)
        return tuple(
            cell for cell in self.header.cells if fold(cell) and times[fold(cell)] == 1
        )


def header_line(lines: Sequence[Header]) -> Header | None:
    """The first line that looks like a header: as many cells as most lines have, nearly
    all of them words.

    Where no line is like that, the first one with most cells; None for a file without
    lines.
    """
    if not lines:
        return None

    times = Counter(len(line.cells) for line in lines)

    def is_usual(width: int) -> tuple[int, int]:
        several = times[width] if width > 1 else 0
        return several, width

    width = max(times, key=is_usual)
    wide = [line for line in lines if len(line.cells) == width]
    for line in wide:
        if _is_words(line.cells):
            return line
    return wide[0]


def _is_words(cells: Iterable[str]) -> bool:
    """Whether nearly all cells are words, and nearly all of them differ."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return False

    most = 0.8 * len(filled)
    words = [cell for cell in filled if _is_word(cell)]
    different = {fold(cell) for cell in filled}
    return len(words) >= most and len(different) > most


def _is_word(cell: str) -> bool:
    """Whether a cell has letters, and is neither a number nor an address."""
    if re.search(r"\d{3}|@", cell):
        return False
    return re.search(r"[^\W\d]", cell) is not None


def likely_tables(sample: Sample) -> tuple[str, ...]:
    """The tables that may be filled by hand, the likeliest first: by what the headers
    mean, and the file's name.
    """
    by_table = {table: propose(sample, table) for table in FILLABLE}
    evidence: defaultdict[str, float] = defaultdict(float)
    for proposal in chain.from_iterable(by_table.values()):
        # Cubed: one sure match outweighs several weak ones
        evidence[proposal.header] += proposal.score**3
    weights: dict[str, float] = {}
    for table, proposals in by_table.items():
        weights[table] = _weight(sample.name, table, proposals, evidence)
    if not _may_be_patients(sample, by_table["patient"]):
        weights["patient"] = -1.0
    likeliest_first = sorted(FILLABLE, key=lambda table: -weights[table])
    return tuple(likeliest_first)


def _may_be_patients(sample: Sample, proposals: Sequence[ColumnProposal]) -> bool:
    """Whether a file says who people are, and neither that they only asked for
    something nor what else its rows are.

    A number under a heading that is no phone's may be any number, so values alone do
    not make a way to reach them. Where no heading is known at all, nothing speaks
    against patients either.
    """
    who = {
        one.column
        for one in proposals
        if one.score >= (_ALIKE if one.column.endswith("_phone") else LIKELY)
    }
    if who.isdisjoint((*WHO, FULL_NAME)) and any(
        one.score >= _ALIKE for one in proposals
    ):
        return False
    return not lead_headings(sample.headers) and not other_headings(sample.headers, who)


def _weight(
    name: str,
    table: str,
    proposals: Sequence[ColumnProposal],
    evidence: Mapping[str, float],
) -> float:
    """How much speaks for a table: headers that mean something elsewhere too count
    less, missing columns halve it.
    """
    likely = [proposal for proposal in proposals if proposal.score >= LIKELY]
    weight = 0.0
    for proposal in likely:
        own_share = proposal.score**6 / evidence[proposal.header]
        weight += own_share + proposal.score / 10
    named = {proposal.column for proposal in likely}
    for column in FILLABLE[table].required:
        if column not in named:
            weight *= 0.5
    words = table.replace("_", " ")
    likeness = fuzz.partial_ratio(words, name.lower()) / 100
    if likeness > _ALIKE:
        weight *= 1.5
    return weight


def propose(sample: Sample, table: str) -> tuple[ColumnProposal, ...]:
    """For each column of the table the header most likely meant, each header once; in
    the table's order.
    """
    known = targets(table)
    every = [
        found
        for target in known.values()
        for header in sample.headers
        if (found := _judge(sample, target, header))
    ]
    chosen: dict[str, ColumnProposal] = {}
    taken: set[str] = set()
    for found in sorted(every, key=lambda one: -one.score):
        if (
            found.column not in chosen
            and found.header not in taken
            and not _is_covered(found.column, chosen)
        ):
            chosen[found.column] = found
            taken.add(found.header)
    return tuple(chosen[column] for column in known if column in chosen)


def _is_covered(column: str, chosen: Mapping[str, ColumnProposal]) -> bool:
    """Whether a column is said by another one already: a name in one piece or in
    two.
    """
    names = {
        "full_name": ("last_name", "first_name"),
        "last_name": ("full_name",),
        "first_name": ("full_name",),
    }
    return any(
        other in chosen and chosen[other].score >= LIKELY
        for other in names.get(column, ())
    )


def _judge(sample: Sample, target: MappingTarget, header: str) -> ColumnProposal | None:
    """What speaks for one header and one column; None where nothing does, or the values
    speak against it.
    """
    shape = sample.shapes[header]
    likeness, synonym = _likeness(header, target)
    fit = fits(shape, target.column, target.kind)
    if likeness >= _ALIKE:
        score = likeness if fit else likeness * _UNFIT
        because = _alike_in_words(likeness, synonym) + (
            _values(shape) if fit else _against(shape)
        )
    elif fit and tells(shape, target.column):
        score = _BY_VALUES
        because = f"holds {shape.says}"
    elif fit and _is_key(target, shape):
        score = _NUMBERED if sample.header.cells[0] == header else LIKELY - 0.1
        because = "differs in every row"
    elif _is_only_one(sample, target, header):
        score = _NUMBERED
        because = f"is the only column that holds {shape.says}"
    else:
        return None
    return ColumnProposal(target.column, header, score, because)


def _is_key(target: MappingTarget, shape: Shape) -> bool:
    """Whether values that differ in every row are looked for, and are these."""
    return (
        target.column == "id"
        and target.is_required
        and shape.number > 1
        and shape.different == shape.filled == 1
    )


def _is_only_one(sample: Sample, target: MappingTarget, header: str) -> bool:
    """Whether a header alone has values of the form that the column needs."""
    form = _ONLY.get(target.column, "")
    fitting = [name for name, shape in sample.shapes.items() if shape.is_mostly(form)]
    return fitting == [header]


def _alike_in_words(likeness: float, synonym: str) -> str:
    if likeness == 1:
        return "is a heading known for this"
    return f"reads like “{synonym}”"


def _values(shape: Shape) -> str:
    if not shape.says:
        return ""
    return f", and holds {shape.says}"


def _against(shape: Shape) -> str:
    says = shape.says or "other things"
    return f", but holds {says}"


def _likeness(header: str, target: MappingTarget) -> tuple[float, str]:
    """How alike a header is to the column's headers (1: one of them), and to which."""
    folded = fold(header)
    words = _words(header)
    best = (0.0, "")
    if folded in (fold(target.title), fold(target.column)):
        return 1.0, header

    for known in target.headers:
        if fold(known) == folded:
            return 1.0, known
        alike = max(
            fuzz.ratio(fold(known), folded),
            0.97 * fuzz.token_sort_ratio(_words(known), words),
        )
        if " " in _words(known) and len(words) > _SHORT:
            alike = max(alike, 0.9 * fuzz.token_set_ratio(_words(known), words))
        best = max(best, (min(alike / 100, 0.95), known))
    return best


def _words(header: str) -> str:
    return " ".join(_CAMEL.sub(" ", header).lower().split())
