"""What was imported, what it changed, what was wrong in it, and the way back."""

import streamlit as st

from retention import formats, workflows
from retention.web import parts, state, tables
from retention.web import text_imports as text
from retention.web.desk import Desk
from retention.work import Import


def ledger(desk: Desk) -> None:
    """Every import, newest first, and the way back to any that stands."""
    lines = workflows.imports(desk.home, desk.state.practice) if desk.known else ()
    if not lines:
        st.write(text.NO_IMPORTS)
        return
    parts.paged(tables.ledger(lines), text.LEDGER, "imports.ledger")
    now = next((line.number for line in lines if line.is_current), 0)
    earlier = {line.number: line for line in lines if line.undone_at is None and line.number < now}
    if earlier:
        with st.popover(text.UNDO, icon=":material/undo:"):
            _undo(desk, earlier)


def _undo(desk: Desk, earlier: dict[int, Import]) -> None:
    st.write(text.UNDO_MEANS)
    lines = {number: _line(line) for number, line in earlier.items()}
    number = st.selectbox(text.UNDO_TO, list(lines), format_func=lines.__getitem__, key="imports.to")
    if st.button(text.UNDO_NOW, key="imports.undo", type="primary"):
        back = workflows.undo(desk.home, desk.state.practice, number, state.now())
        state.leave_done(text.UNDONE.format(number=back.number, day=formats.day(back.exported)))
        st.rerun()


def _line(line: Import) -> str:
    return text.UNDO_LINE.format(number=line.number, day=formats.day(line.exported))


def problems(desk: Desk) -> None:
    """What was wrong in the files of the import that counts now, row by row."""
    found = workflows.problems(desk.home, desk.state.practice) if desk.has_records else ()
    if found:
        parts.paged(tables.problems(found), text.PROBLEMS, "imports.problems")
    else:
        st.write(text.NO_PROBLEMS)
