"""The work room: what people do here, in one SQL database; the only room that knows
SQL.

`work.open(home)` gives a `Work`; every method that writes is one short transaction and
returns once it is on the disk. Times and days are given by the caller, in the
practice's own time.
"""

from pathlib import Path

from retention.work.answers import Answer, Answers
from retention.work.campaigns import Campaign, Campaigns, NewCampaign
from retention.work.claims import Claim, Claims
from retention.work.contacts import Contacts
from retention.work.corrections import Corrections
from retention.work.database import Damaged, Moved, connect
from retention.work.duplicates import Decision, Duplicates
from retention.work.guesses import Guess, Guesses
from retention.work.health import Health
from retention.work.imports import BEFORE_FIRST, Import, Imports, Snapshot
from retention.work.mailings import MadeFile, Mailing, Mailings
from retention.work.mappings import Kept, Mappings
from retention.work.opening import (
    FILE,
    Newer,
    OnlyRead,
    address,
    appearing,
    prepare,
    private_file,
    upgrade,
)
from retention.work.policies import Policies
from retention.work.practices import PracticeEntry, Practices, is_key
from retention.work.reconciliations import Reconciled, Reconciliations
from retention.work.secrets import Secrets
from retention.work.stops import Stops
from retention.work.taken_files import TakenFile, TakenFiles
from retention.work.watches import Watched, Watches
from retention.work.words import (
    ARMS,
    CLOSING_REASONS,
    CONTACT_CHANNELS,
    CORRECTIONS,
    DUPLICATES,
    OUTCOMES,
    REASONS,
    STOP_CHANNELS,
)

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
    "Answer",
    "Campaign",
    "Claim",
    "Damaged",
    "Decision",
    "Guess",
    "Import",
    "Kept",
    "MadeFile",
    "Mailing",
    "Moved",
    "NewCampaign",
    "Newer",
    "OnlyRead",
    "PracticeEntry",
    "Reconciled",
    "Snapshot",
    "TakenFile",
    "Watched",
    "Work",
    "appearing",
    "is_key",
    "open",
    "private_file",
]


class Work(
    Practices,
    Imports,
    Contacts,
    Corrections,
    Claims,
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
    Health,
):
    """Everything people do here, for all practices of a home; safe to share between
    threads.
    """


def open(where: Path | str) -> Work:  # noqa: A001 - read as work.open
    """The work of a home folder (its `work.db`, made where there is none), or of the
    database at an address.

    Brought to the newest revision first. RetentionError where it cannot be opened or is
    of a newer program.
    """
    url = address(where)
    prepare(url)
    work = Work(connect(url))
    upgrade(work)
    return work
