"""A mailing file: who is in it, who is left out and why; it is logged before it can be taken."""

import streamlit as st

from retention import outreach, papers, workflows
from retention.outreach import Mailing
from retention.web import parts, state, tables, text, wording
from retention.web.desk import Desk

_PROFILES = {profile.key: profile.title for profile in outreach.WITH_FILE}
_REASONS = {reason.key: reason.title for reason in outreach.REASONS}


def draw(desk: Desk) -> None:
    """The choice of profile and reasons, the counts, and the file."""
    _made()
    left, right = st.columns(2)
    profile = left.selectbox(text.PROFILE, list(_PROFILES), format_func=_PROFILES.__getitem__, key="mailing.profile")
    reasons = right.multiselect(
        text.MAIL_REASONS,
        list(_REASONS),
        format_func=_REASONS.__getitem__,
        key="mailing.reasons",
        placeholder=text.ANY_REASON,
    )
    mailing = workflows.make_mailing(desk.practice, desk.log, profile, reasons or None, desk.today)
    if mailing.people:
        st.markdown(
            text.MAILING_HOLDS.format(rows=wording.rows(len(mailing.frame)), people=wording.people(len(mailing.people)))
        )
        st.caption(text.MAILING_COLUMNS.format(columns=", ".join(mailing.columns)))
        if st.button(text.MAKE_FILE, key="mailing.make", type="primary", icon=":material/outgoing_mail:"):
            _make(desk, mailing)
    else:
        st.info(text.MAILING_EMPTY, icon=":material/info:")
    _left_out(mailing)


def _make(desk: Desk, mailing: Mailing) -> None:
    """Log the mailing, then hand the file over: nothing leaves that is not logged."""
    content = papers.list_file(mailing.frame, "csv", machine=mailing.machine)
    number = workflows.log_mailing(desk.home, desk.state.practice, mailing, content, state.now())
    state.keep_file(f"mailing-{number}-{mailing.profile.key}-{state.now():%Y%m%d-%H%M%S}.csv", content)
    state.leave_note(text.MAILING_LOGGED.format(people=wording.people(len(mailing.people))))
    st.rerun()


def _made() -> None:
    """The file made last in this session, to be taken, as often as needed."""
    if kept := state.kept_file():
        name, content = kept
        with st.container(border=True):
            st.markdown(text.MAILING_READY)
            st.download_button(
                text.TAKE_FILE, content, name, "text/csv", key="mailing.file", on_click="ignore", type="primary",
                icon=":material/download:",
            )  # fmt: skip


def _left_out(mailing: Mailing) -> None:
    titles = {rule.key: rule.title for rule in outreach.RULES}
    counts = {titles[rule]: count for rule, count in mailing.left_out.items() if count}
    if counts:
        st.subheader(text.MAIL_LEFT_OUT.format(people=wording.people(sum(counts.values()))))
        parts.table(tables.named_counts("Rule", "People", counts), text.LEFT_OUT_ABOUT)
    if mailing.set_aside:
        st.subheader(text.MAIL_SET_ASIDE.format(rows=wording.rows(len(mailing.set_aside))))
        parts.paged(tables.set_aside(mailing.set_aside), text.MAIL_SET_ASIDE_ABOUT, "mailing.set_aside")
