"""Every figure is counted twice: by `retention.metrics`, and by the plain oracle
straight from the definitions.
"""

from datetime import date

import pytest
from hypothesis import Phase, given, settings

from retention import metrics
from retention.metrics import FIGURES
from retention.practice import Period, Practice, conform
from tests import oracle
from tests.builders import names
from tests.metrics.random_practices import made, practices, smallest
from tests.oracle.rows import NO_VISITS, TOO_SHORT, Book

WINDOWS = (0, 7, 30, 60, "to-date")
WAYS = [(figure.key, {}) for figure in FIGURES]
WAYS += [("acceptance", {"window": window}) for window in WINDOWS]
WAYS += [
    ("acceptance", {"window": window, "by_what": "person"}) for window in (*WINDOWS, 90)
]
WAYS += [("acceptance", {"by_what": "item"})]
"""Every figure with every option that changes who is counted."""


def periods(exported: date) -> list[Period]:
    """The default period, a year, a month, and an earlier as-of day."""
    earlier = date(exported.year - 1, 2, 28)
    return [
        Period.default(exported),
        Period.read(str(exported.year - 1), exported),
        Period.read(f"{exported:%Y-%m}", exported),
        Period.default(earlier),
    ]


def compare(tables: dict, exported: date) -> str:
    """Where metrics and the oracle first differ; "" where they agree on everything."""
    book = conform(tables, exported)
    rows = Book(tables, exported)
    asked: set[tuple] = set()
    for period in periods(exported):
        for key, options in WAYS:
            figure = metrics.BY_KEY[key]
            question = (
                key,
                *options.items(),
                period if figure.takes_period else period.as_of,
            )
            if question in asked:
                continue
            asked.add(question)
            found = figure(book, period, **options)
            expected = oracle.ask(
                rows, key, period.as_of, period.first, period.last, **options
            )
            differs = _differs(book, found, expected) or _split_differs(
                book, rows, key, options, period, found, expected
            )
            if differs:
                return f"{key} {options} {period}: {differs}"
    return ""


def _differs(book: Practice, found, expected) -> str:
    if isinstance(expected, oracle.Answer):
        return _reading_differs(book, found, expected)
    if {row.group for row in found.rows} != set(expected):
        return f"groups {[row.group for row in found.rows]}, expected {list(expected)}"
    each = (
        _reading_differs(book, row.reading, expected[row.group])
        or _curve_differs(row.curve, expected[row.group].curve)
        for row in found.rows
    )
    return next(filter(None, each), "")


def _curve_differs(found, expected: list[tuple] | None) -> str:
    """Where a survival curve differs in a day or a count, or by more than a
    billionth.
    """
    if (found is None) or (expected is None):
        return (
            "" if found is expected else "a curve where there should be none, or none"
        )
    got = list(
        zip(
            found.day,
            found.s,
            found.at_risk,
            found.events,
            found.low,
            found.high,
            strict=True,
        )
    )
    if len(got) != len(expected):
        return f"{len(got)} points, expected {len(expected)}"
    return next(
        (
            f"{a}, expected {b}"
            for a, b in zip(got, expected, strict=True)
            if not _same_numbers(a, b)
        ),
        "",
    )


def _same_numbers(found, expected) -> bool:
    return all(abs(a - b) <= 1e-9 for a, b in zip(found, expected, strict=True))


