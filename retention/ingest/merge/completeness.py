"""Whether files are everything a system has or a part of it, and which rows vanish with
a whole export.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.core.errors import RetentionError
from retention.ingest.merge.upsert import KeyMatch, sorted_keys
from retention.ingest.questions import Asking, Question
from retention.ingest.recognise.open import Opened
from retention.ingest.systems import LAYOUTS

WHOLE = "whole"
PARTIAL = "partial"
LOOKED_UP = frozenset(
    {"code", "recall_type", "provider", "location", "referrer", "vanished"}
)
"""Tables of names that other rows point at: what a file lacks of them is kept and
counts on.
"""
_NEARLY_ALL = 0.9  # of the known rows; a file with fewer looks like a part
_SHOWN = 5  # missing ids named
FILTERS = ("status", "provider_id", "location_id")
"""Columns by which systems let one filter a list."""


@dataclass(frozen=True)
class MissingRows:
    """What the files lack of a table: places in the previous table of rows that count
    until now, of how many.

    `back` are ids of rows that had vanished and are in the files again; `why_partial`
    are sentences that speak for a part.
    """

    table: str
    missing: np.ndarray
    known: int
    back: pa.Array
    because: tuple[str, ...]
    why_partial: tuple[str, ...]

    @property
    def suggested(self) -> str:
        """What the rows speak for."""
        return PARTIAL if self.why_partial else WHOLE


def gap_of(table: str, met: KeyMatch, vanished: pa.Table | None) -> MissingRows:
    """What the files lack of the rows known before, those that had vanished already not
    counted.
    """
    gone = _gone(table, met.before, vanished)
    missing = met.missing if gone is None else met.missing[~gone[met.missing]]
    back = met.old[gone[met.old]] if gone is not None else np.empty(0, np.int64)
    known = met.before.num_rows - (0 if gone is None else int(gone.sum()))
    if (
        table in LOOKED_UP or not met.rows.num_rows
    ):  # a file without rows takes nobody away
        missing = missing[:0]
    because = _because(met.before, missing, known) if len(missing) else ()
    partly = tuple(_why_partial(met, missing, known)) if len(missing) else ()
    return MissingRows(
        table,
        missing,
        known,
        met.before["id"].take(pa.array(back, pa.int64())),
        because,
        partly,
    )


def resolve_completeness(
    gap: MissingRows, files: Sequence[Opened], asking: Asking
) -> tuple[bool, list[Question]]:
    """Whether the files of a table are whole, and what is to be asked for that; until
    it is answered the rows decide.

    Files that lack nothing are. Several kinds of files are whole only together: all of
    their layouts, and of every kind that the system has; of a part nothing is asked, it
    is what its file is. A remembered “whole” holds only while the rows speak for it: a
    part taken for the whole would empty the records.
    """
    if not len(gap.missing):
        return True, []
    if not _every_kind(gap.table, {one.layout.key for one in files}):
        return False, []
    own = [one for one in files if not one.is_part]
    said = []
    questions = []
    for layout in sorted({one.layout.key for one in own}):
        key = f"whole.{layout}"
        answer = asking.given.get(key) or _still_holds(asking.earlier.get(key), gap)
        if answer not in (None, WHOLE, PARTIAL):
            raise RetentionError(
                f"{key} is {WHOLE} or {PARTIAL}; “{answer}” was given."
            )
        question = _ask(key, gap, [one.source.name for one in own])
        asking.asked[key] = question.ask
        if answer is None:
            questions.append(question)
        said.append(answer or gap.suggested)
    return all(answer == WHOLE for answer in said), questions


def _every_kind(table: str, layouts: Collection[str]) -> bool:
    """Whether no other kind of file of these systems could hold the missing rows:
    planned work where done work came.

    Every list of patients is one of all patients.
    """
    families = {layout.partition(".")[0] for layout in layouts}
    every = [
        one
        for layout in LAYOUTS
        if layout.family in families
        for one in (layout, *layout.parts)
    ]
    kinds = {one.key for one in every if one.table == table}
    return table == schema.PATIENT.name or kinds <= set(layouts)


def vanished_table(
    previous: pa.Table | None,
    gone: Sequence[tuple[str, pa.ChunkedArray]],
    back: Sequence[tuple[str, pa.ChunkedArray]],
    since: object,
) -> pa.Table | None:
    """The vanished rows after an import, sorted by id: more that are `gone` since that
    day, without those `back`.

    `gone` and `back` are ids by table. None where nothing has vanished, or nothing any
    more.
    """
    parts = [previous] if previous is not None else []
    for table, ids in gone:
        own = [f"{table}/{row}" for row in ids.to_pylist()]
        columns = {
            "id": own,
            "table": [table] * len(own),
            "row_id": ids,
            "since": [since] * len(own),
        }
        parts.append(schema.table("vanished", columns))
    if not parts:
        return None
    rows = pa.concat_tables(parts)
    again = [f"{table}/{row}" for table, ids in back for row in ids.to_pylist()]
    if again:
        rows = rows.filter(
            pc.invert(pc.is_in(rows["id"], pa.array(again, pa.string())))
        )
    order, _ = sorted_keys(rows["id"])
    return rows.take(pa.array(order)).combine_chunks() if rows.num_rows else None


def _gone(table: str, before: pa.Table, vanished: pa.Table | None) -> np.ndarray | None:
    """Which rows of the previous table had vanished already; None where none had."""
    if vanished is None:
        return None
    ids = vanished["row_id"].filter(pc.equal(vanished["table"], table))
    if not len(ids):
        return None
    return pc.is_in(before["id"], ids.combine_chunks()).to_numpy()


def _still_holds(answer: str | None, gap: MissingRows) -> str | None:
    return None if answer == WHOLE and gap.suggested != WHOLE else answer


def _ask(key: str, gap: MissingRows, files: Collection[str]) -> Question:
    named = " and ".join(f"“{name}”" for name in sorted(files)[:3])
    what = (
        f"Is {named} everything the system has, or"
        if len(files) == 1
        else f"Are {named} everything, or"
    )
    return Question(
        key,
        f"{what} a part of it? Rows that a whole export lacks are marked vanished "
        "and left out of figures.",
        gap.suggested,
        (WHOLE, PARTIAL),
        (*gap.because, *gap.why_partial),
    )


def _because(before: pa.Table, missing: np.ndarray, known: int) -> tuple[str, ...]:
    ids = before["id"].take(pa.array(missing[:_SHOWN])).to_pylist()
    more = ", …" if len(missing) > _SHOWN else ""
    have = (
        f"{formatting.count(known - len(missing))} of "
        f"{formatting.plural(known, 'known row')}"
    )
    return f"The files have {have}.", f"Missing: {', '.join(ids)}{more}."


def _why_partial(met: KeyMatch, missing: np.ndarray, known: int) -> Iterable[str]:
    if len(missing) > (1 - _NEARLY_ALL) * known:
        yield f"{formatting.share(len(missing) / known)} of the known rows are missing."
    yield from _one_end(met, missing)
    for column, value in filtered(met, missing):
        yield f"Every row has the {column} “{value}”; the missing rows have others."


def _one_end(met: KeyMatch, missing: np.ndarray) -> Iterable[str]:
    """Where the files go on where the missing rows end, or end where they begin: a
    period, not everything.

    Both tables are sorted by id, which grows with time in every system we know.
    """
    if not len(met.old) or len(missing) < 2:
        return
    if missing[-1] < met.old.min():
        yield "The missing rows are all older than those in the files."
    elif missing[0] > met.old.max():
        yield "The missing rows are all newer than those in the files."


def filtered(met: KeyMatch, missing: np.ndarray) -> Iterable[tuple[str, str]]:
    """Columns in which all rows of the files have one value and all missing ones have
    others: column and value.
    """
    for name in FILTERS:
        if name in met.rows.column_names and len(met.old):
            kept = pc.unique(met.rows[name])
            lost = pc.unique(met.before[name].take(pa.array(missing)))
            if (
                len(kept) == 1
                and kept[0].is_valid
                and kept[0].as_py() not in lost.to_pylist()
            ):
                yield name.removesuffix("_id"), kept[0].as_py()
