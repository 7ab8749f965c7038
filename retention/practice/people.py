"""Which rows of the patient list are people, and who heads a household."""

from datetime import date

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import BoolArray, IndexArray, IntArray, is_among

_YOUNGEST = np.datetime64("9999-01-01", "D")
"""Stands in for an unknown day of birth, so that nobody known comes after."""


def is_person(
    people: pd.DataFrame, appointments: pd.DataFrame, procedures: pd.DataFrame
) -> BoolArray:
    """Return which rows are people (definitions.md 0).

    They are not deleted, not merged, and have something in their history.
    """
    is_no_appointment = appointments["status"].isin(["note", "deleted"])
    is_procedure = procedures["status"] != "deleted"
    size = len(people)
    with_appointment = appointments["person"][~is_no_appointment].to_numpy()
    with_procedure = procedures["person"][is_procedure].to_numpy()
    has_appointment = is_among(with_appointment, size)
    has_procedure = is_among(with_procedure, size)
    return (has_appointment | has_procedure) & _stands(people)


def is_reported(people: pd.DataFrame, winners: IndexArray, exported: date) -> BoolArray:
    """Return which rows have a visit reported up to the export, a merged row's too.

    Asked where visits come from the patient list.
    """
    reported = people[["first_visit_reported", "last_visit_reported"]].to_numpy()
    is_past = reported <= np.datetime64(exported, "D")
    person = winners[is_past.any(axis=1)]
    return is_among(person, len(people)) & _stands(people)


def oldest_on_account(people: pd.DataFrame) -> IntArray:
    """Return for each row the row of the oldest person with the same household id.

    Of people whose day of birth is unknown the first; a row without a household id
    stands for itself.
    """
    account = people["household_id"].astype("category").cat.codes.to_numpy()
    own = np.arange(len(people))
    birth_day = dates.days(people["birth_date"])
    born = np.where(np.isnat(birth_day), _YOUNGEST, birth_day)
    order = np.lexsort((own, born, account))

    heads, first = np.unique(account[order], return_index=True)
    oldest = order[first]
    place = np.searchsorted(heads, account)
    return np.where(account >= 0, oldest[place], own)


def _stands(people: pd.DataFrame) -> BoolArray:
    """Return which rows are neither deleted nor merged into another."""
    is_kept = (people["status"] != "deleted").to_numpy()
    is_own = (people["merged_into"] == -1).to_numpy()
    return is_kept & is_own
