"""Ways to read a column that several systems share: ids made of what a row says, words
from several columns.
"""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.parse import contacts, values
from retention.ingest.parse.parsers import (
    Clock,
    Date,
    DateTime,
    Derived,
    Email,
    Id,
    Phone,
)
from retention.ingest.parse.sheet import Parser, Sheet
from retention.ingest.questions import ENTRY, ask_undated
from retention.practice.ids import natural_order


def constant(word: str) -> Derived:
    """The same word in every row: what a file's kind already says."""

    def same(sheet: Sheet, _: str) -> pa.Array:
        return pa.array([word] * len(sheet), pa.string())

    return Derived(same)


def nothing(sheet: Sheet, header: str) -> pa.Array:
    """No id in any row."""
    return pa.nulls(len(sheet), pa.string())


def made_id(*parts: pa.Array | str) -> pa.Array:
    """Ids made of what rows say, `plan/17/2026-01-05`, for rows without one; none where
    a part is missing.

    Rows that say the same are counted (`…#2`): the same rows get the same ids whenever
    they are loaded, in any order, as long as those of one day come in one file.
    """
    return _counted(
        pc.binary_join_element_wise(*(_as_text(part) for part in parts), "/")
    )


def hidden(texts: pa.Array) -> pa.Array:
    """A short sign for each text, the same in every import: ids are not to hold
    people's names and numbers.
    """
    found = texts.dictionary_encode()
    signs = [
        hashlib.sha256(text.encode()).hexdigest()[:12]
        for text in found.dictionary.to_pylist()
    ]
    return pa.array(signs, pa.string()).take(found.indices)


def _as_text(part: pa.Array | str) -> pa.Array | str:
    return part if isinstance(part, str) else pc.cast(part, pa.string())


def _counted(texts: pa.Array) -> pa.Array:
    """Texts, with `#2`, `#3` … behind those that stand there again."""
    number = pc.fill_null(texts.dictionary_encode().indices, -1).to_numpy(
        zero_copy_only=False
    )
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.append(True, number[order][1:] != number[order][:-1]))[
        : len(number)
    ]
    lengths = np.diff(np.append(starts, len(number)))
    nth = np.empty(len(number), np.int64)
    nth[order] = np.arange(len(number)) - np.repeat(starts, lengths) + 1
    again = pc.binary_join_element_wise("#", pc.cast(pa.array(nth), pa.string()), "")
    return pc.binary_join_element_wise(
        texts, pc.if_else(pa.array(nth > 1), again, ""), ""
    )


def with_time(sheet: Sheet, header: str, times: Sequence[str]) -> pa.Array:
    """Moments; the time from the first of those columns that holds times of day, where
    this one holds days.
    """
    moments = DateTime().read(sheet, header)
    time = next(
        (
            name
            for name in times
            if name != header and sheet.has(name) and sheet.holds_clocks(name)
        ),
        None,
    )
    if time is None:
        return moments

    clocks = (
        Clock()
        .read(sheet, time)
        .to_numpy(zero_copy_only=False)
        .astype("timedelta64[s]")
    )
    days = (
        pc.floor_temporal(moments, unit="day")
        .to_numpy(zero_copy_only=False)
        .astype("datetime64[s]")
    )
    moved = days + np.where(np.isnat(clocks), np.timedelta64(0, "s"), clocks)
    return pa.array(moved, pa.timestamp("s"), from_pandas=True)


def happened(sheet: Sheet, header: str) -> np.ndarray:
    """Whether a row has a moment under a header, or says yes there; no where the file
    has no such header.
    """
    if not sheet.has(header):
        return np.zeros(len(sheet), bool)

    texts, _ = sheet.distinct(header)
    no = pc.is_in(pc.utf8_lower(texts), pa.array(["false", "no", "0", "f", "n"]))
    found = pc.and_(pc.is_valid(texts), pc.invert(no))
    return sheet.spread(header, found).to_numpy(zero_copy_only=False)


def first_that_holds(
    cases: Sequence[tuple[str, np.ndarray]], otherwise: pa.Array | str
) -> pa.Array:
    """The word of the first case that holds in each row, else the other one."""
    found = (
        otherwise
        if isinstance(otherwise, pa.Array)
        else pa.array([otherwise] * len(cases[0][1]), pa.string())
    )
    for word, holds in reversed(cases):
        found = pc.if_else(pa.array(holds), word, found)
    return found


def household_of_account(sheet: Sheet, header: str) -> pa.Array:
    """The head of each account: of the patients who share it the one with the lowest
    id, whatever order they stand in.

    For systems that number accounts apart from patients.
    """
    accounts = Id(zero_is_none=True).read(sheet, header)
    ids = Id().read(sheet, "id")
    order = natural_order(pa.chunked_array([ids]))
    heads = pa.array(order).take(pc.index_in(accounts, accounts.take(pa.array(order))))
    return ids.take(heads)


def zip_code(sheet: Sheet, header: str) -> pa.Array:
    """A zip code as text; where the state's codes begin with 0 and a spreadsheet has
    dropped that, it is put back.
    """
    found = sheet.spread(header, values.without_point_zero(sheet.distinct(header)[0]))
    state = sheet.columns.get("state")
    lost = (
        contacts.lost_zeros(found, sheet.text(state))
        if state
        else np.zeros(len(found), bool)
    )
    if not lost.any():
        return found

    shown = found.filter(pa.array(lost))[0].as_py()
    sheet.faults.add(
        0,
        header,
        shown,
        f"had lost its first 0, which was put back (rows: {lost.sum():,})",
    )
    return pc.if_else(pa.array(lost), contacts.with_zeros(found), found)


ZIP_CODE = Derived(zip_code)
OF_PATIENTS: Mapping[str, Parser] = {
    "home_phone": Phone(),
    "work_phone": Phone(),
    "mobile_phone": Phone(),
    "email": Email(),
    "zip": ZIP_CODE,
}
"""How columns of the patient list are read that layouts call text: whatever the system,
front desks fill them alike.
"""

_LEAST_UNDATED = 20
_SHARE_UNDATED = 0.05


def days_or_entered(
    sheet: Sheet, days: pa.Array, entered: str, planned: pa.Array
) -> pa.Array:
    """Days of planning; for planned work without one the day it was entered, where the
    practice says so.

    `planned` says of which rows it is asked: only where 20 rows and one in 20 have no
    day, as after a conversion.
    """
    entry = Date().read(sheet, entered)
    lacks = pc.and_(pc.and_(planned, pc.is_null(days)), pc.is_valid(entry))
    rows = pc.sum(lacks).as_py() or 0
    whole = pc.sum(planned).as_py() or 0
    if rows < max(_LEAST_UNDATED, _SHARE_UNDATED * whole):
        return days

    because = (
        f"“{sheet.faults.file}”: planned work without a day: {rows:,} of {whole:,} rows"
    )
    return (
        pc.if_else(lacks, entry, days)
        if sheet.asking.answer(ask_undated(because)) == ENTRY
        else days
    )
