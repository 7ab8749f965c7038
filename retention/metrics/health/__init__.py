"""Data health: what in the records makes figures worse than they need be, each with its
list.
"""

from retention.metrics.health.book import (
    past_scheduled,
    strangers,
    unknown_codes,
    without_codes,
    without_day,
)
from retention.metrics.health.coverage import columns
from retention.metrics.health.declare import Check, Found, Sight
from retention.metrics.health.export import (
    after_export,
    age,
    set_aside,
    vanished,
    words,
)
from retention.metrics.health.people import (
    birth_dates,
    doubles,
    links,
    no_contact,
    placeholders,
)

HEALTH: tuple[Check, ...] = (
    age,
    columns,
    past_scheduled,
    without_codes,
    without_day,
    unknown_codes,
    words,
    strangers,
    birth_dates,
    no_contact,
    placeholders,
    doubles,
    links,
    after_export,
    vanished,
    set_aside,
)
"""Every check; command line, screen and tests are drawn from it."""

BY_KEY = {check.key: check for check in HEALTH}

__all__ = ["BY_KEY", "HEALTH", "Check", "Found", "Sight"]
