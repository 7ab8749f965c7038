"""The day on paper: each file is made when it is asked for.

Nobody is named in it where that is wanted.
"""

from collections.abc import Callable
from functools import partial

import streamlit as st

from retention import services
from retention.web import session
from retention.web.context import PageContext
from retention.web.copy import front_desk


def menu(context: PageContext) -> None:
    """Call sheets and the morning's huddle as PDF, with names or initials."""
    with st.popover(front_desk.PRINT, icon=":material/print:"):
        initials = st.toggle(
            front_desk.INITIALS, key="paper.initials", help=front_desk.INITIALS_HELP
        )
        sheets = partial(_sheets, context, initials=initials)
        huddle = partial(_huddle, context, initials=initials)
        _file(front_desk.SHEETS, "call-sheets", sheets)
        _file(front_desk.HUDDLE, "huddle", huddle)
        st.caption(front_desk.SHRED)


def _file(label: str, name: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        make,
        f"{name}-{session.now():%Y%m%d-%H%M%S-%f}.pdf",
        "application/pdf",
        key=f"paper.{name}",
        on_click="ignore",
        icon=":material/picture_as_pdf:",
    )


def _sheets(context: PageContext, *, initials: bool) -> bytes:
    from retention.documents.call_sheets import call_sheets_pdf

    sheets = services.call_sheets(
        context.home,
        context.state.practice,
        context.practice,
        session.now(),
        initials=initials,
    )
    return call_sheets_pdf(sheets)


def _huddle(context: PageContext, *, initials: bool) -> bytes:
    from retention.documents.call_sheets import huddle_pdf

    huddle = services.huddle(
        context.home,
        context.state.practice,
        context.practice,
        context.today,
        initials=initials,
    )
    return huddle_pdf(huddle)
