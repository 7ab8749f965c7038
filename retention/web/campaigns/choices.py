"""The choices of a campaign.

What it says and how it goes out, who is meant, what the file holds, who is held out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import streamlit as st

from retention import outreach
from retention.outreach import CampaignChoices, Profile, Segment
from retention.web import session
from retention.web.context import PageContext
from retention.web.copy import campaigns

Picked = TypeVar("Picked")

NAMELESS = "–"
"""A campaign can be looked at before it has a name."""
_MADE = "campaign.made"
_KINDS = {kind.key: kind for kind in outreach.KINDS}
_PROFILES = {profile.key: profile for profile in outreach.PROFILES}
_REASONS = {
    reason.key: reason.title
    for reason in outreach.REASONS
    if reason.key in outreach.CAMPAIGN_REASONS
}


@dataclass(frozen=True)
class _Start:
    """A campaign that many make, to begin from."""

    title: str
    profile: str
    reasons: tuple[str, ...]


_STARTS = {
    "recall": _Start("Recall letter", "letter", ("recall_overdue", "recall_estimated")),
    "lapsed": _Start("Win-back letter", "letter", ("lapsing", "lapsed")),
    "sitting": _Start("Treatment calls", "calls", ("sitting",)),
    "once": _Start("Second-visit letter", "letter", ("came_once",)),
}


def begin_anew() -> None:
    """Have the next run begin with an empty name: the campaign was made."""
    session.leave_sign(_MADE)


def choices(context: PageContext) -> CampaignChoices:
    """The campaign as it is wished for now."""
    if session.take_sign(_MADE):
        session.fill({"campaign.name": "", "campaign.start": None})
    _start()
    name = _name()
    kind = _kind()
    profile = _profile()
    segment = _segment(context)
    columns, message = _file(profile)
    percent_held_out, window = _proof()
    return CampaignChoices(
        name=name,
        kind=kind,
        profile=profile.key,
        segment=segment,
        columns=columns,
        share=percent_held_out / 100,
        window=window,
        message=message,
    )


def _start() -> None:
    """The campaigns to begin from."""
    st.pills(
        campaigns.START,
        list(_STARTS),
        format_func=lambda key: _STARTS[key].title,
        key="campaign.start",
        on_change=_begin,
    )


def _name() -> str:
    """The campaign's name; `NAMELESS` until it has one."""
    name = st.text_input(
        campaigns.NAME,
        key="campaign.name",
        help=campaigns.NAME_HELP,
        max_chars=80,
    )
    return name.strip() or NAMELESS


def _kind() -> str:
    """The key of the kind chosen, with its rule below."""
    key = st.selectbox(
        campaigns.KIND,
        list(_KINDS),
        format_func=lambda key: _KINDS[key].title,
        key="campaign.kind",
    )
    st.caption(_KINDS[key].rule)
    return key


def _profile() -> Profile:
    """The way in which it goes out."""
    key = st.selectbox(
        campaigns.WAY,
        list(_PROFILES),
        format_func=lambda key: _PROFILES[key].title,
        key="campaign.profile",
    )
    return _PROFILES[key]


def _begin() -> None:
    """Fill in what the campaign chosen to begin from says."""
    chosen = session.filled("campaign.start")
    start = _STARTS.get(str(chosen))
    if start is None:
        return
    session.fill(
        {
            "campaign.name": start.title,
            "campaign.profile": start.profile,
            "campaign.reasons": list(start.reasons),
        }
    )


def _segment(context: PageContext) -> Segment:
    st.subheader(campaigns.WHO)
    reasons = st.multiselect(
        campaigns.REASONS,
        list(_REASONS),
        format_func=_REASONS.__getitem__,
        key="campaign.reasons",
        placeholder=campaigns.ANY_REASON,
    )
    providers, locations = _beside(
        lambda: _some(context, "provider", campaigns.PROVIDERS),
        lambda: _some(context, "location", campaigns.LOCATIONS),
    )
    youngest, oldest = _beside(
        lambda: _number(campaigns.YOUNGEST, "youngest", 120),
        lambda: _number(campaigns.OLDEST, "oldest", 120),
    )
    since, until = _beside(
        lambda: _day(campaigns.SINCE, "since"),
        lambda: _day(campaigns.UNTIL, "until"),
    )
    most = _number(campaigns.MOST, "most", 100_000, least=1)
    return Segment(
        reasons=tuple(reasons),
        providers=providers,
        locations=locations,
        youngest=youngest,
        oldest=oldest,
        last_visit_from=since,
        last_visit_until=until,
        most=most,
    )


def _beside(
    left: Callable[[], Picked], right: Callable[[], Picked]
) -> tuple[Picked, Picked]:
    """Two fields side by side; below each other on a phone, in this order."""
    first, second = st.columns(2)
    with first:
        picked_left = left()
    with second:
        picked_right = right()
    return picked_left, picked_right


def _some(context: PageContext, by: str, about: str) -> tuple[str, ...]:
    """Some of the practice's providers or locations.

    There is no picker where there are fewer than two.
    """
    practice = context.practice
    keys = list(practice.providers if by == "provider" else practice.locations)
    if len(keys) < 2:
        return ()

    titles = context.names(by)
    picked = st.multiselect(
        about,
        keys,
        format_func=titles.__getitem__,
        key=f"campaign.{by}",
        placeholder=campaigns.EVERYBODY,
    )
    return tuple(picked)


def _number(about: str, name: str, most: int, least: int = 0) -> int | None:
    return st.number_input(
        about,
        least,
        most,
        None,
        key=f"campaign.{name}",
        placeholder=campaigns.NO_BOUND,
    )


def _day(about: str, name: str) -> date | None:
    return st.date_input(
        about,
        None,
        key=f"campaign.{name}",
        format="MM/DD/YYYY",
        min_value=date(1950, 1, 1),
    )


def _file(profile: Profile) -> tuple[tuple[str, ...], str]:
    """The further columns ticked, and of texts what they say."""
    if not profile.formats:
        return (), ""

    st.subheader(campaigns.COLUMNS)
    st.caption(campaigns.ALWAYS.format(columns=", ".join(profile.cells)))
    message = ""
    if profile.channel == "text":
        message = st.text_area(
            campaigns.MESSAGE,
            key="campaign.message",
            max_chars=160,
            height=80,
            help=campaigns.MESSAGE_HELP,
        )
    return _more(profile), message.strip()


def _more(profile: Profile) -> tuple[str, ...]:
    """The columns ticked one by one, beyond those the file always has."""
    if not profile.more:
        return ()

    st.markdown(campaigns.MORE, help=campaigns.MORE_WHY)

    ticked = []
    with st.container(horizontal=True):
        for header in profile.more:
            key = f"campaign.more.{profile.key}.{header}"
            if st.checkbox(header, key=key):
                ticked.append(header)
    return tuple(ticked)


def _proof() -> tuple[int, int]:
    """The share held out, in percent, and the days after which the effect is said."""
    st.subheader(campaigns.PROOF)
    st.caption(campaigns.PROOF_WHY)
    shares = list(campaigns.SHARES)
    share = st.radio(
        campaigns.SHARE,
        shares,
        shares.index(round(outreach.SHARE * 100)),
        campaigns.SHARES.__getitem__,
        horizontal=True,
        key="campaign.share",
    )
    windows = list(campaigns.WINDOWS)
    window = st.radio(
        campaigns.WINDOW,
        windows,
        windows.index(outreach.WINDOW),
        campaigns.WINDOWS.__getitem__,
        horizontal=True,
        key="campaign.window",
    )
    return share, window
