"""The practice's values as a form, and the list of those who asked us to stop."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from retention import services
from retention.core.policy import ANY_TEXT, SETTINGS
from retention.outreach import REASONS
from retention.practice import Practice
from retention.web import session
from retention.web.components.people import names
from retention.web.context import PageContext
from retention.web.copy import frame, wording

OF_REASON = {f"cadence_{reason.key}": reason.title for reason in REASONS}
"""Title of the reason, by the policy value that says how people with it are tried.

Such a value holds how often they are tried, and in which ways.
"""


def values(context: PageContext) -> None:
    """One field per value with its sentence and limits.

    Nothing is saved where one value does not fit.
    """
    st.header(frame.VALUES)
    held = context.state.policy.as_text()
    _fill(context, held)
    with st.form("settings.values"):
        given = {name: _field(name) for name in SETTINGS}
        is_sent = st.form_submit_button(
            frame.SAVE_VALUES,
            key="settings.save",
            type="primary",
            icon=":material/check:",
        )
    if not is_sent:
        return

    changed = {name: text for name, text in given.items() if text.strip() != held[name]}
    if changed:
        services.set_policy(
            context.home, context.state.practice, changed, session.now()
        )
        session.leave_note(frame.VALUES_SAVED)
        st.rerun()
    st.info(frame.VALUES_SAME)


def _fill(context: PageContext, held: Mapping[str, str]) -> None:
    """Have the fields not filled yet, or of another practice, stand at what is held."""
    practice = context.state.practice
    is_new = session.is_other_than_before("settings.practice", practice)
    for name, value in held.items():
        key = f"settings.{name}"
        is_empty = session.filled(key) is None
        if is_new or is_empty:
            session.fill({key: value})


def _field(name: str) -> str:
    """The text in the field of one value; "" where it is empty."""
    text = st.text_input(
        _label(name),
        key=f"settings.{name}",
        help=SETTINGS[name].metadata["about"],
        width=420,
    )
    return text or ""


def _label(name: str) -> str:
    """A value's label, with its limits where it has short ones.

    The limits of a cadence are in its help.
    """
    reason = OF_REASON.get(name)
    if reason:
        return frame.CADENCE.format(reason=reason.lower())

    label = frame.LABELS[name]
    limits = SETTINGS[name].metadata["limits"]
    if limits == ANY_TEXT:
        return label
    return f"{label} ({limits})"


def stops(context: PageContext) -> None:
    """Who asked us to stop, since when and why; each can be lifted."""
    st.header(frame.STOPS)
    every_stop = services.stops(context.home, context.state.practice)
    is_standing = every_stop["lifted_at"].isna()
    standing = every_stop[is_standing]
    if standing.empty:
        st.write(frame.NO_STOPS)
        return

    names_by_id = _names_by_id(context.practice, standing["patient_id"])
    for stop in standing.to_dict("records"):
        patient_id = stop["patient_id"]
        unnamed = frame.PATIENT_NUMBER.format(number=patient_id)
        name = names_by_id.get(patient_id, unnamed)
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(wording.stop_line(name, stop["since"], stop["why"]))
            if st.button(frame.LIFT, key=f"settings.lift.{stop['id']}"):
                _lift(context, patient_id)


def _names_by_id(practice: Practice, patient_ids: pd.Series) -> dict[str, str]:
    """The names of those patients that the records know, by their number."""
    people = practice.people
    is_meant = people["id"].isin(patient_ids)
    rows = people.index[is_meant].to_numpy()
    ids = people["id"].to_numpy()[rows]
    row_names = names(practice, rows)
    return dict(zip(ids, row_names, strict=True))


def _lift(context: PageContext, patient_id: str) -> None:
    services.lift_stop(context.home, context.state.practice, patient_id, session.now())
    session.leave_note(frame.LIFTED)
    st.rerun()
