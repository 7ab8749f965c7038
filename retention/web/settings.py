"""The practice's values as a form, and the list of those who asked us to stop."""

import streamlit as st

from retention import services
from retention.core.policy import ANY_TEXT, SETTINGS
from retention.outreach import REASONS
from retention.web import session
from retention.web.components.people import names
from retention.web.context import PageContext
from retention.web.copy import frame, wording

OF_REASON = {f"cadence_{reason.key}": reason.title for reason in REASONS}
"""Policy values that say how often and in which ways people with a reason are tried,
with the reason's title.
"""


def values(desk: PageContext) -> None:
    """One field per value with its sentence and limits; nothing is saved where one does
    not fit.
    """
    st.header(frame.VALUES)
    held = desk.state.policy.as_text()
    is_new = session.is_other_than_before("settings.practice", desk.state.practice)
    fields = {f"settings.{name}": value for name, value in held.items()}
    session.fill(
        {
            key: value
            for key, value in fields.items()
            if is_new or session.filled(key) is None
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
            frame.SAVE_VALUES,
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
        services.set_policy(desk.home, desk.state.practice, changed, session.now())
        session.leave_note(frame.VALUES_SAVED)
        st.rerun()
    if saved:
        st.info(frame.VALUES_SAME)


def _label(name: str) -> str:
    """A value's label, with its limits where it has short ones; a cadence's are in its
    help.
    """
    reason = OF_REASON.get(name)
    if reason:
        return frame.CADENCE.format(reason=reason.lower())
    limits = SETTINGS[name].metadata["limits"]
    return (
        frame.LABELS[name] if limits == ANY_TEXT else f"{frame.LABELS[name]} ({limits})"
    )


def stops(desk: PageContext) -> None:
    """Who asked us to stop, since when and why; each can be lifted."""
    st.header(frame.STOPS)
    found = services.stops(desk.home, desk.state.practice)
    standing = found[found["lifted_at"].isna()]
    if standing.empty:
        st.write(frame.NO_STOPS)
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
                row["patient_id"], frame.PATIENT_NUMBER.format(number=row["patient_id"])
            )
            st.markdown(wording.stop_line(name, row["since"], row["why"]))
            if st.button(frame.LIFT, key=f"settings.lift.{row['id']}"):
                services.lift_stop(
                    desk.home, desk.state.practice, row["patient_id"], session.now()
                )
                session.leave_note(frame.LIFTED)
                st.rerun()
