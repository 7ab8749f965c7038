"""Appointments that are over and still scheduled in the practice's system: what became
of them is asked once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention import formats, schema
from retention.ingest.conform import Batch
from retention.ingest.opening import Opened
from retention.ingest.questions import Asking, ask_past

BOOK = schema.APPOINTMENT.name
_LEAST_ROWS = 20
_SHARE = 0.2
_SHOWN = 3
_MEANS = {"attended": "completed", "missed": "no_show"}
_BOOKED = pa.array(
    ["scheduled", "completed", "no_show", "cancelled", "broken_unspecified"]
)


def settle_past(
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
        _settled(batch, said[one.layout.key], until)
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
        f"Before {formats.day(until)}: {rows:,} of "
        f"{formats.plural(past, 'appointment')} are still scheduled."
    )
    shown = [
        line
        for (one, batch), which in zip(own, left, strict=True)
        for line in _examples(one, batch, which)
    ]
    return asking.answer(
        ask_past(question, own[0][0].layout.title, (counts, *shown[:_SHOWN]))
    )


def _settled(batch: Batch, said: str, until: date) -> Batch:
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
    days = [formats.day(day) for day in starts[last].tolist()]
    return [
        f"“{one.source.name}”, row {number}: {day}"
        for number, day in zip(batch.numbers[last].tolist(), days, strict=True)
    ]
