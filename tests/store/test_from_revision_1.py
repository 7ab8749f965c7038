"""A database of the first revision, with data in every table, is opened by this
program: nothing is lost.
"""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, inspect, select

from retention import store
from retention.store import Measured
from retention.store.database import connect
from retention.store.opening import MIGRATIONS, address, prepare
from retention.store.vocabulary import OUTCOMES

from .conftest import AT

ROWS = {
    "practice": {
        "key": "ash",
        "name": "Ash Dental",
        "current": 1,
        "last_number": 1,
        "revision": 9,
        "created_at": AT,
    },
    "import_": {
        "practice": "ash",
        "number": 1,
        "made_at": AT,
        "exported": AT.date(),
        "changed": True,
        "files": [{"name": "patient.csv"}],
        "note": "",
        "answers": {"as_of": "2026-03-31", "date_order": "day-first"},
    },
    "mailing": {
        "id": 4,
        "practice": "ash",
        "profile": "letter",
        "made_at": AT,
        "rows": 1,
        "people": 1,
        "columns": ["Name"],
        "left_out": {"cool_down": 2},
        "sha256": "ab" * 32,
    },
    "contact": {
        "id": 7,
        "practice": "ash",
        "patient_id": "12",
        "at": AT,
        "day": AT.date(),
        "reason": "sitting",
        "outcome": OUTCOMES[0],
        "note": "Ümläut",
        "mailing_id": 4,
        "by": "Maria",
    },
    "stop": {
        "id": 3,
        "practice": "ash",
        "patient_id": "13",
        "channel": "all",
        "since": AT.date(),
        "why": "asked",
    },
    "policy": {
        "id": 2,
        "practice": "ash",
        "key": "active_months",
        "value": "24",
        "set_at": AT,
    },
}


FIFTH = ROWS | {
    "contact": ROWS["contact"]
    | {"outcome": "mailed", "closing_reason": None, "script": "once"},
    "campaign": {
        "id": 6,
        "practice": "ash",
        "name": "Texts, March",
        "kind": "treatment",
        "profile": "text",
        "made_at": AT,
        "day": AT.date(),
        "snapshot": 1,
        "segment": {"reasons": ["sitting"]},
        "columns": ["First Name", "Phone", "Message"],
        "share": 0.2,
        "window": 60,
        "left_out": {},
        "mailing_id": 4,
        "by": "Maria",
    },
    "member": {
        "id": 5,
        "practice": "ash",
        "campaign_id": 6,
        "patient_id": "12",
        "household_id": "12",
        "reason": "sitting",
        "band": 0,
        "arm": "treated",
    },
}
"""What the fifth revision had besides, and what the sixth changes."""


def _all(engine, rows=ROWS) -> dict:
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        named = {
            name: [found.tables[name].c[column] for column in row]
            for name, row in rows.items()
        }
        return {
            name: connection.execute(select(*columns)).all()
            for name, columns in named.items()
        }


def _left_at(where, revision, rows):
    """A database at a revision, as the program of then left it."""
    url = address(where)
    prepare(url)
    engine = connect(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = engine
    command.upgrade(config, revision)
    first = MetaData()
    first.reflect(engine)
    with engine.begin() as connection:
        for name, row in rows.items():
            connection.execute(first.tables[name].insert(), row)
    return engine


@pytest.fixture
def engine(where):
    return _left_at(where, "0001", ROWS)


def test_everything_stays_and_the_new_tables_are_there(where, engine):
    before = _all(engine)
    desk = store.open(where)
    assert _all(engine) == before
    assert all(len(rows) == 1 for rows in before.values())
    assert {"reconciliation", "guess"} <= set(inspect(engine).get_table_names())
    assert desk.contacts.counting("ash")["note"].tolist() == ["Ümläut"]
    assert {
        key: (one.answer, one.at) for key, one in desk.answers.all("ash").items()
    } == {"date_order": ("day-first", AT)}
    assert desk.policies.values("ash") == {"active_months": "24"}
    assert desk.mailings.all("ash")[0].left_out == {"cool_down": 2}
    measured = Measured(31, "people", AT.date())
    desk.guesses.log("ash", "new", 30, measured, at=AT)
    assert [guess.gap for guess in desk.guesses.all("ash")] == [-1]
    assert desk.practices.revision("ash") == 10
    assert desk.contacts.all("ash")["taken_back_at"].isna().all()
    assert desk.maintenance.check() == []
    desk.close()


def test_a_campaign_of_the_fifth_revision_stays_and_can_be_canceled(where):
    engine = _left_at(where, "0005", FIFTH)
    before = _all(engine, FIFTH)
    desk = store.open(where)
    assert _all(engine, FIFTH) == before
    assert all(len(rows) == 1 for rows in before.values())
    (made,) = desk.campaigns.all("ash")
    assert (made.name, made.message, made.canceled) == ("Texts, March", None, "")
    assert desk.taken_files.of("ash", 6) == ()
    assert (
        len(desk.contacts.counting("ash")),
        desk.campaigns.arms("ash")["household_id"].tolist(),
    ) == (
        1,
        ["12"],
    )
    assert desk.campaigns.cancel("ash", 6, at=AT, by="Lee") == 1
    assert (len(desk.contacts.counting("ash")), len(desk.campaigns.arms("ash"))) == (
        0,
        0,
    )
    assert desk.maintenance.check() == []
    desk.close()
