"""Holding a figure against a report, person by person, by id or by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from retention.facts.visits import winners
from retention.metrics.figure import Figure
from retention.metrics.reading import Reading
from retention.metrics.reconcile.comparison import (
    APPOINTMENTS,
    NOT_EXPLAINED,
    OURS,
    PEOPLE,
    THEIRS,
    Comparison,
    DifferenceRule,
    Group,
    Reconciliation,
    unit_of,
)
from retention.practice import Period, Practice, Subject, fact

NOT_FOUND = "is not in the patient list"
_SHAPES = (
    ("last", ", ", "first"),
    ("last", ", ", "first", " ", "middle"),
    ("first", " ", "last"),
    ("first", " ", "middle", " ", "last"),
    ("last", ", ", "preferred"),
    ("preferred", " ", "last"),
    ("last", ", '", "preferred", "' ", "first"),
    ("last", ", '", "preferred", "' ", "first", " ", "middle"),
)
"""How systems print a name; Open Dental's reports print the last two."""


@dataclass(frozen=True)
class Listed:
    """A printed list, told apart: the rows of the patient list it names, and the lines
    that name nobody for sure.
    """

    rows: np.ndarray
    """Rows of the patient list, each once, in their order."""
    unknown: tuple[tuple[str, str], ...]
    """(what the list says, why it is left aside)."""


def listed(practice: Practice, lines: Iterable[str]) -> Listed:
    """Read lines as ids, and those that are none as names; a name that several people
    share is never guessed.
    """
    by_id = _by_id(practice)
    rows = set()
    unknown = []
    for line in dict.fromkeys(text for text in map(str.strip, lines) if text):
        named = (
            [by_id[line]] if line in by_id else _by_name(practice).get(_fold(line), ())
        )
        if len(named) == 1:
            rows.add(named[0])
        else:
            unknown.append(
                (line, f"is shared by {len(named)} people" if named else NOT_FOUND)
            )
    return Listed(np.array(sorted(rows), dtype=np.int64), tuple(unknown))


@fact
def _by_id(practice: Practice) -> Mapping[str, int]:
    return {key: row for row, key in enumerate(practice.people["id"])}


@fact
def _by_name(practice: Practice) -> Mapping[str, Sequence[int]]:
    """Everyone of a name, in each of its shapes; rows merged into one person are
    one.
    """
    people = practice.people
    parts = {
        name: people[f"{name}_name"].fillna("").astype(object)
        for name in ("last", "first", "middle", "preferred")
    }
    found: defaultdict[str, set[int]] = defaultdict(set)
    for shape in _SHAPES:
        _add(found, _written(parts, shape), winners(practice))
    return {name: sorted(rows) for name, rows in found.items()}


def _written(parts: Mapping[str, pd.Series], shape: Sequence[str]) -> list[str]:
    """Each row's name in a shape; "" where a part of it is missing."""
    words = [parts.get(part, part) for part in shape]
    whole = np.logical_and.reduce(
        [word.to_numpy() != "" for word in words if isinstance(word, pd.Series)]
    )
    texts = words[0]
    for word in words[1:]:
        texts = texts + word
    return [
        _fold(text) if known else "" for text, known in zip(texts, whole, strict=True)
    ]


def _add(
    found: defaultdict[str, set[int]], texts: Sequence[str], persons: np.ndarray
) -> None:
    for text, row in zip(texts, persons.tolist(), strict=True):
        if text:
            found[text].add(row)


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace(".", "").split())


_BEYOND = (
    "not explained: the published rule does not count them on these records either"
)
_WITHIN = "not explained: the published rule counts them on these records too"


@dataclass(frozen=True, eq=False)
class Case:
    """One comparison under way: our reading, and both counts over the same subjects
    (people, or events).
    """

    practice: Practice
    comparison: Comparison
    figure: Figure
    period: Period
    reading: Reading

    @cached_property
    def person(self) -> np.ndarray:
        """The person of each subject."""
        events = self.comparison.events
        return (
            np.arange(len(self.practice.people))
            if events is None
            else events(self.practice)
        )

    @cached_property
    def ours(self) -> np.ndarray:
        """Whether our figure counts each subject."""
        found = self.reading
        is_own = found.subject is Subject.PERSON or self.comparison.events is not None
        out = np.zeros(len(self.person), dtype=bool)
        out[(found.rows if is_own else found.person)[found.part]] = True
        return out

    @cached_property
    def published(self) -> np.ndarray:
        """Whether the published rule counts each subject on our records."""
        return self.comparison.counts(self.practice, self.period)

    def people(self, subjects: np.ndarray) -> np.ndarray:
        """Whether each person has one of the subjects."""
        out = np.zeros(len(self.practice.people), dtype=bool)
        out[self.person[subjects]] = True
        return out

    def first_rules(
        self, rules: Sequence[DifferenceRule], differs: np.ndarray
    ) -> np.ndarray:
        """For each subject, the place of the first rule that holds; their number where
        none does.

        A rule explains where the published rule and ours differ; one by setting,
        wherever it holds.
        """
        place = np.full(len(self.person), len(rules))
        for at in range(len(rules) - 1, -1, -1):
            holds = rules[at].holds(self.practice, self.period)
            place[holds & (differs | rules[at].by_setting)] = at
        return place


