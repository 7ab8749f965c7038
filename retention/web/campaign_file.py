"""What can be done with a campaign that was made: its file is taken again, or it is
canceled; each in a window.
"""

from functools import partial

import streamlit as st

from retention import formats, outreach, papers, workflows
from retention.outreach import PROFILES
from retention.web import campaign_making, state, text_campaigns, wording
from retention.web.desk import Desk
from retention.web.guard import guarded
from retention.work import Campaign

_WITH_FILE = {profile.key for profile in PROFILES if profile.formats}


def draw(desk: Desk, made: Campaign) -> None:
    """The two buttons below a campaign's verdict."""
    with st.container(horizontal=True):
        if made.profile in _WITH_FILE and st.button(
            text_campaigns.AGAIN, key="campaign.again", icon=":material/download:"
        ):
            st.dialog(text_campaigns.AGAIN)(
                partial(guarded, partial(_file, desk, made))
            )()
        if st.button(
            text_campaigns.CANCEL,
            key="campaign.cancel",
            icon=":material/cancel:",
            type="tertiary",
        ):
            st.dialog(text_campaigns.CANCEL)(
                partial(guarded, partial(_cancel, desk, made))
            )()


def _file(desk: Desk, made: Campaign) -> None:
    """Who is in the file now and who is not any more; it is logged at the click that
    takes it.
    """
    found = workflows.campaign_file(
        desk.home, desk.state.practice, desk.practice, made.id, desk.today
    )
    rows = wording.rows(len(found.frame))
    st.markdown(
        text_campaigns.AGAIN_WHO.format(rows=rows, people=wording.people(found.people))
    )
    st.caption(text_campaigns.AGAIN_RECORDS)
    for sentence in found.sentences:
        st.warning(wording.plain(sentence), icon=":material/block:")
    form = campaign_making.chosen_form(found.profile, "campaign.again.format")
    name = f"campaign-{made.id}-{made.profile}-{state.now():%Y%m%d-%H%M%S-%f}.{form}"
    st.download_button(
        text_campaigns.TAKE,
        partial(_content, desk, made, form),
        name,
        campaign_making.FILE_TYPES[form],
        key="campaign.again.take",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )


def _content(desk: Desk, made: Campaign, form: str) -> bytes:
    """The file of this moment: whoever asked to stop since the window was opened is
    left out of it too.
    """

    def write(found: outreach.FileAgain) -> bytes:
        return papers.list_file(found.frame, form, machine=found.profile.machine)

    _, content = workflows.take_campaign_file(
        desk.home,
        desk.state.practice,
        desk.practice,
        made.id,
        write,
        state.now(),
        desk.caller.by,
    )
    return content


def _cancel(desk: Desk, made: Campaign) -> None:
    """What canceling means, and the button that does it."""
    members = desk.home.work.members(desk.state.practice, made.id)
    people = wording.people(int((members["arm"] == "treated").sum()))
    held_out = wording.people(int((members["arm"] == "held_out").sum()))
    said = text_campaigns.CANCEL_MEANS.format(
        name=made.name, people=people, held_out=held_out
    )
    st.markdown(wording.plain(said))
    with st.container(horizontal=True):
        if st.button(
            text_campaigns.CANCEL_NOW,
            key="campaign.cancel.now",
            type="primary",
            icon=":material/cancel:",
        ):
            workflows.cancel_campaign(
                desk.home, desk.state.practice, made.id, state.now(), desk.caller.by
            )
            state.leave_note(text_campaigns.CANCELED.format(name=made.name))
            st.rerun()
        if st.button(text_campaigns.KEEP, key="campaign.cancel.keep"):
            st.rerun()


def canceled(made: Campaign) -> None:
    """What is said in place of a result."""
    assert made.canceled_at is not None
    by = f" by {made.canceled_by}" if made.canceled_by else ""
    said = text_campaigns.WAS_CANCELED.format(
        day=formats.day(made.canceled_at.date()), by=by
    )
    st.info(wording.plain(said), icon=":material/cancel:")
