"""The perception gap: what the owner guesses before a figure is shown, beside what is
measured (definitions.md 6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from retention.metrics import Figure, Reading
from retention.metrics.reconcile import unit_of
from retention.practice import Period, Practice
from retention.problems import RetentionError, WrongCall
from retention.work import Guess
from retention.workflows.figures import figures
from retention.workflows.homes import Home
from retention.workflows.written import printed_number


@dataclass(frozen=True)
class Gap:
    """The guesses of one figure over time, and what it is today, all in one unit."""

    key: str
    unit: str
    guesses: tuple[Guess, ...]
    """In the order made, the skipped ones left out; each with what was measured
    then.
    """
    measured: float | None
    """Today's value; None where it cannot be given."""

    @property
    def now(self) -> float | None:
        """The last guess − today's value; None where one of them is missing."""
        if not self.guesses or self.measured is None:
            return None
        return (self.guesses[-1].value or 0) - self.measured


def guess(
    home: Home, name: str, practice: Practice, key: str, text: str | None, now: datetime
) -> Guess:
    """Keep a guess as people write it, or with None that it was skipped, beside the
    figure measured at the export.

    RetentionError where the figure cannot be given: there is nothing to hold a guess
    against; WrongCall for a table, an unknown figure or a text that is no such number.
    """
    figure, reading = _measured(practice, key)
    if text is not None and reading.value is None:
        raise RetentionError(
            f"“{figure.title}” cannot be given ({reading.reason}). Nothing was "
            "kept; guess it later."
        )
    unit = unit_of(figure, reading)
    value = None if text is None else printed_number(text, unit)
    measured = None if reading.value is None else float(reading.value)
    home.work.log_guess(
        name, key, value, unit=unit, at=now, as_of=practice.exported, measured=measured
    )
    return home.work.guesses(name)[-1]


def guesses(home: Home, name: str) -> tuple[Guess, ...]:
    """Every guess in the order made, skipped ones too: what has a key in here was
    asked, and need not be again.
    """
    return home.work.guesses(name)


def gap(home: Home, name: str, practice: Practice) -> Mapping[str, Gap]:
    """Guess − measured, by figure: over time with what was measured then, and against
    today's value.
    """
    kept = [found for found in home.work.guesses(name) if not found.skipped]
    return {
        key: _gap(practice, key, kept)
        for key in dict.fromkeys(found.key for found in kept)
    }


def _gap(practice: Practice, key: str, kept: list[Guess]) -> Gap:
    own = tuple(found for found in kept if found.key == key)
    _, reading = _measured(practice, key)
    return Gap(
        key, own[-1].unit, own, None if reading.value is None else float(reading.value)
    )


def _measured(practice: Practice, key: str) -> tuple[Figure, Reading]:
    figure = figures([key])[0]
    if figure.is_table:
        raise WrongCall(f"“{figure.title}” is a table; guess a single figure.")
    return figure, figure(practice, Period.default(practice.exported))
