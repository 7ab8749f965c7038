"""What the practice answered at imports, and the mappings that it keeps."""

import pandas as pd
import streamlit as st

from retention import services
from retention.core import formatting
from retention.services import mappings
from retention.services.mappings import Declaration
from retention.store import StoredAnswer
from retention.web import session
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import imports as text
from retention.web.copy import wording


def draw_answers(context: PageContext) -> None:
    """The answers that hold, words that stayed unknown first.

    Below them is the button that forgets one.
    """
    stored = (
        services.answered(context.home, context.state.practice)
        if context.state_or_none
        else ()
    )
    if not stored:
        st.write(text.NO_ANSWERS)
        return

    st.caption(text.ANSWERS_WHY)
    widgets.paged(answers(stored), text.ANSWERS, "imports.answered")
    by_key = {answer.key: answer for answer in stored}
    chosen = st.selectbox(
        text.WHICH_ANSWER,
        list(by_key),
        format_func=lambda key: _line(by_key[key]),
        key="imports.answered.which",
    )
    if chosen and st.button(
        text.FORGET, key="imports.answered.forget", icon=":material/delete:"
    ):
        services.forget_answer(
            context.home, context.state.practice, chosen, session.now()
        )
        question = _ask(by_key[chosen])
        session.leave_note(text.ANSWER_FORGOTTEN.format(ask=question))
        st.rerun()


def answers(stored: tuple[StoredAnswer, ...]) -> pd.DataFrame:
    """One row for each answer: the question in words, the answer, the day."""
    return pd.DataFrame(
        {
            "Question": [_ask(answer) for answer in stored],
            "Answer": [wording.choice(answer.answer) for answer in stored],
            "When": [formatting.day(answer.at.date()) for answer in stored],
        }
    )


def _ask(answer: StoredAnswer) -> str:
    return answer.ask or answer.key


def _line(answer: StoredAnswer) -> str:
    in_words = wording.choice(answer.answer)
    return text.ANSWER_LINE.format(ask=_ask(answer), answer=in_words)


def draw_mappings(context: PageContext) -> None:
    """The mappings that the practice keeps, each with its way out.

    Below them is a way in for one that was shared.
    """
    lines = (
        mappings.kept(context.home, context.state.practice)
        if context.state_or_none
        else {}
    )
    if not lines:
        st.write(text.NO_MAPPED)
    else:
        st.caption(text.MAPPED_WHY)
    for fingerprint, declared in lines.items():
        _kept(context, fingerprint, declared)
    if context.state_or_none:
        _take_in(context)


def _kept(context: PageContext, fingerprint: str, declared: Declaration) -> None:
    title = mappings.table_titles().get(declared.table, text.MAPPED_LEFT_OUT)
    columns = mappings.columns(declared.table) if declared.table else {}
    sentences = [
        f"{columns[column].title}: {header}"
        for column, header in declared.columns.items()
    ]
    sentences += [
        f"{columns[column].title}: {wording.choice(word)}"
        for column, word in declared.every.items()
    ]
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.caption(wording.plain(" · ".join(sentences)))
        with st.container(horizontal=True):
            st.download_button(
                text.TAKE_MAPPING,
                mappings.written(fingerprint, declared),
                f"mapping-{declared.table or 'left-out'}.json",
                "application/json",
                key=f"imports.share.{fingerprint[:12]}",
                on_click="ignore",
                icon=":material/download:",
            )
            if st.button(
                text.FORGET,
                key=f"imports.forget.{fingerprint[:12]}",
                icon=":material/delete:",
            ):
                mappings.forget(
                    context.home, context.state.practice, fingerprint, session.now()
                )
                session.leave_note(text.FORGOTTEN)
                st.rerun()


def _take_in(context: PageContext) -> None:
    file = st.file_uploader(
        text.GIVE_MAPPING, "json", key=f"imports.shared.{session.upload_number()}"
    )
    if file and st.button(text.KEEP_MAPPING, key="imports.keep", type="primary"):
        fingerprint, declared = mappings.taken_in(
            file.getvalue().decode("utf-8", "replace")
        )
        mappings.keep(
            context.home, context.state.name, {fingerprint: declared}, session.now()
        )
        session.empty_upload()
        session.leave_note(text.MAPPING_KEPT)
        st.rerun()
