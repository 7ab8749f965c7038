"""Several campaigns taken together: what one alone is too small to show (definitions.md
7, effect).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from retention import formats
from retention.intervals import Difference
from retention.outreach.effect import NOT_YET_KNOWN, Effect, points, verdict_of
from retention.outreach.windows import compared


@dataclass(frozen=True)
class Together:
    """What campaigns brought, each in its own window, taken together."""

    campaigns: int
    """Those whose window is over and of which it is known who came or accepted."""
    difference: Difference | None
    verdict: str
    sentence: str


def together(effects: Sequence[Effect]) -> Together:
    """The effect of several campaigns at once: like is held against like within each
    campaign, reason and band.

    Campaigns whose own window is not over are left out, so that waiting for a good day
    changes nothing.
    """
    over = [
        effect.own for effect in effects if effect.own.is_over and effect.own.strata
    ]
    found = compared(stratum for window in over for stratum in window.strata)
    verdict = verdict_of(found)
    treated, held_out = (
        sum(getattr(window, arm).households for window in over)
        for arm in ("treated", "held_out")
    )
    told = (
        f"{verdict.capitalize()}: {formats.plural(len(over), 'campaign')} with "
        f"{treated:,} treated households and "
    )
    if found is None:
        return Together(
            len(over),
            None,
            verdict,
            f"{told}{held_out:,} held out are over; there is nothing to compare.",
        )
    more = " More campaigns are needed to tell." if verdict == NOT_YET_KNOWN else ""
    sentence = f"{told}{held_out:,} held out differ by {points(found)}.{more}"
    return Together(len(over), found, verdict, sentence)
