"""Every reason is told twice, by `retention.outreach` and by the plain oracle; and
lists agree with the figures.
"""

import random
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest

from retention import metrics
from retention.core.policy import Policy
from retention.facts import standing
from retention.outreach import OUTCOMES, REASONS, Log
from retention.outreach.candidates import Candidates
from retention.outreach.reasons import held
from retention.practice import Period, Practice, conform
from tests.builders import from_rows
from tests.metrics.random_practices import made
from tests.oracle import reasons as oracle
from tests.oracle.rows import Book

from .small import log

PHONES = [f"(305) 555-01{number:02}" for number in range(8)]
LISTS_AND_FIGURES = {
    "sitting": "sitting",
    "recall_overdue": "recall_overdue",
    "recall_estimated": "recall_estimated",
    "broken": "broken_not_rebooked",
    "best_at_risk": "best_customers_at_risk",
}


class Case:
    """A random practice with households, phones and calls, a log of what was said, and
    a day of work.
    """

    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        tables, self.exported = made(
            seed, people=24, rows=self.dice.choice((40, 120, 240))
        )
        people = tables["patient"].to_pylist()
        self.ids = [row["id"] for row in people]
        tables = tables | {
            "patient": from_rows("patient", [self._reachable(row) for row in people])
        }
        if "procedure" in tables:
            tables["procedure"] = from_rows(
                "procedure", self._without_the_silent(tables["procedure"].to_pylist())
            )
        if self.dice.random() < 0.8:
            tables["call"] = from_rows(
                "call", [{"id": str(at), **self._call()} for at in range(40)]
            )
        self.policy = Policy(active_months=self.dice.choice((12, 18, 18, 24, 36)))
        self.tables, self.today = (
            tables,
            self.exported + timedelta(days=self.dice.randint(0, 20)),
        )
        self.logged = (
            [self._contact() for _ in range(self.dice.choice((0, 10, 30)))]
            if self.ids
            else []
        )

    @property
    def book(self) -> Practice:
        return conform(self.tables, self.exported, self.policy)

    @property
    def log(self) -> Log:
        return log(*(row | {"day": pd.Timestamp(row["day"])} for row in self.logged))

    def _reachable(self, row: dict) -> dict:
        phone = self.dice.choice((None, *PHONES))
        return row | {
            "household_id": self.dice.choice((row["id"], *self.ids)),
            "mobile_phone": phone,
        }

    def _without_the_silent(self, procedures: list[dict]) -> list[dict]:
        """Two in three have not come for most of a year."""
        silent = {key for key in self.ids if self.dice.random() < 0.67}
        since = self.exported - timedelta(days=330)
        return [
            row
            for row in procedures
            if row["patient_id"] not in silent
            or not row["completed_on"]
            or row["completed_on"] < since
        ]

    def _call(self) -> dict:
        day = self.exported - timedelta(
            days=self.dice.choice((-1, 0, 1, 2, 30, 89, 90, 91, 400))
        )
        return {
            "at": datetime.combine(
                day, time(self.dice.randint(8, 17), self.dice.randint(0, 59))
            ),
            "direction": self.dice.choice(
                ("received", "received", "received", "sent", "neither")
            ),
            "is_answered": self.dice.choice((False, False, False, True, None)),
            "phone": self.dice.choice((None, *PHONES)),
            "patient_id": self.dice.choice((None, None, None, "99", *self.ids)),
        }

    def _contact(self) -> dict:
        day = self.exported + timedelta(days=self.dice.randint(-120, 25))
        promise = (
            day + timedelta(days=self.dice.randint(0, 12))
            if self.dice.random() < 0.4
            else None
        )
        outcome = self.dice.choice(
            (*(one.key for one in OUTCOMES), "complaint", "complaint", "no_answer")
        )
        told = {
            "patient_id": self.dice.choice((*self.ids, "99")),
            "day": day,
            "outcome": outcome,
            "reason": "lapsing",
        }
        return told | {
            "reached": self.dice.choice((None, None, True, False)),
            "call_back_on": promise,
        }


def found(case: Case, book: Practice) -> dict[str, set[str]]:
    """The ids of those who have each reason."""
    has = held(Candidates(book, case.log, case.today))
    ids = book.people["id"].to_numpy(dtype=object)
    return {reason.key: set(ids[has[:, at]]) for at, reason in enumerate(REASONS)}


def compare(seed: int) -> dict[str, int]:
    """Hold one random practice against the oracle and the figures; how many people have
    each reason.
    """
    case = Case(seed)
    book = case.book
    rows = Book(case.tables, case.exported, case.policy.active_months)
    lists = found(case, book)
    for reason in REASONS:
        expected = oracle.BY_KEY[reason.key](rows, case.logged, case.today)
        assert lists[reason.key] == expected, (
            seed,
            reason.key,
            lists[reason.key] ^ expected,
        )
    for reason, figure in LISTS_AND_FIGURES.items():
        assert lists[reason] == of_figure(book, figure), (seed, reason)
    assert lists["claim"] == of_claims(book), seed
    return {key: len(people) for key, people in lists.items()}


def of_figure(book: Practice, key: str) -> set[str]:
    """The people in the part of a figure: over the 90 days up to the export where it
    takes a period.
    """
    ninety = Period.read(
        f"{book.exported - timedelta(days=89)}..{book.exported}", book.exported
    )
    reading = metrics.BY_KEY[key](
        book, ninety if key == "broken_not_rebooked" else Period.default(book.exported)
    )
    return set(book.people["id"].to_numpy(dtype=object)[reading.person[reading.part]])


def of_claims(book: Practice) -> set[str]:
    """The people of the claims that wait for more than 30 days, by the figure's ages,
    without those who departed.
    """
    table = metrics.BY_KEY["claims_ageing"](book, Period.default(book.exported))
    waiting = [
        row.reading.person
        for row in table.rows
        if row.group in ("31-60", "61-90", ">90")
    ]
    person = np.concatenate([*waiting, np.empty(0, np.int64)]).astype(np.int64)
    stays = ~standing.departed(book, book.exported)[person]
    return set(book.people["id"].to_numpy(dtype=object)[person[stays]])


def test_reasons_agree_with_the_second_opinion_and_with_the_figures():
    counts = pd.DataFrame([compare(seed) for seed in range(12)]).sum()
    assert (counts > 0).sum() >= 10, counts


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_many_more_practices_agree_too(seed):
    counts = pd.DataFrame(
        [compare(1000 + seed * 100 + number) for number in range(100)]
    ).sum()
    assert (counts >= 3).all(), counts


def test_whoever_has_a_reason_is_told_why_and_whoever_has_not_why_not():
    for seed in range(5):
        case = Case(seed)
        situation = Candidates(case.book, case.log, case.today)
        has = held(situation)
        people = standing.people(situation.practice)
        for at, reason in enumerate(REASONS):
            if reason.unknown(situation.practice):
                continue
            for person in np.flatnonzero(people):
                said = reason.sentence if has[person, at] else reason.why_not
                assert said(situation, person).endswith("."), (seed, reason.key)
