"""Campaigns: who gets the next mailing, and what the last one brought back."""

from retention.web import shell
from retention.web.campaigns import create, results
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import campaigns, frame


def draw(context: PageContext) -> None:
    """Two views; only the open one is drawn."""
    widgets.heading(frame.CAMPAIGNS)
    widgets.views(
        context,
        dict(
            zip(
                campaigns.VIEWS,
                (create.draw, results.draw),
                strict=True,
            )
        ),
        "campaigns.view",
    )


shell.show(draw)
