"""Making a campaign: what the choices come to, and the button that keeps it; it is
logged before its file is taken.
"""

import streamlit as st

from retention import documents, outreach, services
from retention.outreach import CampaignChoices, Planned, Profile
from retention.web import session
from retention.web.campaigns import choices
from retention.web.components import tables, widgets
from retention.web.context import PageContext
from retention.web.copy import campaigns, frame, wording

FILE_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def draw(desk: PageContext) -> None:
    """The choices at the left, what they come to at the right."""
    _made()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wish = choices.choices(desk)
    with right, st.container(border=True, key="campaign.counts"):
        planned = _planned(desk, wish)
        _counts(planned)
        _make(desk, planned)
    _left_out(planned)


def _planned(desk: PageContext, wish: CampaignChoices) -> Planned:
    """What the choices come to; made again only where one of them, or anything else
    that it stands on, has changed.
    """
    name = desk.state.practice
    others = tuple(desk.log.claims["household_id"])
    key = (desk.state, wish, desk.today, desk.home.work.revision(name), others)
    return session.kept_for(
        key,
        lambda: services.plan_campaign(
            desk.home, name, desk.practice, desk.log, wish, desk.today
        ),
    )


def _counts(planned: Planned) -> None:
    st.subheader(campaigns.COUNTS, anchor=False)
    treated = planned.members["arm"] == "treated"
    numbers = {
        campaigns.HOUSEHOLDS_IN: planned.households("treated"),
        campaigns.HOUSEHOLDS_OUT: planned.households("held_out"),
        campaigns.PEOPLE_IN: int(treated.sum()),
        campaigns.PEOPLE_OUT: sum(planned.left_out.values()),
    }
    with st.grid(2, min_column_width=120, key="campaign.numbers") as grid:
        for about, number in numbers.items():
            with grid.cell():
                st.metric(about, f"{number:,}")
    if planned.beyond:
        st.caption(campaigns.BEYOND.format(people=wording.people(planned.beyond)))
    for note in planned.notes[
        1:
    ]:  # the first is the kind's rule, which stands beside the kind
        st.caption(wording.plain(note))


def _make(desk: PageContext, planned: Planned) -> None:
    """Keep the campaign, then hand its file over: nothing leaves that is not logged."""
    profile = planned.profile
    if planned.members.empty:
        st.info(campaigns.NOBODY, icon=":material/info:")
        return
    form = chosen_form(profile, f"campaign.format.{profile.key}")
    about = campaigns.MAKE_FILE if form else campaigns.MAKE_CALLS
    if not st.button(
        about, key="campaign.make", type="primary", icon=":material/outgoing_mail:"
    ):
        return
    if planned.wish.name == choices.NAMELESS:
        st.warning(campaigns.NAMELESS, icon=":material/edit:")
        return
    content = (
        documents.list_file(
            planned.mailing.frame, form, machine=planned.mailing.machine
        )
        if form
        else None
    )
    number = services.make_campaign(
        desk.home,
        desk.state.practice,
        desk.practice,
        planned,
        content,
        session.now(),
        desk.caller.by,
    )
    if content is not None:
        session.keep_file(
            f"campaign-{number}-{profile.key}-{session.now():%Y%m%d-%H%M%S}.{form}",
            content,
        )
    choices.begin_anew()
    session.leave_note(
        (campaigns.MADE_FILE if form else campaigns.MADE_CALLS).format(number=number)
    )
    st.rerun()


def chosen_form(profile: Profile, key: str) -> str:
    """The form of the file, asked for where the profile has several; "" where it has no
    file.
    """
    if len(profile.formats) < 2:
        return next(iter(profile.formats), "")
    return st.radio(
        campaigns.FORMAT,
        list(profile.formats),
        format_func=campaigns.FORMATS.__getitem__,
        horizontal=True,
        key=key,
    )


def _made() -> None:
    """The file made last in this session, to be taken, as often as needed."""
    if kept := session.kept_file():
        name, content = kept
        with st.container(border=True):
            st.markdown(campaigns.READY)
            st.download_button(
                campaigns.TAKE,
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
            campaigns.LEFT_OUT.format(people=wording.people(sum(counts.values())))
        )
        widgets.table(
            tables.named_counts("Rule", "People", counts), frame.LEFT_OUT_ABOUT
        )
    if aside := planned.mailing.set_aside:
        st.subheader(campaigns.SET_ASIDE.format(rows=wording.rows(len(aside))))
        widgets.paged(
            tables.set_aside(aside),
            campaigns.SET_ASIDE_ABOUT,
            "campaign.set_aside",
        )
