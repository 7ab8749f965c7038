"""Checks of the export: its age, its columns, unknown words, missing rows."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting
from retention.core.schema import TABLES
from retention.metrics.data_quality.check import CheckInput, Finding, check, finding

FRESH_DAYS = 7

_HAPPENED = (
    ("appointment", "created_on"),
    ("procedure", "completed_on"),
    ("procedure", "planned_on"),
    ("contact", "at"),
    ("call", "at"),
    ("review", "at"),
    ("claim", "sent_on"),
    ("patient", "created_on"),
)
"""Columns that say when something happened."""


@check("age", "Age of the export", "days")
def age(sight: CheckInput) -> Finding:
    """Days since the day of the export; the list says up to when each table reaches.

    Older than a week, lists name people who have booked since, and who was here since
    looks lost. Export and import again; a watched folder does it by itself.
    """
    exported = sight.practice.exported
    columns = []
    sentences = []
    for table, column, day in _latest(sight, exported):
        columns.append(f"{table}.{column}")
        sentences.append(f"reaches up to {formatting.day(day)}")
    days_old = max(0, (sight.today - exported).days)
    return finding(columns, sentences, count=days_old, limit=FRESH_DAYS)


@check("after_export", "Days after the export", "rows")
def after_export(sight: CheckInput) -> Finding:
    """Rows with a day on which something happened that lies after the day of the
    export: mistyped, or the day of the export was given wrong.

    They are not counted. If there are many, undo the import and give the right day; a
    log of calls or a list of reviews may run ahead of the rest until that is imported
    too.
    """
    exported = pa.scalar(sight.practice.exported, pa.date32())
    ids = []
    sentences = []
    whole = 0
    for name, column in _HAPPENED:
        if name not in sight.tables:
            continue

        stored = sight.tables[name]
        days = pc.cast(stored[column], pa.date32(), safe=False)
        is_late = pc.fill_null(pc.greater(days, exported), False)
        late_days = days.filter(is_late).to_pylist()
        late_ids = stored["id"].filter(is_late).to_pylist()
        words_of_column = column.replace("_", " ")
        whole += len(stored) - days.null_count
        ids += [f"{name}/{row_id}" for row_id in late_ids]
        sentences += [f"{words_of_column}: {formatting.day(day)}" for day in late_days]
    return finding(ids, sentences, whole)


@check("words", "Statuses that nobody knows", "rows")
def words(sight: CheckInput) -> Finding:
    """Rows whose status is a word that is not known here; the list shows each word
    once.

    They count as nothing: neither as done nor as broken nor as departed. Import the
    file again and say what the word means; where it is not asked, forget what was said
    of it under “What you answered” first, on the Imports page.
    """
    ids = []
    sentences = []
    count = 0
    whole = 0
    for table in TABLES:
        if table.name not in sight.tables or "status_raw" not in table.arrow.names:
            continue

        stored = sight.tables[table.name].select(["status", "status_raw"])
        is_unknown = pc.equal(stored["status"], "unknown")
        unknown = stored.filter(is_unknown)["status_raw"]
        for entry in pc.value_counts(unknown).to_pylist():
            word = entry["values"] or "empty"
            ids.append(f"{table.name}: {word}")
            sentences.append(formatting.plural(entry["counts"], "row"))
        count += len(unknown)
        whole += len(stored)
    return finding(ids, sentences, whole, count=count)


@check("vanished", "Rows that have vanished", "rows")
def vanished(sight: CheckInput) -> Finding:
    """Rows that a later, whole export no longer had: deleted in your own system, or
    left out by a filter.

    They are kept, and left out of every figure. If they should count, import an export
    that has them.
    """
    if "vanished" not in sight.tables:
        return finding([], [])

    stored = sight.tables["vanished"]
    ids = stored["id"].to_pylist()
    days = stored["since"].to_pylist()
    return finding(ids, [f"missing since {formatting.day(day)}" for day in days])


@check("set_aside", "Rows set aside by the last import", "rows")
def set_aside(sight: CheckInput) -> Finding:
    """Rows of the files imported last that could not be loaded, with what was wrong; of
    many alike a thousand are listed. Lines that are not needed (payments, totals,
    titles) are not among them.

    They are in no figure. Put them right in your own system, and they come with the
    next export.
    """
    ids = []
    sentences = []
    for problem in sight.problems:
        if not problem.set_aside:
            continue

        line = f"{problem.file}, line {problem.row}" if problem.row else problem.file
        parts = (_quoted(problem.found), problem.say)
        ids.append(line)
        sentences.append(" ".join(filter(None, parts)))
    return finding(ids, sentences, count=sight.set_aside)


def _quoted(text: str) -> str:
    if not text:
        return ""
    return f"“{text}”"


def _latest(sight: CheckInput, exported: date) -> Iterator[tuple[str, str, date]]:
    """Yield the last day up to the export that each column reaches.

    The columns are those that say when something happened.
    """
    limit = pa.scalar(exported, pa.date32())
    for name, column in _HAPPENED:
        if name not in sight.tables:
            continue

        cells = pc.cast(sight.tables[name][column], pa.date32(), safe=False)
        days = pc.drop_null(cells)
        past_days = days.filter(pc.less_equal(days, limit))
        if len(past_days):
            yield name, column, pc.max(past_days).as_py()
