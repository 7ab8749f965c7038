"""How often a run of the dashboard goes to the database."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine, event

from retention import services
from retention.services import Caller, Contact, Home
from retention.store import Read
from retention.web import shell
from retention.web.copy import campaigns, imports
from retention.web.shell import PAGES
from tests.web.conftest import NOW, Open, key_of, queue_of

pytestmark = pytest.mark.slow  # the whole app in each test

AT_WORK = {"caller.said": "Maria"}
TOM = Caller("t" * 32, "Tom")


@pytest.fixture
def begun() -> Iterator[list[Connection]]:
    """Every transaction that was begun since it was last cleared."""
    transactions: list[Connection] = []

    def begin(connection: Connection) -> None:
        transactions.append(connection)

    event.listen(Engine, "begin", begin)
    yield transactions
    event.remove(Engine, "begin", begin)


@pytest.mark.parametrize(
    "page", [page.key for page in PAGES if page.key not in ("person", "outreach")]
)
def test_an_idle_rerun_of_a_page_takes_one_transaction(
    page: str, demo: Home, open_page: Open, begun: list[Connection]
):
    screen = open_page(demo, page, AT_WORK)
    begun.clear()
    screen.run()
    assert len(begun) == 1


def test_a_save_and_the_next_card_take_four_transactions(
    demo: Home, open_page: Open, begun: list[Connection]
):
    screen = open_page(demo, "outreach", AT_WORK).click("outreach.start")
    begun.clear()
    screen.run()
    assert len(begun) == 1
    screen.click("outreach.outcome.no_answer")
    begun.clear()
    screen.click("outreach.save")
    assert len(begun) <= 4
    contacts = demo.store.contacts.all(key_of(demo))
    assert set(contacts["outcome"]) == {"no_answer"}


def test_the_one_transaction_sees_what_another_wrote_since(demo: Home, open_page: Open):
    screen = open_page(demo, "outreach", AT_WORK)
    row = queue_of(demo).rows[0]
    services.take(demo, key_of(demo), row.household_id, TOM, NOW)
    assert "Tom" in screen.run().words
    state = services.state(demo, key_of(demo))
    practice = services.open_practice(demo, state)
    no_answer = Contact(row.reason.reason, "no_answer")
    services.log_contact(
        services.OpenedPractice(demo, key_of(demo), practice),
        row.lead.patient_id,
        no_answer,
        NOW,
        caller=TOM,
    )
    words = screen.run().words
    assert "1 of 25 calls done today" in words
    assert "Tom" not in words


@pytest.fixture
def meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[], object]], None]:
    """Has another browser do something in the next run, once its context is read."""
    keep = shell.watched_folder.keep

    def set_up(act: Callable[[], object]) -> None:
        waiting = [act]

        def kept(home: Home) -> None:
            if waiting:
                elsewhere(waiting.pop())
            keep(home)

        monkeypatch.setattr(shell.watched_folder, "keep", kept)

    return set_up


def elsewhere(act: Callable[[], object]) -> None:
    """Another browser does something: in a thread of its own."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_a_plan_of_what_was_read_before_a_write_is_made_again_in_the_next_run(
    demo: Home, open_page: Open, meanwhile
):
    """It was kept under the revision of that write until something else was written."""
    state = services.state(demo, key_of(demo))
    everybody = services.open_practice(demo, state).people["id"]

    def stop_everybody() -> None:
        first, *others = everybody.tolist()
        demo.store.stops.add(key_of(demo), first, since=NOW.date(), also=others)

    # Making it is a write, too
    demo.store.secrets.get(key_of(demo))
    # The view of the results asks for the stops and for no revision
    expected = (Read("Stops", "all", (key_of(demo),)),)
    meanwhile(stop_everybody)
    screen = open_page(demo, "campaigns", {"frame.reads.campaigns": expected})
    assert campaigns.NOBODY not in screen.words
    assert campaigns.NOBODY in screen.run().words


def test_checks_of_what_was_read_before_a_write_are_made_again_in_the_next_run(
    doubled: Home, open_page: Open, meanwhile
):
    """They were kept for every session, under the revision of that write."""

    def decide() -> None:
        decisions = doubled.store.duplicates
        decisions.decide(key_of(doubled), "5", "1", "different", at=NOW)

    meanwhile(decide)
    screen = open_page(doubled, "imports", {"imports.view": imports.HEALTH})
    assert "1 pair\n" in screen.words
    assert "1 pair\n" not in screen.run().words
