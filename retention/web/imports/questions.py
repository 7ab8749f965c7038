"""The questions that only the practice can answer, as one form.

What the data suggest is filled in.
"""

import streamlit as st

from retention.services import Question
from retention.web import session
from retention.web.copy import imports as text
from retention.web.copy import wording

_FEW = 4  # answers that stand side by side; more are a list to choose from


def draw(*, is_open: bool) -> None:
    """All that was asked of the files in the box.

    It is behind a fold once everything is answered.
    """
    asked = session.upload().asked
    if not asked:
        return
    if is_open:
        st.subheader(text.QUESTIONS)
        st.caption(text.QUESTIONS_WHY)
        _form(asked, text.GO_ON)
    else:
        with st.expander(
            text.ANSWERED.format(number=len(asked)), icon=":material/question_answer:"
        ):
            _form(asked, text.CHANGE_ANSWERS)


def _form(asked: dict[str, Question], send: str) -> None:
    with st.form("imports.form", border=False):
        given = {question.key: _answer(question) for question in asked.values()}
        sent = st.form_submit_button(
            send, key="imports.answer", type="primary", icon=":material/arrow_forward:"
        )
    if sent:
        session.upload().answers = given
        st.rerun()


def _answer(question: Question) -> str:
    """One question with why it is asked; its answer as the command line takes it."""
    key = f"imports.answer.{question.key}"
    upload = session.upload()
    answer_so_far = (
        upload.answers.get(question.key)
        or upload.earlier.get(question.key)
        or question.suggested
    )
    with st.container(gap="small"):
        if len(question.answers) > 1:
            answer = _choice(question, answer_so_far, key)
        elif question.key == text.AS_OF:
            day = st.date_input(
                question.ask,
                answer_so_far or session.today(),
                format="MM/DD/YYYY",
                key=key,
                width=420,
            )
            answer = day.isoformat() if day else ""
        else:
            asked = wording.plain(question.ask)
            answer = (
                st.text_input(asked, answer_so_far, key=key, width=420)
                or question.suggested
            )
        if question.because:
            st.caption("  \n".join(wording.plain(line) for line in question.because))
    return answer


def _choice(question: Question, answer_so_far: str, key: str) -> str:
    is_open = (
        question.key == text.TIME_ZONE
    )  # the likeliest are offered; any other zone's name is taken too
    answers = (
        list(dict.fromkeys((*question.answers, answer_so_far)))
        if is_open
        else list(question.answers)
    )
    index = answers.index(answer_so_far) if answer_so_far in answers else 0
    ask = wording.plain(question.ask)
    if len(answers) <= _FEW:
        return st.radio(
            ask, answers, index, format_func=wording.choice, key=key, horizontal=True
        )

    chosen = st.selectbox(
        ask,
        answers,
        index,
        format_func=wording.choice,
        key=key,
        width=420,
        accept_new_options=is_open,
    )
    return chosen or ""
