"""Declaring a figure: a function of practice and period whose docstring is the
definition people read.
"""

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
    """Made of bookings, planned work or recalls, which are the export's state: refused
    for an earlier day.
    """
    needs: tuple[str, ...] = ()
    """Tables without which it is not measured."""
    needs_bookings: bool = False
    """Made of what is booked: by appointments, or by the next visit that the patient
    list reports.
    """
    needs_codes: bool = False
    """Made of what was done or planned, told by codes: not measured where procedures
    come without any.
    """
    is_open_ended: bool = False
    """What it waits for may come at any time up to the export, so that older periods
    had more time: never held against its own past.
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
        if why:
            if self.is_table:
                return FigureTable(unknown=why)  # type: ignore[return-value]
            return Reading.cannot(self.subject, why)  # type: ignore[return-value]
        return self.function(practice, period, **options)

    def _cannot(self, practice: Practice, period: Period) -> str:
        if self.of_export and period.as_of < practice.exported:
            return (
                "this is the state of the day of the export: ask for "
                f"{formatting.day(practice.exported)}"
            )
        missing = [name for name in self.needs if not self._has(practice, name)]
        if missing or (
            self.needs_bookings and not appointments.bookings_known(practice)
        ):
            return (
                f"not measured: no {missing[0] if missing else 'appointment'}s were "
                "loaded"
            )
        return (
            NO_CODES if self.needs_codes and not visits.codes_exported(practice) else ""
        )

    def _has(self, practice: Practice, table: str) -> bool:
        """Whether a table was loaded; work that was done is only there where visits
        come from it, plans alone are enough for figures made of items (definitions.md
        0, visit).
        """
        if table != "procedure" or table not in practice.loaded:
            return table in practice.loaded
        return practice.visits_from == table or (
            self.subject is Subject.ITEM and len(practice.procedures) > 0
        )


def figure(
    key: str, title: str, **declared: Any
) -> Callable[[Callable[..., Answer]], Figure[Answer]]:
    """Declare the function below as a figure under that key; `declared` are the other
    fields of `Figure`.
    """

    def declare(function: Callable[..., Answer]) -> Figure[Answer]:
        return Figure(
            key,
            title,
            declared.pop("unit", Unit.PEOPLE),
            declared.pop("subject", Subject.PERSON),
            function,
            **declared,
        )

    return declare


def basis(practice: Practice) -> tuple[str, ...]:
    """Notes on where visits come from, where it is not completed work (definitions.md
    0, visit).
    """
    notes = {
        "appointment": (
            "visits from completed appointments: no procedures were loaded",
        ),
        "patient": ("reported by the PMS: only a patient list was loaded", BETWEEN),
    }
    return notes.get(practice.visits_from, ())


def basis_of_bookings(practice: Practice) -> tuple[str, ...]:
    """A note on where bookings come from, where it is not the appointment book, or that
    nobody knows of any.
    """
    if "appointment" in practice.loaded:
        return ()
    return (
        REPORTED_BOOKINGS
        if appointments.bookings_known(practice)
        else UNKNOWN_BOOKINGS,
    )
