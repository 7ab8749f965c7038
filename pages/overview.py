"""Overview: how is the practice doing? One tile for each figure that matters most."""

import streamlit as st

from retention.web import parts, shell, text
from retention.web.desk import Desk

TILES = ("active", "new", "returning", "return_rate", "second_visit", "acceptance", "sitting", "recall_overdue")


def draw(desk: Desk) -> None:
    """The tiles, as many in a row as there is room for."""
    parts.heading(text.OVERVIEW)
    with st.grid(4, min_column_width=200, border=True, key="overview.tiles") as tiles:
        for key in TILES:
            with tiles.cell():
                parts.tile(desk, key)


shell.show(draw)
