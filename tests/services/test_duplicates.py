"""Duplicates decided by a person: applied when the practice is opened, remembered,
taken back without a trace.
"""

import random
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention import services, snapshots, store
from retention.core.errors import RetentionError
from retention.metrics import FIGURES, FigureTable, Reading
from retention.practice import Period, Practice, conform
from retention.services import Home
from retention.services.homes import Merge, joined
from tests.builders import from_rows
from tests.metrics.random_practices import made

NOW = datetime.fromisoformat("2026-11-22T09:00")
EXPORTED = date(2026, 11, 20)


def put(home: Home, tables: dict, exported: date = EXPORTED) -> str:
    """A practice with those tables."""
    key = home.store.practices.ensure("Elm Street", at=NOW)
    number = home.store.imports.reserve_number(key)
    snapshots.publish(
        home.records(key), number, tables, exported=exported, sources=[], problems=[]
    )
    home.store.imports.make_current(
        key,
        store.NewImport(number, at=NOW, exported=exported),
        based_on=home.store.practices.all()[0].current,
    )
    return key


def opened(home: Home, key: str) -> Practice:
    return services.open_practice(home, services.state(home, key))


def pairs(home: Home, key: str) -> set[tuple[str, str]]:
    return {
        (pair.keep.id, pair.other.id)
        for pair in services.duplicates(home, key, opened(home, key))
    }


def decide(home: Home, key: str, keep: str, other: str, decision: str) -> None:
    verdict = services.Verdict(keep, other, decision)
    services.decide_duplicate(home, key, opened(home, key), verdict, NOW)


def figures(practice: Practice) -> dict[str, object]:
    """Every figure in a form that can be compared."""
    return {
        figure.key: _plain(figure(practice, Period.default(practice.exported)))
        for figure in FIGURES
    }


def _plain(reading: Reading | FigureTable) -> object:
    if isinstance(reading, FigureTable):
        return [(row.group, _plain(row.reading)) for row in reading.rows]
    left_out = {why: rows.tolist() for why, rows in reading.left_out.items()}
    return (
        reading.value,
        reading.rows.tolist(),
        reading.part.tolist(),
        left_out,
        reading.unknown,
    )


@pytest.fixture
def three(home: Home) -> str:
    """Ann on three rows: seen on two of them."""
    ann = {
        "first_name": "Ann",
        "last_name": "Archer",
        "birth_date": date(1980, 4, 1),
        "status": "active",
    }
    visits = [
        ("1", date(2025, 3, 10)),
        ("1", date(2025, 9, 10)),
        ("2", date(2026, 3, 10)),
    ]
    work = [
        {
            "id": str(at),
            "patient_id": who,
            "status": "completed",
            "completed_on": day,
            "code_raw": "D1110",
        }
        for at, (who, day) in enumerate(visits)
    ]
    rows = [{"id": number, **ann} for number in "123"]
    return put(
        home,
        {
            "patient": from_rows("patient", rows),
            "procedure": from_rows("procedure", work),
        },
    )


def test_one_person_has_the_history_of_both_rows(home, three):
    assert pairs(home, three) == {("1", "2"), ("1", "3"), ("2", "3")}
    decide(home, three, "1", "2", "same")
    book = opened(home, three)
    assert book.people["merged_into"].tolist() == [-1, 0, -1]
    assert book.procedures["person"].tolist() == [0, 0, 0]
    assert pairs(home, three) == {("1", "3")}


def test_who_is_no_duplicate_is_not_proposed_again_nor_who_was_put_with_them(
    home, three
):
    decide(home, three, "1", "3", "different")
    decide(home, three, "1", "2", "same")
    assert pairs(home, three) == set()


def test_a_decision_that_is_taken_back_is_proposed_again(home, three):
    before = figures(opened(home, three))
    decide(home, three, "1", "2", "same")
    assert figures(opened(home, three)) != before
    decide(home, three, "2", "1", "undecided")
    assert figures(opened(home, three)) == before
    assert ("1", "2") in pairs(home, three)


