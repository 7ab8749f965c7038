"""Samples: how many households a campaign needs before its effect can be told from
chance, said plainly.

Normal approximation of a difference of two shares, two-sided at 5 %, seen four times in
five (80 % power).
"""

import math

from retention.core import formatting
from retention.core.statistics import Z

POWER_Z = 0.8416212335729143
"""The 80th percentile of the normal distribution."""
BASE = 0.08
"""Share that comes back without a campaign, until the practice knows its own: what is
published for such lists.
"""
RISE = 0.04
"""Rise that calls and letters are said to bring, in share: from 8 % to 12 %."""


def needed(base: float, rise: float, share: float) -> int:
    """Households in all for a rise from `base` to `base + rise` to be seen, where
    `share`, above 0, is held out.
    """
    brought = base + rise
    spread = brought * (1 - brought) / (1 - share) + base * (1 - base) / share
    return math.ceil((Z + POWER_Z) ** 2 * spread / rise**2)


def visible(households: int, base: float, share: float) -> float | None:
    """The smallest rise, to a tenth of a percent point, that so many households show;
    None where not even all would.
    """
    steps = (step / 1000 for step in range(1, round((1 - base) * 1000)))
    return next(
        (rise for rise in steps if needed(base, rise, share) <= households), None
    )


def sentence(households: int, share: float) -> str:
    """What a campaign of so many households can show, for who decides on the share to
    hold out.
    """
    if share == 0:
        return (
            "Nobody is held out: what this campaign brings cannot be told from what "
            "comes by itself."
        )
    wanted = needed(BASE, RISE, share)
    more = formatting.share(BASE + RISE)
    base = formatting.share(BASE)
    out = formatting.share(share)
    ask = (
        f"To see that {more} come instead of {base}, holding out {out} takes about "
        f"{formatting.count(round(wanted, -1))} households; this list has "
        f"{formatting.count(households)}."
    )
    if households >= wanted:
        return f"{ask} That is enough."
    rise = visible(households, BASE, share)
    if rise is None:
        return (
            f"{ask} Alone it will show nothing: expect “not yet known”, until several "
            "campaigns are taken together."
        )
    return (
        f"{ask} It shows a rise to {formatting.share(BASE + rise)} or more; for less "
        "expect “not yet known”."
    )
