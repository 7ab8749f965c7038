"""Every word of the figures that people read, in one file: changing one is a decision,
never an accident.

`python -m tests.metrics.test_words` writes the file anew.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retention import metrics
from retention.metrics import FIGURES, Figure
from retention.metrics.benchmarks import BENCHMARKS
from retention.metrics.reconcile import COMPARISONS
from retention.practice import Period, Practice, conform
from tests.metrics.random_practices import made

FILE = Path(__file__).with_name("words.txt")
SEEDS = range(40)


@pytest.mark.slow
def test_the_words_are_those_agreed_on() -> None:
    assert "\n".join(words()) == FILE.read_text("utf-8").rstrip("\n")


def words() -> Iterator[str]:
    """Line by line: what is declared, and what readings of forty random practices
    say.
    """
    books = [conform(*made(seed, people=15, rows=60)) for seed in SEEDS]
    for figure in FIGURES:
        yield (
            f"{figure.key}: {figure.title} [{figure.unit}, "
            f"{figure.better or 'neither'}]"
        )
        for name, values in figure.options.items():
            yield f"    {name}: {', '.join(map(str, values))}"
        yield from (f"    {line}" for line in sorted(set(_said(figure, books))))
    for mark in BENCHMARKS:
        shown = (
            f"{mark.key} {mark.low} to {mark.high}, {mark.kind}: {mark.label} "
            f"({mark.says})"
        )
        yield f"{shown}. {mark.definition} {mark.differs}"
    for one in COMPARISONS:
        yield f"{one.key}: {one.title} | {one.about} | {one.figure} | {one.default}"
        yield from (
            f"    they: {rule.say}{' (by setting)' * rule.by_setting}"
            for rule in one.they_count
        )
        yield from (
            f"    we: {rule.say}{' (by setting)' * rule.by_setting}"
            for rule in one.we_count
        )
        yield from (f"    note: {note}" for note in one.notes)


def _said(figure: Figure, books: list[Practice]) -> Iterator[str]:
    for book in books:
        for options in _options(figure):
            for found in (
                figure(book, Period.default(book.exported), **options),
                figure(book, _earlier(book)),
            ):
                if isinstance(found, metrics.FigureTable):
                    yield from (f"note: {note}" for note in found.notes)
                    yield from (
                        f"group: {row.group}" for row in found.rows if row.first is None
                    )
                    readings = [row.reading for row in found.rows]
                else:
                    readings = [found]
                if found.unknown:
                    yield f"unknown: {found.unknown}"
                for reading in readings:
                    yield f"subject: {reading.subject}"
                    yield from (f"left out: {reason}" for reason in reading.left_out)
                    yield from (f"apart: {name}" for name in reading.apart)
                    yield from (f"number: {name}" for name in reading.numbers)
                    yield from (f"note: {note}" for note in reading.notes)


def _options(figure: Figure) -> list[dict]:
    return [
        {},
        *({name: value} for name, values in figure.options.items() for value in values),
    ]


def _earlier(book: Practice) -> Period:
    return Period.read(str(book.exported.year - 1), book.exported)


if __name__ == "__main__":
    FILE.write_text("\n".join(words()) + "\n", "utf-8")
