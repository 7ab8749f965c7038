"""Calls that a log writes in several rows, one for each phone that rang, and calls that
ended on a voicemail.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.ingest.files import fold
from retention.ingest.sheet import Sheet
from retention.ingest.values import truth

CALL_IDS = ("Call ID", "Session ID", "Call UUID", "uniqueid", "id")
"""Headers of a call's own number, which the rows of one call share."""
VOICEMAIL = (
    "Voicemail",
    "Left Voicemail",
    "Has Voicemail",
    "Voicemail Left",
    "Voicemail Duration",
    "Voicemail Link",
)
"""Headers under which anything but a no means that a message was left."""
WENT_TO = (
    "To",
    "To Name",
    "Destination",
    "Destination Name",
    "Answered By",
    "lastapp",
    "Result Description",
    "Call Activity Details",
)
"""Headers under which a voicemail may be named as what took the call."""
_IS_ONE = r"voice[\s_-]*mail|\bv-?mail\b|\bvm\b"
_IS_NONE = r"\b(?:no|without)\s+(?:a\s+)?(?:voice[\s_-]*mail|v-?mail|vm)\b"
_NOTHING = pa.array(["no", "false", "0", "n", "none", "0:00", "00:00:00"])


def ended_on_voicemail(sheet: Sheet, *headers: str) -> pa.Array:
    """Whether a row's call ended on a voicemail, by any of those headers that the file
    has.
    """
    found = np.zeros(len(sheet), bool)
    for header in dict.fromkeys(headers):
        if sheet.has(header):
            found |= truth(
                sheet.spread(header, _says_voicemail(header, sheet.distinct(header)[0]))
            )
    return pa.array(found)


def _says_voicemail(header: str, texts: pa.Array) -> pa.Array:
    lower = pc.utf8_lower(texts)
    if "voicemail" in fold(header):
        return pa.array(truth(pc.is_valid(texts)) & ~truth(pc.is_in(lower, _NOTHING)))
    return pa.array(
        truth(pc.match_substring_regex(lower, _IS_ONE))
        & ~truth(pc.match_substring_regex(lower, _IS_NONE))
    )


def is_first_leg(sheet: Sheet, header: str) -> pa.Array:
    """Whether a row is the first of its call, by the moment and then by its place; a
    row without a number is.
    """
    ids = sheet.text(header)
    if not _repeat(ids):
        return pa.array(np.ones(len(sheet), bool))
    at = sheet.moments(sheet.columns["at"]).to_numpy(zero_copy_only=False)
    rows = pd.DataFrame({"id": ids.to_pandas(), "at": at}).sort_values(
        "at", kind="stable"
    )
    again = rows["id"].notna() & rows["id"].duplicated()
    return pa.array(~again.sort_index().to_numpy())


def of_all_legs(sheet: Sheet, said: pa.Array) -> pa.Array:
    """For each row the most that a row of its call says: a yes before a no, the longest
    length; nothing where none says anything.
    """
    own = sheet.columns["id"]
    ids = sheet.text(own) if fold(own) in _OWN else pa.nulls(len(sheet), pa.string())
    if not _repeat(ids):
        return said
    rows = pa.table({"id": ids, "said": said})
    most = rows.group_by("id").aggregate([("said", "max")])
    of_call = (
        most["said_max"]
        .combine_chunks()
        .take(pc.index_in(ids, most["id"].combine_chunks()))
    )
    return pc.if_else(pc.is_valid(ids), of_call, said)


_OWN = frozenset(map(fold, CALL_IDS))


def _repeat(ids: pa.Array) -> bool:
    known = ids.drop_null()
    return len(known.unique()) < len(known)
