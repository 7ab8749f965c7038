"""Claims: what was sent and not answered, and for how long (definitions.md 6)."""

from collections.abc import Iterator

import numpy as np

from retention.facts import claims
from retention.metrics.declare import Unit, figure
from retention.metrics.reading import Reading, Row, Table
from retention.practice import Period, Practice, Subject

NOT_MEASURED = "not measured: no sent day is exported"
AGES = (("0-30", 0, 30), ("31-60", 31, 60), ("61-90", 61, 90), (">90", 91, 10**6))


@figure(
    "claims_ageing",
    "Claims waiting",
    unit=Unit.TABLE,
    subject=Subject.CLAIM,
    of_export=True,
    needs=("claim",),
)
def claims_ageing(practice: Practice, period: Period) -> Table:
    """Claims sent and not answered by the day, by days since they were sent; claims not
    sent yet stand apart.

    Of people, by dates. The status speaks where dates do not: of a claim without any
    day, which is apart as one whose day is not known where it was sent; and of what was
    answered, where no claim has the day of its answer. Questions asked before treatment
    (preauthorisations) are counted apart.
    """
    if not claims.sent_on_exported(practice):
        return Table(unknown=NOT_MEASURED)
    preauthorisation = practice.claims["is_preauthorisation"].to_numpy()
    of_people = claims.of_people(practice)
    bills = _rows(practice, of_people & ~preauthorisation, "")
    rows = [*bills, *_rows(practice, of_people & preauthorisation, "preauthorisation ")]
    return Table(tuple(rows))


def _rows(practice: Practice, kind: np.ndarray, prefix: str) -> Iterator[Row]:
    age = claims.days_waiting(practice)
    not_known = kind & claims.day_not_known(practice)
    for name, low, high in AGES:
        yield Row(prefix + name, _claims(practice, kind & (age >= low) & (age <= high)))
    yield Row(f"{prefix}not sent", _claims(practice, kind & claims.not_sent(practice)))
    if not_known.any():
        yield Row(f"{prefix}day not known", _claims(practice, not_known))


def _claims(practice: Practice, chosen: np.ndarray) -> Reading:
    rows = np.flatnonzero(chosen)
    person, cents = (
        practice.claims[name].to_numpy()[rows] for name in ("person", "cents")
    )
    return Reading(
        Subject.CLAIM, rows, person, np.ones(len(rows), dtype=bool), cents=cents
    )
