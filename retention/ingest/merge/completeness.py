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
    missing = met.missing
    known = met.before.num_rows
    back = np.empty(0, np.int64)
    gone = _gone(table, met.before, vanished)
    if gone is not None:
        missing = missing[~gone[missing]]
        known -= int(gone.sum())
        back = met.old[gone[met.old]]
    # What names point at counts on, and a file without rows takes nobody away
    if table in LOOKED_UP or not met.rows.num_rows:
        missing = missing[:0]

    ids_back = met.before["id"].take(pa.array(back, pa.int64()))
    if not len(missing):
        return MissingRows(table, missing, known, ids_back, (), ())

    because = _because(met.before, missing, known)
    why_partial = tuple(_why_partial(met, missing, known))
    return MissingRows(table, missing, known, ids_back, because, why_partial)


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
    if not _every_kind(gap.table, {file.layout.key for file in files}):
        return False, []

    own = [file for file in files if not file.is_part]
    names = [file.source.name for file in own]
    layouts = {file.layout.key for file in own}
    answers: list[str] = []
    questions: list[Question] = []
    for layout in sorted(layouts):
        question = _ask(f"whole.{layout}", gap, names)
        answer = _answer(question, gap, asking)
        if answer is None:
            questions.append(question)
        answers.append(answer or gap.suggested)
    is_whole = all(answer == WHOLE for answer in answers)
    return is_whole, questions


def _answer(question: Question, gap: MissingRows, asking: Asking) -> str | None:
    """What the practice says of one layout's files; None where it has not said."""
    key = question.key
    earlier = _still_holds(asking.earlier.get(key), gap)
    answer = asking.given.get(key) or earlier
    if answer not in (None, WHOLE, PARTIAL):
        raise RetentionError(f"{key} is {WHOLE} or {PARTIAL}; “{answer}” was given.")

    asking.asked[key] = question.ask
    return answer


def _every_kind(table: str, layouts: Collection[str]) -> bool:
    """Whether no other kind of file of these systems could hold the missing rows:
    planned work where done work came.

    Every list of patients is one of all patients.
    """
    if table == schema.PATIENT.name:
        return True

    families = {layout.partition(".")[0] for layout in layouts}
    for layout in LAYOUTS:
        if layout.family not in families:
            continue
        for kind in (layout, *layout.parts):
            if kind.table == table and kind.key not in layouts:
                return False
    return True


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
    parts = [] if previous is None else [previous]
    for table, ids in gone:
        columns = {
            "id": _vanished_ids(table, ids),
            "table": [table] * len(ids),
            "row_id": ids,
            "since": [since] * len(ids),
        }
        parts.append(schema.table("vanished", columns))
    if not parts:
        return None

    rows = pa.concat_tables(parts)
    again: list[str] = []
    for table, ids in back:
        again += _vanished_ids(table, ids)
    if again:
        is_back = pc.is_in(rows["id"], pa.array(again, pa.string()))
        rows = rows.filter(pc.invert(is_back))
    if not rows.num_rows:
        return None

    order, _ = sorted_keys(rows["id"])
    return rows.take(pa.array(order)).combine_chunks()


def _vanished_ids(table: str, ids: pa.ChunkedArray) -> list[str]:
    """What vanished rows of a table are known by."""
    return [f"{table}/{row}" for row in ids.to_pylist()]


def _gone(table: str, before: pa.Table, vanished: pa.Table | None) -> np.ndarray | None:
    """Which rows of the previous table had vanished already; None where none had."""
    if vanished is None:
        return None

    is_own = pc.equal(vanished["table"], table)
    ids = vanished["row_id"].filter(is_own)
    if not len(ids):
        return None

    gone = pc.is_in(before["id"], ids.combine_chunks())
    return gone.to_numpy()


def _still_holds(answer: str | None, gap: MissingRows) -> str | None:
    """A remembered answer, unless it is “whole” and the rows speak for a part."""
    if answer == WHOLE and gap.suggested != WHOLE:
        return None
    return answer


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
    first = pa.array(missing[:_SHOWN])
    ids = before["id"].take(first).to_pylist()
    named = ", ".join(ids)
    if len(missing) > _SHOWN:
        named = f"{named}, …"
    have = formatting.count(known - len(missing))
    rows = formatting.plural(known, "known row")
    return f"The files have {have} of {rows}.", f"Missing: {named}."


def _why_partial(met: KeyMatch, missing: np.ndarray, known: int) -> Iterable[str]:
    most = (1 - _NEARLY_ALL) * known
    if len(missing) > most:
        share = formatting.share(len(missing) / known)
        yield f"{share} of the known rows are missing."
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
    if not len(met.old):
        return

    lost_rows = pa.array(missing)
    for name in FILTERS:
        if name not in met.rows.column_names:
            continue
        kept = pc.unique(met.rows[name])
        if len(kept) != 1 or not kept[0].is_valid:
            continue
        value = kept[0].as_py()
        lost = pc.unique(met.before[name].take(lost_rows))
        if value not in lost.to_pylist():
            yield name.removesuffix("_id"), value
