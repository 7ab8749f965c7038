"""From stored tables to a practice: who is a person, whose history is whose, what a row
is worth.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pandas.testing import assert_frame_equal

from retention import demo, snapshots
from retention.core.schema import BY_NAME, TABLES, Kind, table
from retention.practice import conform
from retention.practice.merges import follow
from retention.services.homes import Merge, joined
from tests.builders import EXPORTED, from_rows, practice

DAY = date.fromisoformat(EXPORTED)


def winners(
    *links: tuple[str, str, str], ids="abcde"
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Loser to winner of one-letter patients, and the links ignored; links are (id,
    loser, winner), oldest first.
    """
    rows = {key: row for row, key in enumerate(ids)}
    found, ignored = follow(len(ids), links, rows)
    return {
        key: ids[found[row]] for key, row in rows.items() if found[row] != row
    }, ignored


def people(text: str, **options) -> list[str]:
    book = practice(text, **options)
    return book.people["id"][book.people["is_person"]].tolist()


# ---- merges ----


def test_a_chain_ends_at_its_last_winner():
    assert winners(("1", "a", "b"), ("2", "b", "c")) == ({"a": "c", "b": "c"}, ())


def test_of_several_winners_the_latest_link_counts():
    assert winners(("1", "a", "b"), ("2", "a", "c")) == ({"a": "c"}, ())


def test_a_link_to_itself_or_to_an_unknown_row_is_ignored_and_reported():
    assert winners(
        ("1", "a", "a"), ("2", "b", "zoe"), ("3", "zoe", "b"), ("4", "c", None)
    ) == (
        {},
        ("1", "2", "3", "4"),
    )


def test_an_ignored_link_does_not_outrank_an_older_good_one():
    assert winners(("1", "a", "b"), ("2", "a", "a"), ("3", "a", "zoe")) == (
        {"a": "b"},
        ("2", "3"),
    )


def test_links_on_a_cycle_are_ignored_and_those_that_lead_to_it_are_not():
    found, ignored = winners(("1", "a", "b"), ("2", "b", "a"), ("3", "c", "a"))
    assert found == {"c": "a"}
    assert sorted(ignored) == ["1", "2"]


def test_the_time_of_a_link_decides_and_then_its_number():
    book = practice("a into b 2025-01-02 as=m9\na into c 2025-01-01 as=m8")
    assert book.people["merged_into"].tolist() == [1, -1, -1]
    book = practice("a into b 2025-01-01 as=9\na into c 2025-01-01 as=10")
    assert book.people["merged_into"].tolist() == [2, -1, -1]


def test_rows_of_a_merged_patient_stand_under_the_winner_everywhere():
    text = "a visit 2026-01-05 D1110\na books 2026-12-01\na recall 2026-05-01\na into b"
    book = practice(text)
    b = book.people.index[book.people["id"] == "b"][0]
    assert [
        frame["person"].tolist()
        for frame in (book.procedures, book.appointments, book.recalls)
    ] == [[b]] * 3


# ---- people ----


@pytest.mark.parametrize(
    "line",
    [
        "ann visit 2026-01-05 D1110",
        "ann books 2027-01-05",
        "ann books 2026-01-05 no_show",
        "ann plans 2026-01-05 D2740",
        "ann plans 2026-01-05 D2740 existing",
        "ann books 2026-01-05 planned",
    ],
)
def test_anything_in_the_history_makes_a_person(line):
    assert people(line) == ["ann"]


@pytest.mark.parametrize(
    "line",
    [
        "ann is active",
        "ann recall 2026-01-05",
        "ann books 2026-01-05 note",
        "ann plans 2026-01-05 D2740 deleted",
    ],
)
def test_a_row_of_the_list_without_a_history_is_no_person(line):
    assert people(line) == []


def test_someone_deleted_or_merged_is_no_person_and_the_winner_is():
    text = (
        "ann visit 2026-01-05 D1110\nann is deleted\nbob visit 2026-01-05 D1110\nbob "
        "into cat"
    )
    assert people(text) == ["cat"]


