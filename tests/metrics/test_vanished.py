"""Rows that vanished count as if they had never been there, and vanished patients as
deleted ones: in every figure.
"""

import random
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from retention.core import schema
from retention.metrics import FIGURES, Reading
from retention.outreach.eligibility import not_a_person
from retention.practice import Period, Practice, conform
from tests.builders import EXPORTED, LONG_AGO, ask, practice, tables
from tests.metrics.random_practices import made

DAY = date(2026, 3, 30)
ROWS = ("appointment", "procedure", "recall", "merge", "contact", "claim", "referral")


def gone(*rows: str) -> pa.Table:
    """The vanished table with these rows, as `table/id`."""
    parts = [row.split("/") for row in rows]
    columns = {
        "id": rows,
        "table": [table for table, _ in parts],
        "row_id": [row for _, row in parts],
    }
    return schema.table("vanished", {**columns, "since": [DAY] * len(rows)})


def answers(book: Practice) -> list[tuple]:
    """What every figure says of a practice, person by person."""
    found = []
    for figure in FIGURES:
        answer = figure(book, Period.default(book.exported))
        rows = (
            [answer]
            if isinstance(answer, Reading)
            else [row.reading for row in answer.rows]
        )
        found += [
            (
                figure.key,
                r.value,
                r.rows.tolist(),
                r.part.tolist(),
                r.person.tolist(),
                r.notes,
            )
            for r in rows
        ]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_figures_do_not_see_vanished_rows(seed):
    stored, exported = made(seed, people=30, rows=200)
    dice = random.Random(seed)
    lost = {
        name: [row for row in stored[name]["id"].to_pylist() if dice.random() < 0.2]
        for name in ROWS
        if name in stored
    }
    vanished = gone(*(f"{name}/{row}" for name, rows in lost.items() for row in rows))
    without = {
        name: table.filter(
            pc.invert(pc.is_in(table["id"], pa.array(lost.get(name, []), pa.string())))
        )
        for name, table in stored.items()
    }
    book = conform({**stored, "vanished": vanished}, exported)
    assert answers(book) == answers(conform(without, exported))


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_a_vanished_patient_counts_as_a_deleted_one(seed, encoded):
    stored, exported = made(seed, people=30, rows=200)
    patients = stored["patient"]
    dice = random.Random(seed)
    lost = np.array([dice.random() < 0.3 for _ in range(len(patients))], dtype=bool)
    status = pc.if_else(pa.array(lost), "deleted", patients["status"])
    at = patients.schema.get_field_index("status")
    deleted = {**stored, "patient": patients.set_column(at, "status", status)}
    vanished = gone(
        *(f"patient/{row}" for row in patients["id"].filter(pa.array(lost)).to_pylist())
    )
    if encoded:
        vanished = vanished.set_column(
            2, "row_id", vanished["row_id"].dictionary_encode()
        )
        vanished = vanished.set_column(
            1, "table", vanished["table"].dictionary_encode()
        )
    book = conform({**stored, "vanished": vanished}, exported)
    assert book.people["is_vanished"].to_numpy().tolist() == lost.tolist()
    assert answers(book) == answers(conform(deleted, exported))


def test_one_who_vanished_is_no_person_and_why_says_so():
    text = f"{LONG_AGO}ann visit 2026-03-10 D1110\nbob visit 2026-04-10 D1110"
    stored = tables(text)
    whole = practice(text)
    book = conform(
        {**stored, "vanished": gone("patient/ann")}, date.fromisoformat(EXPORTED)
    )
    assert (ask(whole, "seen", "2026").value, ask(book, "seen", "2026").value) == (2, 1)
    ann = book.people["id"].tolist().index("ann")
    assert (
        not_a_person(book, ann)
        == "Is no person of the list: a later, whole export no longer had the row."
    )


def test_a_vanished_provider_or_code_still_has_its_name():
    stored, _ = made(1)
    named = {
        **stored,
        "provider": schema.table("provider", {"id": ["1"], "name": ["Lee"]}),
    }
    assert conform({**named, "vanished": gone("provider/1")}, DAY).providers == {
        "1": "Lee"
    }
