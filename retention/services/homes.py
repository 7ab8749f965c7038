"""Where the homes of data are, which practices live there, and opening one of them."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
import pyarrow as pa

from retention import snapshots, store
from retention.core.errors import RetentionError, WrongCall
from retention.core.policy import Policy
from retention.core.schema import Tables, table
from retention.outreach import Log
from retention.outreach.contact_log import CLAIM_COLUMNS
from retention.practice import Practice, conform, natural
from retention.practice.merges import circling, end
from retention.practice.vanished import without_vanished


@dataclass(frozen=True)
class Merge:
    """One pair of patients that a person said to be one: the loser's history is the
    winner's.
    """

    id: str
    """`here-` and the number of the decision."""
    loser_id: str
    winner_id: str
    at: datetime


def joined(tables: Tables, merges: Sequence[Merge]) -> Tables:
    """The tables with a link for each decided pair, by which the rule of definitions.md
    0 (merges) then goes.

    A link joins those whom the two patients have become by the system's own links and
    by earlier decisions, so it never takes the place of one of those, and never closes
    a circle; who is one person already needs none. The system's links that are ignored
    for going in a circle are left out, so that a decision does not set them going.
    """
    into, on_circle = _system_links(tables) if merges else ({}, set())
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
    columns = dict(zip(names, zip(*links, strict=True), strict=True))
    return {**tables, "merge": _with(tables.get("merge"), on_circle, columns)}


def _system_links(tables: Tables) -> tuple[dict[str, str], set[str]]:
    """Whose row is whose by the system's own links, the latest of one loser; and the
    losers whose links circle.
    """
    if "merge" not in tables or "patient" not in tables:
        return {}, set()
    links = without_vanished(
        {name: tables[name] for name in ("merge", "vanished") if name in tables}
    )["merge"]
    known = set(tables["patient"]["id"].cast(pa.string()).to_pylist())
    rows = links.select(["merged_at", "id", "loser_id", "winner_id"]).to_pylist()
    rows = [
        row
        for row in rows
        if {row["loser_id"], row["winner_id"]} <= known
        and row["loser_id"] != row["winner_id"]
    ]
    latest = {row["loser_id"]: row["winner_id"] for row in sorted(rows, key=_order)}
    on_circle = circling(latest)
    return {
        loser: winner for loser, winner in latest.items() if loser not in on_circle
    }, on_circle


def _order(row: Mapping[str, Any]) -> tuple[str, tuple[bool, int, str]]:
    """Oldest first, those without a time before all."""
    return row["merged_at"].isoformat() if row["merged_at"] else "", natural(row["id"])


def _with(
    stored: pa.Table | None,
    without: Collection[str],
    columns: Mapping[str, Sequence[object]],
) -> pa.Table:
    """The stored links but those of some losers, and further ones, in the types that
    the stored ones have.
    """
    more = table("merge", columns)
    if stored is None:
        return more
    kept = pa.array(
        [loser not in without for loser in stored["loser_id"].to_pylist()], pa.bool_()
    )
    return pa.concat_tables(
        [stored.filter(kept), more.cast(stored.schema)]
    ).unify_dictionaries()


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
        if not store.is_key(practice):
            raise RetentionError(
                "The key of a practice in this home is no name of a folder. "
                "Restore a backup."
            )
        return self.path / "records" / practice

    @property
    def work(self) -> store.Store:
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
def _work(home: Home) -> store.Store:
    return store.open(home.database_url or home.path)


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
    tables = snapshots.read(home.records(state.practice), state.snapshot, encoded=True)
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
