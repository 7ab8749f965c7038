"""What the columns of a patient list say against contact, beside the consents that
layouts read: one text per row.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse.contact_cells import Found, read_heading
from retention.ingest.parse.contact_headings import (
    Meaning,
    Says,
    Topic,
    is_about_contact,
    key_of_heading,
    meaning_of,
)
from retention.ingest.parse.names import read_names
from retention.ingest.parse.sheet import Sheet
from retention.ingest.read.headers import Header, fold
from retention.ingest.recognise.layouts import Field
from retention.practice.forbidden import (
    DECEASED,
    REFUSES,
    UNEXPLAINED,
    Forbidden,
    stored,
)

COLUMN = "forbidden_by"
_STATUS = "status"
_NEXT = "next_visit_reported"
STATUS_KEY = "the status"
_NAMES = ("last_name", "first_name", "preferred_name")
_NOT_A_DAY = np.datetime64("NaT", "D")

Chosen = Mapping[str, tuple[Field, str]]


def headings(header: Header) -> tuple[str, ...]:
    """The headings that speak of death, of contact or of a next visit, each once."""
    speaking = [cell for cell in header.cells if _speaks(cell)]
    each_once = dict.fromkeys(speaking)
    return tuple(each_once)


def _speaks(heading: str) -> bool:
    if meaning_of(heading) is not None:
        return True
    return is_about_contact(heading)


@dataclass(frozen=True)
class Forbidding:
    """What a patient list adds to its rows: columns by name, and the headings it was
    read from (see `key_of`).
    """

    columns: Mapping[str, pa.Array]
    read_from: frozenset[str]


def forbidding(
    sheet: Sheet, chosen: Chosen, columns: Mapping[str, pa.Array], used: Collection[str]
) -> Forbidding:
    """Read the headings that `headings` found, the names and the status.

    `chosen` are the fields that the layout reads, `columns` what it read, `used` the
    headings that a part of the layout reads or that the practice decided against. While
    a question is open, what is asked about forbids contact.
    """
    lines: defaultdict[int, list[Forbidden]] = defaultdict(list)
    booked = _days(columns.get(_NEXT), len(sheet))
    read_from = {STATUS_KEY} if _STATUS in chosen else set()
    has_days = _NEXT in columns
    for header, meaning in _in_order(sheet, chosen, used):
        is_read = fold(header) in _read_by(chosen, (_NEXT,))
        found = read_heading(sheet, header, meaning, ~np.isnat(booked), is_read=is_read)
        booked = np.fmax(booked, found.next_visit)
        has_days |= _says_next_visit(meaning, found)
        _add(lines, found, read_from, key_of_heading(header))
    for header in _in_words(sheet, chosen, used):
        _add(
            lines,
            Found(read_names(sheet, header), booked),
            read_from,
            key_of_heading(sheet.written(header)),
        )
    for row, one in _of_status(sheet, chosen):
        lines[row].append(one)
    _without_known_deaths(lines, columns.get(_STATUS))
    texts = (
        [stored(lines.get(row, ())) for row in range(len(sheet))]
        if lines
        else [None] * len(sheet)
    )
    added = {COLUMN: pa.array(texts, pa.string())} if read_from else {}
    return Forbidding(
        {**added, **({_NEXT: pa.array(booked, pa.date32())} if has_days else {})},
        frozenset(read_from),
    )


def key_of(line: Forbidden) -> str:
    """What a line's column is known by from export to export."""
    if line.is_status:
        return STATUS_KEY
    return key_of_heading(line.heading)


def _add(
    lines: Mapping[int, list[Forbidden]], found: Found, read_from: set[str], key: str
) -> None:
    read_from.add(key)
    for row, one in found.lines.items():
        lines[row].append(one)


def _says_next_visit(meaning: Meaning, found: Found) -> bool:
    """Whether a column tells of next visits: by its heading alone, or by its days."""
    if meaning.topic is not Topic.NEXT_VISIT:
        return False
    if meaning == Meaning(Topic.NEXT_VISIT):
        return True

    has_no_day = np.isnat(found.next_visit)
    return not has_no_day.all()


def _in_words(sheet: Sheet, chosen: Chosen, used: Collection[str]) -> tuple[str, ...]:
    """The headings under which a front desk writes in words: names, contact notes."""
    names = [chosen[name][1] for name in _NAMES if name in chosen]
    read = _read_by(chosen, tuple(chosen)) | {*used}
    notes = [
        header
        for header in sheet.watched
        if is_about_contact(header)
        and meaning_of(header) is None
        and fold(header) not in read
    ]
    return tuple(dict.fromkeys([*names, *notes]))


def _in_order(
    sheet: Sheet, chosen: Chosen, used: Collection[str]
) -> Iterator[tuple[str, Meaning]]:
    """The headings to read with what they mean, days of next visits before what only
    stands beside them.

    A consent, a recall or anything else that the layout reads itself is left to it; a
    death or a next visit that it reads is looked at once more, for cells in which it
    finds none.
    """
    own = _read_by(
        chosen,
        tuple(name for name in chosen if name not in (_NEXT, "status_on")),
        and_beside=False,
    )
    beside = _read_by(chosen, tuple(chosen))
    met = []
    for header in sheet.watched:
        meaning = meaning_of(header)
        if meaning is None or fold(header) in own | {*used}:
            continue
        if meaning.topic is not Topic.REFUSAL or fold(header) not in beside:
            met.append((header, meaning))
    yield from sorted(met, key=lambda one: one[1].says is not Says.SO)


def _read_by(
    chosen: Chosen, names: Collection[str], *, and_beside: bool = True
) -> set[str]:
    """The headings, folded, that those columns are read from."""
    found = set()
    for name in names:
        if name in chosen:
            field, header = chosen[name]
            found |= {
                fold(header),
                *(fold(other) for other in field.also if and_beside),
            }
    return found


def _days(column: pa.Array | None, length: int) -> np.ndarray:
    """The days of a column, one a row; NaT for none."""
    if column is None:
        return np.full(length, _NOT_A_DAY)

    days = column.to_numpy(zero_copy_only=False)
    return days.astype("datetime64[D]")


def _of_status(sheet: Sheet, chosen: Chosen) -> Iterator[tuple[int, Forbidden]]:
    """Rows whose status nobody explained, or of whose status the practice said that it
    refuses contact.
    """
    if _STATUS not in chosen:
        return

    header = chosen[_STATUS][1]
    for kind, texts in (
        (UNEXPLAINED, sheet.unexplained(header)),
        (REFUSES, sheet.refusing(header)),
    ):
        if texts:
            rows = pc.fill_null(
                pc.is_in(sheet.text(header), pa.array(sorted(texts))), False
            ).to_numpy(False)
            one = Forbidden(sheet.written(header), kind, is_status=True)
            yield from ((int(row), one) for row in np.flatnonzero(rows))


def _without_known_deaths(
    lines: Mapping[int, list[Forbidden]], status: pa.Array | None
) -> None:
    """Of whom the status says that they died no column needs to say it again."""
    if status is None:
        return

    is_dead = pc.fill_null(pc.equal(status, DECEASED), False)
    dead = is_dead.to_numpy(zero_copy_only=False)
    for row, said in lines.items():
        if dead[row]:
            said[:] = [line for line in said if line.kind != DECEASED]
