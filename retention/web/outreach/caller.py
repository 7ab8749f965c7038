"""Who works here: asked once in a session.

The names that were logged before are at hand.
"""

from collections.abc import Sequence

import streamlit as st

from retention.core.errors import RetentionError
from retention.web import session
from retention.web.context import PageContext
from retention.web.copy import front_desk, wording

MOST = 8
"""As many names known before are offered, the latest first."""


def asks(context: PageContext) -> bool:
    """Ask who works here, or say it beside the page.

    Returns: whether it is still to be said.
    """
    if session.caller().by:
        _say_who()
        return False

    with st.container(border=True, key="caller"):
        st.header(front_desk.WHO, anchor=False)
        st.caption(front_desk.WHO_WHY)
        _names(context)
        _another_name()
    return True


def _names(context: PageContext) -> None:
    """A button for each name known before."""
    with st.container(horizontal=True):
        for index, name in enumerate(earlier_names(context)):
            if st.button(
                wording.plain(name),
                key=f"caller.known.{index}",
                icon=":material/person:",
            ):
                _is(name)


def _another_name() -> None:
    with st.form("caller.form", border=False):
        name = st.text_input(
            front_desk.WHO_ELSE,
            key="caller.name",
            max_chars=40,
            width=320,
            autocomplete="off",
        )
        if st.form_submit_button(front_desk.WHO_GO, key="caller.go", type="primary"):
            _is(name or "")


def earlier_names(context: PageContext) -> Sequence[str]:
    """The names that contacts were logged under, the latest first, at most `MOST`."""
    callers = context.log.contacts["by"].fillna("")
    latest_first = dict.fromkeys(reversed(callers.tolist()))
    latest_first.pop("", None)
    names = list(latest_first)
    return names[:MOST]


def _is(name: str) -> None:
    if not name.strip():
        raise RetentionError(front_desk.WHO_EMPTY)

    session.name_caller(name)
    st.rerun()


def _say_who() -> None:
    name = wording.plain(session.caller().by)
    with st.sidebar:
        st.markdown(front_desk.YOU.format(name=name))
        if st.button(front_desk.NOT_YOU, key="caller.change", type="tertiary"):
            session.name_caller("")
            st.rerun()
