"""What files settle about their dates and amounts: day or month first, decimal commas,
the zone; or it is asked.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from retention import schema
from retention.ingest import zones
from retention.ingest.dates import DAY_FIRST, MONTH_FIRST
from retention.ingest.opening import Opened, dated
from retention.ingest.questions import (
    Asking,
    ask_date_order,
    ask_decimal_comma,
    ask_time_zone,
)
from retention.ingest.votes import SHOWN, decided


def settle_date_order(opened: Sequence[Opened], asking: Asking) -> None:
    """Tell each column how its slash dates are read: by itself, else its file, else all
    files, else the answer.

    A value above 12 decides; where values of a column contradict each other the larger
    number counts, and the others become problems when they are read. Asked where
    nothing decides; until then the month stands first.
    """
    sheets = {file.source: file.sheet for file in opened}
    votes = {
        (file.source, header): file.sheet.votes(header)
        for file in opened
        for header in dated(file)
    }
    for (source, header), day_first in decided(votes).items():
        own = votes[source, header]
        if day_first is None and own.undecided:
            question = ask_date_order(
                source.name,
                sheets[source].written(header),
                own.examples,
                (MONTH_FIRST, DAY_FIRST),
            )
            day_first = asking.answer(question) == DAY_FIRST
        sheets[source].restyle(header, order=DAY_FIRST if day_first else MONTH_FIRST)


def settle_decimal_comma(opened: Sequence[Opened], asking: Asking) -> None:
    """Tell each column of money whether a comma stands before its cents, in the same
    way; until then a point does.
    """
    sheets = {file.source: file.sheet for file in opened}
    votes = {
        (file.source, header): file.sheet.comma_votes(header)
        for file in opened
        for header in _of_money(file)
    }
    for (source, header), comma in decided(votes).items():
        own = votes[source, header]
        if comma is None and own.undecided:
            comma = (
                asking.answer(
                    ask_decimal_comma(
                        source.name, sheets[source].written(header), own.examples
                    )
                )
                == "yes"
            )
        sheets[source].restyle(header, comma=bool(comma))


def _of_money(opened: Opened) -> Iterator[str]:
    table = schema.BY_NAME[opened.table]
    for column, choices in opened.candidates.items():
        if table.column(column).kind is schema.Kind.CENTS:
            yield from (header for _, header in choices)


def settle_time_zone(opened: Sequence[Opened], asking: Asking) -> None:
    """Tell the columns whose times are told with a zone which one is the practice's;
    asked once, for all of them.
    """
    zoned = [
        (file, header, found)
        for file in opened
        for header in dated(file)
        if len((found := file.sheet.told_with_zone(header)).utc)
    ]
    if not zoned:
        return
    utc, offset = (
        np.concatenate([getattr(found, part) for _, _, found in zoned])
        for part in ("utc", "offset")
    )
    suggested = zones.likeliest(utc, offset)
    because = tuple(
        f"“{file.source.name}”, “{file.sheet.written(header)}”: {shown}"
        for file, header, found in zoned[:SHOWN]
        for shown in zones.shown(found.texts(1), found.utc, suggested)
    )
    zone = asking.answer(
        ask_time_zone(suggested, zones.OFFERED, because), fits=zones.is_known
    )
    for file, header, _ in zoned:
        file.sheet.restyle(header, zone=zone)
