"""What campaigns brought back, as data to draw or print."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from retention import outreach, store
from retention.practice import Practice
from retention.services.campaigning import campaign, campaigns
from retention.services.homes import Home


@dataclass(frozen=True)
class CampaignResult:
    """A campaign with its effect."""

    campaign: store.Campaign
    effect: outreach.Effect | None
    """None where it was canceled: nothing is said of it."""


def campaign_result(
    home: Home, name: str, practice: Practice, log: outreach.Log, number: int
) -> CampaignResult:
    """Give what campaign `number` brought back by the export at hand.

    Raises:
        RetentionError: There is no such campaign.
    """
    made = campaign(home, name, number)
    return _result(home, name, practice, log, made)


def campaign_results(
    home: Home, name: str, practice: Practice, log: outreach.Log
) -> tuple[CampaignResult, ...]:
    """List every campaign with its effect, newest first."""
    return tuple(
        _result(home, name, practice, log, made) for made in campaigns(home, name)
    )


def _result(
    home: Home, name: str, practice: Practice, log: outreach.Log, made: store.Campaign
) -> CampaignResult:
    if made.canceled:
        return CampaignResult(made, None)

    members = home.store.campaigns.members(name, made.id)
    effect = outreach.effect(practice, log, made, members)

    return CampaignResult(made, effect)


def result_frame(effect: outreach.Effect) -> pd.DataFrame:
    """Give the differences to draw (`charts.differences`), one row per window.

    Columns: group, value, low, high. Numbers are missing before a window is over, and
    with nobody to compare with.
    """
    rows = []
    for window in effect.windows:
        label = _label(effect, window)
        low_and_high = _ends(window)
        rows.append((label, *low_and_high))

    names = ["group", "value", "low", "high"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype(dict.fromkeys(names[1:], float))


def _label(effect: outreach.Effect, window: outreach.Window) -> str:
    label = f"{window.days} days"
    if window is effect.own:
        label += " (the campaign's own)"
    return label


def _ends(window: outreach.Window) -> tuple[float | None, float | None, float | None]:
    difference = window.difference
    if difference is None:
        return None, None, None
    return difference.value, difference.low, difference.high


def result_json(result: CampaignResult) -> dict[str, Any]:
    """Give a result as one JSON object.

    Of a canceled campaign it says when and by whom, and has no verdict.
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
        canceled_at = made.canceled_at.isoformat() if made.canceled_at else None
        return {
            **about,
            "canceled_at": canceled_at,
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
    plain: dict[str, Any] = {
        "days": window.days,
        "until": window.until.isoformat(),
        "is_over": window.is_over,
    }
    for name in ("treated", "held_out", "outside"):
        arm = getattr(window, name)
        plain[name] = {**asdict(arm), "share": arm.share}
    plain["difference"] = asdict(window.difference) if window.difference else None
    return plain
