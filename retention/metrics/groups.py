"""Narrowing and splitting: the group of each subject by provider, location, category,
source, age or status.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from retention.core import codes
from retention.facts import visits
from retention.metrics.reading import Reading
from retention.practice import Practice, Subject, fact

BY = ("provider", "location", "category", "source", "age")
NONE = "none"
BY_A_PATIENT = "a patient"
"""Source of people whom a patient sent: one group, so that no patient's name becomes a
group's.
"""
AGES = ((0, "0-17"), (18, "18-34"), (35, "35-54"), (55, "55-74"), (75, "75+"))
"""Age bands: the first year of life of each, and its name."""
UNKNOWN_AGE = "unknown"


def split(
    practice: Practice, reading: Reading, by: str, as_of: date | None = None
) -> dict[str, Reading]:
    """The figure for each group, by name; groups of items add up, a person of two
    groups' items is in both.

    Ages are of the day given, else of the day of the export.
    """
    if not reading.is_known:
        return {}
    if reading.items is not None:
        return {
            group: items.by_person()
            for group, items in split(practice, reading.items, by, as_of).items()
        }
    label = labels(practice, reading, by, as_of)
    return {
        str(name): reading.only(label == name) for name in np.unique(label.astype(str))
    }


def narrow(
    practice: Practice,
    reading: Reading,
    within: Mapping[str, str],
    as_of: date | None = None,
) -> Reading:
    """The figure of those in every one of the groups given, as {by: group}; with those
    left out and counted apart.

    It is narrowed after it was counted, so that the history it needs is never cut.
    """
    if not reading.is_known or not within:
        return reading

    def kept(rows: np.ndarray) -> np.ndarray:
        alone = Reading(reading.subject, rows, persons(practice, reading.subject, rows))
        return rows[inside(practice, alone, within, as_of)]

    if reading.items is not None:
        found = narrow(practice, reading.items, within, as_of).by_person()
    else:
        found = reading.only(inside(practice, reading, within, as_of))
    return replace(
        found,
        left_out={reason: kept(rows) for reason, rows in reading.left_out.items()},
        apart={name: kept(rows) for name, rows in reading.apart.items()},
    )


def labels(
    practice: Practice, reading: Reading, by: str, as_of: date | None = None
) -> np.ndarray:
    """The group of each subject of a reading: the item's or appointment's own provider
    or location, else the person's.

    `by` is one of `BY`, or "status"; a subject without a group is in "none". Only items
    have a category: others are "unknown".
    """
    if by == "source":
        return sources(practice)[reading.person]
    if by == "age":
        return ages(practice, as_of or practice.exported)[reading.person]
    if by == "status":
        return _column(practice, Subject.PERSON, by)[reading.person]
    if by == "category":
        return (
            _categories(practice)[reading.rows]
            if reading.subject is Subject.ITEM
            else _unknown(reading)
        )
    own = reading.subject in (Subject.ITEM, Subject.APPOINTMENT)
    return _column(practice, reading.subject if own else Subject.PERSON, f"{by}_id")[
        reading.rows if own else reading.person
    ]


def persons(practice: Practice, subject: Subject, rows: np.ndarray) -> np.ndarray:
    """The person of each of those subjects, by row of their frame."""
    frames = {
        Subject.ITEM: practice.procedures,
        Subject.APPOINTMENT: practice.appointments,
        Subject.CLAIM: practice.claims,
    }
    if subject is Subject.VISIT:
        return visits.visits(practice).person[rows]
    return frames[subject]["person"].to_numpy()[rows] if subject in frames else rows


@fact
def sources(practice: Practice) -> np.ndarray:
    """How each person found the practice: a patient, the first referral's name, what
    the patient list says, "none".
    """
    out = _text(practice.people["source"])
    first = practice.referrals.drop_duplicates("person")
    by_a_patient = (first["by"] >= 0).to_numpy()
    out[first["person"].to_numpy()] = np.where(
        by_a_patient, BY_A_PATIENT, _text(first["source"])
    )
    return out


@fact
def ages(practice: Practice, day: date) -> np.ndarray:
    """The age band of each person on a day; "unknown" without a birth date, or with one
    after the day.
    """
    born = practice.people["birth_date"]
    had = (born.dt.month * 100 + born.dt.day) <= day.month * 100 + day.day
    years = (
        (day.year - born.dt.year - ~had).where(born.notna(), -1).to_numpy(dtype=float)
    )
    names = np.array([UNKNOWN_AGE, *(name for _, name in AGES)], dtype=object)
    return names[np.searchsorted([first for first, _ in AGES], years, side="right")]


def inside(
    practice: Practice, reading: Reading, within: Mapping[str, str], as_of: date | None
) -> np.ndarray:
    """Whether each subject of the reading is in every one of those groups."""
    holds = np.ones(len(reading.rows), dtype=bool)
    for by, group in within.items():
        holds &= labels(practice, reading, by, as_of) == group
    return holds


@fact
def _column(practice: Practice, subject: Subject, name: str) -> np.ndarray:
    frames = {
        Subject.ITEM: practice.procedures,
        Subject.APPOINTMENT: practice.appointments,
    }
    return _text(frames.get(subject, practice.people)[name])


@fact
def _categories(practice: Practice) -> np.ndarray:
    code = practice.procedures["code"].cat
    names = np.array(
        [codes.category(name) for name in code.categories] + [codes.UNKNOWN_CATEGORY],
        dtype=object,
    )
    return names[code.codes.to_numpy()]


def _unknown(reading: Reading) -> np.ndarray:
    return np.full(len(reading.rows), codes.UNKNOWN_CATEGORY, dtype=object)


def _text(column: pd.Series) -> np.ndarray:
    return (
        column.astype(object)
        .where(column.notna(), NONE)
        .to_numpy(dtype=object, copy=True)
    )
