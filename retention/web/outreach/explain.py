"""Why someone is, or is not, on the outreach list.

They are found by name or number, then every rule is asked.
"""

from collections.abc import Sequence

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


def draw(context: PageContext) -> None:
    """The search, the choice among those found, and the answer."""
    asked = st.text_input(
        frame.LOOK_FOR, key="lookup.name", type="search", width=420, autocomplete="off"
    )
    if not asked.strip():
        st.caption(frame.LOOK_HELP)
        return

    rows = find(context.practice, asked)
    if not len(rows):
        st.info(frame.LOOK_NOBODY, icon=":material/search_off:")
        return

    ids = context.practice.people["id"].to_numpy()[rows].tolist()
    patient_id = _chosen(ids, names(context.practice, rows))
    row = rows[ids.index(patient_id)]
    _answer(
        outreach.explain_patient(
            context.practice, context.log, context.today, patient_id
        )
    )
    links.link(context, int(row))


def _chosen(ids: list[str], people: Sequence[str]) -> str:
    """The id of whom of those people is meant, the first where nobody is chosen."""
    titles = {
        patient_id: f"{name} ({patient_id})"
        for patient_id, name in zip(ids, people, strict=True)
    }
    chosen = st.selectbox(
        frame.LOOK_WHO, ids, format_func=titles.__getitem__, key="lookup.who", width=420
    )
    return chosen or ids[0]


def find(practice: Practice, asked: str) -> np.ndarray:
    """Rows of the patient list with that id, or with every word in their name.

    Returns: the first `MOST` rows, in order of id.
    """
    people = practice.people
    parts = people[["first_name", "preferred_name", "last_name"]].fillna("")
    first = parts["first_name"]
    preferred = parts["preferred_name"]
    last = parts["last_name"]
    whole = (first + " " + preferred + " " + last).str.casefold()

    has_every_word = np.ones(len(people), dtype=bool)
    for word in asked.casefold().split():
        has_word = whole.str.contains(word, regex=False)
        has_every_word &= has_word.to_numpy()

    has_id = people["id"] == asked.strip()
    rows = np.flatnonzero(has_every_word | has_id.to_numpy())
    return rows[:MOST]


def _answer(explanation: Explanation) -> None:
    show = st.success if explanation.on_list else st.warning
    show(wording.plain(explanation.summary))
    for part in explanation.reasons:
        st.markdown(f"- {wording.plain(part.sentence)}")
    answers = []
    for rule in explanation.rules:
        result = frame.HOLDS if rule.holds else frame.PASSES
        answers.append((rule.title, result, rule.because))
    widgets.table(tables.rules(answers), frame.RULES_ABOUT)
