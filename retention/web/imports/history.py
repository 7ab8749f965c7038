"""What was imported, what it changed, what was wrong in it, and the way back."""

from collections.abc import Sequence

import streamlit as st

from retention import services
from retention.core import formatting
from retention.core.errors import Problem
from retention.services import Change
from retention.store import BEFORE_FIRST, Import
from retention.web import session
from retention.web.components import tables, widgets
from retention.web.context import PageContext
from retention.web.copy import imports as text
from retention.web.imports import preview


def ledger(context: PageContext) -> None:
    """Every import, newest first, and the way back.

    It leads to any that stands, or to before them all.
    """
    lines = (
        services.imports(context.home, context.state.practice)
        if context.state_or_none
        else ()
    )
    if not lines:
        st.write(text.NO_IMPORTS)
        return

    widgets.paged(tables.ledger(lines), text.LEDGER, "imports.ledger")
    now = next((line.number for line in lines if line.is_current), None)
    if now is not None:
        earlier = [
            line for line in lines if line.undone_at is None and line.number < now
        ]
        with st.popover(text.UNDO, icon=":material/undo:"):
            _undo(context, earlier)
    _changes(context, lines)
    _patient(context)


def _undo(context: PageContext, earlier: Sequence[Import]) -> None:
    st.write(text.UNDO_MEANS)
    titles = {line.number: _line(line) for line in earlier}
    titles[BEFORE_FIRST] = text.UNDO_ALL
    number = st.selectbox(
        text.UNDO_TO, list(titles), format_func=titles.__getitem__, key="imports.to"
    )
    if st.button(text.UNDO_NOW, key="imports.undo", type="primary"):
        back = services.undo(
            context.home, context.state.practice, number, session.now()
        )
        sentence = text.UNDONE_ALL
        if back:
            day = formatting.day(back.exported)
            sentence = text.UNDONE.format(number=back.number, day=day)
        session.leave_done(sentence)
        st.rerun()


def _line(line: Import) -> str:
    day = formatting.day(line.exported)
    return text.UNDO_LINE.format(number=line.number, day=day)


def _changes(context: PageContext, lines: Sequence[Import]) -> None:
    """What one of the imports changed, with rows to look at.

    It is looked up only while the fold is open.
    """
    with st.expander(
        text.WHAT_CHANGED,
        icon=":material/difference:",
        key="imports.changes",
        on_change="rerun",
    ) as fold:
        if not fold.open:
            return
        titles = {line.number: _line(line) for line in lines}
        number = st.selectbox(
            text.WHICH_IMPORT,
            list(titles),
            format_func=titles.__getitem__,
            key="imports.number",
        )
        report = services.changes_of(context.home, context.state.practice, number)
        differing = [change for change in report.tables if _differs(change)]
        if not differing:
            st.write(text.PREVIEW_NONE)
            return
        widgets.table(tables.changes(differing), text.WHAT_CHANGED)
        options = preview.kinds(differing)
        chosen = preview.choose(options, f"imports.changed.{number}")
        preview.rows(differing, chosen, options[chosen])


def _differs(change: Change) -> bool:
    return bool(change.new or change.changed or change.vanished)


def _patient(context: PageContext) -> None:
    """What each import changed in one patient's row."""
    with st.expander(
        text.ONE_PATIENT,
        icon=":material/person_search:",
        key="imports.one",
        on_change="rerun",
    ) as fold:
        if not fold.open:
            return
        st.caption(text.ONE_PATIENT_MEANS)
        number = st.text_input(text.PATIENT_NUMBER, key="imports.patient", width=420)
        if number:
            moments = services.history_of(
                context.home, context.state.practice, number.strip()
            )
            widgets.table(tables.moments(moments), text.ONE_PATIENT)


def problems(context: PageContext) -> None:
    """What was wrong in the files of the import that counts now, row by row.

    The lines not needed stand apart.
    """
    every_problem: Sequence[Problem] = ()
    if context.has_records:
        every_problem = services.problems(context.home, context.state.practice)
    wrong = [problem for problem in every_problem if not problem.not_needed]
    spare = [problem for problem in every_problem if problem.not_needed]
    if wrong:
        widgets.paged(tables.problems(wrong), text.PROBLEMS, "imports.problems")
    else:
        st.write(text.NO_PROBLEMS)
    if spare:
        with st.expander(text.SPARE_LINES, icon=":material/playlist_remove:"):
            st.caption(text.SPARE_MEANS)
            widgets.paged(tables.problems(spare), text.SPARE_LINES, "imports.spare")
