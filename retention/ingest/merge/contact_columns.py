"""What forbids contact, of all files and of the imports before: no list takes back what
another one says.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.merge.conform import Batch
from retention.ingest.merge.upsert import with_column
from retention.ingest.recognise.contact_columns import COLUMN, key_of
from retention.practice.forbidden import Forbidden, lines, stored


def with_all_that_forbids(
    before: pa.Table | None, batches: Sequence[Batch]
) -> list[Batch]:
    """The files' patients; each has what every row of that patient says, and what was
    known from other columns.

    What was known from a column is replaced by what the column says now.
    """
    known = _by_id(before) if before is not None else {}
    said_here = [_by_id(batch.rows) for batch in batches]
    if not known and not any(said_here):
        return list(batches)

    by_patient: defaultdict[str, list[Forbidden]] = defaultdict(list)
    for lines_of in said_here:
        for patient, said in lines_of.items():
            by_patient[patient] += said
    read_from = _columns_read(batches, known)
    for patient, said in known.items():
        replaced = read_from[patient]
        by_patient[patient] += [line for line in said if key_of(line) not in replaced]
    texts = {patient: stored(said) for patient, said in by_patient.items()}
    return [_with_texts(batch, texts) for batch in batches]


def _columns_read(
    batches: Sequence[Batch], patients: Collection[str]
) -> Mapping[str, set[str]]:
    """The columns from which the files read what forbids contact, by patient."""
    read_from: defaultdict[str, set[str]] = defaultdict(set)
    for batch in batches:
        ids = set(batch.rows["id"].to_pylist())
        for patient in ids.intersection(patients):
            read_from[patient] |= batch.read_from
    return read_from


def _by_id(rows: pa.Table) -> dict[str, list[Forbidden]]:
    """The lines of each patient, of all rows that the patient has."""
    rows = rows.select(["id", COLUMN])
    filled = rows.filter(pc.is_valid(rows[COLUMN]))
    patients = filled["id"].to_pylist()
    texts = filled[COLUMN].to_pylist()
    by_patient: defaultdict[str, list[Forbidden]] = defaultdict(list)
    for patient, text in zip(patients, texts, strict=True):
        by_patient[patient] += lines(text)
    return by_patient


def _with_texts(batch: Batch, texts: Mapping[str, str | None]) -> Batch:
    """A file's patients with these texts; a file that says nothing keeps its own."""
    if not batch.read_from:
        return batch

    patients = pa.array(list(texts), pa.string())
    held = pa.array(list(texts.values()), pa.string())
    at = pc.index_in(batch.rows["id"], patients)
    column = pa.chunked_array([held]).take(at)
    rows = with_column(batch.rows, COLUMN, column)
    return replace(batch, rows=rows)
