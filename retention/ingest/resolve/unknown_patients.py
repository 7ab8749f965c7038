"""Rows that belong to nobody on the list of patients: where they are more than a few,
what they are is asked.

Most often the list of patients is only a part, or the rows know a patient by another
number than the list does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.core.errors import RetentionError
from retention.ingest.merge.conform import Batch
from retention.ingest.merge.upsert import with_column
from retention.ingest.questions import Asking, Question
from retention.ingest.recognise.open import Opened
from retention.ingest.systems import LAYOUTS

_SHARE = 0.05  # of the rows; up to that they are told by the check of the records alone
_MANY = 0.5  # of the rows, from which an answer of an earlier import does not count
_NEARLY_ALL = 0.9  # of the numbers, from which they are taken for chart numbers
_CHART = "chart-numbers"
_LOAD = "load"
_STOP = "stop"
_KEYED = ("appointment", "claim", "contact", "plan", "procedure", "recall", "referral")
"""Tables whose rows are a patient's or count for nobody; calls, reviews and referrers
may be anybody's.
"""
_PATIENTS = frozenset(
    layout.key for layout in LAYOUTS if layout.table == schema.PATIENT.name
)


@dataclass(frozen=True)
class _Rows:
    """The rows of one kind of file that name a patient, how many are nobody's, and how
    many have a number that is the chart number of somebody on the list.
    """

    layout: str
    files: tuple[str, ...]
    number: int
    strange: int
    by_chart: int

    @property
    def said(self) -> str:
        """How many are nobody's, and where they stand."""
        more = len(self.files) - 1
        files = f"“{self.files[0]}”" + (
            f" and {formatting.plural(more, 'more file')}" if more else ""
        )
        belong = "belongs" if self.strange == 1 else "belong"
        rows = formatting.plural(self.number, "row")
        return (
            f"{self.strange:,} of {rows} in {files} {belong} to nobody on the list of "
            "patients"
        )

    @property
    def question(self) -> Question:
        """What the rows are, with the answer that they speak for."""
        ask = f"{self.said}. "
        if self.by_chart >= _NEARLY_ALL * self.number:
            ask += (
                "Their numbers are the chart numbers of the list. Are they to be read "
                "as such?"
            )
            return Question(self.key, ask, _CHART, (_CHART, _LOAD, _STOP), (_MEANS,))

        ask += "Is the list only a part, or is the patient number another one?"
        suggested = _STOP if self.strange > _MANY * self.number else _LOAD
        return Question(self.key, ask, suggested, (_LOAD, _STOP), (_MEANS,))

    @property
    def key(self) -> str:
        """The question's key."""
        return f"strangers.{self.layout}"


_MEANS = (
    "Loaded as they are, they count for nobody until their patients are on the list. "
    "Stop, and nothing is loaded."
)


def resolve_unknown_patients(
    files: Sequence[Opened],
    batches: list[Batch],
    patients: pa.Table,
    asking: Asking,
) -> tuple[list[Batch], list[str]]:
    """The rows of one table, by the patients' own numbers where the practice says that
    theirs are chart numbers, and sentences on those that are nobody's though nothing is
    to be asked.

    Nothing is asked before a list of patients was loaded, nor of one that is said to be
    a part with these very files. RetentionError where the practice says to stop.
    """
    if files[0].table not in _KEYED or not patients.num_rows:
        return batches, []

    charts = _charts(patients)
    is_a_part = _is_said_to_be_a_part(asking)
    flags: list[str] = []
    for rows in _counted(files, batches, patients, charts):
        if is_a_part:
            flags.append(f"{rows.said}.")
        elif _answer(rows, asking) == _CHART:
            pairs = zip(files, batches, strict=True)
            batches = [
                _by_chart(batch, charts) if file.layout.key == rows.layout else batch
                for file, batch in pairs
            ]
    return batches, flags


def _is_said_to_be_a_part(asking: Asking) -> bool:
    """Whether the practice says with these files that the list of patients is one."""
    keys = [f"whole.{layout}" for layout in _PATIENTS]
    return any(asking.given.get(key) == "partial" for key in keys)


def _answer(rows: _Rows, asking: Asking) -> str:
    """What the practice says; of many rows only what it says now, since another file
    may be wrong altogether.
    """
    many = rows.strange > _MANY * rows.number and asking.earlier.get(rows.key) != _CHART
    answer = asking.answer(rows.question, anew=many)
    if answer == _STOP and rows.key in asking.given:
        raise RetentionError(
            f"Nothing was imported: {rows.said}. Export that list whole, or these rows "
            "with the same patient number, and import them together."
        )
    return answer


def _counted(
    files: Sequence[Opened],
    batches: Sequence[Batch],
    patients: pa.Table,
    charts: pa.Table,
) -> Iterator[_Rows]:
    """The kinds of files of which more rows than a few are nobody's."""
    by_layout: defaultdict[str, list[tuple[Opened, Batch]]] = defaultdict(list)
    for file, batch in zip(files, batches, strict=True):
        by_layout[file.layout.key].append((file, batch))
    ids = patients["id"].combine_chunks()
    chart_numbers = charts["chart_number"].combine_chunks()
    for layout, pairs in sorted(by_layout.items(), key=lambda item: item[0]):
        numbers = _patient_numbers(batch for _, batch in pairs)
        is_known = pc.is_in(numbers, ids)
        strange = numbers.filter(pc.invert(is_known))
        if len(strange) <= _SHARE * len(numbers):
            continue
        is_chart = pc.is_in(numbers, chart_numbers)
        by_chart = pc.sum(is_chart).as_py() or 0
        names = dict.fromkeys(file.source.name for file, _ in pairs)
        yield _Rows(layout, tuple(names), len(numbers), len(strange), by_chart)


def _patient_numbers(batches: Iterable[Batch]) -> pa.ChunkedArray:
    """The numbers that rows name their patients by, empty ones left out."""
    chunks: list[pa.Array] = []
    for batch in batches:
        chunks += batch.rows["patient_id"].chunks
    return pa.chunked_array(chunks, pa.string()).drop_null()


def _charts(patients: pa.Table) -> pa.Table:
    """The chart numbers that one patient alone has, with that patient's own number."""
    has_chart = pc.is_valid(patients["chart_number"])
    known = patients.select(["id", "chart_number"]).filter(has_chart)
    by_chart = known.group_by("chart_number")
    counted = by_chart.aggregate([("id", "count"), ("id", "min")])
    is_alone = pc.equal(counted["id_count"], 1)
    return counted.filter(is_alone)


def _by_chart(batch: Batch, charts: pa.Table) -> Batch:
    """A file's rows with the patients' own numbers where theirs are chart numbers;
    others stay as they are.
    """
    numbers = batch.rows["patient_id"].combine_chunks()
    chart_numbers = charts["chart_number"].combine_chunks()
    ids = charts["id_min"].combine_chunks()
    at = pc.index_in(numbers, chart_numbers)
    read = pc.coalesce(ids.take(at), numbers)
    rows = with_column(batch.rows, "patient_id", read)
    return replace(batch, rows=rows)
