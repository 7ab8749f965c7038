"""Checks of the export itself: its age, what its columns hold, words nobody knows, rows
gone and rows set aside.
"""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting
from retention.core.schema import TABLES
from retention.metrics.data_quality.check import CheckInput, Finding, check, found

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
    rows = [
        (f"{table}.{column}", day) for table, column, day in _latest(sight, exported)
    ]
    said = [f"reaches up to {formatting.day(day)}" for _, day in rows]
    return found(
        [name for name, _ in rows],
        said,
        count=max(0, (sight.today - exported).days),
        limit=FRESH_DAYS,
    )


@check("after_export", "Days after the export", "rows")
def after_export(sight: CheckInput) -> Finding:
    """Rows with a day on which something happened that lies after the day of the
    export: mistyped, or the day of the export was given wrong.

    They are not counted. If there are many, undo the import and give the right day; a
    log of calls or a list of reviews may run ahead of the rest until that is imported
    too.
    """
    exported = sight.practice.exported
    ids = []
    said = []
    whole = 0
    for name, column in _HAPPENED:
        if name not in sight.tables:
            continue
        stored = sight.tables[name]
        days = pc.cast(stored[column], pa.date32(), safe=False)
        late = pc.fill_null(pc.greater(days, pa.scalar(exported, pa.date32())), False)
        whole += len(stored) - days.null_count
        ids += [f"{name}/{row}" for row in stored["id"].filter(late).to_pylist()]
        said += [
            f"{column.replace('_', ' ')}: {formatting.day(day)}"
            for day in days.filter(late).to_pylist()
        ]
    return found(ids, said, whole)


@check("words", "Statuses that nobody knows", "rows")
def words(sight: CheckInput) -> Finding:
    """Rows whose status is a word that is not known here; the list shows each word
    once.

    They count as nothing: neither as done nor as broken nor as departed. Import the
    file again and say what the word means; where it is not asked, forget what was said
    of it under “What you answered” first, on the Imports page.
    """
    ids = []
    said = []
    count = 0
    whole = 0
    for table in TABLES:
        if table.name not in sight.tables or "status_raw" not in table.arrow.names:
            continue
        stored = sight.tables[table.name].select(["status", "status_raw"])
        unknown = stored.filter(pc.equal(stored["status"], "unknown"))["status_raw"]
        counts = [
            (one["values"] or "empty", one["counts"])
            for one in pc.value_counts(unknown).to_pylist()
        ]
        ids += [f"{table.name}: {word}" for word, _ in counts]
        said += [formatting.plural(number, "row") for _, number in counts]
        count = count + len(unknown)
        whole = whole + len(stored)
    return found(ids, said, whole, count=count)


@check("vanished", "Rows that have vanished", "rows")
def vanished(sight: CheckInput) -> Finding:
    """Rows that a later, whole export no longer had: deleted in your own system, or
    left out by a filter.

    They are kept, and left out of every figure. If they should count, import an export
    that has them.
    """
    if "vanished" not in sight.tables:
        return found([], [])
    stored = sight.tables["vanished"].select(["id", "since"])
    return found(
        stored["id"].to_pylist(),
        [f"missing since {formatting.day(day)}" for day in stored["since"].to_pylist()],
    )


@check("set_aside", "Rows set aside by the last import", "rows")
def set_aside(sight: CheckInput) -> Finding:
    """Rows of the files imported last that could not be loaded, with what was wrong; of
    many alike a thousand are listed. Lines that are not needed (payments, totals,
    titles) are not among them.

    They are in no figure. Put them right in your own system, and they come with the
    next export.
    """
    wrong = [problem for problem in sight.problems if problem.set_aside]
    ids = [
        f"{problem.file}, line {problem.row}" if problem.row else problem.file
        for problem in wrong
    ]
    said = [
        " ".join(filter(None, (_quoted(problem.found), problem.say)))
        for problem in wrong
    ]
    return found(ids, said, count=sight.set_aside)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def _latest(sight: CheckInput, exported: date) -> Iterator[tuple[str, str, date]]:
    """The last day up to the export in each column that says when something
    happened.
    """
    for name, column in _HAPPENED:
        if name in sight.tables:
            days = pc.drop_null(
                pc.cast(sight.tables[name][column], pa.date32(), safe=False)
            )
            upto = days.filter(pc.less_equal(days, pa.scalar(exported, pa.date32())))
            if len(upto):
                yield name, column, pc.max(upto).as_py()
