"""Past appointments still scheduled, and appointments listed without their numbers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.ingest.merge.conform import Batch
from retention.ingest.merge.upsert import with_column
from retention.ingest.questions import Asking, ask_past
from retention.ingest.recognise.open import Opened

BOOK = schema.APPOINTMENT.name
_LEAST_ROWS = 20
_SHARE = 0.2
_SHOWN = 3
_MEANS = {"attended": "completed", "missed": "no_show"}
_BOOKED = pa.array(
    ["scheduled", "completed", "no_show", "cancelled", "broken_unspecified"]
)


def resolve_past(
    files: Sequence[Opened], batches: list[Batch], until: date | None, asking: Asking
) -> list[Batch]:
    """The files' appointments, those before the day `until` that are still scheduled as
    the practice says they went.

    Asked about each layout of which 20 rows, and more than every fifth past one, are
    so: a system in which nobody marks who came. Once it is answered, the answer counts
    for fewer rows too.
    """
    if until is None:
        return batches

    said = {
        key: _answer(key, files, batches, until, asking)
        for key in sorted({one.layout.key for one in files})
    }
    return [
        _resolved(batch, said[one.layout.key], until)
        for one, batch in zip(files, batches, strict=True)
    ]


def _answer(
    key: str,
    files: Sequence[Opened],
    batches: Sequence[Batch],
    until: date,
    asking: Asking,
) -> str:
    """What the practice says of one layout's rows; unknown where there is no need to
    ask.
    """
    own = [
        (one, batch)
        for one, batch in zip(files, batches, strict=True)
        if one.layout.key == key
    ]
    left = [_still_scheduled(batch, until) for _, batch in own]
    rows = sum(int(which.sum()) for which in left)
    past = sum(
        int((_past(batch, until) & _is_in(batch, _BOOKED)).sum()) for _, batch in own
    )
    question = f"past_scheduled.{key}"
    if (rows < _LEAST_ROWS or rows <= _SHARE * past) and not asking.is_answered(
        question
    ):
        return "unknown"

    counts = (
        f"Before {formatting.day(until)}: {rows:,} of "
        f"{formatting.plural(past, 'appointment')} are still scheduled."
    )
    shown = [
        line
        for (one, batch), which in zip(own, left, strict=True)
        for line in _examples(one, batch, which)
    ]
    return asking.answer(
        ask_past(question, own[0][0].layout.title, (counts, *shown[:_SHOWN]))
    )


def _resolved(batch: Batch, said: str, until: date) -> Batch:
    if said not in _MEANS:
        return batch

    which = pa.array(_still_scheduled(batch, until))
    status = pc.if_else(which, _MEANS[said], batch.rows["status"])
    at = batch.rows.schema.get_field_index("status")
    rows = batch.rows.set_column(at, "status", status)
    return replace(batch, rows=rows)


def _still_scheduled(batch: Batch, until: date) -> np.ndarray:
    return _past(batch, until) & _is_in(batch, pa.array(["scheduled"]))


def _past(batch: Batch, until: date) -> np.ndarray:
    """Which rows begin before that day; one without a start is not past."""
    starts = _start_days(batch)
    return starts < np.datetime64(until, "D")


def _start_days(batch: Batch) -> np.ndarray:
    """The days on which appointments begin, NaT for none."""
    starts = batch.rows["starts_at"].to_numpy()
    return starts.astype("datetime64[D]")


def _is_in(batch: Batch, words: pa.Array) -> np.ndarray:
    return pc.is_in(batch.rows["status"], words).to_numpy()


def _examples(one: Opened, batch: Batch, which: np.ndarray) -> list[str]:
    """The last few of a file's rows that are asked about: where they stand, and for
    when they were.
    """
    starts = _start_days(batch)
    rows = np.flatnonzero(which)
    by_start = np.argsort(starts[rows], kind="stable")
    last = rows[by_start[: -_SHOWN - 1 : -1]]
    numbers = batch.numbers[last].tolist()
    days = starts[last].tolist()
    file = one.source.name
    return [
        f"“{file}”, row {number}: {formatting.day(day)}"
        for number, day in zip(numbers, days, strict=True)
    ]


_JOINED = "@"
"""What stands between patient and start in an id made of them."""


def with_known_ids(before: pa.Table | None, batches: Sequence[Batch]) -> list[Batch]:
    """The files' appointments; ids made of patient and start give way to the id known
    for that patient and start.

    It is looked up in all files and in the previous table; where two are known for one
    time, none of them is taken.
    """
    chunks: list[pa.Array] = []
    for batch in batches:
        made = _filter(batch.rows, made=True)
        chunks += made["key"].chunks
    wanted = pa.chunked_array(chunks, pa.string())
    if not len(wanted):
        return list(batches)

    tables = [batch.rows for batch in batches]
    if before is not None:
        tables.append(before)
    ids = _known_ids(tables, wanted.combine_chunks())
    return [replace(batch, rows=_renamed(batch.rows, ids)) for batch in batches]


def _known_ids(tables: Sequence[pa.Table], wanted: pa.Array) -> pa.Table:
    """The ids (id_min) known for those patients and starts (key), where it is one."""
    parts = [_filter(table, made=False) for table in tables]
    known = pa.concat_tables(parts)
    known = known.filter(pc.is_in(known["key"], wanted))
    by_key = known.group_by("key")
    ids = by_key.aggregate([("id", "count_distinct"), ("id", "min")])
    is_one = pc.equal(ids["id_count_distinct"], 1)
    return ids.filter(is_one).combine_chunks()


def _filter(rows: pa.Table, *, made: bool) -> pa.Table:
    """The ids (id) that are made of patient and start, or those that are not, with what
    would be made of them (key).
    """
    if made:
        rows = rows.filter(
            pc.match_substring(rows["id"], _JOINED)
        )  # spares the starts of every other system's
    starts = pc.strftime(
        pc.cast(rows["starts_at"], pa.timestamp("s")), format="%Y-%m-%dT%H:%M:%S"
    )
    keys = pc.binary_join_element_wise(rows["patient_id"], starts, _JOINED)
    is_made = pc.equal(rows["id"], keys)  # null where a row has no start
    return pa.table({"id": rows["id"], "key": keys}).filter(
        is_made if made else pc.invert(is_made)
    )


def _renamed(rows: pa.Table, ids: pa.Table) -> pa.Table:
    """The rows with known ids for those made of patient and start."""
    keys = ids["key"].combine_chunks()
    at = pc.index_in(rows["id"], keys)
    known = ids["id_min"].take(at)
    column = pc.coalesce(known, rows["id"])
    return with_column(rows, "id", column)
