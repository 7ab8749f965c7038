"""The mappings that a practice keeps: what was said of each kind of file, taking it
back, and sharing it.
"""

import streamlit as st

from retention.web import state, wording
from retention.web import text_imports as text
from retention.web.desk import Desk
from retention.workflows import mapping
from retention.workflows.mapping import Declaration


def draw(desk: Desk) -> None:
    """The mappings that the practice keeps: each with its way out, and a way in for one
    that was shared.
    """
    lines = mapping.kept(desk.home, desk.state.practice) if desk.known else {}
    if not lines:
        st.write(text.NO_MAPPED)
    else:
        st.caption(text.MAPPED_WHY)
    for own, declared in lines.items():
        _kept(desk, own, declared)
    if desk.known:
        _take_in(desk)


def _kept(desk: Desk, own: str, declared: Declaration) -> None:
    title = mapping.table_titles().get(declared.table, text.MAPPED_LEFT_OUT)
    known = mapping.columns(declared.table) if declared.table else {}
    said = [
        f"{known[column].title}: {header}"
        for column, header in declared.columns.items()
    ]
    said += [
        f"{known[column].title}: {wording.choice(word)}"
        for column, word in declared.every.items()
    ]
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.caption(wording.plain(" · ".join(said)))
        with st.container(horizontal=True):
            st.download_button(
                text.TAKE_MAPPING,
                mapping.written(own, declared),
                f"mapping-{declared.table or 'left-out'}.json",
                "application/json",
                key=f"imports.share.{own[:12]}",
                on_click="ignore",
                icon=":material/download:",
            )
            if st.button(
                text.FORGET, key=f"imports.forget.{own[:12]}", icon=":material/delete:"
            ):
                mapping.forget(desk.home, desk.state.practice, own, state.now())
                state.leave_note(text.FORGOTTEN)
                st.rerun()


def _take_in(desk: Desk) -> None:
    file = st.file_uploader(
        text.GIVE_MAPPING, "json", key=f"imports.shared.{state.upload_number()}"
    )
    if file and st.button(text.KEEP_MAPPING, key="imports.keep", type="primary"):
        own, declared = mapping.taken_in(file.getvalue().decode("utf-8", "replace"))
        mapping.keep(desk.home, desk.state.name, {own: declared}, state.now())
        state.empty_upload()
        state.leave_note(text.MAPPING_KEPT)
        st.rerun()
