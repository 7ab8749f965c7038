"""Rows that belong to nobody on the list of patients: where they are more than a few,
what they are is asked.

Most often the list of patients is only a part, or the rows know a patient by another
number than the list does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import formatting, schema
from retention.core.errors import RetentionError
from retention.ingest.merge.conform import Batch
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


def settle_strangers(
    files: Sequence[Opened],
    batches: list[Batch],
    patients: pa.Table | None,
    asking: Asking,
) -> tuple[list[Batch], list[str]]:
    """The rows of one table, by the patients' own numbers where the practice says that
    theirs are chart numbers, and sentences on those that are nobody's though nothing is
    to be asked.

    Nothing is asked before a list of patients was loaded, nor of one that is said to be
    a part with these very files. RetentionError where the practice says to stop.
    """
    if files[0].table not in _KEYED or patients is None or not patients.num_rows:
        return batches, []
    charts = _charts(patients)
    flags = []
    for rows in _counted(files, batches, patients, charts):
        if any(asking.given.get(f"whole.{key}") == "partial" for key in _PATIENTS):
            flags.append(f"{rows.said}.")
        elif _answer(rows, asking) == _CHART:
            batches = [
                _by_chart(batch, charts) if one.layout.key == rows.layout else batch
                for one, batch in zip(files, batches, strict=True)
            ]
    return batches, flags


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
    pairs = sorted(
        zip(files, batches, strict=True), key=lambda pair: pair[0].layout.key
    )
    for layout, group in groupby(pairs, key=lambda pair: pair[0].layout.key):
        own = list(group)
        numbers = pa.chunked_array(
            [c for _, batch in own for c in batch.rows["patient_id"].chunks],
            pa.string(),
        )
        numbers = numbers.drop_null()
        strange = numbers.filter(
            pc.invert(pc.is_in(numbers, patients["id"].combine_chunks()))
        )
        if len(strange) > _SHARE * len(numbers):
            by_chart = (
                pc.sum(
                    pc.is_in(numbers, charts["chart_number"].combine_chunks())
                ).as_py()
                or 0
            )
            names = tuple(dict.fromkeys(one.source.name for one, _ in own))
            yield _Rows(layout, names, len(numbers), len(strange), by_chart)


def _charts(patients: pa.Table) -> pa.Table:
    """The chart numbers that one patient alone has, with that patient's own number."""
    known = patients.select(["id", "chart_number"]).filter(
        pc.is_valid(patients["chart_number"])
    )
    counted = known.group_by("chart_number").aggregate([("id", "count"), ("id", "min")])
    return counted.filter(pc.equal(counted["id_count"], 1))


def _by_chart(batch: Batch, charts: pa.Table) -> Batch:
    """A file's rows with the patients' own numbers where theirs are chart numbers;
    others stay as they are.
    """
    numbers = batch.rows["patient_id"].combine_chunks()
    at = pc.index_in(numbers, charts["chart_number"].combine_chunks())
    read = pc.coalesce(charts["id_min"].combine_chunks().take(at), numbers)
    place = batch.rows.schema.get_field_index("patient_id")
    return replace(
        batch, rows=batch.rows.set_column(place, batch.rows.schema.field(place), read)
    )
