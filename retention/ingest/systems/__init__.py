"""The practice systems whose files are known: how each file is told and read."""

from retention.ingest.recognise.layouts import Layout
from retention.ingest.systems import (
    ascend,
    calls,
    cliniko,
    dentally,
    dentrix,
    eaglesoft,
    marketing,
    nexhealth,
    reviews,
    softdent,
)
from retention.ingest.systems.generic import LISTS
from retention.ingest.systems.opendental.layouts import NEEDED
from retention.ingest.systems.opendental.other import NOT_NEEDED, REPORTS
from retention.ingest.systems.other_vendors import ELSEWHERE

LAYOUTS: tuple[Layout, ...] = (
    *NEEDED,
    *NOT_NEEDED,
    *REPORTS,
    *dentrix.DENTRIX,
    *ascend.ASCEND,
    *dentally.DENTALLY,
    *cliniko.CLINIKO,
    *nexhealth.NEXHEALTH,
    *eaglesoft.EAGLESOFT,
    *softdent.SOFTDENT,
    calls.CALLS,
    reviews.REVIEWS,
    *marketing.MARKETING,
    *ELSEWHERE,
    *LISTS,
)
"""Every kind of file that is known."""
