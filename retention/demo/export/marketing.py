"""Lists of people as marketing services take them."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import schema
from retention.demo.export import shaping
from retention.demo.export.cells import code, constant, day, files_of, text
from retention.demo.export.exporter import Files, Written

_SEX = {"female": "F", "male": "M", "other": "O"}


def _whole_name(table: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(
        pc.fill_null(table["last_name"], ""),
        pc.fill_null(table["first_name"], ""),
        ", ",
    )


BIRDEYE_FILES: Files = {
    "contacts": (
        "patient",
        {
            "Name": _whole_name,
            "Email ID": text("email"),
            "Phone Number": text("mobile_phone"),
        },
    ),
}
BREAKTHROUGH_FILES: Files = {
    "patients": (
        "patient",
        {
            "First Name": text("first_name"),
            "Last Name": text("last_name"),
            "Nickname": text("preferred_name"),
            "Email": text("email"),
            "Phone (Mobile)": text("mobile_phone"),
            "Home Phone": text("home_phone"),
            "Address": text("address_1"),
            "Address Line 2": text("address_2"),
            "City": text("city"),
            "State": text("state"),
            "Postal Code": text("zip"),
            "Sex": code("sex", {}, _SEX),
            "Date Of Birth": day("birth_date", "%m/%d/%Y"),
            "Insurance Carrier": constant(),
        },
    ),
}


def _people(tables: schema.Tables) -> schema.Tables:
    return shaping.without(shaping.merged(tables), "patient", "status", ("deleted",))


def _birdeye(tables: schema.Tables) -> Mapping[str, pa.Table]:
    return files_of(_people(tables), BIRDEYE_FILES)


def _breakthrough(tables: schema.Tables) -> Mapping[str, pa.Table]:
    return files_of(_people(tables), BREAKTHROUGH_FILES)


BIRDEYE = Written(
    "birdeye",
    "Birdeye",
    "a list of contacts as CSV: Name, Email ID, Phone Number; no figure is made "
    "of it alone",
    _birdeye,
)
BREAKTHROUGH = Written(
    "breakthrough",
    "Breakthrough",
    "a list of people as CSV, without numbers; no figure is made of it alone",
    _breakthrough,
)
