"""Past appointments still scheduled, and appointments listed without their numbers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.ingest.merge.conform import Batch
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
    status = pc.if_else(
        pa.array(_still_scheduled(batch, until)), _MEANS[said], batch.rows["status"]
    )
    rows = batch.rows.set_column(
        batch.rows.schema.get_field_index("status"), "status", status
    )
    return replace(batch, rows=rows)


def _still_scheduled(batch: Batch, until: date) -> np.ndarray:
    return _past(batch, until) & _is_in(batch, pa.array(["scheduled"]))


def _past(batch: Batch, until: date) -> np.ndarray:
    starts = batch.rows["starts_at"].to_numpy().astype("datetime64[D]")
    return starts < np.datetime64(until, "D")  # no start is not past


def _is_in(batch: Batch, words: pa.Array) -> np.ndarray:
    return pc.is_in(batch.rows["status"], words).to_numpy()


def _examples(one: Opened, batch: Batch, which: np.ndarray) -> list[str]:
    """The last few of a file's rows that are asked about: where they stand, and for
    when they were.
    """
    starts = batch.rows["starts_at"].to_numpy().astype("datetime64[D]")
    rows = np.flatnonzero(which)
    last = rows[np.argsort(starts[rows], kind="stable")[: -_SHOWN - 1 : -1]]
    days = [formatting.day(day) for day in starts[last].tolist()]
    return [
        f"“{one.source.name}”, row {number}: {day}"
        for number, day in zip(batch.numbers[last].tolist(), days, strict=True)
    ]


_JOINED = "@"
"""What stands between patient and start in an id made of them."""


def with_known_ids(before: pa.Table | None, batches: Sequence[Batch]) -> list[Batch]:
    """The files' appointments; ids made of patient and start give way to the id known
    for that patient and start.

    It is looked up in all files and in the previous table; where two are known for one
    time, none of them is taken.
    """
    made = [_filter(batch.rows, made=True)["key"] for batch in batches]
    wanted = pa.chunked_array(
        [chunk for keys in made for chunk in keys.chunks], pa.string()
    )
    if not len(wanted):
        return list(batches)
    tables = [batch.rows for batch in batches] + ([] if before is None else [before])
    known = pa.concat_tables([_filter(table, made=False) for table in tables])
    known = known.filter(pc.is_in(known["key"], wanted.combine_chunks()))
    found = known.group_by("key").aggregate([("id", "count_distinct"), ("id", "min")])
    found = found.filter(pc.equal(found["id_count_distinct"], 1)).combine_chunks()
    return [replace(batch, rows=_renamed(batch.rows, found)) for batch in batches]


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


def _renamed(rows: pa.Table, found: pa.Table) -> pa.Table:
    at = pc.index_in(rows["id"], found["key"].combine_chunks())
    ids = pc.coalesce(found["id_min"].take(at), rows["id"])
    return rows.set_column(
        rows.schema.get_field_index("id"), rows.schema.field("id"), ids
    )
