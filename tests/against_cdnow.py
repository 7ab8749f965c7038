"""Run by hand: cohorts and survival on the purchases of CDNOW's customers of 1997,
beside a direct count.

    python -m tests.against_cdnow FOLDER

FOLDER holds CDNOW_master.txt, the published research set: fixed-width lines of
customer, YYYYMMDD, count and amount. Each day with a purchase is read as a visit, each
repeat rate of a quarter's customers is counted once more with plain sets, and the
survival curves once more by lifelines. Exit 1 where one differs.
"""

import sys
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from lifelines import KaplanMeierFitter

from retention.core.policy import Policy
from retention.metrics import BY_KEY
from retention.practice import Period, Practice, conform
from tests.builders import from_rows
from tests.oracle.rows import months_after

HISTORY = date(1995, 1, 1)
"""One visit of nobody's cohort, so that the records reach back far enough for the first
quarter.
"""


def purchases(file: Path) -> dict[str, set[date]]:
    """Days with a purchase by customer."""
    found = defaultdict(set)
    for line in file.read_text("ascii").splitlines()[1:]:
        customer, day = line.split()[:2]
        found[customer].add(date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}"))
    return dict(found)


def practice_of(bought: dict[str, set[date]], as_of: date) -> Practice:
    """A practice whose visits are the purchases."""
    days = [
        ("long ago", HISTORY),
        *((who, day) for who, days in bought.items() for day in sorted(days)),
    ]
    work = [
        {"id": str(at), "patient_id": who, "status": "completed", "completed_on": day}
        for at, (who, day) in enumerate(days)
    ]
    patients = [{"id": who, "status": "active"} for who in ("long ago", *bought)]
    return conform(
        {
            "patient": from_rows("patient", patients),
            "procedure": from_rows("procedure", work),
        },
        as_of,
        Policy(),
    )


def direct(bought: dict[str, set[date]], as_of: date) -> dict[str, tuple[int, int]]:
    """Of each quarter's new customers: how many bought again in the 12 months after
    their first day, and how many.
    """
    again = defaultdict(int)
    size = defaultdict(int)
    for days in bought.values():
        first = min(days)
        quarter = f"{first.year}Q{(first.month + 2) // 3}"
        size[quarter] += 1
        again[quarter] += any(first < day <= months_after(first, 12) for day in days)
    ripe = {
        quarter for quarter in size if months_after(_last_day(quarter), 12) <= as_of
    }
    return {f"{quarter}/0": (again[quarter], size[quarter]) for quarter in ripe}


def _last_day(quarter: str) -> date:
    year, number = quarter.split("Q")
    return months_after(date(int(year), int(number) * 3 - 2, 1), 3) - timedelta(days=1)


def repeat_rates(book: Practice, bought: dict[str, set[date]], period: Period) -> bool:
    """Whether every ripe first-year cell agrees; each is printed."""
    table = BY_KEY["cohorts"](book, period)
    agrees = True
    for cell, expected in sorted(direct(bought, period.as_of).items()):
        reading = table.row(cell).reading
        found = (reading.part_count, reading.whole_count)
        agrees &= found == expected
        print(
            f"{cell}: {found[0]} of {found[1]} bought again "
            f"({reading.value:.4f}); counted directly {expected}"
        )
    return agrees


def curves(book: Practice, bought: dict[str, set[date]], period: Period) -> bool:
    """Whether both curves equal lifelines' to 1e-9."""
    table = BY_KEY["survival"](book, period)
    agrees = True
    waits = {"first_to_second": [], "visit_to_next": []}
    for days in [*bought.values(), {HISTORY}]:
        ordered = sorted(days)
        own = [(later - day).days for day, later in pairwise(ordered)]
        own = [
            *((wait, True) for wait in own),
            ((period.as_of - ordered[-1]).days, False),
        ]
        waits["visit_to_next"] += own
        waits["first_to_second"] += own[:1]
    for name, pairs in waits.items():
        curve = table.row(name).curve
        fitted = KaplanMeierFitter().fit(*zip(*pairs, strict=True))
        s = fitted.survival_function_.loc[curve.day].to_numpy().T[0]
        low, high = fitted.confidence_interval_.loc[curve.day].to_numpy().T
        worst = max(
            np.abs(a - b).max()
            for a, b in ((curve.s, s), (curve.low, low), (curve.high, high))
        )
        print(
            f"{name}: {len(pairs)} waits, {len(curve.day)} points, farthest from "
            f"lifelines {worst:.1e}"
        )
        agrees &= worst <= 1e-9
    return agrees


def run(folder: Path) -> int:
    """All of it; the exit code."""
    bought = purchases(folder / "CDNOW_master.txt")
    as_of = max(day for days in bought.values() for day in days)
    book = practice_of(bought, as_of)
    period = Period.default(as_of)
    print(
        f"{len(bought):,} customers, {sum(map(len, bought.values())):,} days with "
        f"a purchase, up to {as_of}"
    )
    agrees = [repeat_rates(book, bought, period), curves(book, bought, period)]
    return 0 if all(agrees) else 1


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
