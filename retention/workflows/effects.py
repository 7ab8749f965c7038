"""What campaigns brought back, as the current export shows it."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from retention import outreach, work
from retention.practice import Practice
from retention.workflows.campaigning import campaign, campaigns
from retention.workflows.homes import Home


@dataclass(frozen=True)
class CampaignResult:
    """A campaign with its effect."""

    campaign: work.Campaign
    effect: outreach.Effect | None
    """None where it was canceled: nothing is said of it."""


def campaign_result(
    home: Home, name: str, practice: Practice, log: outreach.Log, number: int
) -> CampaignResult:
    """What campaign `number` brought back by the export at hand; RetentionError where
    there is no such campaign.
    """
    return _result(home, name, practice, log, campaign(home, name, number))


def campaign_results(
    home: Home, name: str, practice: Practice, log: outreach.Log
) -> tuple[CampaignResult, ...]:
    """Every campaign with its effect, newest first."""
    return tuple(
        _result(home, name, practice, log, one) for one in campaigns(home, name)
    )


def _result(
    home: Home, name: str, practice: Practice, log: outreach.Log, one: work.Campaign
) -> CampaignResult:
    if one.canceled:
        return CampaignResult(one, None)
    members = home.work.members(name, one.id)
    return CampaignResult(one, outreach.effect(practice, log, one, members))


def result_frame(effect: outreach.Effect) -> pd.DataFrame:
    """The differences to draw (`charts.differences`), one row per window: group, value,
    low, high; missing before a window is over, or with nobody to hold against.
    """
    rows = [(_label(effect, window), *_ends(window)) for window in effect.windows]
    return pd.DataFrame(rows, columns=["group", "value", "low", "high"]).astype(
        {"value": float, "low": float, "high": float}
    )


def _label(effect: outreach.Effect, window: outreach.Window) -> str:
    return f"{window.days} days" + (
        " (the campaign's own)" if window is effect.own else ""
    )


def _ends(window: outreach.Window) -> tuple[float | None, float | None, float | None]:
    found = window.difference
    return (found.value, found.low, found.high) if found else (None, None, None)


def result_json(result: CampaignResult) -> dict[str, Any]:
    """A result as one JSON object; of a canceled campaign when and by whom, and no
    verdict.
    """
    made = result.campaign
    effect = result.effect
    about = {
        "campaign": made.id,
        "name": made.name,
        "day": made.day.isoformat(),
        "window": made.window,
    }
    if effect is None:
        at = made.canceled_at.isoformat() if made.canceled_at else None
        return {
            **about,
            "canceled_at": at,
            "canceled_by": made.canceled_by,
            "verdict": None,
        }
    return {
        **about,
        "verdict": effect.verdict,
        "sentence": effect.sentence,
        "windows": [_window_json(window) for window in effect.windows],
        "credit": asdict(effect.credit),
        "notes": list(effect.notes),
    }


def _window_json(window: outreach.Window) -> dict[str, Any]:
    arms = {name: getattr(window, name) for name in ("treated", "held_out", "outside")}
    told = {
        "days": window.days,
        "until": window.until.isoformat(),
        "is_over": window.is_over,
    }
    told |= {name: {**asdict(arm), "share": arm.share} for name, arm in arms.items()}
    return {
        **told,
        "difference": asdict(window.difference) if window.difference else None,
    }
