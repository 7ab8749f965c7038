"""Narrowing and splitting a figure by the groups of its subjects.

A group is a provider, location, category, source, age or status.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from retention.core import codes
from retention.core.arrays import BoolArray, IndexArray, IntArray, StrArray
from retention.facts import visits
from retention.metrics.reading import Reading
from retention.practice import Practice, Subject, fact

BY = ("provider", "location", "category", "source", "age")
NONE = "none"
BY_A_PATIENT = "a patient"
"""Source of people whom a patient sent.

It is one group, so that no patient's name becomes a group's.
"""
AGES = ((0, "0-17"), (18, "18-34"), (35, "35-54"), (55, "55-74"), (75, "75+"))
"""Age bands: the first year of life of each, and its name."""
UNKNOWN_AGE = "unknown"


def split(
    practice: Practice, reading: Reading, by: str, as_of: date | None = None
) -> dict[str, Reading]:
    """Give the figure for each group, by name.

    Groups of items add up; a person of two groups' items is in both. Ages are of
    the day given, else of the day of the export.
    """
    if not reading.is_known:
        return {}
    if reading.items is not None:
        by_group = split(practice, reading.items, by, as_of)
        return {group: items.by_person() for group, items in by_group.items()}

    label = labels(practice, reading, by, as_of)
    names = np.unique(label.astype(str))
    return {str(name): reading.only(label == name) for name in names}


def narrow(
    practice: Practice,
    reading: Reading,
    within: Mapping[str, str],
    as_of: date | None = None,
) -> Reading:
    """Give the figure of those in every one of the groups given.

    It is narrowed after it was counted, so that the history it needs is never cut.
    Subjects left out and counted apart are narrowed likewise.

    Args:
        practice: The records.
        reading: The figure's answer.
        within: The groups, as {by: group}.
        as_of: The day of ages; the day of the export where it is None.
    """
    if not reading.is_known or not within:
        return reading

    def kept(rows: IndexArray) -> IntArray:
        person = persons(practice, reading.subject, rows)
        subjects = Reading(reading.subject, rows, person)
        is_inside = inside(practice, subjects, within, as_of)
        return rows[is_inside]

    if reading.items is not None:
        narrowed = narrow(practice, reading.items, within, as_of).by_person()
    else:
        narrowed = reading.only(inside(practice, reading, within, as_of))
    left_out = {reason: kept(rows) for reason, rows in reading.left_out.items()}
    apart = {name: kept(rows) for name, rows in reading.apart.items()}
    return replace(narrowed, left_out=left_out, apart=apart)


def labels(
    practice: Practice, reading: Reading, by: str, as_of: date | None = None
) -> StrArray:
    """Return the group of each subject of a reading.

    An item or appointment has its own provider and location; any other subject has
    its person's. A subject without a group is in "none". Only items have a category:
    others are "unknown".

    Args:
        practice: The records.
        reading: The figure's answer.
        by: One of `BY`, or "status".
        as_of: The day of ages; the day of the export where it is None.
    """
    if by == "source":
        return sources(practice)[reading.person]
    if by == "age":
        day = as_of or practice.exported
        return ages(practice, day)[reading.person]
    if by == "status":
        return _column(practice, Subject.PERSON, by)[reading.person]
    if by == "category":
        return _category_labels(practice, reading)

    column = f"{by}_id"
    if reading.subject in (Subject.ITEM, Subject.APPOINTMENT):
        return _column(practice, reading.subject, column)[reading.rows]
    return _column(practice, Subject.PERSON, column)[reading.person]


def persons(practice: Practice, subject: Subject, rows: IndexArray) -> IndexArray:
    """Return the person of each of those subjects, by row of their frame."""
    if subject is Subject.VISIT:
        return visits.visits(practice).person[rows]

    frames = {
        Subject.ITEM: practice.procedures,
        Subject.APPOINTMENT: practice.appointments,
        Subject.CLAIM: practice.claims,
    }
    if subject not in frames:
        return rows

    person = frames[subject]["person"].to_numpy()
    return person[rows]


@fact
def sources(practice: Practice) -> StrArray:
    """Return how each person found the practice.

    That is a patient, the first referral's name, what the patient list says, or
    "none".
    """
    source = _text(practice.people["source"])
    first = practice.referrals.drop_duplicates("person")
    by_a_patient = (first["by"] >= 0).to_numpy()
    referred = np.where(by_a_patient, BY_A_PATIENT, _text(first["source"]))
    source[first["person"].to_numpy()] = referred
    return source


@fact
def ages(practice: Practice, day: date) -> StrArray:
    """Return the age band of each person on a day.

    It is "unknown" without a birth date, or with one after the day.
    """
    born = practice.people["birth_date"]
    birthday = born.dt.month * 100 + born.dt.day
    today = day.month * 100 + day.day
    had_birthday = birthday <= today
    years = day.year - born.dt.year - ~had_birthday
    age = years.where(born.notna(), -1).to_numpy(dtype=float)
    first_years = [first for first, _ in AGES]
    band_names = [name for _, name in AGES]
    names = np.array([UNKNOWN_AGE, *band_names], dtype=object)
    band = np.searchsorted(first_years, age, side="right")
    name_of_band: StrArray = names[band]
    return name_of_band


def inside(
    practice: Practice, reading: Reading, within: Mapping[str, str], as_of: date | None
) -> BoolArray:
    """Whether each subject of the reading is in every one of those groups."""
    holds = np.ones(len(reading.rows), dtype=bool)
    for by, group in within.items():
        holds &= labels(practice, reading, by, as_of) == group
    return holds


@fact
def _column(practice: Practice, subject: Subject, name: str) -> StrArray:
    frames = {
        Subject.ITEM: practice.procedures,
        Subject.APPOINTMENT: practice.appointments,
    }
    frame = frames.get(subject, practice.people)
    return _text(frame[name])


@fact
def _categories(practice: Practice) -> StrArray:
    code = practice.procedures["code"].cat
    of_codes = [codes.category(name) for name in code.categories]
    # the last name is that of code -1, no code
    names = np.array([*of_codes, codes.UNKNOWN_CATEGORY], dtype=object)
    return names[code.codes.to_numpy()]


def _category_labels(practice: Practice, reading: Reading) -> StrArray:
    if reading.subject is Subject.ITEM:
        return _categories(practice)[reading.rows]
    return np.full(len(reading.rows), codes.UNKNOWN_CATEGORY, dtype=object)


def _text(column: pd.Series) -> StrArray:
    filled = column.astype(object).where(column.notna(), NONE)
    return filled.to_numpy(dtype=object, copy=True)