def against_list(case: Case, lines: Sequence[str]) -> Reconciliation:
    """Our people against a printed list, each of the difference with the first rule
    that holds for them.
    """
    found = listed(case.practice, lines)
    persons = winners(case.practice)[found.rows]
    theirs = np.zeros(len(case.practice.people), dtype=bool)
    theirs[persons] = True
    ours = case.people(case.ours)
    more = _explained(
        case, case.comparison.they_count, theirs & ~ours, _BEYOND, they=True
    )
    fewer = _explained(
        case, case.comparison.we_count, ours & ~theirs, _WITHIN, they=False
    )
    twice = _merged(case.practice, found.rows, persons)
    ids = case.practice.people["id"]
    return Reconciliation(
        case.comparison,
        case.figure,
        case.period,
        PEOPLE,
        float(ours.sum()),
        float(len(found.rows)),
        groups=(
            *_groups([why for _, why in (*twice, *more)], THEIRS),
            *_groups([why for _, why in fewer], OURS),
        ),
        explained=float(
            sum(not why.startswith(NOT_EXPLAINED) for _, why in (*twice, *more, *fewer))
        ),
        notes=_notes(case),
        is_list=True,
        both=tuple(ids[np.flatnonzero(ours & theirs)]),
        only_ours=tuple(fewer),
        only_theirs=(*twice, *more),
        unknown=found.unknown,
    )


def _explained(
    case: Case,
    rules: Sequence[DifferenceRule],
    people: np.ndarray,
    otherwise: str,
    *,
    they: bool,
) -> list[tuple[str, str]]:
    """(id, why) of each of the people; a person is explained by their subject whose
    rule comes first.
    """
    ours = case.people(case.ours)
    published = case.people(case.published)
    differs = case.published & ~case.ours if they else case.ours & ~case.published
    agree = (ours == published)[
        case.person
    ]  # both counts hold the person: no rule between them explains
    place = np.full(len(people), len(rules))
    np.minimum.at(place, case.person, case.first_rules(rules, differs & ~agree))
    says = [
        *(rule.say for rule in rules),
        otherwise if case.comparison.is_published else NOT_EXPLAINED,
    ]
    rows = np.flatnonzero(people)
    return [
        (case.practice.people["id"][row], says[at])
        for row, at in zip(rows, place[rows], strict=True)
    ]


def _merged(
    practice: Practice, rows: np.ndarray, persons: np.ndarray
) -> list[tuple[str, str]]:
    """Rows of the list that are one person with a row before them: merged, and counted
    once by us.
    """
    ids = practice.people["id"]
    order = np.argsort(
        rows != persons, kind="stable"
    )  # a row that stands for itself comes first
    _, first = np.unique(persons[order], return_index=True)
    again = np.setdiff1d(np.arange(len(rows)), order[first])
    return [
        (ids[rows[at]], f"merged into {ids[persons[at]]}: one person") for at in again
    ]


def against_number(case: Case, number: float) -> Reconciliation:
    """Our value against a printed one, with the sizes of the groups that explain the
    difference.
    """
    they = case.first_rules(case.comparison.they_count, case.published & ~case.ours)
    we = case.first_rules(case.comparison.we_count, case.ours & ~case.published)
    counted = (
        case.published.sum() - case.ours.sum() if case.comparison.is_published else 0
    )
    return Reconciliation(
        case.comparison,
        case.figure,
        case.period,
        number_unit(case),
        _value(case),
        float(number),
        groups=(
            *_sizes(
                case.comparison.they_count, they[case.published & ~case.ours], THEIRS
            ),
            *_sizes(case.comparison.we_count, we[case.ours & ~case.published], OURS),
        ),
        explained=float(counted),
        notes=_notes(case),
    )


def number_unit(case: Case) -> str:
    """What a printed number counts: what the published rule does; for any other figure,
    what its value is.
    """
    if case.comparison.is_published:
        return PEOPLE if case.comparison.events is None else APPOINTMENTS
    return unit_of(case.figure, case.reading)


def _value(case: Case) -> float:
    """Our value in that unit."""
    if case.comparison.is_published:
        return float(case.ours.sum())
    return case.reading.value or 0


def _notes(case: Case) -> tuple[str, ...]:
    return (*case.comparison.notes, *case.reading.notes)


def _sizes(
    rules: Sequence[DifferenceRule], places: np.ndarray, side: str
) -> list[Group]:
    counts = np.bincount(places, minlength=len(rules))
    return [
        Group(rule.say, side, int(count))
        for rule, count in zip(rules, counts, strict=False)
        if count
    ]


def _groups(reasons: Sequence[str], side: str) -> list[Group]:
    """How often each reason was given; merges as one, whoever was merged into whom."""
    plain = [
        "merged rows: one person" if why.startswith("merged into") else why
        for why in reasons
    ]
    return [Group(why, side, plain.count(why)) for why in dict.fromkeys(plain)]
