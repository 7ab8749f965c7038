"""The practice systems whose files are known: how each file is told and read."""

from retention.ingest.recognise.layouts import Layout
from retention.ingest.systems import (
    ascend,
    calls,
    cliniko,
    dentally,
    dentrix,
    eaglesoft,
    generic,
    marketing,
    nexhealth,
    other_vendors,
    reviews,
    softdent,
)
from retention.ingest.systems.opendental.layouts import OPENDENTAL
from retention.ingest.systems.system import System, installed_systems

SYSTEMS: tuple[System, ...] = (
    OPENDENTAL,
    dentrix.DENTRIX,
    ascend.ASCEND,
    dentally.DENTALLY,
    cliniko.CLINIKO,
    nexhealth.NEXHEALTH,
    eaglesoft.EAGLESOFT,
    softdent.SOFTDENT,
    calls.CALLS,
    reviews.REVIEWS,
    marketing.BREAKTHROUGH,
    marketing.BIRDEYE,
    other_vendors.ABELDENT,
    other_vendors.CLEARDENT,
    other_vendors.TRACKER,
    other_vendors.PRACTICEWORKS,
    *installed_systems(),
    generic.LISTS,
)
"""All that are known; a file is looked for among their layouts in this order."""

LAYOUTS: tuple[Layout, ...] = tuple(
    layout for system in SYSTEMS for layout in system.layouts
)
"""Every kind of file that is known."""
