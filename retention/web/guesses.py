"""Before a figure is first shown: what does the owner think it is?

Asked once, and easily skipped.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from retention import services
from retention.metrics import BY_KEY, Figure
from retention.metrics.reconcile import unit_of
from retention.web import session
from retention.web.context import PageContext
from retention.web.copy import frame


def asks(context: PageContext, keys: Sequence[str]) -> bool:
    """Draw the questions for the figures that were never asked about.

    Nobody has an idea of a made-up practice, so nobody is asked about it.

    Returns: whether there are any.
    """
    guessed = {guess.key for guess in context.guesses}
    asked = [key for key in keys if key not in guessed]
    if not asked or context.state.name == services.DEMO:
        return False

    st.header(frame.GUESS_FIRST)
    st.write(frame.GUESS_WHY)
    with st.form("overview.guesses"):
        answers = {key: _ask(context, BY_KEY[key]) for key in asked}
        with st.container(horizontal=True):
            keep = st.form_submit_button(
                frame.KEEP_GUESSES, key="overview.guess", type="primary"
            )
            skip = st.form_submit_button(frame.SKIP_GUESSES, key="overview.skip")
    if keep:
        _keep(context, answers)
    elif skip:
        _keep(context, dict.fromkeys(asked, ""))
    return True


def _ask(context: PageContext, figure: Figure) -> str:
    unit = unit_of(figure, context.reading(figure.key))
    return st.text_input(
        figure.title,
        placeholder=frame.GUESS_HOW.get(unit, ""),
        key=f"overview.guess.{figure.key}",
    )


def _keep(context: PageContext, answers: Mapping[str, str]) -> None:
    for key, words in answers.items():
        services.guess(
            context.home,
            context.state.practice,
            context.practice,
            key,
            words.strip() or None,
            session.now(),
        )
    st.rerun()
