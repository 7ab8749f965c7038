"""The day on paper: each file is made when it is asked for; nobody is named in it where
that is wanted.
"""

from collections.abc import Callable

import streamlit as st

from retention import workflows
from retention.web import state, text_desk
from retention.web.desk import Desk


def menu(desk: Desk) -> None:
    """Call sheets and the morning's huddle as PDF, with names or initials."""
    with st.popover(text_desk.PRINT, icon=":material/print:"):
        initials = st.toggle(
            text_desk.INITIALS, key="paper.initials", help=text_desk.INITIALS_HELP
        )
        _file(text_desk.SHEETS, "call-sheets", lambda: _sheets(desk, initials=initials))
        _file(text_desk.HUDDLE, "huddle", lambda: _huddle(desk, initials=initials))
        st.caption(text_desk.SHRED)


def _file(label: str, name: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        make,
        f"{name}-{state.now():%Y%m%d-%H%M%S-%f}.pdf",
        "application/pdf",
        key=f"paper.{name}",
        on_click="ignore",
        icon=":material/picture_as_pdf:",
    )


def _sheets(desk: Desk, *, initials: bool) -> bytes:
    from retention.papers.call_sheets import call_sheets_pdf

    found = workflows.call_sheets(
        desk.home, desk.state.practice, desk.practice, state.now(), initials=initials
    )
    return call_sheets_pdf(found)


def _huddle(desk: Desk, *, initials: bool) -> bytes:
    from retention.papers.huddle import huddle_pdf

    return huddle_pdf(
        workflows.huddle(
            desk.home, desk.state.practice, desk.practice, desk.today, initials=initials
        )
    )
