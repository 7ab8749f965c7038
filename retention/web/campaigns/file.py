"""What can be done with a campaign that was made.

Its file is taken again, or it is canceled; each in a window.
"""

from functools import partial

import streamlit as st

from retention import documents, outreach, services
from retention.outreach import PROFILES
from retention.store import Campaign
from retention.web import session
from retention.web.campaigns import create
from retention.web.context import PageContext
from retention.web.copy import campaigns, wording
from retention.web.error_boundary import guarded

_WITH_FILE = {profile.key for profile in PROFILES if profile.formats}


def draw(context: PageContext, made: Campaign) -> None:
    """The two buttons below a campaign's verdict."""
    with st.container(horizontal=True):
        if made.profile in _WITH_FILE and st.button(
            campaigns.AGAIN, key="campaign.again", icon=":material/download:"
        ):
            window = st.dialog(campaigns.AGAIN)
            window(partial(guarded, partial(_file, context, made)))()
        if st.button(
            campaigns.CANCEL,
            key="campaign.cancel",
            icon=":material/cancel:",
            type="tertiary",
        ):
            window = st.dialog(campaigns.CANCEL)
            window(partial(guarded, partial(_cancel, context, made)))()


def _file(context: PageContext, made: Campaign) -> None:
    """Who is in the file now and who is not any more.

    It is logged at the click that takes it.
    """
    again = services.campaign_file(context.opened, made.id, context.today)
    rows = wording.rows(len(again.frame))
    people = wording.people(again.people)
    st.markdown(campaigns.AGAIN_WHO.format(rows=rows, people=people))
    st.caption(campaigns.AGAIN_RECORDS)
    for sentence in again.sentences:
        st.warning(wording.plain(sentence), icon=":material/block:")
    form = create.chosen_form(again.profile, "campaign.again.format")
    moment = f"{session.now():%Y%m%d-%H%M%S-%f}"
    name = f"campaign-{made.id}-{made.profile}-{moment}.{form}"
    st.download_button(
        campaigns.TAKE,
        partial(_content, context, made, form),
        name,
        create.FILE_TYPES[form],
        key="campaign.again.take",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )


def _content(context: PageContext, made: Campaign, form: str) -> bytes:
    """The file of this moment.

    Whoever asked to stop since the window was opened is left out of it too.
    """

    def write(again: outreach.FileAgain) -> bytes:
        return documents.list_file(again.frame, form, machine=again.profile.machine)

    _, content = services.take_campaign_file(
        context.opened,
        made.id,
        write,
        session.now(),
        context.caller.by,
    )
    return content


def _cancel(context: PageContext, made: Campaign) -> None:
    """What canceling means, and the button that does it."""
    members = context.home.store.campaigns.members(context.state.practice, made.id)
    is_treated = members["arm"] == "treated"
    is_held_out = members["arm"] == "held_out"
    sentence = campaigns.CANCEL_MEANS.format(
        name=made.name,
        people=wording.people(int(is_treated.sum())),
        held_out=wording.people(int(is_held_out.sum())),
    )
    st.markdown(wording.plain(sentence))
    with st.container(horizontal=True):
        if st.button(
            campaigns.CANCEL_NOW,
            key="campaign.cancel.now",
            type="primary",
            icon=":material/cancel:",
        ):
            services.cancel_campaign(
                context.home,
                context.state.practice,
                made.id,
                session.now(),
                context.caller.by,
            )
            session.leave_note(campaigns.CANCELED.format(name=made.name))
            st.rerun()
        if st.button(campaigns.KEEP, key="campaign.cancel.keep"):
            st.rerun()


def canceled(made: Campaign) -> None:
    """What is said in place of a result."""
    sentence = campaigns.WAS_CANCELED.format(canceled=made.canceled)
    st.info(wording.plain(sentence), icon=":material/cancel:")
