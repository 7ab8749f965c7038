"""What came of the campaigns: treated held against held out, and the figure that takes
credit beside it.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from retention import charts, formats, outreach, workflows
from retention.outreach import KINDS, PROFILES, Arm, Effect, Window
from retention.outreach.effect import (
    BROUGHT_BACK,
    BROUGHT_FEWER,
    NO_DIFFERENCE,
    NOT_YET_KNOWN,
)
from retention.web import (
    campaign_calls,
    campaign_file,
    filters,
    parts,
    text,
    text_campaigns,
    wording,
)
from retention.web.desk import Desk
from retention.web.people import People
from retention.work import Campaign
from retention.workflows import CampaignResult

_TITLES = {kind.key: kind.title for kind in KINDS} | {
    profile.key: profile.title for profile in PROFILES
}
_ICONS = {
    BROUGHT_BACK: ":material/trending_up:",
    BROUGHT_FEWER: ":material/trending_down:",
    NO_DIFFERENCE: ":material/drag_handle:",
    NOT_YET_KNOWN: ":material/hourglass_empty:",
}


def draw(desk: Desk) -> None:
    """One campaign at a time, the newest first; then how the calling goes."""
    results = workflows.campaign_results(
        desk.home, desk.state.practice, desk.practice, desk.log
    )
    if not results:
        st.info(text_campaigns.NONE_YET, icon=":material/info:")
        campaign_calls.draw(desk)
        return
    known = {result.campaign.id: result for result in results}
    lines = {number: _line(result.campaign) for number, result in known.items()}
    number = filters.picker(text_campaigns.WHICH, "campaigns.which", lines)
    _one(desk, known[number])
    effects = [result.effect for result in results if result.effect]
    if len(effects) > 1:
        _together(effects)
    campaign_calls.draw(desk)


def _line(one: Campaign) -> str:
    line = text_campaigns.LINE.format(
        number=one.id, name=one.name, day=formats.day(one.day)
    )
    return text_campaigns.CANCELED_LINE.format(line=line) if one.canceled else line


def _one(desk: Desk, result: CampaignResult) -> None:
    found = result.effect
    st.caption(wording.plain(_about(desk, result.campaign)))
    if found is None:
        campaign_file.canceled(result.campaign)
        return
    with st.container(border=True, key="campaign.verdict"):
        st.markdown(
            f"#### {_ICONS[found.verdict]} {wording.plain(found.verdict.capitalize())}"
        )
        st.markdown(wording.plain(found.sentence))
    campaign_file.draw(desk, result.campaign)
    parts.table(_steps(found.own), text_campaigns.STEPS_ABOUT)
    _people(desk, found.own)
    _differences(found)
    with st.container(border=True, key="campaign.credit"):
        st.markdown(f"**{text_campaigns.CREDIT}**")
        st.markdown(wording.plain(found.credit.sentence))
    for note in found.notes:
        st.caption(wording.plain(note))


def _together(effects: Sequence[Effect]) -> None:
    """All campaigns at once: what one alone is too small to show."""
    with st.container(border=True, key="campaigns.together"):
        st.markdown(f"**{text_campaigns.TOGETHER}**")
        st.markdown(wording.plain(outreach.together(effects).sentence))


def _about(desk: Desk, one: Campaign) -> str:
    return text_campaigns.ABOUT.format(
        kind=_TITLES.get(one.kind, one.kind),
        way=_TITLES.get(one.profile, one.profile),
        segment=outreach.segment_in_words(one.segment, desk.practice),
        day=formats.day(one.day),
        by=f" by {one.by}" if one.by else "",
        share=formats.share(one.share),
        window=one.window,
        columns=", ".join(one.columns) or formats.ABSENT,
    )


def _steps(own: Window) -> pd.DataFrame:
    """The campaign's own window: one line per step, treated beside held out, each with
    its share of the households.
    """
    return pd.DataFrame(
        {
            f"Within {own.days} days": [
                *text_campaigns.STEPS.values(),
                text_campaigns.AMOUNT,
            ],
            "Treated": _column(own.treated),
            "Held out": _column(own.held_out),
        }
    )


def _column(arm: Arm) -> list[str]:
    counts = [
        arm.contacted,
        arm.reached,
        arm.booked,
        arm.came,
        arm.accepted,
        arm.came_or_accepted,
    ]
    amount = (
        formats.ABSENT if arm.amount_cents is None else formats.money(arm.amount_cents)
    )
    return [
        formats.count(arm.households),
        *(_of(count, arm.households) for count in counts),
        amount,
    ]


def _of(count: int | None, whole: int) -> str:
    if count is None:
        return formats.ABSENT
    return (
        f"{formats.count(count)} ({formats.share(count / whole)})"
        if whole
        else formats.count(count)
    )


def _people(desk: Desk, own: Window) -> None:
    """A menu that opens the people behind any count of the table."""
    behind = {
        f"{text_campaigns.STEPS[name.partition('/')[2]]}/{text_campaigns.ARMS[name.partition('/')[0]]}": person
        for name, person in own.people.items()
        if len(person)
    }
    picked = st.menu_button(
        text.SHOW_OF,
        list(behind),
        key="campaign.people",
        icon=":material/group:",
        type="tertiary",
        format_func=lambda name: " · ".join(reversed(name.split("/"))),
    )
    if picked:
        parts.show_list(
            desk, " · ".join(reversed(picked.split("/"))), People(behind[picked])
        )


def _differences(found: Effect) -> None:
    """Who came or accepted within 30, 60 and 90 days, treated minus held out; the
    verdict is of its own days alone.
    """
    st.subheader(text_campaigns.DIFFERENCE)
    st.caption(text_campaigns.DIFFERENCE_WHY)
    frame = workflows.result_frame(found)
    parts.plain_chart(
        parts.drawing(charts.differences, frame, text_campaigns.DIFFERENCE),
        "campaign.differences",
    )
