"""What a person is called in an address: a token that tells nothing of them, and leads
back to them here alone.
"""

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np

from retention.practice import Practice, fact
from retention.workflows.calling import person_row
from retention.workflows.homes import Home

_DIGITS = 32  # 128 bits: nobody guesses one, and no two people share one


def person_token(home: Home, name: str, practice: Practice, patient_id: str) -> str:
    """The token of a patient, the winner's where the id was merged; RetentionError
    where the id is unknown.

    It is a hash of the patient's id with the practice's secret (HMAC-SHA256), the same
    for as long as the id is.
    """
    return person_tokens(home, name, practice, [person_row(practice, patient_id)])[0]


def person_tokens(
    home: Home, name: str, practice: Practice, rows: Sequence[int] | np.ndarray
) -> list[str]:
    """The tokens of those rows of the patient list."""
    tokens = list(_tokens(practice, home.work.secret(name)))
    return [tokens[row] for row in rows]


def person_of_token(
    home: Home, name: str, practice: Practice, token: str
) -> str | None:
    """The id of the patient whose token it is; None where it is nobody's in this
    practice.
    """
    row = _tokens(practice, home.work.secret(name)).get(token.strip().lower())
    return None if row is None else str(practice.people["id"].iloc[row])


@fact
def _tokens(practice: Practice, secret: str) -> dict[str, int]:
    """Every row of the patient list by its token, in order; made once per snapshot, 2
    µs a row.
    """
    key = bytes.fromhex(secret)
    ids = practice.people["id"].tolist()
    return {
        hmac.digest(key, own.encode(), hashlib.sha256).hex()[:_DIGITS]: row
        for row, own in enumerate(ids)
    }
