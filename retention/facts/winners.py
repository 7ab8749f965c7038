"""Winners: whose history each row of the patient list is (definitions.md 0, merges)."""

import numpy as np

from retention.practice import Practice, fact


@fact
def winners(practice: Practice) -> np.ndarray:
    """For each row of the patient list, the row that has its history: the winner's
    after a merge, else its own.
    """
    into = practice.people["merged_into"].to_numpy()
    return np.where(into >= 0, into, np.arange(len(into)))
