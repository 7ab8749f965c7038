"""Claims: what was sent and not answered, and for how long (definitions.md 6)."""

from collections.abc import Iterator

import numpy as np

from retention.facts import standing
from retention.metrics.declare import Unit, figure
from retention.metrics.reading import Reading, Row, Table
from retention.practice import Period, Practice, Subject

AGES = (("0-30", 0, 30), ("31-60", 31, 60), ("61-90", 61, 90), (">90", 91, 10**6))


@figure("claims_ageing", "Claims waiting", unit=Unit.TABLE, subject=Subject.CLAIM, of_export=True, needs=("claim",))
def claims_ageing(practice: Practice, period: Period) -> Table:
    """Claims sent and not answered by the day, by days since they were sent; claims not sent yet stand apart.

    Of people, by dates, whatever the status says. Questions asked before treatment (preauthorisations) are counted
    apart."""
    preauthorisation = practice.claims["is_preauthorisation"].to_numpy()
    of_people = standing.people(practice)[practice.claims["person"].to_numpy()]
    bills = _rows(practice, of_people & ~preauthorisation, "")
    rows = [*bills, *_rows(practice, of_people & preauthorisation, "preauthorisation ")]
    return Table(tuple(rows))


def _rows(practice: Practice, kind: np.ndarray, prefix: str) -> Iterator[Row]:
    day = np.datetime64(practice.exported, "D")
    sent, received = (practice.claims[name].to_numpy().astype("datetime64[D]") for name in ("sent_on", "received_on"))
    age = (day - sent).astype(float)
    waits = kind & (sent <= day) & ~(received <= day)
    for name, low, high in AGES:
        yield Row(prefix + name, _claims(practice, waits & (age >= low) & (age <= high)))
    yield Row(f"{prefix}not sent", _claims(practice, kind & np.isnat(sent) & np.isnat(received)))


def _claims(practice: Practice, chosen: np.ndarray) -> Reading:
    rows = np.flatnonzero(chosen)
    person, cents = (practice.claims[name].to_numpy()[rows] for name in ("person", "cents"))
    return Reading(Subject.CLAIM, rows, person, np.ones(len(rows), dtype=bool), cents=cents)
