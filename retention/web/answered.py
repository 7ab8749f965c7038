"""What the practice answered at imports: every question with its answer, and the way to
have it asked again.
"""

import pandas as pd
import streamlit as st

from retention import formats, workflows
from retention.web import parts, state, wording
from retention.web import text_imports as text
from retention.web.desk import Desk
from retention.work import Answer


def draw(desk: Desk) -> None:
    """The answers that hold, words that stayed unknown first, and the button that
    forgets one.
    """
    said = workflows.answered(desk.home, desk.state.practice) if desk.known else ()
    if not said:
        st.write(text.NO_ANSWERS)
        return
    st.caption(text.ANSWERS_WHY)
    parts.paged(answers(said), text.ANSWERS, "imports.answered")
    by_key = {one.key: one for one in said}
    chosen = st.selectbox(
        text.WHICH_ANSWER,
        list(by_key),
        format_func=lambda key: _line(by_key[key]),
        key="imports.answered.which",
    )
    if chosen and st.button(
        text.FORGET, key="imports.answered.forget", icon=":material/delete:"
    ):
        workflows.forget_answer(desk.home, desk.state.practice, chosen, state.now())
        state.leave_note(text.ANSWER_FORGOTTEN.format(ask=_ask(by_key[chosen])))
        st.rerun()


def answers(said: tuple[Answer, ...]) -> pd.DataFrame:
    """One row for each answer: the question in words, the answer, the day."""
    return pd.DataFrame(
        {
            "Question": [_ask(one) for one in said],
            "Answer": [wording.choice(one.answer) for one in said],
            "When": [formats.day(one.at.date()) for one in said],
        }
    )


def _ask(one: Answer) -> str:
    return one.ask or one.key


def _line(one: Answer) -> str:
    return text.ANSWER_LINE.format(ask=_ask(one), answer=wording.choice(one.answer))
