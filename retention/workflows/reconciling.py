"""Reconciling: a printed report against our figure, remembered, so that a figure can
say when it was checked.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from retention import formats
from retention.metrics import reconcile as rules
from retention.metrics.reconcile import BY_NAME, Reconciliation
from retention.practice import Period, Practice
from retention.problems import RetentionError
from retention.work import Reconciled
from retention.workflows.figures import period_of
from retention.workflows.homes import Home, state
from retention.workflows.written import Printed, in_words, printed_number


def reconcile(
    home: Home,
    name: str,
    practice: Practice,
    key: str,
    theirs: Printed | str,
    period: Period,
    now: datetime,
) -> Reconciliation:
    """Hold a report (a comparison's key, or a figure's) against ours: a printed list,
    or a number as it is written.

    The result is kept once it is found, without patients. RetentionError where nothing
    can be compared.
    """
    found = rules.reconcile(
        practice, key, _given(practice, key, theirs, period), period
    )
    snapshot = state(home, name).snapshot
    if snapshot is None:
        raise RetentionError(
            "Nothing has been imported yet. Import your exports first."
        )
    home.work.log_reconciliation(name, _row(found, key, theirs, snapshot, now))
    return found


def reconcile_period(
    practice: Practice, key: str, as_of: date | None, text: str | None
) -> Period:
    """The period compared: the one written, else the comparison's own."""
    rules.figure_of(key)
    written = period_of(practice, as_of, text)
    return written if text else rules.period_of(practice, key, written.as_of)


def last_reconciliations(home: Home, name: str) -> Mapping[str, Reconciled]:
    """The newest reconciliation of each figure, by the figure's key; figures never
    reconciled are absent.
    """
    return {found.key: found for found in reversed(home.work.reconciliations(name))}


def reconciliations(home: Home, name: str) -> tuple[Reconciled, ...]:
    """Every reconciliation, newest first."""
    return home.work.reconciliations(name)


def reconciled_in_words(found: Reconciled) -> str:
    """When a figure was last held against which report, and how far apart they were, in
    one sentence.
    """
    title = (
        BY_NAME[found.comparison].title
        if found.comparison in BY_NAME
        else "your system's report"
    )
    theirs, ours, open_ = (
        in_words(value, found.unit)
        for value in (found.theirs, found.ours, found.not_explained)
    )
    apart = (
        f"{open_} not explained"
        if found.not_explained
        else "every difference explained"
    )
    when = formats.day(found.at.date())
    return f"Reconciled on {when} with {title}: theirs {theirs}, ours {ours}, {apart}."


def _given(
    practice: Practice, key: str, theirs: Printed | str, period: Period
) -> tuple[str, ...] | float:
    if isinstance(theirs, Printed):
        return theirs.lines
    return printed_number(theirs, rules.unit(practice, key, period))


def _row(
    found: Reconciliation, key: str, theirs: Printed | str, snapshot: int, now: datetime
) -> Reconciled:
    text = (
        theirs.sha256
        if isinstance(theirs, Printed)
        else hashlib.sha256(theirs.strip().encode()).hexdigest()
    )
    return Reconciled(
        key=found.figure.key,
        comparison=key,
        at=now,
        snapshot=snapshot,
        as_of=found.period.as_of,
        first=found.period.first,
        last=found.period.last,
        unit=found.unit,
        ours=found.ours,
        theirs=found.theirs,
        only_ours=len(found.only_ours) if found.is_list else None,
        only_theirs=len(found.only_theirs) if found.is_list else None,
        explained=found.explained,
        not_explained=found.not_explained,
        sha256=text,
    )
