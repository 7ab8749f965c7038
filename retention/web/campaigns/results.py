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


def draw_calling(context: PageContext) -> None:
    """What contacts came to by reason, opening line, hour or caller.

    Below that, the chances are held against what came.
    """
    st.header(campaigns.CALLS)
    st.caption(campaigns.CALLS_WHY)
    by = widgets.choice(campaigns.BY, campaigns.CALLS, "campaigns.by")
    frame = outreach.breakdown(context.practice, context.log, by)
    if frame.empty:
        st.info(campaigns.NO_CALLS, icon=":material/info:")
        return

    widgets.table(tables.outcomes(frame), campaigns.CALLS)
    _chances(context)


def _chances(context: PageContext) -> None:
    st.header(campaigns.CHANCES)
    st.caption(campaigns.CHANCES_WHY)
    calibration = outreach.calibration(context.practice, context.log)
    st.markdown(wording.plain(calibration.sentence))
    if calibration.contacts:
        drawn = widgets.drawing(charts.calibration, calibration.bins, campaigns.CHANCES)
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


def draw(context: PageContext) -> None:
    """One campaign at a time, the newest first; then how the calling goes."""
    results = services.campaign_results(
        context.home, context.state.practice, context.practice, context.log
    )
    if not results:
        st.info(campaigns.NONE_YET, icon=":material/info:")
        draw_calling(context)
        return

    by_number = {}
    lines = {}
    for result in results:
        number = result.campaign.id
        by_number[number] = result
        lines[number] = _line(result.campaign)
    chosen = filters.picker(campaigns.WHICH, "campaigns.which", lines)
    _result(context, by_number[chosen])

    effects = [result.effect for result in results if result.effect]
    if len(effects) > 1:
        _pooled(effects)
    draw_calling(context)


def _line(campaign: Campaign) -> str:
    day = formatting.day(campaign.day)
    line = campaigns.LINE.format(number=campaign.id, name=campaign.name, day=day)
    if campaign.canceled:
        return campaigns.CANCELED_LINE.format(line=line)
    return line


def _result(context: PageContext, result: CampaignResult) -> None:
    """What one campaign was, and what came of it."""
    effect = result.effect
    about = _about(context, result.campaign)
    st.caption(wording.plain(about))
    if effect is None:
        file.canceled(result.campaign)
        return

    with st.container(border=True, key="campaign.verdict"):
        icon = _ICONS[effect.verdict]
        verdict = wording.plain(effect.verdict.capitalize())
        st.markdown(f"#### {icon} {verdict}")
        st.markdown(wording.plain(effect.sentence))

    file.draw(context, result.campaign)
    widgets.table(_steps(effect.own), campaigns.STEPS_ABOUT)
    _people(context, effect.own)
    _differences(effect)

    with st.container(border=True, key="campaign.credit"):
        st.markdown(f"**{campaigns.CREDIT}**")
        st.markdown(wording.plain(effect.credit.sentence))
    for note in effect.notes:
        st.caption(wording.plain(note))


def _pooled(effects: Sequence[Effect]) -> None:
    """All campaigns at once: what one alone is too small to show."""
    pooled = outreach.pooled_effect(effects)
    with st.container(border=True, key="campaigns.together"):
        st.markdown(f"**{campaigns.TOGETHER}**")
        st.markdown(wording.plain(pooled.sentence))


def _about(context: PageContext, campaign: Campaign) -> str:
    by = f" by {campaign.by}" if campaign.by else ""
    columns = ", ".join(campaign.columns)
    return campaigns.ABOUT.format(
        kind=_TITLES.get(campaign.kind, campaign.kind),
        way=_TITLES.get(campaign.profile, campaign.profile),
        segment=outreach.segment_in_words(campaign.segment, context.practice),
        day=formatting.day(campaign.day),
        by=by,
        share=formatting.share(campaign.share),
        window=campaign.window,
        columns=columns or formatting.ABSENT,
    )


def _steps(window: Window) -> pd.DataFrame:
    """The campaign's own window: one line per step, treated beside held out.

    Each count stands with its share of the households.
    """
    steps = [*campaigns.STEPS.values(), campaigns.AMOUNT]
    return pd.DataFrame(
        {
            f"Within {window.days} days": steps,
            "Treated": _column(window.treated),
            "Held out": _column(window.held_out),
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
    amount = formatting.ABSENT
    if arm.amount_cents is not None:
        amount = formatting.money(arm.amount_cents)
    cells = [formatting.count(arm.households)]
    cells += [_of(count, arm.households) for count in counts]
    cells.append(amount)
    return cells


def _of(count: int | None, whole: int) -> str:
    if count is None:
        return formatting.ABSENT

    number = formatting.count(count)
    if not whole:
        return number

    share = formatting.share(count / whole)
    return f"{number} ({share})"


def _people(context: PageContext, window: Window) -> None:
    """A menu that opens the people behind any count of the table."""
    behind = {}
    for name, people in window.people.items():
        if not len(people):
            continue
        arm, _, step = name.partition("/")
        title = f"{campaigns.STEPS[step]}/{campaigns.ARMS[arm]}"
        behind[title] = people
    picked = st.menu_button(
        frame.SHOW_OF,
        list(behind),
        key="campaign.people",
        icon=":material/group:",
        type="tertiary",
        format_func=widgets.bar_title,
    )
    if picked:
        people_table = PeopleTable(behind[picked])
        widgets.show_list(context, widgets.bar_title(picked), people_table)


def _differences(effect: Effect) -> None:
    """Who came or accepted within 30, 60 and 90 days, treated minus held out.

    The verdict is of its own days alone.
    """
    st.subheader(campaigns.DIFFERENCE)
    st.caption(campaigns.DIFFERENCE_WHY)
    frame = services.result_frame(effect)
    drawn = widgets.drawing(charts.differences, frame, campaigns.DIFFERENCE)
    widgets.plain_chart(drawn, "campaign.differences")
