"""Who works here: asked once in a session, with the names that were logged before at
hand.
"""

from collections.abc import Sequence

import streamlit as st

from retention.problems import RetentionError
from retention.web import state, text_desk, wording
from retention.web.desk import Desk

MOST = 8
"""As many names known before are offered, the latest first."""


def asks(desk: Desk) -> bool:
    """Ask who works here, or say it beside the page; whether it is still to be said."""
    if state.caller().by:
        _said()
        return False
    with st.container(border=True, key="caller"):
        st.header(text_desk.WHO, anchor=False)
        st.caption(text_desk.WHO_WHY)
        with st.container(horizontal=True):
            for place, name in enumerate(known(desk)):
                if st.button(
                    wording.plain(name),
                    key=f"caller.known.{place}",
                    icon=":material/person:",
                ):
                    _is(name)
        with st.form("caller.form", border=False):
            name = st.text_input(
                text_desk.WHO_ELSE,
                key="caller.name",
                max_chars=40,
                width=320,
                autocomplete="off",
            )
            if st.form_submit_button(text_desk.WHO_GO, key="caller.go", type="primary"):
                _is(name or "")
    return True


def known(desk: Desk) -> Sequence[str]:
    """The names that contacts were logged under, the latest first, at most `MOST`."""
    names = desk.log.contacts["by"].fillna("")
    return list(dict.fromkeys(name for name in reversed(names.tolist()) if name))[:MOST]


def _is(name: str) -> None:
    if not name.strip():
        raise RetentionError(text_desk.WHO_EMPTY)
    state.name_caller(name)
    st.rerun()


def _said() -> None:
    with st.sidebar:
        st.markdown(text_desk.YOU.format(name=wording.plain(state.caller().by)))
        if st.button(text_desk.NOT_YOU, key="caller.change", type="tertiary"):
            state.name_caller("")
            st.rerun()
