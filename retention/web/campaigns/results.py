"""What came of the campaigns, and how the calling goes."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from retention import charts, outreach, services
from retention.core import formatting
from retention.outreach import KINDS, PROFILES, Arm, Effect, Window
from retention.outreach.campaigns.effect import (
    BROUGHT_BACK,
    BROUGHT_FEWER,
    NO_DIFFERENCE,
    NOT_YET_KNOWN,
)
from retention.services import CampaignResult
from retention.store import Campaign
from retention.web import filters
from retention.web.campaigns import file
from retention.web.components import tables, widgets
from retention.web.components.people import PeopleTable
from retention.web.context import PageContext
from retention.web.copy import campaigns, frame, wording


def draw_calling(desk: PageContext) -> None:
    """What contacts came to by reason, opening line, hour or caller; and the chances
    held against what came.
    """
    st.header(campaigns.CALLS)
    st.caption(campaigns.CALLS_WHY)
    by = widgets.choice(campaigns.BY, campaigns.CALLS, "campaigns.by")
    frame = outreach.breakdown(desk.practice, desk.log, by)
    if frame.empty:
        st.info(campaigns.NO_CALLS, icon=":material/info:")
        return
    widgets.table(tables.outcomes(frame), campaigns.CALLS)
    _chances(desk)


def _chances(desk: PageContext) -> None:
    st.header(campaigns.CHANCES)
    st.caption(campaigns.CHANCES_WHY)
    found = outreach.calibration(desk.practice, desk.log)
    st.markdown(wording.plain(found.sentence))
    if found.contacts:
        drawn = widgets.drawing(charts.calibration, found.bins, campaigns.CHANCES)
        widgets.plain_chart(drawn, "campaigns.calibration")


_TITLES = {kind.key: kind.title for kind in KINDS} | {
    profile.key: profile.title for profile in PROFILES
}
_ICONS = {
    BROUGHT_BACK: ":material/trending_up:",
    BROUGHT_FEWER: ":material/trending_down:",
    NO_DIFFERENCE: ":material/drag_handle:",
    NOT_YET_KNOWN: ":material/hourglass_empty:",
}


def draw(desk: PageContext) -> None:
    """One campaign at a time, the newest first; then how the calling goes."""
    results = services.campaign_results(
        desk.home, desk.state.practice, desk.practice, desk.log
    )
    if not results:
        st.info(campaigns.NONE_YET, icon=":material/info:")
        draw_calling(desk)
        return
    known = {result.campaign.id: result for result in results}
    lines = {number: _line(result.campaign) for number, result in known.items()}
    number = filters.picker(campaigns.WHICH, "campaigns.which", lines)
    _one(desk, known[number])
    effects = [result.effect for result in results if result.effect]
    if len(effects) > 1:
        _pooled(effects)
    draw_calling(desk)


def _line(one: Campaign) -> str:
    line = campaigns.LINE.format(
        number=one.id, name=one.name, day=formatting.day(one.day)
    )
    return campaigns.CANCELED_LINE.format(line=line) if one.canceled else line


def _one(desk: PageContext, result: CampaignResult) -> None:
    found = result.effect
    st.caption(wording.plain(_about(desk, result.campaign)))
    if found is None:
        file.canceled(result.campaign)
        return
    with st.container(border=True, key="campaign.verdict"):
        st.markdown(
            f"#### {_ICONS[found.verdict]} {wording.plain(found.verdict.capitalize())}"
        )
        st.markdown(wording.plain(found.sentence))
    file.draw(desk, result.campaign)
    widgets.table(_steps(found.own), campaigns.STEPS_ABOUT)
    _people(desk, found.own)
    _differences(found)
    with st.container(border=True, key="campaign.credit"):
        st.markdown(f"**{campaigns.CREDIT}**")
        st.markdown(wording.plain(found.credit.sentence))
    for note in found.notes:
        st.caption(wording.plain(note))


def _pooled(effects: Sequence[Effect]) -> None:
    """All campaigns at once: what one alone is too small to show."""
    with st.container(border=True, key="campaigns.together"):
        st.markdown(f"**{campaigns.TOGETHER}**")
        st.markdown(wording.plain(outreach.pooled_effect(effects).sentence))


def _about(desk: PageContext, one: Campaign) -> str:
    return campaigns.ABOUT.format(
        kind=_TITLES.get(one.kind, one.kind),
        way=_TITLES.get(one.profile, one.profile),
        segment=outreach.segment_in_words(one.segment, desk.practice),
        day=formatting.day(one.day),
        by=f" by {one.by}" if one.by else "",
        share=formatting.share(one.share),
        window=one.window,
        columns=", ".join(one.columns) or formatting.ABSENT,
    )


def _steps(own: Window) -> pd.DataFrame:
    """The campaign's own window: one line per step, treated beside held out, each with
    its share of the households.
    """
    return pd.DataFrame(
        {
            f"Within {own.days} days": [
                *campaigns.STEPS.values(),
                campaigns.AMOUNT,
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
        formatting.ABSENT
        if arm.amount_cents is None
        else formatting.money(arm.amount_cents)
    )
    return [
        formatting.count(arm.households),
        *(_of(count, arm.households) for count in counts),
        amount,
    ]


def _of(count: int | None, whole: int) -> str:
    if count is None:
        return formatting.ABSENT
    return (
        f"{formatting.count(count)} ({formatting.share(count / whole)})"
        if whole
        else formatting.count(count)
    )


def _people(desk: PageContext, own: Window) -> None:
    """A menu that opens the people behind any count of the table."""
    behind = {}
    for name, person in own.people.items():
        arm, _, step = name.partition("/")
        if len(person):
            behind[f"{campaigns.STEPS[step]}/{campaigns.ARMS[arm]}"] = person
    picked = st.menu_button(
        frame.SHOW_OF,
        list(behind),
        key="campaign.people",
        icon=":material/group:",
        type="tertiary",
        format_func=lambda name: " · ".join(reversed(name.split("/"))),
    )
    if picked:
        widgets.show_list(
            desk, " · ".join(reversed(picked.split("/"))), PeopleTable(behind[picked])
        )


def _differences(found: Effect) -> None:
    """Who came or accepted within 30, 60 and 90 days, treated minus held out; the
    verdict is of its own days alone.
    """
    st.subheader(campaigns.DIFFERENCE)
    st.caption(campaigns.DIFFERENCE_WHY)
    frame = services.result_frame(found)
    widgets.plain_chart(
        widgets.drawing(charts.differences, frame, campaigns.DIFFERENCE),
        "campaign.differences",
    )
