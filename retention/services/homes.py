"""Where the homes of data are, which practices live there, and opening one of them."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import platformdirs
import pyarrow as pa

from retention import snapshots, store
from retention.core.errors import RetentionError, WrongCall
from retention.core.policy import Policy
from retention.core.schema import Tables, table
from retention.practice import Practice, conform, natural
from retention.practice.merges import circling, end
from retention.practice.vanished import without_vanished

if TYPE_CHECKING:
    from retention.outreach import Log


@dataclass(frozen=True)
class Merge:
    """A person's decision that two patients are one.

    The loser's history is the winner's.
    """

    id: str
    """`here-` and the number of the decision."""
    loser_id: str
    winner_id: str
    at: datetime


def joined(tables: Tables, merges: Sequence[Merge]) -> Tables:
    """Add a link to the tables for each decided pair (definitions.md 0, merges).

    A link joins those whom the two patients have become by the system's own links and
    by earlier decisions. So it never takes the place of one of those, and never closes
    a circle. Who is one person already needs none. The system's links that are ignored
    for going in a circle are left out, so that a decision does not set them going.
    """
    if not merges:
        return tables

    into, on_circle = _system_links(tables)
    links = []
    for merge in merges:
        loser = end(merge.loser_id, into)
        winner = end(merge.winner_id, into)
        if loser != winner:
            into[loser] = winner
            links.append((merge.id, loser, winner, merge.at))
    if not links:
        return tables

    names = ("id", "loser_id", "winner_id", "merged_at")
    cells = zip(*links, strict=True)
    columns = dict(zip(names, cells, strict=True))
    stored = tables.get("merge")
    return {**tables, "merge": _with(stored, on_circle, columns)}


def _system_links(tables: Tables) -> tuple[dict[str, str], set[str]]:
    """Read whose row is whose by the system's own links, the latest of each loser.

    Returns:
        Winners by loser, and the losers whose links go in a circle.
    """
    if "merge" not in tables or "patient" not in tables:
        return {}, set()

    needed = {name: tables[name] for name in ("merge", "vanished") if name in tables}
    links = without_vanished(needed)["merge"]
    rows = links.select(["merged_at", "id", "loser_id", "winner_id"]).to_pylist()
    ids = tables["patient"]["id"].cast(pa.string())
    known = set(ids.to_pylist())

    latest = {}
    for row in sorted(rows, key=_age_order):
        loser = row["loser_id"]
        winner = row["winner_id"]
        if loser != winner and {loser, winner} <= known:
            latest[loser] = winner

    on_circle = circling(latest)
    for loser in on_circle:
        latest.pop(loser, None)

    return latest, on_circle


def _age_order(row: Mapping[str, Any]) -> tuple[str, tuple[bool, int, str]]:
    """Sort links oldest first, those without a time before all."""
    merged_at = row["merged_at"]
    time = ""
    if merged_at:
        time = merged_at.isoformat()
    number = natural(row["id"])
    return time, number


def _with(
    stored: pa.Table | None,
    without: Collection[str],
    columns: Mapping[str, Sequence[object]],
) -> pa.Table:
    """Add links to the stored ones, in the types that these have.

    Args:
        without: Losers whose stored links are left out.
        columns: The cells of the further links.
    """
    more = table("merge", columns)
    if stored is None:
        return more

    losers = stored["loser_id"].to_pylist()
    is_kept = [loser not in without for loser in losers]
    kept = stored.filter(pa.array(is_kept, pa.bool_()))

    same_types = more.cast(stored.schema)
    links = pa.concat_tables([kept, same_types])

    return links.unify_dictionaries()


DEMO = "Demo practice"
"""Name of the invented practice; people of others are never mixed with its people."""


@dataclass(frozen=True)
class Home:
    """Where a practice's data lives."""

    path: Path
    """The folder of the records."""
    database_url: str | None = None
    """The database of the store; None where it is in the folder."""

    def records(self, practice: str) -> Path:
        """Give the folder of a practice's snapshots.

        Raises:
            RetentionError: The key could lead out of the home.
        """
        if not store.is_key(practice):
            raise RetentionError(
                "The key of a practice in this home is no name of a folder. "
                "Restore a backup."
            )
        return self.path / "records" / practice

    @property
    def store(self) -> store.Store:
        """What people did here."""
        return _store(self)


@dataclass(frozen=True)
class State:
    """What a practice's figures depend on.

    Equal states give equal figures, so a cache may be keyed by one.
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
def _store(home: Home) -> store.Store:
    return store.open(home.database_url or home.path)


def home(path: Path | str | None = None) -> Home:
    """Find the home: the folder given, else RETENTION_HOME, else the user's own."""
    chosen = (
        path
        or os.environ.get("RETENTION_HOME")
        or platformdirs.user_data_path("dental-retention", appauthor=False)
    )
    folder = Path(chosen).expanduser().absolute()
    database_url = os.environ.get("RETENTION_DATABASE_URL") or None
    return Home(folder, database_url)


