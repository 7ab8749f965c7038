"""Definitions: how every figure is counted, drawn from the code that counts it."""

import streamlit as st

from retention.metrics import FIGURES, Figure
from retention.outreach import OUTCOMES, REASONS, RULES
from retention.web import labels, parts, shell, tables, text, titles, wording
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """Every figure, the practice's own values, and the words of the outreach list."""
    parts.heading(text.DEFINITIONS)
    asked = st.text_input(
        text.FIND_FIGURE, key="definitions.find", type="search", width=420
    )
    found = [figure for figure in FIGURES if wording.mentions(figure, asked)]
    if not found:
        st.info(text.NO_FIGURE, icon=":material/search_off:")
    for figure in found:
        _figure(desk, figure)
    st.header(text.POLICY_TITLE)
    parts.table(tables.policy(desk.policy), text.POLICY_TITLE)
    st.header(text.LIST_WORDS)
    left, right = st.columns(2)
    with left:
        parts.table(tables.chances(REASONS), text.REASONS_ABOUT)
        parts.table(
            tables.titles("What can come of a contact", OUTCOMES), text.OUTCOMES_ABOUT
        )
    with right:
        parts.table(
            tables.titles("Rules that keep people off, in order", RULES),
            text.RULES_TITLE,
        )


def _figure(desk: Desk, figure: Figure) -> None:
    with st.container(border=True):
        st.header(figure.title, anchor=figure.key)
        st.markdown(figure.definition)
        if desk.has_records:
            st.markdown(
                titles.EXAMPLE.format(value=wording.plain(desk.examples[figure.key]))
            )
        if key := labels.POLICY_OF.get(figure.key):
            st.markdown(
                titles.USES.format(what=text.LABELS[key], value=desk.policy[key])
            )
        if figure.key in desk.reconciled:
            st.markdown(
                f":material/fact_check: {wording.plain(desk.reconciled[figure.key])}"
            )
        st.caption(wording.declared(figure))


shell.show(draw)
