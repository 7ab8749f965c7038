"""The practice's values as a form, and the list of those who asked us to stop."""

import streamlit as st

from retention import workflows
from retention.outreach import REASONS
from retention.policy import ANY_TEXT, SETTINGS
from retention.web import state, text, wording
from retention.web.desk import Desk
from retention.web.people import names

OF_REASON = {f"cadence_{reason.key}": reason.title for reason in REASONS}
"""Policy values that say how often and in which ways people with a reason are tried,
with the reason's title.
"""


def values(desk: Desk) -> None:
    """One field per value with its sentence and limits; nothing is saved where one does
    not fit.
    """
    st.header(text.VALUES)
    held = desk.state.policy.as_text()
    is_new = state.is_other_than_before("settings.practice", desk.state.practice)
    fields = {f"settings.{name}": value for name, value in held.items()}
    state.fill(
        {
            key: value
            for key, value in fields.items()
            if is_new or state.filled(key) is None
        }
    )
    with st.form("settings.values"):
        given = {
            name: st.text_input(
                _label(name),
                key=f"settings.{name}",
                help=setting.metadata["about"],
                width=420,
            )
            for name, setting in SETTINGS.items()
        }
        saved = st.form_submit_button(
            text.SAVE_VALUES,
            key="settings.save",
            type="primary",
            icon=":material/check:",
        )
    changed = {
        name: value or ""
        for name, value in given.items()
        if (value or "").strip() != held[name]
    }
    if saved and changed:
        workflows.set_policy(desk.home, desk.state.practice, changed, state.now())
        state.leave_note(text.VALUES_SAVED)
        st.rerun()
    if saved:
        st.info(text.VALUES_SAME)


def _label(name: str) -> str:
    """A value's label, with its limits where it has short ones; a cadence's are in its
    help.
    """
    reason = OF_REASON.get(name)
    if reason:
        return text.CADENCE.format(reason=reason.lower())
    limits = SETTINGS[name].metadata["limits"]
    return (
        text.LABELS[name] if limits == ANY_TEXT else f"{text.LABELS[name]} ({limits})"
    )


def stops(desk: Desk) -> None:
    """Who asked us to stop, since when and why; each can be lifted."""
    st.header(text.STOPS)
    found = workflows.stops(desk.home, desk.state.practice)
    standing = found[found["lifted_at"].isna()]
    if standing.empty:
        st.write(text.NO_STOPS)
        return
    known = desk.practice.people.index[
        desk.practice.people["id"].isin(standing["patient_id"])
    ].to_numpy()
    called = dict(
        zip(
            desk.practice.people["id"].to_numpy()[known],
            names(desk.practice, known),
            strict=True,
        )
    )
    for row in standing.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            name = called.get(
                row["patient_id"], text.PATIENT_NUMBER.format(number=row["patient_id"])
            )
            st.markdown(wording.stop_line(name, row["since"], row["why"]))
            if st.button(text.LIFT, key=f"settings.lift.{row['id']}"):
                workflows.lift_stop(
                    desk.home, desk.state.practice, row["patient_id"], state.now()
                )
                state.leave_note(text.LIFTED)
                st.rerun()
