"""The practice systems whose files can be written, by their key."""

from collections.abc import Mapping

from retention.demo.export import (
    ascend,
    calls_and_reviews,
    cliniko,
    dentally,
    dentrix,
    eaglesoft,
    marketing,
    nexhealth,
    softdent,
)
from retention.demo.export.exporter import Written
from retention.demo.export.opendental import OPENDENTAL
from retention.demo.export.opendental_queries import QUERY, READABLE

WRITTEN: Mapping[str, Written] = {
    written.key: written
    for written in (
        OPENDENTAL,
        QUERY,
        READABLE,
        dentrix.DENTRIX,
        eaglesoft.EAGLESOFT,
        softdent.SOFTDENT,
        ascend.ASCEND,
        dentally.DENTALLY,
        cliniko.CLINIKO,
        nexhealth.NEXHEALTH,
        marketing.BIRDEYE,
        marketing.BREAKTHROUGH,
        calls_and_reviews.CALLS,
        calls_and_reviews.REVIEWS,
    )
}
"""The systems whose files can be written, by their key."""
