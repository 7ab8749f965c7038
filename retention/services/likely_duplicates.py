"""Likely duplicates: proposed, decided by a person, and taken back; `joining` applies
what was decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from retention.core.errors import RetentionError
from retention.facts import contactability, visits
from retention.facts import duplicates as facts
from retention.practice import Practice
from retention.services.homes import Home
from retention.store import Decision


@dataclass(frozen=True)
class PatientRow:
    """One row of the patient list as it is shown beside its likeness; what the list
    lacks is "".
    """

    id: str
    name: str
    birth_date: date | None
    status: str
    phone: str
    email: str
    address: str
    visits: int
    last_visit: date | None


@dataclass(frozen=True)
class LikelyDuplicate:
    """Two rows that look like one person, and what speaks for it and against it; `keep`
    looks like the one to keep.
    """

    keep: PatientRow
    other: PatientRow
    likeness: float
    """Between 0 and 1, as `facts.duplicates` weighs it."""
    why: tuple[str, ...]
    but: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a person says of two rows, by their ids.

    `same` (the history of `other` is that of `keep` from now on), `different`, or
    `undecided`, which takes back what was said.
    """

    keep: str
    other: str
    decision: str

    @property
    def pair(self) -> frozenset[str]:
        """Both ids, whichever is kept."""
        return frozenset((self.keep.strip(), self.other.strip()))


def duplicates(
    home: Home, name: str, practice: Practice
) -> tuple[LikelyDuplicate, ...]:
    """The pairs that nobody has decided yet, the likest first.

    What the practice's own system has merged, and what was said to be two people (or
    follows from it once rows are merged), is not proposed again. `practice` is the
    current one, opened with the decided merges in it.
    """
    different = _two_people(practice, home.work.duplicates(name))
    open_ = [
        pair
        for pair in facts.pairs(practice)
        if frozenset((pair.keep, pair.other)) not in different
    ]
    rows = _rows(practice, {row for pair in open_ for row in (pair.keep, pair.other)})
    return tuple(
        LikelyDuplicate(
            rows[pair.keep], rows[pair.other], pair.likeness, pair.why, pair.but
        )
        for pair in open_
    )


def decided(home: Home, name: str) -> tuple[Decision, ...]:
    """What was decided and not taken back, in the order made."""
    return home.work.duplicates(name)


def decide_duplicate(
    home: Home, name: str, practice: Practice, verdict: Verdict, now: datetime
) -> int:
    """Keep what a person decided; gives its number.

    RetentionError for a patient who is not in the records, unless a decision is taken
    back.
    """
    keep = verdict.keep
    other = verdict.other
    if verdict.decision != "undecided":
        for patient in (keep, other):
            if contactability.numbers(practice, pd.Series([patient.strip()]))[0] < 0:
                raise RetentionError(
                    f"There is no patient {patient} in the records. Nothing was "
                    "saved; check the number."
                )
    elif verdict.pair not in {decision.pair for decision in decided(home, name)}:
        raise RetentionError(
            f"Nothing was decided of {keep} and {other}, so there is nothing to "
            "take back."
        )
    return home.work.decide_duplicate(name, other, keep, verdict.decision, at=now)


def _two_people(practice: Practice, said: Iterable[Decision]) -> set[frozenset[int]]:
    """Pairs of people who are known to be two, each by the row that has their history
    now.
    """
    different = [one for one in said if one.decision == "different"]
    ids = pd.Series(
        [patient for one in different for patient in (one.loser_id, one.winner_id)],
        dtype="str",
    )
    rows = contactability.numbers(practice, ids).reshape(-1, 2).tolist()
    return {frozenset(pair) for pair in rows}


def _rows(practice: Practice, wanted: Iterable[int]) -> dict[int, PatientRow]:
    """Those rows of the patient list, by their number."""
    rows = np.array(sorted(wanted), dtype=np.int64)
    people = practice.people.iloc[rows]
    texts = (
        people[["first_name", "last_name", "email", *contactability.ADDRESS]]
        .fillna("")
        .astype(object)
    )
    came = np.bincount(visits.visits(practice).person, minlength=len(practice.people))[
        rows
    ]
    columns = (
        rows.tolist(),
        people["id"],
        _joined(texts, ["first_name", "last_name"], " "),
        _days(people["birth_date"].to_numpy()),
        people["status"].astype(object).fillna(""),
        contactability.first_phone(practice, rows),
        texts["email"],
        _joined(texts, contactability.ADDRESS, ", "),
        came.tolist(),
        _days(visits.last_visit(practice)[rows]),
    )
    return {row: PatientRow(*cells) for row, *cells in zip(*columns, strict=True)}


def _joined(texts: pd.DataFrame, names: Sequence[str], between: str) -> list[str]:
    return [
        between.join(filter(None, cells))
        for cells in texts[list(names)].itertuples(index=False, name=None)
    ]


def _days(days: np.ndarray) -> list[date | None]:
    return days.astype("datetime64[D]").tolist()
