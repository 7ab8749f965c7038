"""The store: what people do here, in one SQL database; the only room that knows SQL.

`store.open(home)` gives a `Store` of parts: `store.contacts.log(…)`. Every method that
writes is one short transaction and returns once it is on the disk. Times and days are
given by the caller, in the practice's own time.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from retention.core.errors import NotNow, RetentionError
from retention.store.answers import Answers, Mappings, StoredAnswer, StoredMapping
from retention.store.campaigns import (
    Campaign,
    Campaigns,
    NewCampaign,
    TakenFile,
    TakenFiles,
)
from retention.store.contacts import Contacts, NewContact
from retention.store.corrections import Corrections
from retention.store.database import ConcurrentChange, Damaged, Database, connect
from retention.store.duplicates import Decision, Duplicates
from retention.store.figure_checks import (
    Guess,
    Guesses,
    Measured,
    Reconciled,
    Reconciliations,
)
from retention.store.imports import BEFORE_FIRST, Import, Imports, NewImport, Snapshot
from retention.store.mailings import MadeFile, Mailing, Mailings, NewMailing
from retention.store.opening import (
    FILE,
    Maintenance,
    Newer,
    OnlyRead,
    address,
    appearing,
    prepare,
    private_file,
    upgrade,
)
from retention.store.practices import (
    Policies,
    PracticeEntry,
    Practices,
    Secrets,
    is_key,
)
from retention.store.row_locks import RowLock, RowLocks
from retention.store.runs import Read, Run
from retention.store.stops import Stops
from retention.store.vocabulary import (
    ARMS,
    CLOSING_REASONS,
    CONTACT_CHANNELS,
    CORRECTIONS,
    DUPLICATES,
    OUTCOMES,
    REASONS,
    STOP_CHANNELS,
)
from retention.store.watched_files import Watched, WatchedFiles

__all__ = [
    "ARMS",
    "BEFORE_FIRST",
    "CLOSING_REASONS",
    "CONTACT_CHANNELS",
    "CORRECTIONS",
    "DUPLICATES",
    "FILE",
    "OUTCOMES",
    "REASONS",
    "STOP_CHANNELS",
    "Campaign",
    "ConcurrentChange",
    "Damaged",
    "Decision",
    "Guess",
    "Import",
    "MadeFile",
    "Mailing",
    "Measured",
    "NewCampaign",
    "NewContact",
    "NewImport",
    "NewMailing",
    "Newer",
    "OnlyRead",
    "PracticeEntry",
    "Read",
    "Reconciled",
    "RowLock",
    "Snapshot",
    "Store",
    "StoredAnswer",
    "StoredMapping",
    "TakenFile",
    "Watched",
    "appearing",
    "is_key",
    "open",
    "private_file",
]


class Store:
    """Everything people do here, for all practices of a home.

    It is safe to share between threads.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.practices = Practices(database)
        self.policies = Policies(database)
        self.secrets = Secrets(database)
        self.imports = Imports(database)
        self.answers = Answers(database)
        self.mappings = Mappings(database)
        self.watched_files = WatchedFiles(database)
        self.contacts = Contacts(database)
        self.stops = Stops(database)
        self.corrections = Corrections(database)
        self.row_locks = RowLocks(database)
        self.mailings = Mailings(database)
        self.campaigns = Campaigns(database)
        self.taken_files = TakenFiles(database)
        self.duplicates = Duplicates(database)
        self.reconciliations = Reconciliations(database)
        self.guesses = Guesses(database)
        self.maintenance = Maintenance(database)

    @contextmanager
    def run(self, now: datetime, expected: Iterable[Read] = ()) -> Iterator[Run]:
        """Read each thing once within a run of a page, in this thread.

        After a write of this run things are read again. What others write is seen by
        the next run.

        Args:
            now: The practice's clock.
            expected: What the run before asked for. It is read now, in one
                transaction that ends before the block begins.
        """
        run = Run(now)
        with self.database.within(run):
            self._read_together(expected)
            run.asked.clear()
            yield run

    @contextmanager
    def afresh(self) -> Iterator[None]:
        """Read what stands now in a block, whatever the run has read before.

        Once the block has ended the run reads again, too.
        """
        run = self.database.run
        try:
            with self.database.within(None):
                yield
        finally:
            if run is not None:
                run.forget()

    def _read_together(self, reads: Iterable[Read]) -> None:
        parts = {type(part).__name__: part for part in vars(self).values()}
        with self.database.reading_together():
            for read in reads:
                ask = getattr(parts[read.part], read.method)
                # Whoever asks for it is told why it cannot be read
                try:
                    ask(*read.arguments)
                except NotNow:
                    # Nothing more can be read in a transaction that failed
                    return
                except RetentionError:
                    continue

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()


def open(where: Path | str) -> Store:  # noqa: A001 - read as store.open
    """Open the store of a home folder, or of the database at an address.

    A home's database is its `work.db`, made where there is none. It is brought to the
    newest revision first.

    Raises:
        RetentionError: It cannot be opened, or is of a newer program.
    """
    url = address(where)
    prepare(url)
    database = Database(connect(url))
    upgrade(database)
    return Store(database)
