"""Appointments of a list without their numbers: one that is known under its number is
taken for that one.
"""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.conform import Batch

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
