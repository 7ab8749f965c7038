"""A phone system's call log, of any maker, and calls written in several rows."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import phones
from retention.ingest.parse.parsers import Choice, DateTime, Derived, Id
from retention.ingest.parse.sheet import Sheet
from retention.ingest.parse.values import truth
from retention.ingest.read.headers import fold
from retention.ingest.recognise.layouts import Field, Keep, Layout, Needs, words
from retention.ingest.systems.derived_fields import hidden, made_id, with_time
from retention.ingest.systems.generic import APPOINTMENT_IDS, PATIENT_IDS
from retention.ingest.systems.system import System

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

    at = DateTime().read(sheet, sheet.columns["at"]).to_numpy(zero_copy_only=False)
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


DIRECTION = words(
    neither="internal extension",
    received=(
        "incoming inbound in received incomingcall inboundcall inboundqueue "
        "incomingqueue"
    ),
    sent="outgoing outbound out sent dialed outgoingcall outboundcall",
)
ANSWERED = words(
    yes=(
        "yes true 1 y answered accepted connected callconnected completed "
        "callaccepted success"
    ),
    no="no false 0 n missed missedcall noanswer notanswered unanswered voicemail "
    "leftvoicemail rejected declined busy abandoned hangup hungup "
    "hangupbeforeanswer failed cancelled canceled callmissed",
)
_AT = (
    "Start Time",
    "Call Start",
    "Started At",
    "Date/Time",
    "Date Time",
    "Call Date/Time",
    "Timestamp",
    "Call Time",
    "Call Date",
    "Date",
)
_TIME = ("Time", "Call Time", "Start Time")
_ENDS = {
    "From": "To",
    "Source Number": "Destination Number",
    "Caller Number": "Callee Number",
    "Calling Number": "Dialed Number",
    "src": "dst",
}
"""Headers of who called, each with that of who was called: the other side's is the one
that is not ours.
"""
_CALLED = {fold(caller): called for caller, called in _ENDS.items()}
_LENGTH = r"^(?:(?:(?P<hours>\d+):)?(?P<minutes>\d+):)?(?P<seconds>\d+)(?:\.\d+)?$"
_SPELLED = (
    r"^(?:(?P<hours>\d+)\s*h\w*[.,]*)?\s*(?:(?P<minutes>\d+)\s*m\w*[.,]*)?"
    r"\s*(?:(?P<seconds>\d+)\s*s\w*\.?)?$"
)


def at(sheet: Sheet, header: str) -> pa.Array:
    """When it rang; the time from a column of its own where the first holds days."""
    return with_time(sheet, header, _TIME)


def call_id(sheet: Sheet, header: str) -> pa.Array:
    """An id made of moment, direction and number, for logs whose calls have none."""
    moment = pc.strftime(at(sheet, header), format="%Y-%m-%dT%H:%M:%S")
    phone = phones.all_digits(pc.fill_null(phone_of(sheet), ""))
    return made_id(
        "call",
        moment,
        pc.fill_null(sheet.text(sheet.columns["direction"]), ""),
        hidden(phone),
    )


def phone(sheet: Sheet, header: str) -> pa.Array:
    """The other side's number: of a log that says who called and who was called, the
    end that is not ours.
    """
    called = _CALLED.get(fold(header))
    if called is None or not sheet.has(called):
        return (
            _of_callers(sheet, header)
            if fold(header) in _ONLY_CALLERS
            else sheet.text(header)
        )
    return pc.if_else(_is_incoming(sheet), sheet.text(header), sheet.text(called))


def caller_name(sheet: Sheet, header: str) -> pa.Array:
    """The other side's name; whoever called has it, so that of a call of ours is our
    own, and none.
    """
    return (
        _of_callers(sheet, header)
        if fold(header) in _ONLY_CALLERS
        else sheet.text(header)
    )


_ONLY_CALLERS = {
    fold(name)
    for name in ("From", "Source Number", "Calling Number", "src", "Source Name")
}


def _of_callers(sheet: Sheet, header: str) -> pa.Array:
    return pc.if_else(
        _is_incoming(sheet), sheet.text(header), pa.scalar(None, pa.string())
    )


def _is_incoming(sheet: Sheet) -> pa.Array:
    direction = Choice(DIRECTION, unknown="neither").read(
        sheet, sheet.columns["direction"]
    )
    return pc.fill_null(pc.equal(direction, "received"), False)


def phone_of(sheet: Sheet) -> pa.Array:
    """The other side's number, from the column that was chosen for it; none where there
    is no such column.
    """
    chosen = sheet.columns.get("phone")
    return pa.nulls(len(sheet), pa.string()) if chosen is None else phone(sheet, chosen)


def seconds(sheet: Sheet, header: str) -> pa.Array:
    """The length of the talk: `83`, `1:23`, `0:01:23`, `1m 23s`, `1 min.

    23 secs`; of several rows the longest.
    """
    texts, _ = sheet.distinct(header)
    found = [
        pc.extract_regex(pc.utf8_lower(texts), form) for form in (_LENGTH, _SPELLED)
    ]
    parts = [
        _part(found, name) * size
        for name, size in (("hours", 3600), ("minutes", 60), ("seconds", 1))
    ]
    known = pc.and_(
        pc.is_valid(texts), pc.or_(pc.is_valid(found[0]), pc.is_valid(found[1]))
    )
    length = sheet.spread(
        header, pc.if_else(known, pa.array(sum(parts)), pa.scalar(None, pa.int64()))
    )
    return of_all_legs(sheet, length)


def _part(found: list[pa.Array], name: str) -> np.ndarray:
    part = pc.coalesce(*(pc.struct_field(one, name) for one in found))
    return pc.cast(
        pc.if_else(pc.equal(pc.fill_null(part, ""), ""), "0", part), pa.int64()
    ).to_numpy()


def is_answered(sheet: Sheet, header: str) -> pa.Array:
    """Whether somebody took it, from a yes or no or from the words of a result; who
    reached a voicemail reached nobody.

    Of a call in several rows, whether somebody took it in one of them.
    """
    taken = pc.equal(Choice(ANSWERED, unknown=None).read(sheet, header), "yes")
    missed = ended_on_voicemail(sheet, header, *_RESULT, *VOICEMAIL, *WENT_TO)
    return of_all_legs(sheet, pc.if_else(missed, False, taken))


def is_voicemail(sheet: Sheet, header: str) -> pa.Array:
    """Whether a message was left: a column of its own (a yes, a link, a length), or the
    words of a result.
    """
    return of_all_legs(sheet, ended_on_voicemail(sheet, header, *WENT_TO))


_RESULT = (
    "Action Result",
    "Call Result",
    "Result",
    "Call Status",
    "Status",
    "Disposition",
    "Outcome",
)
_SAY = (*_RESULT, *VOICEMAIL, *WENT_TO)

_LIST = Layout(
    "calls.log",
    "a phone system's log of calls",
    "call",
    (),
    (
        Field(
            "direction",
            Choice(DIRECTION, unknown="neither"),
            headers=("Direction", "Call Direction", "Call Type"),
            needed=True,
        ),
        Field("at", Derived(at), headers=_AT, needed=True, also=_TIME),
        Field(
            "phone",
            Derived(phone),
            headers=(
                "Phone Number",
                "Caller Number",
                "Contact Number",
                "External Number",
                "Number",
                "Phone",
                "Caller ID",
                "From",
                "Source Number",
                "Calling Number",
                "src",
            ),
            also=tuple(_ENDS.values()),
        ),
        Field("id", Id(), headers=CALL_IDS, needed=True),
        Field("id", Derived(call_id), headers=_AT, needed=True, also=_TIME),
        Field("patient_id", Id(), headers=(*PATIENT_IDS,)),
        Field(
            "name",
            Derived(caller_name),
            headers=("Contact Name", "Caller Name", "Name", "Source Name"),
        ),
        Field(
            "seconds",
            Derived(seconds),
            headers=(
                "Duration (seconds)",
                "Talk Time",
                "Call Duration",
                "Call Duration Seconds",
                "Duration",
                "Length",
                "Talking",
                "Seconds",
            ),
        ),
        Field(
            "is_answered",
            Derived(is_answered),
            headers=("Answered", "Is Answered"),
            also=_SAY,
        ),
        Field("is_answered", Derived(is_answered), headers=_RESULT, also=_SAY),
        Field("is_voicemail", Derived(is_voicemail), headers=VOICEMAIL, also=WENT_TO),
        Field("is_voicemail", Derived(is_voicemail), headers=_RESULT, also=WENT_TO),
    ),
    Keep(
        "Call ID",
        (),
        "is one more leg of a call that has been read already: not needed",
        which=Derived(is_first_leg),
    ),
    needs=Needs(
        ("at", "direction"),
        any_of=("seconds", "is_answered"),
        none_of=(*APPOINTMENT_IDS, "ProcCode", "Charges"),
        say=(
            "when it rang, its direction, and how long it was or whether it was "
            "answered"
        ),
    ),
)

CALLS = System("calls", (_LIST,))
