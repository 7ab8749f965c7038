"""Checks of appointments and procedures: what is open, or lacks something.

They lack a code, a day, or somebody they belong to.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from retention.core import dates, formatting
from retention.core.arrays import IndexArray
from retention.core.schema import TABLES
from retention.facts import appointments
from retention.metrics.data_quality.check import (
    CheckInput,
    Finding,
    check,
    finding,
    names,
)


@check(
    "past_scheduled",
    "Past appointments still “scheduled”",
    "appointments",
    needs=("appointment",),
)
def past_scheduled(sight: CheckInput) -> Finding:
    """Appointments before the day of the export that nobody has closed: did they come?

    They count neither as visits nor as broken, so broken appointments look rarer than
    they are. Set them to complete or broken in your own system.
    """
    book = sight.practice.appointments
    before = (book["day"] < np.datetime64(sight.practice.exported, "s")).to_numpy()
    rows = np.flatnonzero(appointments.past_still_scheduled(sight.practice))
    whole = before & book["status"].isin(
        ["scheduled", "completed", "no_show", "cancelled", "broken_unspecified"]
    )
    return _appointments(sight, rows, int(whole.sum()))


@check(
    "without_codes",
    "Appointments without codes",
    "appointments",
    needs=("appointment", "procedure"),
)
def without_codes(sight: CheckInput) -> Finding:
    """Appointments that are scheduled or completed, with no procedure on them.

    Whether they are for hygiene is not known, so they are counted apart in hygiene
    rebooking, and one of them stands for a recall. Put the procedures on the
    appointment when it is made.
    """
    status = sight.practice.appointments["status"]
    whole = status.isin(["scheduled", "completed"]).to_numpy()
    has_codes = appointments.with_codes(sight.practice)
    rows = np.flatnonzero(whole & ~has_codes)
    return _appointments(sight, rows, int(whole.sum()))


@check("unknown_codes", "Codes that are not known", "procedures", needs=("procedure",))
def unknown_codes(sight: CheckInput) -> Finding:
    """Procedures whose code is no code we can read with certainty; the list shows each
    code once.

    They are in visits and in production, but never in treatment presented, accepted or
    left sitting, nor are they hygiene. Have a local code written as the D code it
    stands for.
    """
    work = sight.practice.procedures
    is_kept = (work["status"] != "deleted").to_numpy()
    has_no_code = work["code"].isna().to_numpy()
    unknown = work[is_kept & has_no_code]
    counts = unknown["code_raw"].astype(object).fillna("").value_counts()
    descriptions = _descriptions(sight)
    ids = []
    sentences = []
    for code, number in zip(counts.index, counts, strict=True):
        description = descriptions.get(code, "")
        ids.append(code or "no code")
        sentences.append(f"{formatting.plural(number, 'procedure')}{description}")
    return finding(ids, sentences, int(is_kept.sum()), count=len(unknown))


@check(
    "without_day", "Completed work without a day", "procedures", needs=("procedure",)
)
def without_day(sight: CheckInput) -> Finding:
    """Procedures that are completed, with no day on which they were done.

    They make no visit, so somebody may look lost who was here. Look up the day in your
    own system.
    """
    work = sight.practice.procedures
    completed = (work["status"] == "completed").to_numpy()
    has_no_day = work["completed_on"].isna().to_numpy()
    rows = np.flatnonzero(completed & has_no_day)
    codes = work["code_raw"].astype(object).fillna("no code").iloc[rows]
    people = names(sight.practice, work["person"].to_numpy()[rows])
    by_person = zip(people, codes, strict=True)
    sentences = [f"{name}: {code}" for name, code in by_person]
    return finding(work["id"].iloc[rows], sentences, int(completed.sum()))


@check(
    "strangers", "Rows of people who are not on the list", "rows", needs=("patient",)
)
def strangers(sight: CheckInput) -> Finding:
    """Procedures, appointments and other rows whose patient is not on the patient list.

    They are left out of every figure. Most often the patient list was exported with a
    filter, only active patients for instance: export it whole, and import it again.
    """
    patient_ids = sight.tables["patient"]["id"]
    ids = []
    sentences = []
    whole = 0
    for table in TABLES:
        if table.name not in sight.tables or "patient_id" not in table.arrow.names:
            continue

        stored = sight.tables[table.name].select(["id", "patient_id"])
        lost = stored.filter(_is_stranger(stored["patient_id"], patient_ids))
        lost_ids = lost["id"].to_pylist()
        patients = lost["patient_id"].to_pylist()
        whole += len(stored)
        ids += [f"{table.name}/{row_id}" for row_id in lost_ids]
        sentences += [f"patient {patient}" for patient in patients]
    return finding(ids, sentences, whole)


def _is_stranger(
    patients: pa.ChunkedArray, patient_ids: pa.ChunkedArray
) -> pa.ChunkedArray:
    """Whether each id is one that is not known.

    An empty one names nobody, and calls may well have none.
    """
    inside = pc.is_in(patients, value_set=patient_ids.combine_chunks())
    return pc.and_(pc.invert(inside), pc.is_valid(patients))


def _appointments(sight: CheckInput, rows: IndexArray, whole: int) -> Finding:
    book = sight.practice.appointments.iloc[rows]
    people = names(sight.practice, book["person"].to_numpy())
    days = dates.days(book["day"]).tolist()
    sentences = []
    for name, day in zip(people, days, strict=True):
        sentences.append(f"{name}, {formatting.day(day)}")
    return finding(book["id"], sentences, whole)


def _descriptions(sight: CheckInput) -> dict[str, str]:
    """The practice's own words for its codes."""
    if "code" not in sight.tables:
        return {}

    listed = sight.tables["code"].select(["code_raw", "description"]).to_pylist()
    return {
        row["code_raw"]: f": {row['description']}"
        for row in listed
        if row["code_raw"] and row["description"]
    }
