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
    """Run every check of the current records, as of the day of work.

    Args:
        practice: The practice of that state, opened.
    """
    checked = _check_input(home, state, practice, today)
    results = []
    for check in HEALTH:
        finding = check(checked)
        results.append(CheckResult(check, finding))
    return tuple(results)


def health_of(
    home: Home, state: State, practice: Practice, today: date, key: str
) -> CheckResult:
    """One check; WrongCall names the known ones."""
    if key not in BY_KEY:
        raise WrongCall(
            f"There is no check “{key}”. Known checks: {', '.join(BY_KEY)}."
        )

    check = BY_KEY[key]
    finding = check(_check_input(home, state, practice, today))
    return CheckResult(check, finding)


def found_in_words(one: CheckResult) -> str:
    """ "12 of 340 people", "3 days"; why it cannot be said where it cannot."""
    finding = one.found
    unit = one.check.unit
    if finding.unknown:
        return f"not known: {finding.unknown}"
    if finding.whole is None:
        return formatting.plural(finding.count, unit.removesuffix("s"))

    count = formatting.count(finding.count)
    whole = formatting.count(finding.whole)

    return f"{count} of {whole} {unit}"


def _check_input(
    home: Home, state: State, practice: Practice, today: date
) -> CheckInput:
    if state.snapshot is None:
        raise RetentionError(
            f"Nothing has been imported for {state.name} yet. Import its exports first."
        )

    folder = home.records(state.practice)
    undecided = duplicates(home, state.practice, practice)
    tables = _standing(snapshots.read(folder, state.snapshot))
    problems = snapshots.problems(folder, state.snapshot)
    sources = snapshots.Manifest.read(folder, state.snapshot).sources
    set_aside = sum(source.set_aside for source in sources)
    pairs = [
        (pair.keep.id, pair.other.id, f"{pair.keep.name}: {', '.join(pair.why)}")
        for pair in undecided
    ]

    return CheckInput(practice, tables, today, problems, set_aside, pairs)


def _standing(tables: Tables) -> Tables:
    """Leave out what has vanished, of which there is a check of its own.

    Vanished patients read as deleted.
    """
    standing = without_vanished(tables)
    if "patient" not in tables:
        return standing

    patients = tables["patient"]
    vanished = is_vanished(tables, patients["id"])
    return {**standing, "patient": deleted_where(patients, vanished)}
