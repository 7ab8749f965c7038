"""The store: what people do here, in one SQL database; the only room that knows SQL.

`store.open(home)` gives a `Store` of parts: `store.contacts.log(…)`. Every method that
writes is one short transaction and returns once it is on the disk. Times and days are
given by the caller, in the practice's own time.
"""

from pathlib import Path

from retention.store.campaigns import (
    Campaign,
    Campaigns,
    NewCampaign,
    TakenFile,
    TakenFiles,
)
from retention.store.contacts import Contacts, Stops
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
from retention.store.imports import (
    BEFORE_FIRST,
    Answers,
    Import,
    Imports,
    Mappings,
    Snapshot,
    StoredAnswer,
    StoredMapping,
)
from retention.store.mailings import MadeFile, Mailing, Mailings
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
    "Newer",
    "OnlyRead",
    "PracticeEntry",
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
