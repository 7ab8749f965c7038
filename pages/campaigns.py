"""Campaigns: who gets the next mailing, and what the last one brought back."""

import streamlit as st

from retention.web import campaign_making, campaign_results, parts, shell, text, text_campaigns
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """Two views; only the open one is drawn."""
    parts.heading(text.CAMPAIGNS)
    views = st.tabs(text_campaigns.VIEWS, key="campaigns.view", on_change="rerun")
    for view, screen in zip(views, (campaign_making, campaign_results), strict=True):
        if view.open:
            with view:
                screen.draw(desk)


shell.show(draw)
