"""Making a campaign: what the choices come to, and the button that keeps it.

It is logged before its file is taken.
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


def draw(context: PageContext) -> None:
    """The choices at the left, what they come to at the right."""
    _made()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        wish = choices.choices(context)
    with right, st.container(border=True, key="campaign.counts"):
        planned = _planned(context, wish)
        _counts(planned)
        _make(context, planned)
    _left_out(planned)


def _planned(context: PageContext, wish: CampaignChoices) -> Planned:
    """What the choices come to.

    It is made again only where one of them, or anything else it stands on, has changed.
    """
    claimed = tuple(context.log.claims["household_id"])

    def plan() -> Planned:
        return services.plan_campaign(context.opened, context.log, wish, context.today)

    return session.kept_for(
        (context.state, wish, context.today, context.revision, claimed), plan
    )


def _counts(planned: Planned) -> None:
    st.subheader(campaigns.COUNTS, anchor=False)
    is_treated = planned.members["arm"] == "treated"
    numbers = {
        campaigns.HOUSEHOLDS_IN: planned.households("treated"),
        campaigns.HOUSEHOLDS_OUT: planned.households("held_out"),
        campaigns.PEOPLE_IN: int(is_treated.sum()),
        campaigns.PEOPLE_OUT: sum(planned.left_out.values()),
    }
    with st.grid(2, min_column_width=120, key="campaign.numbers") as grid:
        for about, number in numbers.items():
            with grid.cell():
                st.metric(about, f"{number:,}")

    if planned.beyond:
        people = wording.people(planned.beyond)
        st.caption(campaigns.BEYOND.format(people=people))
    # The first note is the kind's rule, which stands beside the kind
    for note in planned.notes[1:]:
        st.caption(wording.plain(note))


def _make(context: PageContext, planned: Planned) -> None:
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

    number = _keep(context, planned, form)
    choices.begin_anew()
    note = campaigns.MADE_FILE if form else campaigns.MADE_CALLS
    session.leave_note(note.format(number=number))
    st.rerun()


def _keep(context: PageContext, planned: Planned, form: str) -> int:
    """Log the campaign, and keep its file where it has one.

    Returns: the campaign's number.
    """
    content = _content(planned, form) if form else None
    number = services.make_campaign(
        context.opened,
        planned,
        content,
        session.now(),
        context.caller.by,
    )
    if content is not None:
        made_at = f"{session.now():%Y%m%d-%H%M%S}"
        name = f"campaign-{number}-{planned.profile.key}-{made_at}.{form}"
        session.keep_file(name, content)
    return number


def _content(planned: Planned, form: str) -> bytes:
    mailing = planned.mailing
    return documents.list_file(mailing.frame, form, machine=mailing.machine)


def chosen_form(profile: Profile, key: str) -> str:
    """The form of the file, asked for where the profile has several.

    Returns: "csv" or "xlsx"; "" where the profile has no file.
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
    kept = session.kept_file()
    if kept is None:
        return

    name, content = kept
    _, _, form = name.rpartition(".")
    with st.container(border=True):
        st.markdown(campaigns.READY)
        st.download_button(
            campaigns.TAKE,
            content,
            name,
            FILE_TYPES[form],
            key="campaign.file",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
        )


def _left_out(planned: Planned) -> None:
    titles = {rule.key: rule.title for rule in outreach.RULES}
    counts = {}
    for rule, count in planned.left_out.items():
        if count:
            counts[titles[rule]] = count

    if counts:
        people = wording.people(sum(counts.values()))
        st.subheader(campaigns.LEFT_OUT.format(people=people))
        rows = tables.named_counts("Rule", "People", counts)
        widgets.table(rows, frame.LEFT_OUT_ABOUT)

    if aside := planned.mailing.set_aside:
        number = wording.rows(len(aside))
        st.subheader(campaigns.SET_ASIDE.format(rows=number))
        widgets.paged(
            tables.set_aside(aside),
            campaigns.SET_ASIDE_ABOUT,
            "campaign.set_aside",
        )
