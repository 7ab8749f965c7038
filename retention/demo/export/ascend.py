"""Dentrix Ascend's reports as it would export them.

They know less than the records: no codes, and of the appointments but each patient's
next one. Broken appointments are no charges there.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from retention.core import codes, schema
from retention.demo.export import cells, shaping
from retention.demo.export.exporter import Files, Written
from retention.ingest.systems.ascend import STATUS

_STATUS = {
    "active": "Active",
    "prospective": "Active",
    "non_patient": "Non-Patient",
    "archived": "Inactive",
    "deceased": "Inactive",
    "inactive": "Inactive",
    "unknown": "",
}
_DAY = "%m/%d/%Y"


def _name(table: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(
        pc.fill_null(table["last_name"], ""),
        pc.fill_null(table["first_name"], ""),
        ", ",
    )


def _address(table: pa.Table) -> pa.Array:
    """`1 Mill Road, Town, MA 01034`; blank where a part is missing."""
    state_and_zip = pc.binary_join_element_wise(table["state"], table["zip"], " ")
    return pc.fill_null(
        pc.binary_join_element_wise(
            table["address_1"], table["city"], state_and_zip, ", "
        ),
        "",
    )


FILES: Files = {
    "Patient List with Details": (
        "patient",
        {
            "Patient": _name,
            "Last Name": cells.text("last_name"),
            "Ascend Patient ID": cells.text("id"),
            "Chart Number": cells.text("chart_number"),
            "Date Of Birth": cells.day("birth_date", _DAY),
            "Status": cells.code("status", STATUS, _STATUS),
            "Phone": cells.text("mobile_phone"),
            "Email": cells.text("email"),
            "Address": _address,
            "Primary Guarantor": cells.text("guarantor"),
            "First Visit": cells.day("first_visit_reported", _DAY),
            "Last Visit": cells.day("last_visit_reported", _DAY),
            "Next Appointment Date": cells.day("next_visit_reported", _DAY),
        },
    ),
    "Treatment Tracker": (
        "plan",
        {
            "Patient": cells.text("name"),
            "Ascend Patient ID": cells.text("patient_id"),
            "Date": cells.day("day", _DAY),
            "Amount Presented": cells.money("fee_cents", currency="$", commas=True),
        },
    ),
    "Transaction Detail": (
        "charge",
        {
            "Date": cells.day("day", _DAY),
            "Patient": cells.text("name"),
            "Ascend Patient ID": cells.text("patient_id"),
            "Chart Number": cells.constant(),
            "Charges": cells.money("fee_cents", currency="$", commas=True),
            "Credits": cells.constant(),
        },
    ),
}


def _files(tables: schema.Tables) -> Mapping[str, pa.Table]:
    return cells.files_of(_reports(tables), FILES)


def _reports(tables: schema.Tables) -> Mapping[str, pa.Table]:
    """Make what the three reports are drawn from.

    That is patients with the days of their visits, and plans and charges by day.
    """
    tables = shaping.without(
        shaping.priced(shaping.coded(shaping.merged(tables))),
        "patient",
        "status",
        ("deleted",),
    )
    patients = tables["patient"]
    work = _of_patients(tables, patients)
    done, planned = (
        work.filter(pc.equal(work["status"], word)) for word in ("completed", "planned")
    )
    done = done.filter(
        pc.invert(
            pc.fill_null(pc.is_in(done["code_raw"], pa.array(codes.BROKEN)), False)
        )
    )
    charges = done.select(
        ["patient_id", "name", "completed_on", "fee_cents"]
    ).rename_columns({"completed_on": "day"})
    plans = planned.group_by(
        ["patient_id", "name", "planned_on"], use_threads=False
    ).aggregate([("fee_cents", "sum")])
    plans = plans.rename_columns({"planned_on": "day", "fee_cents_sum": "fee_cents"})
    return {
        "patient": _with_days(patients, charges, tables),
        "plan": plans,
        "charge": charges,
    }


def _of_patients(tables: schema.Tables, patients: pa.Table) -> pa.Table:
    """The procedures of those patients with the patient's name."""
    work = tables["procedure"]
    index = pc.index_in(work["patient_id"], patients["id"])
    return work.append_column("name", _name(patients).take(index)).filter(
        pc.is_valid(index)
    )


def _with_days(
    patients: pa.Table, charges: pa.Table, tables: schema.Tables
) -> pa.Table:
    """Return the patients with their guarantor's name and three visits.

    They are the first, last and next visit as the system knows them.
    """
    of_each = charges.group_by("patient_id", use_threads=False).aggregate(
        [("day", "min"), ("day", "max")]
    )
    index = pc.index_in(patients["id"], of_each["patient_id"])
    first = pc.min_element_wise(
        of_each["day_min"].take(index), patients["first_visit_reported"]
    )
    booked = _next(tables, pc.max(charges["day"]))
    ahead = booked["day_min"].take(pc.index_in(patients["id"], booked["patient_id"]))
    head = pc.index_in(patients["household_id"], patients["id"])
    columns = {
        "first_visit_reported": first,
        "last_visit_reported": of_each["day_max"].take(index),
        "next_visit_reported": ahead,
    }
    for name, column in columns.items():
        patients = patients.set_column(
            patients.schema.get_field_index(name), name, column
        )
    return patients.append_column("guarantor", _name(patients).take(head))


def _next(tables: schema.Tables, after: pa.Scalar) -> pa.Table:
    """Return each patient's first appointment after the last day of work.

    Columns: patient_id, day_min.
    """
    book = tables["appointment"]
    day = pc.cast(book["starts_at"], pa.date32())
    ahead = pc.and_(pc.equal(book["status"], "scheduled"), pc.greater(day, after))
    booked = pa.table({"patient_id": book["patient_id"], "day": day}).filter(ahead)
    return booked.group_by("patient_id", use_threads=False).aggregate([("day", "min")])


ASCEND = Written(
    "ascend",
    "Dentrix Ascend",
    "its reports as CSV: Patient List with Details, Treatment Tracker, "
    "Transaction Detail; day sheets are not needed",
    _files,
)
