"""The demo practice: into an empty home, or written as export files."""

from datetime import date, datetime, timedelta
from pathlib import Path

from retention import demo, snapshots, store
from retention.core.errors import RetentionError
from retention.demo.export.registry import WRITTEN
from retention.demo.export.write import write
from retention.services.homes import DEMO, Home, State, state

SYSTEMS: tuple[str, ...] = tuple(WRITTEN)
"""The systems whose files can be written, by key."""


def make_demo(
    home: Home, *, patients: int, years: int, seed: int, ends: date, now: datetime
) -> State:
    """Make an invented practice in an empty home and open it; RetentionError where the
    home holds a practice.

    A demo whose import was undone stands in nobody's way.
    """
    if any(
        entry.name != DEMO or entry.current is not None
        for entry in home.store.practices.all()
    ):
        raise RetentionError(
            f"{home.path} already holds a practice; demo people are never mixed with "
            "others. Name an empty folder with --home."
        )

    tables = demo.make(patients=patients, years=years, seed=seed, ends=ends)
    practice = home.store.practices.ensure(DEMO, at=now)
    number = home.store.imports.reserve_number(practice)
    snapshots.publish(
        home.records(practice), number, tables, exported=ends, sources=[], problems=[]
    )
    home.store.imports.make_current(
        practice,
        store.NewImport(number, at=now, exported=ends, note="Invented by the program."),
        based_on=None,
    )
    return state(home, practice)


def has_demo(home: Home) -> bool:
    """Whether the home holds the demo practice."""
    return any(
        entry.name == DEMO and entry.current is not None
        for entry in home.store.practices.all()
    )


def write_demo(
    folder: Path, layout: str, *, patients: int, years: int, seed: int, ends: date
) -> list[Path]:
    """Write an invented practice as a system's export files; gives the files."""
    return write(
        demo.make(patients=patients, years=years, seed=seed, ends=ends), folder, layout
    )


def yesterday(today: date) -> date:
    """The day the demo's exports are of, where none is given."""
    return today - timedelta(days=1)
