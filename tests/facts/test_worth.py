"""What a person who comes back is worth: the median visit, times the visits they had
per year.
"""

import pytest

from retention.facts import expected_value
from tests.builders import LONG_AGO, practice


@pytest.mark.parametrize(
    ("visits", "a_year"),
    [
        (("2026-03-10",), 1),
        (("2026-03-10", "2026-09-10"), 2),
        (("2022-03-10", "2024-03-09", "2026-03-10"), 0.75),
        (("2016-03-10", "2026-03-10"), 0.2),
    ],
)
def test_visits_a_year_are_those_they_had_fewer_than_one_too(visits, a_year):
    book = practice(LONG_AGO + "\n".join(f"ann visit {day} D0120" for day in visits))
    assert expected_value.visits_a_year(book)[0] == pytest.approx(a_year, abs=0.001)


def test_who_never_came_is_taken_to_come_once_a_year():
    book = practice(f"{LONG_AGO}ann plans 2026-03-10 D2740 900.00")
    assert expected_value.visits_a_year(book)[0] == 1
