"""What looks wrong with files as a whole, and of which day the records are."""

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.ingest.merge.completeness import MissingRows, filtered
from retention.ingest.merge.upsert import KeyMatch
from retention.ingest.questions import happened, latest_day

CORE = ("patient", "appointment", "procedure")
"""The tables that figures are made of as of the day of the export: a log of calls alone
does not make them newer.
"""


def is_dated(tables: Collection[str]) -> bool:
    """Whether tables of these names hold any that the records' day is of."""
    dated = [name for name in CORE if name in tables]
    return bool(dated)


def day_of_records(
    filled: Collection[str], exported: date | None, given: date | None
) -> date | None:
    """The day of the records after files that fill those tables: the one given, or the
    one they were `exported` on.
    """
    if exported is None:
        return given
    if is_dated(filled):
        return given
    return exported


def flags_of_day(
    previous: schema.Tables,
    filled: Collection[str],
    exported: date | None,
    given: date | None,
) -> Iterator[str]:
    """What is to be said of the day given for files that fill those tables, with
    records `exported` on another.
    """
    if exported is None or given is None:
        return
    if not is_dated(filled) and given != exported:
        yield (
            f"The records stay of {formatting.day(exported)}: there are no patients, "
            "appointments or procedures in these files."
        )
    elif given > exported:
        for name in CORE:
            if name in previous and name not in filled:
                yield _left_behind(name, previous[name], exported, given)


def _left_behind(name: str, rows: pa.Table, exported: date, as_of: date) -> str:
    """How far the rows of a table reach that files of a newer day do not have."""
    latest = latest_day(happened(name, rows)) or exported
    reach = formatting.day(min(latest, exported))
    rows_named = many(name)
    return (
        f"There are no {rows_named} in these files: the {rows_named} reach only to "
        f"{reach}, while figures are made as of {formatting.day(as_of)}."
    )


_FEW = 20  # rows below which nothing is said
_MANY_VANISH = 0.1
_MANY_DIFFER = 0.2
_LAST_MONTH = 12
_DIFFERENT = (
    3  # days of the month; systems that write every date as the 1st are left alone
)
_SAMPLE = 1_000
_PLURALS = {
    "patient": "patients",
    "appointment": "appointments",
    "procedure": "procedures",
    "recall": "recalls",
}


_VISITS = {"procedure": "completed_on", "appointment": "starts_at"}
"""The columns that say when a visit was, by table."""


def flags_of(
    table: str, met: KeyMatch, gap: MissingRows, *, vanish: bool, exported: date | None
) -> Iterator[str]:
    """What looks wrong with the files of one table, against what was known before and
    exported on that day.
    """
    if met.before.num_rows and not met.rows.num_rows:
        yield (
            f"There are no {many(table)} in these files; the {met.before.num_rows:,} "
            "known are kept."
        )
    if len(gap.back):
        yield (
            f"{formatting.count(len(gap.back))} of the {many(table)} had vanished and "
            "are back."
        )
    if len(gap.missing) and gap.known >= _FEW:
        yield from _lacking(table, met, gap, vanish=vanish)
    if (
        table == schema.PATIENT.name
        and met.before.num_rows >= _FEW
        and met.rows.num_rows >= _FEW
    ):
        yield from _others(met)
    if met.rows.num_rows >= _FEW:
        yield from _early_days(table, met.rows)
        yield from _no_money(table, met.rows)
    if exported and met.before.num_rows and met.rows.num_rows:
        yield from _older(table, met, exported)


def _lacking(
    table: str, met: KeyMatch, gap: MissingRows, *, vanish: bool
) -> Iterator[str]:
    what = many(table)
    share = len(gap.missing) / gap.known
    if vanish and share >= _MANY_VANISH:
        yield (
            f"{formatting.share(share)} of the {what} vanish: {len(gap.missing):,} of "
            f"{gap.known:,}."
        )
    for column, value in filtered(met, gap.missing):
        yield (
            f"This looks like a filtered list: all {what} in it have the {column} "
            f"“{value}”, the missing ones others."
        )


def _others(met: KeyMatch) -> Iterator[str]:
    """Whether the patients are other people than before: another practice's files, or
    ids given anew.
    """
    if not len(met.old):
        yield (
            "None of the patients in these files is known here. Are they of this "
            "practice?"
        )
        return

    old, new = (
        table["birth_date"].take(pa.array(at))
        for table, at in ((met.before, met.old), (met.rows, met.new))
    )
    differ = pc.sum(pc.not_equal(old, new)).as_py() or 0
    if differ >= _MANY_DIFFER * len(met.old):
        yield (
            f"{differ:,} of {formatting.plural(len(met.old), 'known patient')} have "
            "another birth date than before. Are these files of this practice?"
        )


def _early_days(table: str, rows: pa.Table) -> Iterator[str]:
    """Columns in which every date lies before the 13th, as they do where day and month
    were mixed up or lost.
    """
    for column in schema.BY_NAME[table].columns:
        if column.kind in (schema.Kind.DAY, schema.Kind.MOMENT) and _is_early(
            rows[column.name]
        ):
            name = column.name.replace("_", " ")
            yield (
                f"Every date before the 13th: “{name}” of the {many(table)} has no "
                "later day of any month."
            )


def _is_early(days: pa.ChunkedArray) -> bool:
    """Whether enough distinct days all lie in the first twelve of their months; a first
    look settles most columns.
    """
    if days.null_count == len(days):
        return False

    sample = days.slice(0, _SAMPLE)
    latest_of_sample = pc.max(pc.day(sample)).as_py() or 0
    if latest_of_sample > _LAST_MONTH:
        return False

    distinct = pc.unique(days).drop_null()
    if len(distinct) < _FEW:
        return False

    of_month = pc.unique(pc.day(distinct)).to_numpy()
    return len(of_month) >= _DIFFERENT and of_month.max() <= _LAST_MONTH


def _no_money(table: str, rows: pa.Table) -> Iterator[str]:
    name = next(
        (
            column.name
            for column in schema.BY_NAME[table].columns
            if column.kind is schema.Kind.CENTS
        ),
        None,
    )
    if (
        name
        and rows[name].null_count < len(rows)
        and not pc.any(pc.not_equal(rows[name], 0)).as_py()
    ):
        yield f"All {name.removesuffix('_cents')}s of the {many(table)} are 0."


def _older(table: str, met: KeyMatch, exported: date) -> Iterator[str]:
    """Whether the newest visit in the files lies before the newest one known: an older
    export, or a part.
    """
    column = _VISITS.get(table)
    if column is None:
        return

    here = _newest(met.rows, column, exported)
    known = _newest(met.before, column, exported)
    if here is None or known is None:
        return
    if here < known:
        yield (
            f"The newest visit among the {many(table)} of these files is of "
            f"{formatting.day(here)}; the records already run to "
            f"{formatting.day(known)}."
        )


def _newest(rows: pa.Table, column: str, until: date) -> date | None:
    """The newest day of completed rows that is no mistyped one after the export."""
    is_completed = pc.equal(rows["status"], "completed")
    done = pc.fill_null(is_completed, False).to_numpy()
    days = pc.cast(rows[column], pa.date32(), safe=False).to_numpy()
    completed = days[done]
    possible = completed[completed <= np.datetime64(until)]
    if not len(possible):
        return None
    return possible.max().item()


def many(table: str) -> str:
    """A table's rows as people name them."""
    if table in _PLURALS:
        return _PLURALS[table]

    words = table.replace("_", " ")
    return f"rows of “{words}”"
