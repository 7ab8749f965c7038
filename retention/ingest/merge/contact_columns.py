"""What forbids contact, of all files and of the imports before: no list takes back what
another one says.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.merge.conform import Batch
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
    here = [_by_id(batch.rows) for batch in batches]
    if not known and not any(here):
        return list(batches)
    found: defaultdict[str, list[Forbidden]] = defaultdict(list)
    read_from: defaultdict[str, set[str]] = defaultdict(set)
    for batch, lines_of in zip(batches, here, strict=True):
        for patient in set(batch.rows["id"].to_pylist()) & known.keys():
            read_from[patient] |= batch.read_from
        for patient, told in lines_of.items():
            found[patient] += told
    for patient, told in known.items():
        found[patient] += [one for one in told if key_of(one) not in read_from[patient]]
    texts = {patient: stored(told) for patient, told in found.items()}
    return [
        _with_texts(batch, texts) if batch.read_from else batch for batch in batches
    ]


def _by_id(rows: pa.Table) -> dict[str, list[Forbidden]]:
    """The lines of each patient, of all rows that the patient has."""
    rows = rows.select(["id", COLUMN]).filter(pc.is_valid(rows[COLUMN]))
    found: defaultdict[str, list[Forbidden]] = defaultdict(list)
    for patient, text in zip(
        rows["id"].to_pylist(), rows[COLUMN].to_pylist(), strict=True
    ):
        found[patient] += lines(text)
    return found


def _with_texts(batch: Batch, texts: Mapping[str, str | None]) -> Batch:
    at = pc.index_in(batch.rows["id"], pa.array(list(texts), pa.string()))
    column = pa.chunked_array([pa.array(list(texts.values()), pa.string())]).take(at)
    place = batch.rows.schema.get_field_index(COLUMN)
    return replace(
        batch,
        rows=batch.rows.set_column(place, batch.rows.schema.field(COLUMN), column),
    )
