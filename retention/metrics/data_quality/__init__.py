"""Data health: what in the records makes figures worse, each with its list."""

from retention.metrics.data_quality.check import CheckInput, DataCheck, Finding
from retention.metrics.data_quality.export import (
    after_export,
    age,
    set_aside,
    vanished,
    words,
)
from retention.metrics.data_quality.patients import (
    birth_dates,
    columns,
    doubles,
    links,
    no_contact,
    placeholders,
)
from retention.metrics.data_quality.work import (
    past_scheduled,
    strangers,
    unknown_codes,
    without_codes,
    without_day,
)

HEALTH: tuple[DataCheck, ...] = (
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

__all__ = ["BY_KEY", "HEALTH", "CheckInput", "DataCheck", "Finding"]
