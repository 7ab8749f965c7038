"""What the oracle answers with: ids and cents, the number derived from them, or why
there is none.
"""

from dataclasses import dataclass, field

from tests.oracle.rows import amount

NOT_MEASURED = "not measured"


@dataclass
class Answer:
    """Ids of the part and, of a share, of the whole; cents of each where it is money;
    or why there is none.
    """

    part: set[str] = field(default_factory=set)
    whole: set[str] | None = None
    cents: dict[str, int] | None = None
    unknown: str = ""
    by_count: bool = False
    """The value is the share of subjects although there are cents."""
    left_out: dict[str, set[str]] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    curve: list[tuple] | None = None
    """Of a survival curve: (day, share without an event, at risk, events, low, high) at
    each day with an event.
    """

    @property
    def value(self):
        if self.unknown:
            return None
        in_money = self.cents is not None and not self.by_count
        number = (
            sum(self.cents[key] for key in self.part) if in_money else len(self.part)
        )
        if self.whole is None:
            return number
        total = (
            sum(self.cents[key] for key in self.whole) if in_money else len(self.whole)
        )
        return number / total if total else None


def money(items, whole=None) -> Answer:
    """An answer in items and cents; of a share with its whole."""
    everything = items if whole is None else whole
    ids = {item["id"] for item in items}
    return Answer(
        ids,
        None if whole is None else {item["id"] for item in whole},
        {row["id"]: amount(row) for row in everything},
    )


def nearest_rank(values, percent: int):
    """The smallest value that at least so many percent of the values do not exceed."""
    ranked = sorted(values)
    return next(
        value
        for place, value in enumerate(ranked, 1)
        if place * 100 >= percent * len(ranked)
    )
