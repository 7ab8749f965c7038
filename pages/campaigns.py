"""Campaigns: who gets the next mailing, and what the last one brought back."""

from retention.web import (
    campaign_making,
    campaign_results,
    parts,
    shell,
    text,
    text_campaigns,
)
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """Two views; only the open one is drawn."""
    parts.heading(text.CAMPAIGNS)
    parts.views(
        desk,
        dict(
            zip(
                text_campaigns.VIEWS,
                (campaign_making.draw, campaign_results.draw),
                strict=True,
            )
        ),
        "campaigns.view",
    )


shell.show(draw)
