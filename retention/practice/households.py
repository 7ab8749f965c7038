"""Who stands for a household where its account is no patient's number."""

import numpy as np
import pandas as pd


def oldest_on_account(people: pd.DataFrame) -> np.ndarray:
    """For each row of the patient list, the row of the oldest person with the same
    household id.

    Of people whose day of birth is unknown the first; a row without a household id
    stands for itself.
    """
    account = people["household_id"].astype("category").cat.codes.to_numpy()
    own = np.arange(len(people))
    born = people["birth_date"].to_numpy().astype("datetime64[D]")
    order = np.lexsort(
        (own, np.where(np.isnat(born), np.datetime64("9999-01-01", "D"), born), account)
    )
    heads, first = np.unique(account[order], return_index=True)
    return np.where(account >= 0, order[first][np.searchsorted(heads, account)], own)
