"""SoftDent's reports of its tables as it writes them.

Days have two-digit years, codes are numbers, accounts are apart.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.demo.export import shaping
from retention.demo.export.cells import (
    code,
    constant,
    day,
    files_of,
    first_words,
    last_word,
    moment,
    money,
    text,
)
from retention.demo.export.exporter import Column, Files, Written
from retention.ingest.systems import softdent

_DAY = "%m/%d/%y"
_NO_DAY = "  /  /  "
_LEFT = ("inactive", "archived", "deceased", "non_patient")
_NOT_KEPT = {
    "appointment": (
        "completed",
        "broken_unspecified",
        "no_show",
        "cancelled",
        "rescheduled",
        "unscheduled",
        "planned",
        "deleted",
        "note",
        "unknown",
    ),
    "patient": ("deleted",),
    "procedure": (
        "planned_inactive",
        "existing",
        "referred",
        "condition",
        "deleted",
        "unknown",
    ),
}


def _day(name: str) -> Column:
    return day(name, _DAY, _NO_DAY)


def _account(name: str) -> Column:
    """Numbers of accounts are their own."""
    return lambda table: pc.cast(
        pc.add(pc.cast(table[name], pa.int64()), 50_000), pa.string()
    )


def _user_codes(table: pa.Table) -> pa.Array:
    return pc.if_else(
        pc.fill_null(pc.is_in(table["status"], pa.array(_LEFT)), False), "BI", "B"
    )


def _number(table: pa.Table) -> pa.Array:
    """A code as a number with decimals: `1110.00`, `120.00`."""
    whole = pc.struct_field(
        pc.extract_regex(pc.fill_null(table["code_raw"], ""), r"^D0*(?P<whole>\d+)"),
        "whole",
    )
    return pc.coalesce(
        pc.binary_join_element_wise(whole, ".00", ""), table["code_raw"], "0.00"
    )


def _log_day(table: pa.Table) -> pa.Array:
    """The day of completed work, else the day it was planned."""
    done = pc.equal(table["status"], "completed")
    return _day("on")(
        pa.table({"on": pc.if_else(done, table["completed_on"], table["planned_on"])})
    )


def _clock(table: pa.Table) -> pa.Array:
    """`09:30a`."""
    clocks = pc.utf8_lower(moment("starts_at", "%I:%M%p")(table))
    return pc.replace_substring(clocks, "m", "")


def _due_back(table: pa.Table) -> pa.Array:
    """The day of the next recall; whoever is not to be recalled has none."""
    off = pc.fill_null(table["is_disabled"], False)
    return _day("on")(pa.table({"on": pc.if_else(off, None, table["due_on"])}))


def _nth_code(number: int) -> Column:
    """One of the codes that stand on each appointment, as a number."""
    return lambda table: _number(
        pa.table({"code_raw": pc.list_element(table["codes"], number)})
    )


def _nothing(*headers: str) -> Mapping[str, Column]:
    return {header: constant("0.00") for header in headers}


FILES: Files = {
    "SD_Pat": (
        "patient",
        {
            "PatId": text("id"),
            "PatRpId": _account("household_id"),
            "PatFname": text("first_name"),
            "PatMname": text("middle_name"),
            "PatLname": text("last_name"),
            "PatAddress": text("address_1"),
            "PatCity": text("city"),
            "PatState": text("state"),
            "PatZip": text("zip"),
            "PatHphone": text("home_phone"),
            "PatWphone": text("work_phone"),
            "PatGender": lambda table: pc.utf8_upper(code("sex", softdent.SEX)(table)),
            "PatBirthday": _day("birth_date"),
            "PatFirstVisit": _day("first_visit_reported"),
            "PatHygId": text("hygienist_id", "0"),
            "PatChartId": text("chart_number"),
            "PatNickname": text("preferred_name"),
            "PatDocId": text("provider_id", "0"),
            "PatDueBackDate": _due_back,
            "PatUserCodes": _user_codes,
            "PatLastVisit": _day("last_visit_reported"),
            "PatSdoffice": text("location_id", "0"),
            "PatCellPhone": text("mobile_phone"),
            "PatEmail": text("email"),
        },
    ),
    "SD_Acct": (
        "head",
        {
            "AcctId": _account("id"),
            "AcctUserCodes": constant(),
            "AcctG1lname": text("last_name"),
            "AcctG1fname": text("first_name"),
            "AcctG1address": text("address_1"),
            "AcctG1city": text("city"),
            "AcctG1state": text("state"),
            "AcctG1zip": text("zip"),
            "AcctG1hphone": text("home_phone"),
            "AcctG1birthday": _day("birth_date"),
        },
    ),
    "SD_Appt": (
        "appointment",
        {
            "ApptPatId": text("patient_id"),
            "ApptDate": _day("starts_at"),
            "ApptTime": _clock,
            "ApptTimeUnits": text("minutes"),
            "ApptDentist": text("provider_id", "0"),
            **{
                header: _nth_code(number)
                for number, header in enumerate(softdent.ON_APPOINTMENT)
            },
        },
    ),
    "SD_Tran": (
        "procedure",
        {
            "TransDate": _log_day,
            "TransPatId": text("patient_id"),
            "TransDr": text("provider_id", "0"),
            "TransCode": _number,
            "TransCodeType": code("status", {"P": "planned"}),
            "TransProd": money("fee_cents"),
            **_nothing("TransCash", "TransChecks", "TransCredit", "TransPayAdj"),
            "TransTooth": text("tooth"),
            "TransSurface": text("surface"),
        },
    ),
    "SD_Dentist": (
        "provider",
        {
            "ProvId": text("id"),
            "ProvType": constant(),
            "ProvFirst": first_words("name"),
            "ProvLast": last_word("name"),
        },
    ),
}


def _files(tables: schema.Tables) -> Mapping[str, pa.Table]:
    held = shaping.coded(shaping.priced(shaping.merged(tables)))
    for name, words in _NOT_KEPT.items():
        held = shaping.without(held, name, "status", words)
    held = _with_codes(shaping.with_next_recall(held))
    people = held["patient"]
    heads = people.filter(
        pc.is_in(people["id"], people["household_id"].combine_chunks())
    )
    return files_of({**held, "head": heads}, FILES)


def _with_codes(tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    """The tables with the first six codes on each appointment, the rest empty."""
    most = len(softdent.ON_APPOINTMENT)
    on = (
        tables["procedure"]
        .select(["appointment_id", "code_raw"])
        .group_by("appointment_id", use_threads=False)
    )
    listed = on.aggregate([("code_raw", "list")])
    book = tables["appointment"]
    lists = (
        listed["code_raw_list"]
        .take(pc.index_in(book["id"], listed["appointment_id"]))
        .to_pylist()
    )
    codes = pa.array(
        [((some or []) + [None] * most)[:most] for some in lists], pa.list_(pa.string())
    )
    return {**tables, "appointment": book.append_column("codes", codes)}


SOFTDENT = Written(
    "softdent",
    "SoftDent, reports of its tables",
    "`SD_Pat`, `SD_Appt`, `SD_Tran` and `SD_Dentist` as CSV under their column names; "
    "`SD_Acct` is named as not needed: who is on one account is one household",
    _files,
)