def test_prospective_people_are_people():
    assert people("ann books 2026-12-01\nann is prospective") == ["ann"]


def test_where_only_a_patient_list_was_loaded_a_reported_visit_makes_a_person():
    others = ("appointment", "procedure", "recall", "merge")
    assert people(
        "ann reports 2014-03-01\nbob is active\ncat reports 2026-11-21", without=others
    ) == ["ann"]


# ---- rows ----


def test_people_stand_in_the_order_of_their_ids_numbers_by_value():
    assert practice("10 is active\n9 is active\nx1 is active").people[
        "id"
    ].tolist() == ["9", "10", "x1"]


def test_an_amount_is_the_fee_times_the_quantity_and_nothing_where_no_fee_is_known():
    book = practice("ann plans 2026-01-05 D2391 10.10 x3\nann plans 2026-01-05 D2391")
    assert book.procedures["cents"].tolist() == [3030, 0]


def test_a_code_stands_on_the_procedure_or_in_the_practices_own_list():
    own = [None, "D0120", None]
    listed = ["7", "7", "8"]
    tables = {
        "patient": table("patient", {"id": ["1"]}),
        "code": table("code", {"id": ["7"], "code_raw": ["01110"]}),
        "procedure": table(
            "procedure",
            {
                "id": ["1", "2", "3"],
                "patient_id": ["1"] * 3,
                "code_id": listed,
                "code_raw": own,
            },
        ),
    }
    assert conform(tables, DAY).procedures["code"].astype(object).where(
        lambda code: code.notna(), None
    ).tolist() == [
        "D1110",
        "D0120",
        None,
    ]


def test_households_are_the_guarantors_and_follow_merges():
    tables = {
        "patient": table(
            "patient",
            {"id": ["1", "2", "3", "4"], "household_id": ["2", "2", None, "99"]},
        )
    }
    assert conform(tables, DAY).people["household"].tolist() == [1, 1, 2, 3]


def test_on_an_account_that_is_no_patient_the_oldest_stands_for_the_household():
    born = [date(2015, 1, 1), date(1980, 1, 1), None, None, date(1990, 1, 1)]
    accounts = ["account 7", "account 7", "account 7", "account 8", None]
    columns = {
        "id": ["1", "2", "3", "4", "5"],
        "household_id": accounts,
        "birth_date": born,
    }
    assert conform({"patient": table("patient", columns)}, DAY).people[
        "household"
    ].tolist() == [1, 1, 1, 3, 4]


@pytest.mark.parametrize(
    "loaded", [(), ("patient",), tuple(one.name for one in TABLES)], ids=len
)
def test_tables_that_are_absent_or_empty_make_an_empty_practice(loaded):
    book = conform({name: table(name, {}) for name in loaded}, DAY)
    assert book.loaded == set(loaded)
    assert [
        len(frame)
        for frame in (book.people, book.appointments, book.procedures, book.recalls)
    ] == [0] * 4


def test_rows_of_unknown_patients_are_counted_apart():
    one = {"patient": from_rows("patient", [{"id": "ann"}])}
    stranger = from_rows(
        "procedure",
        [{"id": "p9", "patient_id": "zoe", "code_raw": "D1110", "status": "completed"}],
    )
    book = conform(one | {"procedure": stranger}, DAY)
    assert book.strangers == {"procedure": 1}
    assert len(book.procedures) == 0


def test_calls_are_carried_whoever_it_was():
    one = {"patient": from_rows("patient", [{"id": "ann"}])}
    calls = [
        {"id": "1", "patient_id": "ann"},
        {"id": "2", "patient_id": "zoe"},
        {"id": "3", "phone": "305 555 0140"},
    ]
    book = conform(one | {"call": from_rows("call", calls)}, DAY)
    assert book.calls["person"].tolist() == [0, -1, -1]
    assert book.strangers == {}


# ---- ids, however they are stored ----


@pytest.fixture(scope="module")
def small() -> dict[str, pa.Table]:
    """An invented practice; its ids are numbers without many gaps."""
    return dict(demo.make(patients=60, years=3, seed=5, ends=DAY))


