"""Outreach: whom do we call next, and why is someone not on the list?"""

import streamlit as st

from retention.web import lookup, parts, queue, shell, text
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """Two views of the same list; only the open one is drawn."""
    parts.heading(text.OUTREACH)
    views = st.tabs(text.VIEWS, key="outreach.view", on_change="rerun")
    for view, screen in zip(views, (queue, lookup), strict=True):
        if view.open:
            with view:
                screen.draw(desk)


shell.show(draw)
