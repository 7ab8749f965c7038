"""The practice systems whose files are known: how each file is told and read, and how
it is written back.
"""

from collections.abc import Mapping

from retention.ingest.layouts import Layout
from retention.ingest.systems import (
    ascend,
    ascend_out,
    calls,
    calls_out,
    cliniko,
    cliniko_out,
    dentally,
    dentally_out,
    dentrix,
    dentrix_out,
    eaglesoft,
    eaglesoft_out,
    marketing,
    marketing_out,
    nexhealth,
    nexhealth_out,
    reviews,
    softdent,
    softdent_out,
)
from retention.ingest.systems.elsewhere import ELSEWHERE
from retention.ingest.systems.lists import LISTS
from retention.ingest.systems.opendental import NEEDED
from retention.ingest.systems.opendental_other import NOT_NEEDED
from retention.ingest.systems.opendental_out import OPENDENTAL
from retention.ingest.systems.opendental_query import QUERY
from retention.ingest.systems.opendental_readable import READABLE
from retention.ingest.systems.opendental_reports import REPORTS
from retention.ingest.written import Written

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

WRITTEN: Mapping[str, Written] = {
    written.key: written
    for written in (
        OPENDENTAL,
        QUERY,
        READABLE,
        dentrix_out.DENTRIX,
        eaglesoft_out.EAGLESOFT,
        softdent_out.SOFTDENT,
        ascend_out.ASCEND,
        dentally_out.DENTALLY,
        cliniko_out.CLINIKO,
        nexhealth_out.NEXHEALTH,
        marketing_out.BIRDEYE,
        marketing_out.BREAKTHROUGH,
        calls_out.CALLS,
        calls_out.REVIEWS,
    )
}
"""The systems whose files can be written, by their key."""
