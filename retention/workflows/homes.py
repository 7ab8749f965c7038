"""Both homes of data: where they are, which practices live there, and opening one of
them.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pandas as pd
import platformdirs

from retention import records, work
from retention.outreach import Log
from retention.outreach.log import CLAIM_COLUMNS
from retention.policy import Policy
from retention.practice import Practice, conform
from retention.problems import RetentionError, WrongCall
from retention.workflows.joining import Merge, joined

DEMO = "Demo practice"
"""Name of the invented practice; people of others are never mixed with its people."""


@dataclass(frozen=True)
class Home:
    """Where a practice's data lives: the folder of the records, and the database of the
    work (None: in the folder).
    """

    path: Path
    database_url: str | None = None

    def records(self, practice: str) -> Path:
        """The folder of a practice's snapshots; RetentionError for a key that could
        lead out of the home.
        """
        if not work.is_key(practice):
            raise RetentionError(
                "The key of a practice in this home is no name of a folder. "
                "Restore a backup."
            )
        return self.path / "records" / practice

    @property
    def work(self) -> work.Work:
        """What people did here."""
        return _work(self)


@dataclass(frozen=True)
class State:
    """What a practice's figures depend on: equal states give equal figures, so a cache
    may be keyed by one.
    """

    practice: str
    """Key of the practice, the name of its folder."""
    name: str
    snapshot: int | None
    exported: date | None
    policy: Policy
    merges: tuple[Merge, ...] = ()
    """Rows of the patient list that a person said to be one patient."""


@cache
def _work(home: Home) -> work.Work:
    return work.open(home.database_url or home.path)


def home(path: Path | str | None = None) -> Home:
    """The home meant: the folder given, else RETENTION_HOME, else the user's own data
    folder.
    """
    chosen = (
        path
        or os.environ.get("RETENTION_HOME")
        or platformdirs.user_data_path("dental-retention", appauthor=False)
    )
    return Home(
        Path(chosen).expanduser().absolute(),
        os.environ.get("RETENTION_DATABASE_URL") or None,
    )


def forget(home: Home) -> None:
    """Close the home's database, so that its file can be replaced."""
    home.work.close()
    _work.cache_clear()


def practices(home: Home) -> tuple[str, ...]:
    """The names of the practices in a home that have records, the demo last; all where
    none has any.
    """
    entries = home.work.practices()
    with_records = [entry for entry in entries if entry.current is not None]
    return tuple(
        entry.name
        for entry in sorted(
            with_records or entries, key=lambda entry: entry.name == DEMO
        )
    )


def chosen_practice(home: Home, name: str | None) -> str:
    """The key of the practice named, or of the only one; the demo stands back where
    there is another.

    WrongCall where the name is unknown; RetentionError where there is none yet, or
    several and none is named.
    """
    entries = home.work.practices()
    if name:
        known = [
            entry.key
            for entry in entries
            if name.casefold() in (entry.key, entry.name.casefold())
        ]
        if not known:
            listed = ", ".join(entry.name for entry in entries) or "none yet"
            raise WrongCall(
                f"There is no practice “{name}” in {home.path}. Known: {listed}."
            )
        return known[0]
    names = practices(home)
    own = [known for known in names if known != DEMO] or names
    if not own:
        raise RetentionError(
            f"Nothing has been imported into {home.path} yet. Import your exports "
            "first, or try demo."
        )
    if len(own) > 1:
        raise RetentionError(
            f"There are several practices here: {', '.join(own)}. Name one with "
            "--practice."
        )
    return next(entry.key for entry in entries if entry.name == own[0])


def state(home: Home, practice: str) -> State:
    """What the practice's figures depend on now; cheap, and read afresh each time."""
    entry = next(
        (entry for entry in home.work.practices() if entry.key == practice), None
    )
    if entry is None:
        raise RetentionError(f"There is no practice “{practice}” in {home.path}.")
    current = home.work.current(practice)
    policy = Policy().changed(home.work.policy_values(practice))
    return State(
        practice,
        entry.name,
        entry.current,
        current.exported if current else None,
        policy,
        _merges(home, practice),
    )


def _merges(home: Home, practice: str) -> tuple[Merge, ...]:
    said = home.work.duplicates(practice)
    return tuple(
        Merge(f"here-{one.number}", one.loser_id, one.winner_id, one.at)
        for one in said
        if one.decision == "same"
    )


def open_practice(home: Home, state: State) -> Practice:
    """The practice in that state, read from its snapshot; RetentionError where nothing
    has been imported.
    """
    if state.snapshot is None or state.exported is None:
        raise RetentionError(
            f"Nothing has been imported for {state.name} yet. Import its exports first."
        )
    tables = records.read(home.records(state.practice), state.snapshot, encoded=True)
    return conform(joined(tables, state.merges), state.exported, state.policy)


def log(
    home: Home, practice: str, *, now: datetime | None = None, holder: str = ""
) -> Log:
    """What people did here for the practice, read afresh: contacts, stops in force,
    stops lifted, households held out.

    With `now`, also the rows that others than `holder` have open at that moment.
    """
    stops = home.work.stops(practice)
    lifted = stops[stops["lifted_at"].notna() & (stops["channel"] == "all")]
    lifted = lifted[["patient_id", "lifted_at"]].rename(columns={"lifted_at": "day"})
    in_force = stops[stops["lifted_at"].isna()]
    return Log(
        home.work.contacts(practice),
        in_force,
        lifted.assign(day=lifted["day"].dt.floor("D")),
        claims=_taken(home, practice, now, holder),
        held_out=home.work.held_out(practice),
    )


def _taken(
    home: Home, practice: str, now: datetime | None, holder: str
) -> pd.DataFrame:
    claims = home.work.claims(practice, now) if now else ()
    rows = [
        (one.household_id, one.by, one.until) for one in claims if one.holder != holder
    ]
    return pd.DataFrame(rows, columns=list(CLAIM_COLUMNS)).astype(dict(CLAIM_COLUMNS))


def set_policy(
    home: Home, practice: str, values: dict[str, str], now: datetime
) -> Policy:
    """Set policy values, all or none, and give the policy that now holds."""
    home.work.set_policy(practice, values, at=now)
    return state(home, practice).policy
