"""Holding a figure against a report, person by person, by id or by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from retention.core.arrays import BoolArray, IndexArray, IntArray, is_among
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
    """A printed list: the people it names, and the lines that name nobody."""

    rows: IndexArray
    """Rows of the patient list, each once, in their order."""
    unknown: tuple[tuple[str, str], ...]
    """(what the list says, why it is left aside)."""


def listed(practice: Practice, lines: Iterable[str]) -> Listed:
    """Read lines as ids, and those that are none as names.

    A name that several people share is never guessed.
    """
    rows = set()
    unknown = []
    stripped = (line.strip() for line in lines)
    for line in dict.fromkeys(filter(None, stripped)):
        people = _named(practice, line)
        if len(people) == 1:
            rows.add(people[0])
        elif people:
            unknown.append((line, f"is shared by {len(people)} people"))
        else:
            unknown.append((line, NOT_FOUND))
    return Listed(np.array(sorted(rows), dtype=np.int64), tuple(unknown))


def _named(practice: Practice, text: str) -> Sequence[int]:
    """Return the rows of the patient list that an id or a name may mean."""
    by_id = _by_id(practice)
    if text in by_id:
        return [by_id[text]]
    return _by_name(practice).get(_fold(text), ())


@fact
def _by_id(practice: Practice) -> Mapping[str, int]:
    ids = practice.people["id"]
    return {key: row for row, key in enumerate(ids)}


@fact
def _by_name(practice: Practice) -> Mapping[str, Sequence[int]]:
    """Return everyone of a name, in each of its shapes.

    Rows merged into one person are one.
    """
    people = practice.people
    parts = {}
    for name in ("last", "first", "middle", "preferred"):
        parts[name] = people[f"{name}_name"].fillna("").astype(object)
    rows_by_name: defaultdict[str, set[int]] = defaultdict(set)
    persons = winners(practice)
    for shape in _SHAPES:
        _add(rows_by_name, _written(parts, shape), persons)
    return {name: sorted(rows) for name, rows in rows_by_name.items()}


def _written(parts: Mapping[str, pd.Series], shape: Sequence[str]) -> list[str]:
    """Return each row's name in a shape; "" where a part of it is missing."""
    words = [parts.get(part, part) for part in shape]
    columns = [word for word in words if isinstance(word, pd.Series)]
    is_whole = np.logical_and.reduce([column.to_numpy() != "" for column in columns])
    texts = words[0]
    for word in words[1:]:
        texts = texts + word
    names = []
    for text, whole in zip(texts, is_whole, strict=True):
        names.append(_fold(text) if whole else "")
    return names


def _add(
    rows_by_name: defaultdict[str, set[int]],
    texts: Sequence[str],
    persons: IndexArray,
) -> None:
    for text, row in zip(texts, persons.tolist(), strict=True):
        if text:
            rows_by_name[text].add(row)


def _fold(text: str) -> str:
    without_dots = text.casefold().replace(".", "")
    return " ".join(without_dots.split())


_BEYOND = (
    "not explained: the published rule does not count them on these records either"
)
_WITHIN = "not explained: the published rule counts them on these records too"


@dataclass(frozen=True, eq=False)
class Case:
    """One comparison under way: our reading, and both counts.

    Both are of the same subjects: people, or events.
    """

    practice: Practice
    comparison: Comparison
    figure: Figure[Any]
    period: Period
    reading: Reading

    @cached_property
    def person(self) -> IndexArray:
        """The person of each subject."""
        events = self.comparison.events
        if events is not None:
            return events(self.practice)
        return np.arange(len(self.practice.people))

    @cached_property
    def ours(self) -> BoolArray:
        """Whether our figure counts each subject."""
        reading = self.reading
        is_event = self.comparison.events is not None
        subjects = reading.person
        if is_event or reading.subject is Subject.PERSON:
            subjects = reading.rows
        return is_among(subjects[reading.part], len(self.person))

    @cached_property
    def published(self) -> BoolArray:
        """Whether the published rule counts each subject on our records."""
        return self.comparison.counts(self.practice, self.period)

    @cached_property
    def only_published(self) -> BoolArray:
        """Whether the published rule alone counts each subject."""
        return self.published & ~self.ours

    @cached_property
    def only_ours(self) -> BoolArray:
        """Whether our figure alone counts each subject."""
        return self.ours & ~self.published

    def people(self, subjects: BoolArray) -> BoolArray:
        """Whether each person has one of the subjects."""
        return is_among(self.person[subjects], len(self.practice.people))

    def first_rules(
        self, rules: Sequence[DifferenceRule], differs: BoolArray
    ) -> IntArray:
        """Return the index of the first rule that holds for each subject.

        It is the number of rules where none holds. A rule explains where the published
        rule and ours differ; one by setting, wherever it holds.
        """
        first = np.full(len(self.person), len(rules))
        # backwards, so that of several the first stands
        for index, rule in reversed(list(enumerate(rules))):
            holds = rule.holds(self.practice, self.period)
            explains = holds & (differs | rule.by_setting)
            first[explains] = index
        return first