def renamed(
    tables: Mapping[str, pa.Table], rename: Callable[[pa.ChunkedArray], pa.ChunkedArray]
) -> dict[str, pa.Table]:
    """The tables with other ids for everything, those of merges and of what vanished
    among them.
    """
    given = {}
    for name, stored in tables.items():
        ids = {one.name for one in BY_NAME[name].columns if one.kind is Kind.ID}
        cells = {
            one: rename(stored[one]) if one in ids else stored[one]
            for one in stored.column_names
        }
        given[name] = pa.table(cells, stored.schema)
    return given


WAYS = {
    "numbers with great gaps": lambda ids: pc.cast(
        pc.multiply(pc.cast(ids, pa.int64()), 10**6), pa.string()
    ),
    "words": lambda ids: pc.binary_join_element_wise("P", ids, ""),
    "numbers and words": lambda ids: pc.if_else(pc.equal(ids, "7"), "Z7", ids),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", [None, *WAYS])
@pytest.mark.parametrize("groups", [1, 7])
def test_a_practice_is_the_same_whatever_its_ids_are_and_however_they_are_stored(
    small, way, groups, tmp_path, monkeypatch
):
    tables = renamed(small, WAYS[way]) if way else small
    monkeypatch.setattr(
        "retention.snapshots.writer.ROWS_PER_GROUP",
        len(small["procedure"]) // groups + 1,
    )
    snapshots.publish(tmp_path / "a", 1, tables, exported=DAY, sources=[], problems=[])
    stored = conform(snapshots.read(tmp_path / "a", 1, encoded=True), DAY)
    plain = conform(tables, DAY)
    for name in (
        "people",
        "appointments",
        "procedures",
        "recalls",
        "contacts",
        "referrals",
        "claims",
        "calls",
    ):
        assert_frame_equal(
            getattr(stored, name),
            getattr(plain, name),
            check_dtype=False,
            check_categorical=False,
        )
    assert len(plain.procedures) > 100
    assert (plain.providers, plain.strangers) == (stored.providers, stored.strangers)


def test_a_practice_stored_by_an_older_program_opens_the_same(
    small, tmp_path, monkeypatch
):
    monkeypatch.setattr("retention.snapshots.manifest.numbers", lambda name, stored: [])
    snapshots.publish(tmp_path / "a", 1, small, exported=DAY, sources=[], problems=[])
    tables = snapshots.read(tmp_path / "a", 1, encoded=True)
    assert pa.types.is_string(tables["procedure"]["id"].type)
    old = conform(tables, DAY)
    plain = conform(small, DAY)
    assert_frame_equal(
        old.procedures, plain.procedures, check_dtype=False, check_categorical=False
    )
    assert_frame_equal(
        old.people, plain.people, check_dtype=False, check_categorical=False
    )


def test_decided_merges_and_vanished_rows_hold_where_ids_are_numbers(small, tmp_path):
    gone = table(
        "vanished",
        {
            "id": ["patient/3", "procedure/5"],
            "table": ["patient", "procedure"],
            "row_id": ["3", "5"],
        },
    )
    merge = table("merge", {"id": ["1"], "loser_id": ["7"], "winner_id": ["8"]})
    tables = {**small, "vanished": gone, "merge": merge}
    snapshots.publish(tmp_path / "a", 1, tables, exported=DAY, sources=[], problems=[])
    said = [Merge("here-1", "9", "10", datetime(2026, 11, 1))]  # noqa: DTZ001  the practice's own clock
    book = conform(joined(snapshots.read(tmp_path / "a", 1, encoded=True), said), DAY)
    people = book.people.set_index("id")
    assert people.index[people["is_vanished"]].tolist() == ["3"]
    assert {
        loser: book.people["id"][people["merged_into"][loser]] for loser in ("7", "9")
    } == {"7": "8", "9": "10"}
    assert "5" not in set(book.procedures["id"])
    assert len(book.procedures) == len(small["procedure"]) - 1
