"""Making a campaign: what the choices come to, and the button that keeps it; it is
logged before its file is taken.
"""

import streamlit as st

from retention import outreach, papers, workflows
from retention.outreach import Planned, Profile, Wish
from retention.web import (
    campaign_wish,
    parts,
    state,
    tables,
    text,
    text_campaigns,
    wording,
)
from retention.web.desk import Desk

FILE_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def draw(desk: Desk) -> None:
    """The choices at the left, what they come to at the right."""
    _made()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wish = campaign_wish.wish(desk)
    with right, st.container(border=True, key="campaign.counts"):
        planned = _planned(desk, wish)
        _counts(planned)
        _make(desk, planned)
    _left_out(planned)


def _planned(desk: Desk, wish: Wish) -> Planned:
    """What the choices come to; made again only where one of them, or anything else
    that it stands on, has changed.
    """
    name = desk.state.practice
    others = tuple(desk.log.claims["household_id"])
    key = (desk.state, wish, desk.today, desk.home.work.revision(name), others)
    return state.kept_for(
        key,
        lambda: workflows.plan_campaign(
            desk.home, name, desk.practice, desk.log, wish, desk.today
        ),
    )


def _counts(planned: Planned) -> None:
    st.subheader(text_campaigns.COUNTS, anchor=False)
    treated = planned.members["arm"] == "treated"
    numbers = {
        text_campaigns.HOUSEHOLDS_IN: planned.households("treated"),
        text_campaigns.HOUSEHOLDS_OUT: planned.households("held_out"),
        text_campaigns.PEOPLE_IN: int(treated.sum()),
        text_campaigns.PEOPLE_OUT: sum(planned.left_out.values()),
    }
    with st.grid(2, min_column_width=120, key="campaign.numbers") as grid:
        for about, number in numbers.items():
            with grid.cell():
                st.metric(about, f"{number:,}")
    if planned.beyond:
        st.caption(text_campaigns.BEYOND.format(people=wording.people(planned.beyond)))
    for note in planned.notes[
        1:
    ]:  # the first is the kind's rule, which stands beside the kind
        st.caption(wording.plain(note))


def _make(desk: Desk, planned: Planned) -> None:
    """Keep the campaign, then hand its file over: nothing leaves that is not logged."""
    profile = planned.profile
    if planned.members.empty:
        st.info(text_campaigns.NOBODY, icon=":material/info:")
        return
    form = chosen_form(profile, f"campaign.format.{profile.key}")
    about = text_campaigns.MAKE_FILE if form else text_campaigns.MAKE_CALLS
    if not st.button(
        about, key="campaign.make", type="primary", icon=":material/outgoing_mail:"
    ):
        return
    if planned.wish.name == campaign_wish.NAMELESS:
        st.warning(text_campaigns.NAMELESS, icon=":material/edit:")
        return
    content = (
        papers.list_file(planned.mailing.frame, form, machine=planned.mailing.machine)
        if form
        else None
    )
    number = workflows.make_campaign(
        desk.home,
        desk.state.practice,
        desk.practice,
        planned,
        content,
        state.now(),
        desk.caller.by,
    )
    if content is not None:
        state.keep_file(
            f"campaign-{number}-{profile.key}-{state.now():%Y%m%d-%H%M%S}.{form}",
            content,
        )
    campaign_wish.begin_anew()
    state.leave_note(
        (text_campaigns.MADE_FILE if form else text_campaigns.MADE_CALLS).format(
            number=number
        )
    )
    st.rerun()


def chosen_form(profile: Profile, key: str) -> str:
    """The form of the file, asked for where the profile has several; "" where it has no
    file.
    """
    if len(profile.formats) < 2:
        return next(iter(profile.formats), "")
    return st.radio(
        text_campaigns.FORMAT,
        list(profile.formats),
        format_func=text_campaigns.FORMATS.__getitem__,
        horizontal=True,
        key=key,
    )


def _made() -> None:
    """The file made last in this session, to be taken, as often as needed."""
    if kept := state.kept_file():
        name, content = kept
        with st.container(border=True):
            st.markdown(text_campaigns.READY)
            st.download_button(
                text_campaigns.TAKE,
                content,
                name,
                FILE_TYPES[name.rpartition(".")[2]],
                key="campaign.file",
                on_click="ignore",
                type="primary",
                icon=":material/download:",
            )


def _left_out(planned: Planned) -> None:
    titles = {rule.key: rule.title for rule in outreach.RULES}
    counts = {titles[rule]: count for rule, count in planned.left_out.items() if count}
    if counts:
        st.subheader(
            text_campaigns.LEFT_OUT.format(people=wording.people(sum(counts.values())))
        )
        parts.table(tables.named_counts("Rule", "People", counts), text.LEFT_OUT_ABOUT)
    if aside := planned.mailing.set_aside:
        st.subheader(text_campaigns.SET_ASIDE.format(rows=wording.rows(len(aside))))
        parts.paged(
            tables.set_aside(aside),
            text_campaigns.SET_ASIDE_ABOUT,
            "campaign.set_aside",
        )
