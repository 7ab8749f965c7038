"""Likely duplicates: proposed, decided by a person, and taken back.

`homes.joined` applies what was decided.
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
    """One row of the patient list as it is shown; what the list lacks is ""."""

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
    """Two rows that look like one person, and what speaks for it and against it."""

    keep: PatientRow
    """The row that looks like the one to keep."""
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
        keep = self.keep.strip()
        other = self.other.strip()
        return frozenset((keep, other))


def duplicates(
    home: Home, name: str, practice: Practice
) -> tuple[LikelyDuplicate, ...]:
    """The pairs that nobody has decided yet, the likest first.

    What the practice's own system has merged, and what was said to be two people (or
    follows from it once rows are merged), is not proposed again. `practice` is the
    current one, opened with the decided merges in it.
    """
    different = _two_people(practice, home.store.duplicates.all(name))
    undecided = [
        pair
        for pair in facts.pairs(practice)
        if frozenset((pair.keep, pair.other)) not in different
    ]
    wanted: set[int] = set()
    for pair in undecided:
        wanted |= {pair.keep, pair.other}
    rows = _rows(practice, wanted)
    return tuple(
        LikelyDuplicate(
            keep=rows[pair.keep],
            other=rows[pair.other],
            likeness=pair.likeness,
            why=pair.why,
            but=pair.but,
        )
        for pair in undecided
    )


def decided(home: Home, name: str) -> tuple[Decision, ...]:
    """What was decided and not taken back, in the order made."""
    return home.store.duplicates.all(name)


def decide_duplicate(
    home: Home, name: str, practice: Practice, verdict: Verdict, now: datetime
) -> int:
    """Keep what a person decided.

    Returns:
        The decision's number.

    Raises:
        RetentionError: A patient is not in the records, or there is nothing to take
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
    return home.store.duplicates.decide(name, other, keep, verdict.decision, at=now)


def _two_people(
    practice: Practice, decisions: Iterable[Decision]
) -> set[frozenset[int]]:
    """List pairs known to be two people, by the rows that have their history now."""
    ids = []
    for decision in decisions:
        if decision.decision == "different":
            ids += [decision.loser_id, decision.winner_id]

    texts = pd.Series(ids, dtype="str")
    rows = contactability.numbers(practice, texts)
    pairs = rows.reshape(-1, 2)
    return {frozenset(pair) for pair in pairs.tolist()}


def _rows(practice: Practice, wanted: Iterable[int]) -> dict[int, PatientRow]:
    """Those rows of the patient list, by their number."""
    rows = np.array(sorted(wanted), dtype=np.int64)
    people = practice.people.iloc[rows]
    texts = (
        people[["first_name", "last_name", "email", *contactability.ADDRESS]]
        .fillna("")
        .astype(object)
    )
    visitors = visits.visits(practice).person
    visits_of = np.bincount(visitors, minlength=len(practice.people))
    columns = (
        rows.tolist(),
        people["id"],
        _joined(texts, ["first_name", "last_name"], " "),
        _days(people["birth_date"].to_numpy()),
        people["status"].astype(object).fillna(""),
        contactability.first_phone(practice, rows),
        texts["email"],
        _joined(texts, contactability.ADDRESS, ", "),
        visits_of[rows].tolist(),
        _days(visits.last_visit(practice)[rows]),
    )
    return {row: PatientRow(*cells) for row, *cells in zip(*columns, strict=True)}


def _joined(texts: pd.DataFrame, names: Sequence[str], between: str) -> list[str]:
    """Each row's texts that are not empty, in one."""
    joined = []
    columns = texts[list(names)]
    for cells in columns.itertuples(index=False, name=None):
        filled = filter(None, cells)
        joined.append(between.join(filled))
    return joined


def _days(days: np.ndarray) -> list[date | None]:
    """Days as Python has them; None for none."""
    whole_days = days.astype("datetime64[D]")
    return whole_days.tolist()
