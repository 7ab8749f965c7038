"""What a page shows while there are no records: what to do next, and a practice to look
around in.
"""

import streamlit as st

from retention import workflows
from retention.web import address, state, text
from retention.web.desk import Desk

DEMO_PATIENTS = 2000
DEMO_YEARS = 5
DEMO_SEED = 1


def draw(desk: Desk) -> None:
    """Say that nothing is loaded, and offer the two ways on."""
    st.title(text.WELCOME)
    st.info(text.NOTHING_LOADED, icon=":material/info:")
    st.write(text.WHAT_TO_DO)
    with st.container(horizontal=True):
        if st.button(
            text.GO_TO_IMPORTS,
            key="welcome.imports",
            type="primary",
            icon=":material/upload_file:",
        ):
            address.turn_to("imports")
        is_free = desk.known is None or desk.known.name == workflows.DEMO
        if is_free and st.button(
            text.LOAD_DEMO, key="welcome.demo", icon=":material/groups:"
        ):
            load_demo(desk)


def load_demo(desk: Desk) -> None:
    """Make the demo practice in this home, then draw the page again with it."""
    with st.spinner(text.DEMO_LOADING):
        workflows.make_demo(
            desk.home,
            patients=DEMO_PATIENTS,
            years=DEMO_YEARS,
            seed=DEMO_SEED,
            ends=workflows.yesterday(state.today()),
            now=state.now(),
        )
    state.leave_note(text.DEMO_LOADED)
    st.rerun()
