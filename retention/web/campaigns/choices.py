"""The choices of a campaign: what it says and how it goes out, who is meant, what the
file holds, who is held out.
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


def choices(desk: PageContext) -> CampaignChoices:
    """The campaign as it is wished for now."""
    if session.take_sign(_MADE):
        session.fill({"campaign.name": "", "campaign.start": None})
    st.pills(
        campaigns.START,
        list(_STARTS),
        format_func=lambda key: _STARTS[key].title,
        key="campaign.start",
        on_change=_begin,
    )
    name = st.text_input(
        campaigns.NAME,
        key="campaign.name",
        help=campaigns.NAME_HELP,
        max_chars=80,
    )
    kind = st.selectbox(
        campaigns.KIND,
        list(_KINDS),
        format_func=lambda key: _KINDS[key].title,
        key="campaign.kind",
    )
    st.caption(_KINDS[kind].rule)
    profile = st.selectbox(
        campaigns.WAY,
        list(_PROFILES),
        format_func=lambda key: _PROFILES[key].title,
        key="campaign.profile",
    )
    segment = _segment(desk)
    columns, message = _file(_PROFILES[profile])
    share, window = _proof()
    return CampaignChoices(
        name.strip() or NAMELESS,
        kind,
        profile,
        segment,
        columns,
        share / 100,
        window,
        message,
    )


def _begin() -> None:
    """Fill in what the campaign chosen to begin from says."""
    start = _STARTS.get(str(session.filled("campaign.start")))
    if start:
        session.fill(
            {
                "campaign.name": start.title,
                "campaign.profile": start.profile,
                "campaign.reasons": list(start.reasons),
            }
        )


def _segment(desk: PageContext) -> Segment:
    st.subheader(campaigns.WHO)
    reasons = st.multiselect(
        campaigns.REASONS,
        list(_REASONS),
        format_func=_REASONS.__getitem__,
        key="campaign.reasons",
        placeholder=campaigns.ANY_REASON,
    )
    providers, locations = _beside(
        lambda: _some(desk, "provider", campaigns.PROVIDERS),
        lambda: _some(desk, "location", campaigns.LOCATIONS),
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
        tuple(reasons), providers, locations, youngest, oldest, since, until, most
    )


def _beside(
    left: Callable[[], Picked], right: Callable[[], Picked]
) -> tuple[Picked, Picked]:
    """Two fields side by side; below each other on a phone, in this order."""
    first, second = st.columns(2)
    with first:
        one = left()
    with second:
        return one, right()


def _some(desk: PageContext, by: str, about: str) -> tuple[str, ...]:
    """Some of the practice's providers or locations; no picker where there are fewer
    than two.
    """
    known = desk.names(by)
    own = list(desk.practice.providers if by == "provider" else desk.practice.locations)
    if len(own) < 2:
        return ()
    return tuple(
        st.multiselect(
            about,
            own,
            format_func=known.__getitem__,
            key=f"campaign.{by}",
            placeholder=campaigns.EVERYBODY,
        )
    )


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
    with st.container(horizontal=True):
        return tuple(
            header
            for header in profile.more
            if st.checkbox(header, key=f"campaign.more.{profile.key}.{header}")
        )


def _proof() -> tuple[int, int]:
    """The share held out, in percent, and the days after which the effect is said."""
    st.subheader(campaigns.PROOF)
    st.caption(campaigns.PROOF_WHY)
    share = st.radio(
        campaigns.SHARE,
        list(campaigns.SHARES),
        list(campaigns.SHARES).index(round(outreach.SHARE * 100)),
        campaigns.SHARES.__getitem__,
        horizontal=True,
        key="campaign.share",
    )
    window = st.radio(
        campaigns.WINDOW,
        list(campaigns.WINDOWS),
        list(campaigns.WINDOWS).index(outreach.WINDOW),
        campaigns.WINDOWS.__getitem__,
        horizontal=True,
        key="campaign.window",
    )
    return share, window