def _reading_differs(book: Practice, found, expected: oracle.Answer) -> str:
    if expected.unknown or found.unknown:
        return (
            ""
            if _same_reason(found.unknown, expected.unknown)
            else f"{found.unknown!r}, not {expected.unknown!r}"
        )
    got = {
        "part": sorted(names(book, found.subject, found.part_rows)),
        "whole": sorted(names(book, found.subject, found.whole_rows))
        if found.is_share
        else None,
        "value": found.value,
        "counts": (found.part_count, found.whole_count),
        "cents": (found.amount, found.whole_amount),
        "left out": _named(book, found, found.left_out) if expected.left_out else {},
        "apart": _named(book, found, found.apart),
        "numbers": {
            name: pytest.approx(number, rel=0, abs=1e-9)
            for name, number in found.numbers.items()
        },
    }
    want = {
        "part": sorted(expected.part),
        "whole": None if expected.whole is None else sorted(expected.whole),
        "value": expected.value,
        "counts": (
            len(expected.part),
            None if expected.whole is None else len(expected.whole),
        ),
        "cents": _cents(expected),
        "left out": {
            reason: sorted(ids) for reason, ids in expected.left_out.items() if ids
        },
        "apart": {name: sorted(ids) for name, ids in expected.apart.items() if ids},
        "numbers": expected.numbers,
    }
    return ", ".join(
        f"{what} {got[what]}, expected {want[what]}"
        for what in got
        if got[what] != want[what]
    )


def _named(book: Practice, reading, groups) -> dict[str, list[str]]:
    """Ids of the subjects of each group that has any."""
    return {
        name: sorted(names(book, reading.subject, rows))
        for name, rows in groups.items()
        if len(rows)
    }


def _same_reason(found: str, expected: str) -> bool:
    exact = (TOO_SHORT, NO_VISITS)
    return (
        found == expected
        if expected in exact
        else bool(found) == bool(expected) and found not in exact
    )


def _cents(answer: oracle.Answer) -> tuple[int | None, int | None]:
    if answer.cents is None:
        return None, None
    whole = (
        None if answer.whole is None else sum(answer.cents[key] for key in answer.whole)
    )
    return sum(answer.cents[key] for key in answer.part), whole


def _split_differs(
    book: Practice, rows: Book, key: str, options: dict, period: Period, found, expected
) -> str:
    """Where the figure by provider or by location differs."""
    if isinstance(expected, oracle.Answer):
        if expected.unknown:
            return ""
        pairs = [(found, expected)]
    else:
        pairs = [(row.reading, expected[row.group]) for row in found.rows]
    for by in ("provider", "location"):
        for reading, answer in pairs:
            groups = metrics.split(book, reading, by)
            if options.get("by_what") == "person":
                of_items = oracle.ask(
                    rows,
                    key,
                    period.as_of,
                    period.first,
                    period.last,
                    **options | {"by_what": "item"},
                )
                wanted = oracle.split_people(rows, of_items, by)
            else:
                wanted = oracle.split(rows, answer, reading.subject.value, by)
            if set(groups) != set(wanted):
                return f"by {by}: {sorted(groups)}, expected {sorted(wanted)}"
            each = (
                _reading_differs(book, groups[name], wanted[name]) for name in wanted
            )
            differs = next(filter(None, each), "")
            if differs:
                return f"by {by}: {differs}"
    return ""


def explain(tables: dict, exported: date) -> str:
    """The smallest practice on which the two still differ, row by row."""
    least = smallest(tables, lambda fewer: bool(compare(fewer, exported)))
    rows = [
        f"  {name} {_said(row)}"
        for name, table in least.items()
        for row in table.to_pylist()
    ]
    return "\n".join([f"exported {exported}", compare(least, exported), *rows])


def _said(row: dict) -> dict:
    return {column: str(value) for column, value in row.items() if value is not None}


TELLING = (889, 1360, 559, 44, 164, 659, 72, 22, 1117, 1068, 110, 169)
"""Of 1,500 small practices those that between them have the most figures known, people
counted, and reasons to leave somebody out; in the last two, work is done on the day of
the export, and some people have items of ripe and of unripe months.
"""


@pytest.mark.parametrize("seed", TELLING)
def test_small_practices_in_which_much_happens_agree(seed: int):
    found = made(seed)
    assert not compare(*found), explain(*found)


@pytest.mark.slow
@given(practices())
@settings(max_examples=30, phases=(Phase.generate,))
def test_every_figure_agrees_with_the_second_opinion(found):
    assert not compare(*found), explain(*found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_larger_practices_agree_too(seed):
    for number in range(20):
        found = made(seed * 1000 + number, people=25, rows=120)
        assert not compare(*found), explain(*found)
