"""Narrowing and splitting: the group of each subject by provider, location, category or source."""

import numpy as np
import pandas as pd

from retention import codes
from retention.metrics.reading import Reading
from retention.practice import Practice, Subject, fact

BY = ("provider", "location", "category", "source")
NONE = "none"


def split(practice: Practice, reading: Reading, by: str) -> dict[str, Reading]:
    """The figure for each group, by name; groups of items add up, a person of two groups' items is in both."""
    if not reading.is_known:
        return {}
    if reading.items is not None:
        return {group: items.by_person() for group, items in split(practice, reading.items, by).items()}
    label = labels(practice, reading, by)
    return {str(name): reading.only(label == name) for name in np.unique(label.astype(str))}


def labels(practice: Practice, reading: Reading, by: str) -> np.ndarray:
    """The group of each subject of a reading: the item's or appointment's own provider or location, else the person's.

    `by` is one of `BY`; a subject without a group is in "none". Only items have a category: others are "unknown"."""
    if by == "source":
        return sources(practice)[reading.person]
    if by == "category":
        return _categories(practice)[reading.rows] if reading.subject is Subject.ITEM else _unknown(reading)
    frames = {Subject.ITEM: practice.procedures, Subject.APPOINTMENT: practice.appointments}
    frame, rows = frames.get(reading.subject, practice.people), reading.rows
    if reading.subject not in frames:
        rows = reading.person
    return _text(frame[f"{by}_id"].iloc[rows])


@fact
def sources(practice: Practice) -> np.ndarray:
    """How each person found the practice: the first referral's name, else what the patient list says, else "none"."""
    out = _text(practice.people["source"])
    first = practice.referrals.drop_duplicates("person")
    out[first["person"].to_numpy()] = _text(first["source"])
    return out


@fact
def _categories(practice: Practice) -> np.ndarray:
    code = practice.procedures["code"].cat
    names = np.array([codes.category(name) for name in code.categories] + [codes.UNKNOWN_CATEGORY], dtype=object)
    return names[code.codes.to_numpy()]


def _unknown(reading: Reading) -> np.ndarray:
    return np.full(len(reading.rows), codes.UNKNOWN_CATEGORY, dtype=object)


def _text(column: pd.Series) -> np.ndarray:
    return column.astype(object).where(column.notna(), NONE).to_numpy(dtype=object, copy=True)
