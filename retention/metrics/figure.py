"""Declaring a figure: its docstring is the definition that people read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import getdoc
from typing import Any, Generic, TypeVar

from retention.core import formatting
from retention.facts import appointments, visits
from retention.metrics.reading import FigureTable, Reading
from retention.practice import Period, Practice, Subject

BETWEEN = "visits between the first and the last are not known"
NO_CODES = "not measured: the procedures come without codes"
REPORTED_BOOKINGS = (
    "booked: the next visit as reported by the PMS, for no appointments were loaded"
)
UNKNOWN_BOOKINGS = (
    "bookings are unknown: neither appointments nor next visits were loaded"
)
Answer = TypeVar("Answer", Reading, FigureTable)


class Unit(StrEnum):
    """What a figure's value is (definitions.md 8)."""

    PEOPLE = "people"
    VISITS = "visits"
    APPOINTMENTS = "appointments"
    AMOUNT = "amount"
    TABLE = "table"


@dataclass(frozen=True)
class Figure(Generic[Answer]):
    """A declared figure; call it with a practice, a period and its options."""

    key: str
    title: str
    unit: Unit
    subject: Subject
    function: Callable[..., Answer]
    takes_period: bool = False
    of_export: bool = False
    """Whether it is made of the export's state, and refused for an earlier day.

    That state is bookings, planned work and recalls.
    """
    needs: tuple[str, ...] = ()
    """Tables without which it is not measured."""
    needs_bookings: bool = False
    """Whether it is made of what is booked.

    That is known from appointments, or from the next visit in the patient list.
    """
    needs_codes: bool = False
    """Whether it needs procedure codes, and is not measured without any."""
    is_open_ended: bool = False
    """Whether what it waits for may come at any time up to the export.

    Older periods had more time, so it is never compared with its own past.
    """
    better: str = ""
    """ "more" or "less", where one is better."""
    options: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    """Option name to the values it may take, the default first."""

    @property
    def definition(self) -> str:
        """The sentences that define it, for tooltips and the Definitions page."""
        return getdoc(self.function) or ""

    @property
    def is_table(self) -> bool:
        """Whether it answers with a table of groups."""
        return self.unit is Unit.TABLE

    def __call__(self, practice: Practice, period: Period, **options: Any) -> Answer:
        """The figure's answer, with the reason where it cannot be given."""
        why = self._cannot(practice, period)
        if not why:
            return self.function(practice, period, **options)
        if self.is_table:
            return FigureTable(unknown=why)  # type: ignore[return-value]
        return Reading.cannot(self.subject, why)  # type: ignore[return-value]

    def _cannot(self, practice: Practice, period: Period) -> str:
        """Say why the figure cannot be given; "" where it can."""
        if self.of_export and period.as_of < practice.exported:
            exported = formatting.day(practice.exported)
            return f"this is the state of the day of the export: ask for {exported}"

        for table in self.needs:
            if not self._has(practice, table):
                return f"not measured: no {table}s were loaded"
        if self.needs_bookings and not appointments.bookings_known(practice):
            return "not measured: no appointments were loaded"
        if self.needs_codes and not visits.codes_exported(practice):
            return NO_CODES
        return ""

    def _has(self, practice: Practice, table: str) -> bool:
        """Whether a table was loaded and holds what the figure needs.

        Work that was done is only there where visits come from it. Plans alone are
        enough for figures made of items (definitions.md 0, visit).
        """
        is_loaded = table in practice.loaded
        if table != "procedure" or not is_loaded:
            return is_loaded
        if practice.visits_from == table:
            return True
        return self.subject is Subject.ITEM and len(practice.procedures) > 0


def figure(
    key: str, title: str, **declared: Any
) -> Callable[[Callable[..., Answer]], Figure[Answer]]:
    """Declare the function below as a figure under that key.

    Args:
        key: The figure's name in code, addresses and files.
        title: The figure's name on screen.
        **declared: The other fields of `Figure`.
    """

    def declare(function: Callable[..., Answer]) -> Figure[Answer]:
        unit = declared.pop("unit", Unit.PEOPLE)
        subject = declared.pop("subject", Subject.PERSON)
        return Figure(key, title, unit, subject, function, **declared)

    return declare


def basis(practice: Practice) -> tuple[str, ...]:
    """Return notes on where visits come from (definitions.md 0, visit).

    There are none where they come from completed work.
    """
    notes = {
        "appointment": (
            "visits from completed appointments: no procedures were loaded",
        ),
        "patient": ("reported by the PMS: only a patient list was loaded", BETWEEN),
    }
    return notes.get(practice.visits_from, ())


def basis_of_bookings(practice: Practice) -> tuple[str, ...]:
    """Return a note on where bookings come from, or that nobody knows of any.

    There is none where they come from the appointment book.
    """
    if "appointment" in practice.loaded:
        return ()
    if appointments.bookings_known(practice):
        return (REPORTED_BOOKINGS,)
    return (UNKNOWN_BOOKINGS,)
