"""Figures: what the practice asks, each answered with people or items, then a number."""

from retention.metrics.base import active, bridge, departed, lapsed, visits_by_month
from retention.metrics.declare import Figure, Unit
from retention.metrics.groups import BY, split
from retention.metrics.new_and_returning import continuing, new, reactivated, returning, returning_share, seen
from retention.metrics.reading import Reading, Row, Table
from retention.metrics.recall import recall_overdue
from retention.metrics.retention import return_rate, second_visit
from retention.metrics.schedule import past_still_scheduled
from retention.metrics.treatment import acceptance, funnel, presented, sitting, sitting_ages

FIGURES: tuple[Figure, ...] = (
    active, seen, new, returning, continuing, reactivated, returning_share, lapsed, departed, bridge, visits_by_month,
    return_rate, second_visit, presented, acceptance, sitting, sitting_ages, funnel, recall_overdue,
    past_still_scheduled,
)  # fmt: skip
"""Every figure, in the order of the definitions; cards, tooltips, pages, command line and laws are drawn from it."""

BY_KEY = {figure.key: figure for figure in FIGURES}

__all__ = ["BY", "BY_KEY", "FIGURES", "Figure", "Reading", "Row", "Table", "Unit", "split"]
