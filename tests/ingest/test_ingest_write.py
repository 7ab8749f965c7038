"""The way back: what is written as Open Dental's files loads as it was."""

import random
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention import ingest
from retention.core import schema
from retention.core.errors import RetentionError
from retention.demo.export.opendental import FILES
from retention.demo.export.write import write
from retention.ingest.systems.opendental import codes

at = datetime.fromisoformat

LETTERS = "abcÅé漢 ,\"'\n;=@"
WORDS = {
    ("patient", "status"): codes.PATIENT_STATUS,
    ("patient", "sex"): codes.SEX,
    ("patient", "preferred_channel"): codes.CONTACT_METHOD,
    ("appointment", "status"): codes.APPOINTMENT_STATUS,
    ("procedure", "status"): codes.PROCEDURE_STATUS,
    ("plan", "status"): codes.PLAN_STATUS,
    ("claim", "status"): codes.CLAIM_STATUS,
    ("contact", "channel"): codes.CHANNEL,
    ("contact", "direction"): codes.DIRECTION,
    ("referral", "direction"): codes.REFERRAL_DIRECTION,
}
NOT_EXPRESSED = {
    "email_ok",
    "mail_ok",
    "phone_ok",
    "last_visit_reported",
    "next_visit_reported",
    "source",
    "status_on",
    "forbidden_by",
}
NEVER_EMPTY = {
    "patient_id",
    "loser_id",
    "winner_id",
    "plan_id",
    "procedure_id",
    "interval_months",
    "interval_days",
    "quantity",
}


def cell(table, column, dice):
    """A value that Open Dental has a word for, or nothing where it may stay empty."""
    if (table.name, column.name) in {
        ("procedure", "code_raw"),
        ("procedure", "completed_on"),
    }:
        return None
    if column.name in NOT_EXPRESSED or (
        column.name not in NEVER_EMPTY and dice.random() < 0.2
    ):
        return None
    if column.name == "minutes":
        return dice.randint(1, 40) * 5
    if column.name.endswith("_phone"):
        return f"({dice.randint(201, 989)}) 555-01{dice.randint(10, 99)}"
    if column.name == "email":
        return f"{dice.choice(LETTERS[:6])}va@example.com"
    if column.name == "name" and table.name in ("provider", "referrer"):
        return " ".join(
            dice.choices(("Ava", "Bé", "漢", "O'Neil,"), k=dice.randint(1, 3))
        )
    words = WORDS.get((table.name, column.name))
    return (
        dice.choice(sorted(set(words.values()))) if words else KINDS[column.kind](dice)
    )


KINDS = {
    schema.Kind.ID: lambda dice: str(dice.randint(1, 9999)),
    schema.Kind.TEXT: lambda dice: "x" + "".join(dice.choices(LETTERS, k=5)) + "x",
    schema.Kind.CHOICE: lambda dice: None,
    schema.Kind.DAY: lambda dice: date(1901, 1, 1) + timedelta(dice.randint(0, 70_000)),
    schema.Kind.MOMENT: lambda dice: (
        at("1901-01-01") + timedelta(seconds=dice.randint(0, 6 * 10**9))
    ),
    schema.Kind.CENTS: lambda dice: dice.randint(-(10**9), 10**9),
    schema.Kind.COUNT: lambda dice: dice.randint(1, 200),
    schema.Kind.FLAG: lambda dice: dice.random() < 0.5,
}


def made_up(seed):
    """Every table that Open Dental has, with a few rows."""
    dice = random.Random(seed)
    made = {}
    for table in (schema.BY_NAME[name] for name, _ in FILES.values()):
        ids = sorted(dice.sample(range(1, 9999), dice.randint(0, 9)))
        columns = {c.name: [cell(table, c, dice) for _ in ids] for c in table.columns}
        columns["id"] = [str(number) for number in ids]
        made[table.name] = schema.table(table.name, columns)
    return made


def without_raw(table):
    return table.drop_columns(
        [name for name in table.column_names if name == "status_raw"]
    )


@pytest.mark.slow
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers())
def test_what_is_written_loads_as_it_was(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("written")
    made = made_up(seed)
    write(made, folder, "opendental")
    loaded = ingest.load(ingest.find([folder]), previous=None, answers={}, as_of=None)
    assert loaded.problems == ()
    assert set(loaded.tables) == set(made)
    for name, table in made.items():
        assert without_raw(loaded.tables[name]).equals(without_raw(table)), name


def test_completed_work_deaths_and_wishes_come_back(tmp_path):
    made = {
        "procedure": schema.table(
            "procedure",
            {
                "id": ["1", "2"],
                "patient_id": ["1", "1"],
                "status": ["completed", "planned"],
                "status_raw": ["2", "1"],
                "completed_on": [date(2026, 1, 5), None],
                "planned_on": [date(2025, 1, 5), date(2025, 2, 5)],
                "fee_cents": [12345, -5],
                "quantity": [1, 2],
            },
        ),
        "patient": schema.table(
            "patient",
            {
                "id": ["1"],
                "status": ["deceased"],
                "status_raw": ["5"],
                "status_on": [date(2026, 2, 1)],
                "phone_ok": [False],
                "preferred_channel": ["email"],
            },
        ),
    }
    write(made, tmp_path, "opendental")
    loaded = ingest.load(ingest.find([tmp_path]), previous=None, answers={}, as_of=None)
    assert loaded.tables["procedure"].equals(made["procedure"])
    assert loaded.tables["patient"].equals(made["patient"])


def test_the_exported_status_is_written_where_it_means_the_same(tmp_path):
    made = {
        "appointment": schema.table(
            "appointment",
            {
                "id": ["1", "2"],
                "patient_id": ["1", "1"],
                "status": ["scheduled", "no_show"],
                "status_raw": ["4", "missed"],
            },
        )
    }
    write(made, tmp_path, "opendental")
    loaded = ingest.load(ingest.find([tmp_path]), previous=None, answers={}, as_of=None)
    assert loaded.tables["appointment"]["status_raw"].to_pylist() == ["4", "5"]
    assert loaded.tables["appointment"]["status"].to_pylist() == [
        "scheduled",
        "broken_unspecified",
    ]


def test_a_layout_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(RetentionError, match="opendental"):
        write({}, tmp_path, "abacus")
