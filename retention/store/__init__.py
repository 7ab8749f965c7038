"""The store: what people do here, in one SQL database; the only room that knows SQL.

`store.open(home)` gives a `Store`. Every method that writes is one short transaction
and returns once it is on the disk. Times and days are given by the caller, in the
practice's own time.
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
from retention.store.database import ConcurrentChange, Damaged, connect
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
from retention.store.watched_files import Watched, Watches

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


class Store(
    Practices,
    Imports,
    Contacts,
    Corrections,
    RowLocks,
    Stops,
    Policies,
    Mailings,
    Campaigns,
    TakenFiles,
    Reconciliations,
    Guesses,
    Mappings,
    Answers,
    Duplicates,
    Watches,
    Secrets,
    Maintenance,
):
    """Everything people do here, for all practices of a home; safe to share between
    threads.
    """


def open(where: Path | str) -> Store:  # noqa: A001 - read as store.open
    """The work of a home folder (its `work.db`, made where there is none), or of the
    database at an address.

    Brought to the newest revision first. RetentionError where it cannot be opened or is
    of a newer program.
    """
    url = address(where)
    prepare(url)
    work = Store(connect(url))
    upgrade(work)
    return work
