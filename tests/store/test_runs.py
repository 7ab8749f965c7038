"""Within a run of a page each thing is read once; the next run sees what others did."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import ExceptionContext

from retention import store
from retention.core.errors import NotNow, RetentionError

from .conftest import AT


@pytest.fixture
def begun(desk: store.Store) -> Iterator[list[Connection]]:
    """Every transaction that was begun since it was last cleared."""
    transactions: list[Connection] = []

    def begin(connection: Connection) -> None:
        transactions.append(connection)

    event.listen(desk.database.engine, "begin", begin)
    yield transactions
    event.remove(desk.database.engine, "begin", begin)


def elsewhere(act: Callable[[], object]) -> None:
    """Another browser does something: in a thread of its own."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_what_is_read_twice_in_a_run_is_read_once(desk, practice, begun):
    begun.clear()
    with desk.run(AT):
        assert desk.stops.all(practice).equals(desk.stops.all(practice))
    assert len(begun) == 1


def test_what_the_run_before_asked_for_is_read_in_one_transaction(
    desk, practice, begun
):
    with desk.run(AT) as first:
        desk.practices.all()
        desk.stops.all(practice)
        desk.row_locks.held(practice, AT)
    begun.clear()
    with desk.run(AT, first.asked) as second:
        desk.practices.all()
        desk.stops.all(practice)
        desk.row_locks.held(practice, AT)
    assert len(begun) == 1
    assert second.asked == first.asked


def test_a_read_is_not_expected_for_ever(desk, practice):
    expected = [store.Read("Stops", "all", (practice,))]
    with desk.run(AT, expected) as run:
        desk.practices.all()
    assert [read.part for read in run.asked] == ["Practices"]


def test_what_this_run_writes_it_sees(desk, practice):
    with desk.run(AT):
        assert desk.stops.all(practice).empty
        desk.stops.add(practice, "1", since=AT.date())
        assert desk.stops.all(practice)["patient_id"].tolist() == ["1"]


def test_what_another_writes_the_next_run_sees(desk, practice):
    def stop() -> None:
        desk.stops.add(practice, "1", since=AT.date())

    with desk.run(AT) as run:
        assert desk.stops.all(practice).empty
        elsewhere(stop)
        assert desk.stops.all(practice).empty
        with desk.afresh():
            assert len(desk.stops.all(practice)) == 1
        assert len(desk.stops.all(practice)) == 1
    with desk.run(AT, run.asked):
        assert len(desk.stops.all(practice)) == 1


def test_a_lock_taken_has_nothing_but_locks_read_again(desk, practice, begun):
    with desk.run(AT):
        desk.stops.all(practice)
        assert desk.row_locks.held(practice, AT) == ()
        lock = desk.row_locks.take(practice, "3", holder="m", by="Maria", at=AT)
        begun.clear()
        desk.stops.all(practice)
        assert begun == []
        assert desk.row_locks.held(practice, AT) == (lock,)
        desk.row_locks.release(practice, "3", holder="m")
        assert desk.row_locks.held(practice, AT) == ()


def test_a_lock_that_runs_out_within_the_run_is_no_longer_held(desk, practice):
    lock = desk.row_locks.take(practice, "3", holder="m", by="Maria", at=AT)
    with desk.run(AT):
        assert desk.row_locks.held(practice, AT) == (lock,)
        assert desk.row_locks.held(practice, lock.until) == ()


def test_who_changes_what_was_read_changes_it_for_nobody_else(desk, practice):
    desk.stops.add(practice, "1", since=AT.date())
    with desk.run(AT):
        changed = desk.stops.all(practice)
        changed["patient_id"] = "9"
        desk.policies.values(practice)["x"] = "9"
        assert desk.stops.all(practice)["patient_id"].tolist() == ["1"]
        assert desk.policies.values(practice) == {}


def test_what_cannot_be_read_is_said_to_whoever_asks_for_it(desk, practice):
    unknown = store.Read("Stops", "all", ("nobody",))
    known = store.Read("Stops", "all", (practice,))
    with desk.run(AT, [unknown, known]) as run:
        assert run.answers.keys() == {known}
        with pytest.raises(RetentionError, match="no practice"):
            desk.stops.all("nobody")


def test_a_write_never_waits_for_the_reads_of_its_own_run(desk, practice):
    """SQLite's writer waits for every reader, and would for this thread's own."""
    with desk.run(AT, [store.Read("Secrets", "get", (practice,))]):
        made = desk.secrets.get(practice)
    assert desk.secrets.get(practice) == made


def test_outside_of_a_run_all_is_read_each_time(desk, practice, begun):
    with desk.run(AT):
        pass
    begun.clear()
    for _ in range(2):
        desk.stops.all(practice)
    assert len(begun) == 2


def test_after_what_was_read_afresh_the_run_reads_again(desk, practice):
    with desk.run(AT):
        assert desk.stops.all(practice).empty
        with desk.afresh():
            desk.stops.add(practice, "1", since=AT.date())
        assert len(desk.stops.all(practice)) == 1


def lose_connections(desk: store.Store) -> None:
    """Have each error be one after which the connection is gone."""

    def lost(error: ExceptionContext) -> None:
        error.is_disconnect = True

    event.listen(desk.database.engine, "handle_error", lost)


def test_a_connection_that_is_lost_is_no_fault_of_ours(desk, practice):
    with desk.run(AT) as first:
        desk.duplicates.all(practice)
        desk.row_locks.held(practice, AT)
        desk.stops.all(practice)
    lose_connections(desk)
    with desk.database.writing() as connection:
        connection.execute(text("ALTER TABLE duplicate RENAME TO gone"))
    with desk.run(AT, first.asked):
        assert desk.stops.all(practice).empty
        with pytest.raises(NotNow, match="could not be read"):
            desk.duplicates.all(practice)


def test_what_stops_a_frame_is_said_in_words(desk, practice):
    with desk.database.writing() as connection:
        connection.execute(text("ALTER TABLE stop RENAME TO gone"))
    with pytest.raises(NotNow, match="could not be read"):
        desk.stops.all(practice)


def test_what_another_took_back_in_the_run_is_not_taken_back_again(desk, practice):
    line = "a" * 64
    desk.answers.keep(practice, {"key": ("ask", "yes")}, number=None, at=AT)
    desk.mappings.keep(practice, line, {"table": "patient"}, at=AT)

    def take_back() -> None:
        desk.answers.forget(practice, "key", at=AT)
        desk.mappings.keep(practice, line, None, at=AT)

    with desk.run(AT):
        desk.answers.all(practice)
        desk.mappings.all(practice)
        elsewhere(take_back)
        with pytest.raises(RetentionError, match="Nothing was answered"):
            desk.answers.forget(practice, "key", at=AT)
        with pytest.raises(RetentionError, match="No mapping is kept"):
            desk.mappings.keep(practice, line, None, at=AT)


def test_a_file_that_was_taken_in_the_run_is_not_tried_again(desk, practice):
    files = [("patients.csv", "b" * 64)]
    desk.watched_files.log(practice, files, at=AT, snapshot=None, say="Refused.")
    number = desk.imports.reserve_number(practice)

    def take() -> None:
        new = store.NewImport(number, at=AT, exported=AT.date())
        desk.imports.make_current(practice, new, based_on=None)
        desk.watched_files.log(practice, files, at=AT, snapshot=number, say="")

    with desk.run(AT):
        desk.watched_files.all(practice)
        elsewhere(take)
        with pytest.raises(RetentionError, match="which counts"):
            desk.watched_files.try_again(practice, "b" * 64, at=AT)
