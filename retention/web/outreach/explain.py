"""Why someone is, or is not, on the outreach list: find them by name or number, then
ask every rule.
"""

import numpy as np
import streamlit as st

from retention import outreach
from retention.outreach import Explanation
from retention.practice import Practice
from retention.web.components import links, tables, widgets
from retention.web.components.people import names
from retention.web.context import PageContext
from retention.web.copy import frame, wording

MOST = 20


def draw(desk: PageContext) -> None:
    """The search, the choice among those found, and the answer."""
    asked = st.text_input(
        frame.LOOK_FOR, key="lookup.name", type="search", width=420, autocomplete="off"
    )
    if not asked.strip():
        st.caption(frame.LOOK_HELP)
        return
    rows = find(desk.practice, asked)
    if not len(rows):
        st.info(frame.LOOK_NOBODY, icon=":material/search_off:")
        return
    ids = desk.practice.people["id"].to_numpy()[rows].tolist()
    shown = {
        key: f"{name} ({key})"
        for key, name in zip(ids, names(desk.practice, rows), strict=True)
    }
    chosen = st.selectbox(
        frame.LOOK_WHO, ids, format_func=shown.__getitem__, key="lookup.who", width=420
    )
    _answer(
        outreach.explain_patient(desk.practice, desk.log, desk.today, chosen or ids[0])
    )
    links.link(desk, int(rows[ids.index(chosen or ids[0])]))


def find(practice: Practice, asked: str) -> np.ndarray:
    """Rows of the patient list with that id, or with every word in their name; the
    first `MOST`, in order of id.
    """
    people = practice.people[["first_name", "preferred_name", "last_name"]].fillna("")
    whole = (
        people["first_name"]
        + " "
        + people["preferred_name"]
        + " "
        + people["last_name"]
    ).str.casefold()
    found = np.ones(len(people), dtype=bool)
    for word in asked.casefold().split():
        found &= whole.str.contains(word, regex=False).to_numpy()
    return np.flatnonzero(found | (practice.people["id"] == asked.strip()).to_numpy())[
        :MOST
    ]


def _answer(found: Explanation) -> None:
    show = st.success if found.on_list else st.warning
    show(wording.plain(found.summary))
    for part in found.reasons:
        st.markdown(f"- {wording.plain(part.sentence)}")
    answers = [
        (rule.title, frame.HOLDS if rule.holds else frame.PASSES, rule.because)
        for rule in found.rules
    ]
    widgets.table(tables.rules(answers), frame.RULES_ABOUT)
