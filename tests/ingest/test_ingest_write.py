"""The way back: what is written as Open Dental's files loads as it was."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention import ingest, schema
from retention.ingest import opendental_codes as codes
from retention.problems import RetentionError

at = datetime.fromisoformat

DAYS = st.none() | st.dates(date(1901, 1, 1), date(2100, 1, 1))
MOMENTS = st.none() | st.datetimes(at("1901-01-01"), at("2100-01-01")).map(lambda moment: moment.replace(microsecond=0))
IDS = st.none() | st.integers(1, 9999).map(str)
TEXTS = st.none() | st.text("abcÅé漢 ,\"'\n;=@", min_size=1, max_size=8).map(str.strip).filter(lambda t: t)
FLAGS = st.none() | st.booleans()
WORDS = {
    ("patient", "status"): codes.PATIENT_STATUS, ("patient", "sex"): codes.SEX,
    ("patient", "preferred_channel"): codes.CONTACT_METHOD, ("appointment", "status"): codes.APPOINTMENT_STATUS,
    ("procedure", "status"): codes.PROCEDURE_STATUS, ("plan", "status"): codes.PLAN_STATUS,
    ("claim", "status"): codes.CLAIM_STATUS, ("contact", "channel"): codes.CHANNEL,
    ("contact", "direction"): codes.DIRECTION, ("referral", "direction"): codes.REFERRAL_DIRECTION,
}  # fmt: skip
NOT_EXPRESSED = {"email_ok", "mail_ok", "phone_ok", "last_visit_reported", "next_visit_reported", "source", "status_on"}
NEEDED = {"patient_id", "loser_id", "winner_id", "plan_id", "procedure_id"}


def cell(table, column):
    """Values that Open Dental has a word for."""
    if column.name in NOT_EXPRESSED or (table.name, column.name) in {
        ("procedure", "code_raw"),
        ("procedure", "completed_on"),
    }:
        return st.none()
    if column.name in NEEDED and table.name != "referrer":
        return IDS.filter(lambda key: key is not None)
    if column.name in ("interval_months", "interval_days"):
        return st.integers(0, 200)
    if column.name == "minutes":
        return st.none() | st.integers(1, 40).map(lambda signs: signs * 5)
    if column.name == "quantity":
        return st.integers(1, 9)
    if column.name == "name" and table.name in ("provider", "referrer"):
        return st.none() | st.lists(st.text("abÅé", min_size=1, max_size=4), min_size=1, max_size=3).map(" ".join)
    words = WORDS.get((table.name, column.name))
    if words:
        return st.none() | st.sampled_from(sorted(set(words.values())))
    kinds = {
        schema.Kind.ID: IDS, schema.Kind.TEXT: TEXTS, schema.Kind.DAY: DAYS, schema.Kind.MOMENT: MOMENTS,
        schema.Kind.CENTS: st.none() | st.integers(-(10**9), 10**9), schema.Kind.COUNT: st.none() | st.integers(0, 99),
        schema.Kind.FLAG: FLAGS,
    }  # fmt: skip
    return kinds[column.kind]


@st.composite
def tables(draw):
    made = {}
    for table in schema.TABLES:
        rows = draw(st.integers(0, 3))
        columns = {c.name: draw(st.lists(cell(table, c), min_size=rows, max_size=rows)) for c in table.columns}
        columns["id"] = [
            str(number) for number in sorted(draw(st.sets(st.integers(1, 9999), min_size=rows, max_size=rows)))
        ]
        made[table.name] = schema.table(table.name, {name: cells for name, cells in columns.items() if rows})
    return made


def without_raw(table):
    return table.drop_columns([name for name in table.column_names if name == "status_raw"])


@settings(max_examples=8, deadline=timedelta(seconds=5), suppress_health_check=list(HealthCheck))
@given(made=tables())
def test_what_is_written_loads_as_it_was(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("written")
    ingest.write(made, folder, "opendental")
    loaded = ingest.load(ingest.find([folder]), previous=None, answers={}, as_of=None)
    assert loaded.problems == ()
    assert set(loaded.tables) == set(made)
    for name, table in made.items():
        assert without_raw(loaded.tables[name]).equals(without_raw(table)), name


def test_completed_work_deaths_and_wishes_come_back(tmp_path):
    made = {
        "procedure": schema.table("procedure", {
            "id": ["1", "2"], "patient_id": ["1", "1"], "status": ["completed", "planned"], "status_raw": ["2", "1"],
            "completed_on": [date(2026, 1, 5), None], "planned_on": [date(2025, 1, 5), date(2025, 2, 5)],
            "fee_cents": [12345, -5], "quantity": [1, 2],
        }),
        "patient": schema.table("patient", {
            "id": ["1"], "status": ["deceased"], "status_raw": ["5"], "status_on": [date(2026, 2, 1)],
                "phone_ok": [False],
            "preferred_channel": ["email"],
        }),
    }  # fmt: skip
    ingest.write(made, tmp_path, "opendental")
    loaded = ingest.load(ingest.find([tmp_path]), previous=None, answers={}, as_of=None)
    assert loaded.tables["procedure"].equals(made["procedure"])
    assert loaded.tables["patient"].equals(made["patient"])


def test_the_exported_status_is_written_where_it_means_the_same(tmp_path):
    made = {"appointment": schema.table("appointment", {
        "id": ["1", "2"], "patient_id": ["1", "1"], "status": ["scheduled", "no_show"], "status_raw": ["4", "missed"],
    })}  # fmt: skip
    ingest.write(made, tmp_path, "opendental")
    loaded = ingest.load(ingest.find([tmp_path]), previous=None, answers={}, as_of=None)
    assert loaded.tables["appointment"]["status_raw"].to_pylist() == ["4", "5"]
    assert loaded.tables["appointment"]["status"].to_pylist() == ["scheduled", "broken_unspecified"]


def test_a_layout_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(RetentionError, match="opendental"):
        ingest.write({}, tmp_path, "dentrix")