def against_list(case: Case, lines: Sequence[str]) -> Reconciliation:
    """Compare our people with a printed list, person by person.

    Each of the difference comes with the first rule that holds for them.
    """
    practice = case.practice
    printed = listed(practice, lines)
    persons = winners(practice)[printed.rows]
    theirs = is_among(persons, len(practice.people))
    ours = case.people(case.ours)
    merged = _merged(practice, printed.rows, persons)
    only_theirs = (*merged, *_explained_theirs(case, theirs & ~ours))
    only_ours = tuple(_explained_ours(case, ours & ~theirs))
    their_reasons = [why for _, why in only_theirs]
    our_reasons = [why for _, why in only_ours]
    ids = practice.people["id"]

    return Reconciliation(
        case.comparison,
        case.figure,
        case.period,
        PEOPLE,
        ours=float(ours.sum()),
        theirs=float(len(printed.rows)),
        groups=(*_groups(their_reasons, THEIRS), *_groups(our_reasons, OURS)),
        explained=_number_explained(their_reasons + our_reasons),
        notes=_notes(case),
        is_list=True,
        both=tuple(ids[np.flatnonzero(ours & theirs)]),
        only_ours=only_ours,
        only_theirs=only_theirs,
        unknown=printed.unknown,
    )


def _number_explained(reasons: Sequence[str]) -> float:
    explained = [why for why in reasons if not why.startswith(NOT_EXPLAINED)]
    return float(len(explained))


def _explained_theirs(case: Case, people: BoolArray) -> list[tuple[str, str]]:
    """Return (id, why) of people whom the report alone counts."""
    rules = case.comparison.they_count
    return _explained(case, rules, people, case.only_published, _BEYOND)


def _explained_ours(case: Case, people: BoolArray) -> list[tuple[str, str]]:
    """Return (id, why) of people whom we alone count."""
    rules = case.comparison.we_count
    return _explained(case, rules, people, case.only_ours, _WITHIN)


def _explained(
    case: Case,
    rules: Sequence[DifferenceRule],
    people: BoolArray,
    differs: BoolArray,
    otherwise: str,
) -> list[tuple[str, str]]:
    """Return (id, why) of each of the people.

    A person is explained by their subject whose rule comes first. `differs` says
    where the published rule and ours differ; `otherwise` is said where no rule holds.
    """
    both_agree = case.people(case.ours) == case.people(case.published)
    # both counts hold the person: no rule between them explains
    agrees = both_agree[case.person]
    rule_of_subject = case.first_rules(rules, differs & ~agrees)
    first = np.full(len(people), len(rules))
    np.minimum.at(first, case.person, rule_of_subject)
    reasons = [rule.say for rule in rules]
    reasons.append(otherwise if case.comparison.is_published else NOT_EXPLAINED)
    ids = case.practice.people["id"]
    rows = np.flatnonzero(people)
    return [(ids[row], reasons[first[row]]) for row in rows]


def _merged(
    practice: Practice, rows: IndexArray, persons: IndexArray
) -> list[tuple[str, str]]:
    """Return rows of the list that are one person with a row before them.

    They are merged, and counted once by us.
    """
    ids = practice.people["id"]
    # a row that stands for itself comes first
    order = np.argsort(rows != persons, kind="stable")
    _, first = np.unique(persons[order], return_index=True)
    again = np.setdiff1d(np.arange(len(rows)), order[first])
    merged = []
    for index in again:
        winner = ids[persons[index]]
        merged.append((ids[rows[index]], f"merged into {winner}: one person"))
    return merged


def against_number(case: Case, number: float) -> Reconciliation:
    """Compare our value with a printed one.

    The groups that explain the difference come with their sizes.
    """
    comparison = case.comparison
    they_rules = comparison.they_count
    we_rules = comparison.we_count
    they = case.first_rules(they_rules, case.only_published)[case.only_published]
    we = case.first_rules(we_rules, case.only_ours)[case.only_ours]
    counted = 0
    if comparison.is_published:
        counted = case.published.sum() - case.ours.sum()

    return Reconciliation(
        comparison,
        case.figure,
        case.period,
        number_unit(case),
        ours=_value(case),
        theirs=float(number),
        groups=(*_sizes(they_rules, they, THEIRS), *_sizes(we_rules, we, OURS)),
        explained=float(counted),
        notes=_notes(case),
    )


def number_unit(case: Case) -> str:
    """Return what a printed number counts.

    That is what the published rule counts; for any other figure, what its value is.
    """
    if not case.comparison.is_published:
        return unit_of(case.figure, case.reading)
    if case.comparison.events is None:
        return PEOPLE
    return APPOINTMENTS


def _value(case: Case) -> float:
    """Our value in that unit."""
    if case.comparison.is_published:
        return float(case.ours.sum())
    return case.reading.value or 0


def _notes(case: Case) -> tuple[str, ...]:
    return (*case.comparison.notes, *case.reading.notes)


def _sizes(
    rules: Sequence[DifferenceRule], indices: IntArray, side: str
) -> list[Group]:
    """Return how often each rule explains; an index beyond them is none."""
    counts = np.bincount(indices, minlength=len(rules))
    groups = []
    for rule, count in zip(rules, counts, strict=False):
        if count:
            groups.append(Group(rule.say, side, int(count)))
    return groups


def _groups(reasons: Sequence[str], side: str) -> list[Group]:
    """Return how often each reason was given.

    Merges are one reason, whoever was merged into whom.
    """
    plain = []
    for why in reasons:
        is_merge = why.startswith("merged into")
        plain.append("merged rows: one person" if is_merge else why)
    return [Group(why, side, plain.count(why)) for why in dict.fromkeys(plain)]