def forget(home: Home) -> None:
    """Close the home's database, so that its file can be replaced."""
    home.store.close()
    _store.cache_clear()


def practices(home: Home) -> tuple[str, ...]:
    """Name the practices in a home that have records, the demo last.

    Where none has records, all are named.
    """
    entries = home.store.practices.all()
    with_records = [entry for entry in entries if entry.current is not None]
    named = with_records or entries
    names = [entry.name for entry in named]
    names.sort(key=lambda name: name == DEMO)
    return tuple(names)


def chosen_practice(home: Home, name: str | None) -> str:
    """Find the key of the practice named, or of the only one.

    The demo stands back where there is another.

    Raises:
        WrongCall: The name is unknown.
        RetentionError: There is none yet, or there are several and none is named.
    """
    entries = home.store.practices.all()
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
    candidates = [known for known in names if known != DEMO] or names
    if not candidates:
        raise RetentionError(
            f"Nothing has been imported into {home.path} yet. Import your exports "
            "first, or try demo."
        )
    if len(candidates) > 1:
        raise RetentionError(
            f"There are several practices here: {', '.join(candidates)}. Name one with "
            "--practice."
        )
    return next(entry.key for entry in entries if entry.name == candidates[0])


def state(home: Home, practice: str) -> State:
    """Read what the practice's figures depend on now.

    Raises:
        RetentionError: There is no practice of that key.
    """
    entries = {entry.key: entry for entry in home.store.practices.all()}
    if practice not in entries:
        raise RetentionError(f"There is no practice “{practice}” in {home.path}.")

    entry = entries[practice]
    current = home.store.imports.current(practice)
    values = home.store.policies.values(practice)
    return State(
        practice=practice,
        name=entry.name,
        snapshot=entry.current,
        exported=current.exported if current else None,
        policy=Policy().changed(values),
        merges=_merges(home, practice),
    )


def revision(home: Home, practice: str) -> int:
    """Give a number that rises with every write that concerns the practice.

    A run of a page reads the list of practices first. So within one it is no newer
    than anything else that the run has read.
    """
    entries = home.store.practices.all()
    return next(entry.revision for entry in entries if entry.key == practice)


def _merges(home: Home, practice: str) -> tuple[Merge, ...]:
    decisions = home.store.duplicates.all(practice)
    return tuple(
        Merge(
            id=f"here-{decision.number}",
            loser_id=decision.loser_id,
            winner_id=decision.winner_id,
            at=decision.at,
        )
        for decision in decisions
        if decision.decision == "same"
    )


@dataclass(frozen=True, eq=False)
class OpenedPractice:
    """A practice of a home with its records open."""

    home: Home
    key: str
    """Key of the practice, the name of its folder."""
    practice: Practice
    """The records."""


def open_practice(home: Home, state: State) -> Practice:
    """Open the practice in a state, from its snapshot.

    Raises:
        RetentionError: Nothing has been imported.
    """
    if state.snapshot is None or state.exported is None:
        raise RetentionError(
            f"Nothing has been imported for {state.name} yet. Import its exports first."
        )

    folder = home.records(state.practice)
    tables = snapshots.read(folder, state.snapshot, encoded=True)
    with_merges = joined(tables, state.merges)
    return conform(with_merges, state.exported, state.policy)


def log(
    home: Home, practice: str, *, now: datetime | None = None, holder: str = ""
) -> "Log":
    """Read what people did here for the practice.

    Args:
        now: The moment at which rows are open; None leaves open rows out.
        holder: Whose open rows are left out.
    """
    from retention.outreach import Log  # here, for figures need no log

    stops = home.store.stops.all(practice)
    is_lifted = stops["lifted_at"].notna()
    return Log(
        home.store.contacts.counting(practice),
        stops[~is_lifted],
        _lifted(stops[is_lifted]),
        claims=_taken(home, practice, now, holder),
        held_out=home.store.campaigns.held_out(practice),
    )


def _lifted(stops: pd.DataFrame) -> pd.DataFrame:
    """Say of whom all channels were opened again, and on which day."""
    of_all_channels = stops["channel"] == "all"
    lifted = stops.loc[of_all_channels, ["patient_id", "lifted_at"]]
    lifted["lifted_at"] = lifted["lifted_at"].dt.floor("D")
    return lifted.rename(columns={"lifted_at": "day"})


def _taken(
    home: Home, practice: str, now: datetime | None, holder: str
) -> pd.DataFrame:
    from retention.outreach.contact_log import CLAIM_COLUMNS

    locks = home.store.row_locks.held(practice, now) if now else ()
    rows = [
        (lock.household_id, lock.by, lock.until)
        for lock in locks
        if lock.holder != holder
    ]
    frame = pd.DataFrame(rows, columns=list(CLAIM_COLUMNS))
    return frame.astype(dict(CLAIM_COLUMNS))


def set_policy(
    home: Home, practice: str, values: dict[str, str], now: datetime
) -> Policy:
    """Set policy values, all or none, and give the policy that now holds."""
    home.store.policies.set(practice, values, at=now)
    return state(home, practice).policy
