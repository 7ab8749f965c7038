"""Data health: every check of the records, with what it found."""

from dataclasses import dataclass
from datetime import date

from retention import snapshots
from retention.core import formatting
from retention.core.errors import RetentionError, WrongCall
from retention.core.schema import Tables
from retention.metrics.data_quality import (
    BY_KEY,
    HEALTH,
    CheckInput,
    DataCheck,
    Finding,
)
from retention.practice import Practice
from retention.practice.vanished import deleted_where, is_vanished, without_vanished
from retention.services.homes import Home, State
from retention.services.likely_duplicates import duplicates


@dataclass(frozen=True)
class CheckResult:
    """One check and what it found."""

    check: DataCheck
    found: Finding


def health(
    home: Home, state: State, practice: Practice, today: date
) -> tuple[CheckResult, ...]:
    """Every check of the current records, as of the day of work; `practice` is that
    state, opened.
    """
    sight = _sight(home, state, practice, today)
    return tuple(CheckResult(check, check(sight)) for check in HEALTH)


def health_of(
    home: Home, state: State, practice: Practice, today: date, key: str
) -> CheckResult:
    """One check; WrongCall names the known ones."""
    if key not in BY_KEY:
        raise WrongCall(
            f"There is no check “{key}”. Known checks: {', '.join(BY_KEY)}."
        )
    return CheckResult(BY_KEY[key], BY_KEY[key](_sight(home, state, practice, today)))


def found_in_words(one: CheckResult) -> str:
    """ "12 of 340 people", "3 days"; why it cannot be said where it cannot."""
    if one.found.unknown:
        return f"not known: {one.found.unknown}"
    if one.found.whole is None:
        return formatting.plural(one.found.count, one.check.unit.removesuffix("s"))
    return (
        f"{formatting.count(one.found.count)} of {formatting.count(one.found.whole)} "
        f"{one.check.unit}"
    )


def _sight(home: Home, state: State, practice: Practice, today: date) -> CheckInput:
    if state.snapshot is None:
        raise RetentionError(
            f"Nothing has been imported for {state.name} yet. Import its exports first."
        )
    folder = home.records(state.practice)
    open_ = duplicates(home, state.practice, practice)
    return CheckInput(
        practice,
        _standing(snapshots.read(folder, state.snapshot)),
        today,
        snapshots.problems(folder, state.snapshot),
        sum(
            source.set_aside
            for source in snapshots.Manifest.read(folder, state.snapshot).sources
        ),
        [
            (pair.keep.id, pair.other.id, f"{pair.keep.name}: {', '.join(pair.why)}")
            for pair in open_
        ],
    )


def _standing(tables: Tables) -> Tables:
    """The tables without what has vanished, of which there is a check of its own;
    vanished patients read as deleted.
    """
    if "patient" not in tables:
        return without_vanished(tables)
    patients = tables["patient"]
    return {
        **without_vanished(tables),
        "patient": deleted_where(patients, is_vanished(tables, patients["id"])),
    }
