"""Before files are read: what only their cells together, or the practice, can say about
how to read them.
"""

from collections.abc import Sequence

from retention import schema
from retention.ingest.none_days import settle_none_days
from retention.ingest.opening import Opened
from retention.ingest.orders import (
    settle_date_order,
    settle_decimal_comma,
    settle_time_zone,
)
from retention.ingest.people import settle_names
from retention.ingest.questions import Asking


def settle_styles(
    opened: Sequence[Opened], previous: schema.Tables, asking: Asking
) -> Asking:
    """Settle the styles of every column and whose names are meant; what stays open is
    asked.

    While the files are read, their sheets ask too. `previous` are the records so far.
    Raises RetentionError for an answer that is none, and for names that more than one
    patient has.
    """
    for file in opened:
        file.sheet.asking = asking
    settle_date_order(opened, asking)
    settle_decimal_comma(opened, asking)
    settle_time_zone(opened, asking)
    settle_none_days(opened, asking)
    settle_names(opened, previous)
    return asking
