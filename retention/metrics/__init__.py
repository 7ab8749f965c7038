"""Figures: questions of the practice, answered with people or items."""

from typing import Any

from retention.metrics.customers import (
    best_customers,
    best_customers_at_risk,
    referrals,
)
from retention.metrics.figure import Figure, Unit
from retention.metrics.groups import BY, split
from retention.metrics.patient_base import (
    active,
    bridge,
    continuing,
    departed,
    lapsed,
    new,
    reactivated,
    returning,
    returning_share,
    seen,
    visits_by_month,
)
from retention.metrics.reading import FigureTable, Reading, TableRow
from retention.metrics.recall import (
    booked_ahead,
    hygiene_booked_since,
    hygiene_rebooking,
    overdue_ages,
    recall_estimated,
    recall_overdue,
)
from retention.metrics.retention import (
    cohorts,
    continuing_care,
    exam_of_base,
    headcount_retention,
    recall_current,
    return_rate,
    second_visit,
    silent_leavers,
    survival_curves,
)
from retention.metrics.schedule import (
    broken_not_rebooked,
    broken_rate,
    claims_ageing,
    kept_waiting,
    past_still_scheduled,
)
from retention.metrics.treatment import (
    acceptance,
    funnel,
    presented,
    same_day,
    sitting,
    sitting_ages,
)

FIGURES: tuple[Figure[Any], ...] = (
    active,
    seen,
    new,
    returning,
    continuing,
    reactivated,
    returning_share,
    lapsed,
    departed,
    bridge,
    visits_by_month,
    silent_leavers,
    return_rate,
    exam_of_base,
    continuing_care,
    headcount_retention,
    second_visit,
    recall_current,
    cohorts,
    survival_curves,
    booked_ahead,
    hygiene_rebooking,
    hygiene_booked_since,
    recall_overdue,
    recall_estimated,
    overdue_ages,
    presented,
    acceptance,
    same_day,
    sitting,
    sitting_ages,
    funnel,
    broken_rate,
    broken_not_rebooked,
    past_still_scheduled,
    kept_waiting,
    claims_ageing,
    referrals,
    best_customers,
    best_customers_at_risk,
)
"""Every figure, in the order of the definitions.

Cards, tooltips, pages, the command line and the laws are drawn from it.
"""

BY_KEY = {figure.key: figure for figure in FIGURES}

__all__ = [
    "BY",
    "BY_KEY",
    "FIGURES",
    "Figure",
    "FigureTable",
    "Reading",
    "TableRow",
    "Unit",
    "split",
]