def test_a_decision_makes_a_new_state_and_its_way_back_the_old_one(home, three):
    before = services.state(home, three)
    decide(home, three, "1", "2", "same")
    assert services.state(home, three) != before
    decide(home, three, "1", "2", "undecided")
    assert services.state(home, three) == before


def test_a_decision_outlives_an_import_and_its_undoing(home, three):
    decide(home, three, "1", "2", "same")
    tables = snapshots.read(home.records(three), 1)
    put(home, {**tables, "provider": from_rows("provider", [])}, date(2026, 11, 21))
    assert opened(home, three).people["merged_into"].tolist() == [-1, 0, -1]
    services.undo(home, three, None, NOW)
    assert opened(home, three).people["merged_into"].tolist() == [-1, 0, -1]


def test_a_patient_who_is_not_in_the_records_is_refused(home, three):
    with pytest.raises(RetentionError, match="no patient 9"):
        decide(home, three, "1", "9", "same")
    with pytest.raises(RetentionError, match="nothing to take back"):
        decide(home, three, "1", "2", "undecided")
    assert services.decided(home, three) == ()


def test_the_row_that_was_chosen_is_kept_whichever_looks_better(home, three):
    decide(home, three, "3", "1", "same")
    assert opened(home, three).people["merged_into"].tolist() == [2, -1, -1]


def test_a_link_that_the_system_took_back_joins_nobody(home, three):
    """Two into One was undone in the practice's own system; Three was said here to be
    Two.
    """
    tables = snapshots.read(home.records(three), 1)
    link = from_rows("merge", [{"id": "7", "loser_id": "2", "winner_id": "1"}])
    gone = from_rows(
        "vanished",
        [{"id": "merge/7", "table": "merge", "row_id": "7", "since": EXPORTED}],
    )
    put(home, {**tables, "merge": link, "vanished": gone})
    decide(home, three, "2", "3", "same")
    assert opened(home, three).people["merged_into"].tolist() == [-1, -1, 1]


@pytest.mark.slow
@given(st.integers(0, 2**32))
@settings(max_examples=10)
def test_same_and_then_undone_leaves_every_figure_as_it_was(tmp_path_factory, seed):
    tables, exported = made(seed)
    ids = tables["patient"]["id"].to_pylist()
    dice = random.Random(seed)
    home = services.home(tmp_path_factory.mktemp("home"))
    key = put(home, tables, exported)
    before = figures(opened(home, key))
    chosen = [dice.sample(ids, 2) for _ in range(3)] if len(ids) > 1 else []
    for keep, other in chosen:
        decide(home, key, keep, other, "same")
    figures(opened(home, key))
    for pair in {frozenset(pair) for pair in chosen}:
        decide(home, key, *pair, "undecided")
    assert figures(opened(home, key)) == before


@pytest.mark.slow
@given(st.integers(0, 2**32))
@settings(max_examples=30)
def test_a_decided_pair_is_one_person_and_nobody_else_is_parted_or_joined(seed):
    tables, exported = made(seed)
    ids = tables["patient"]["id"].to_pylist()
    dice = random.Random(seed)
    chosen = [dice.sample(ids, 2) for _ in range(4)] if len(ids) > 1 else []
    merges = [
        Merge(f"here-{n}", loser, winner, NOW)
        for n, (loser, winner) in enumerate(chosen)
    ]
    before = _groups(tables, exported)
    after = _groups(joined(tables, merges), exported)
    for loser, winner in chosen:
        before = [group for group in before if not group & {loser, winner}] + [
            frozenset().union(*(group for group in before if group & {loser, winner}))
        ]
    assert set(after) == set(before)


def _groups(tables: dict, exported: date) -> list[frozenset[str]]:
    """The ids of each person's rows."""
    people = conform(tables, exported).people
    winner = people["merged_into"].where(
        people["merged_into"] >= 0, people.index.to_series()
    )
    return [frozenset(ids) for _, ids in people["id"].groupby(winner)]
