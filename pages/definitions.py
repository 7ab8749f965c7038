"""Definitions: how every figure is counted, drawn from the code that counts it."""

import streamlit as st

from retention.metrics import FIGURES, Figure
from retention.outreach import OUTCOMES, REASONS, RULES
from retention.web import shell
from retention.web.components import tables, widgets
from retention.web.context import PageContext
from retention.web.copy import frame, labels, titles, wording


def draw(context: PageContext) -> None:
    """Every figure, the practice's own values, and the words of the outreach list."""
    widgets.heading(frame.DEFINITIONS)
    asked = st.text_input(
        frame.FIND_FIGURE, key="definitions.find", type="search", width=420
    )
    mentioned = [figure for figure in FIGURES if wording.mentions(figure, asked)]
    if not mentioned:
        st.info(frame.NO_FIGURE, icon=":material/search_off:")
    for figure in mentioned:
        _figure(context, figure)
    st.header(frame.POLICY_TITLE)
    widgets.table(tables.policy(context.policy), frame.POLICY_TITLE)
    st.header(frame.LIST_WORDS)
    left, right = st.columns(2)
    with left:
        widgets.table(tables.chances(REASONS), frame.REASONS_ABOUT)
        widgets.table(
            tables.titles("What can come of a contact", OUTCOMES), frame.OUTCOMES_ABOUT
        )
    with right:
        widgets.table(
            tables.titles("Rules that keep people off, in order", RULES),
            frame.RULES_TITLE,
        )


def _figure(context: PageContext, figure: Figure) -> None:
    with st.container(border=True):
        st.header(figure.title, anchor=figure.key)
        st.markdown(figure.definition)
        if context.has_records:
            value = wording.plain(context.examples[figure.key])
            st.markdown(titles.EXAMPLE.format(value=value))
        if key := labels.POLICY_OF.get(figure.key):
            value = context.policy[key]
            st.markdown(titles.USES.format(what=frame.LABELS[key], value=value))
        if figure.key in context.reconciled:
            sentence = wording.plain(context.reconciled[figure.key])
            st.markdown(f":material/fact_check: {sentence}")
        st.caption(wording.declared(figure))


shell.show(draw)
