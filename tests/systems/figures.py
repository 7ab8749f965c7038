"""Every figure of a practice, under every option, as plain values that can be
compared.
"""

from collections.abc import Iterator
from itertools import product

from retention.metrics import FIGURES, Figure, FigureTable, Reading
from retention.practice import Period, Practice


def told(practice: Practice) -> dict[str, list]:
    """For each figure's key, what it says under each combination of its options."""
    period = Period.default(practice.exported)
    return {
        figure.key: [
            _told(figure(practice, period, **options)) for options in _options(figure)
        ]
        for figure in FIGURES
    }


def _options(figure: Figure) -> Iterator[dict]:
    for values in product(*figure.options.values()):
        yield dict(zip(figure.options, values, strict=True))


def _told(answer: Reading | FigureTable) -> tuple:
    if isinstance(answer, FigureTable):
        return answer.unknown, [
            (row.group, row.first, row.last, _told(row.reading), _curve(row))
            for row in answer.rows
        ]
    counts = answer.part_count, answer.whole_count, answer.people_count
    left_out = {reason: len(rows) for reason, rows in answer.left_out.items()}
    apart = {name: len(rows) for name, rows in answer.apart.items()}
    return (
        answer.unknown,
        answer.value,
        counts,
        answer.amount,
        answer.whole_amount,
        left_out,
        apart,
        dict(answer.numbers),
    )


def _curve(row) -> list:
    return (
        []
        if row.curve is None
        else [
            values.tolist()
            for values in vars(row.curve).values()
            if hasattr(values, "tolist")
        ]
    )
