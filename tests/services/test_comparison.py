"""Which figures are held against their own past."""

from retention.metrics import FIGURES
from retention.services import reports


def test_what_older_periods_had_more_time_for_is_never_held_against_its_own_past():
    of_periods = [figure for figure in FIGURES if figure.takes_period]
    never = {
        figure.key for figure in of_periods if not reports.has_earlier_days(figure)
    }
    assert never == {"hygiene_booked_since", "broken_not_rebooked"}
