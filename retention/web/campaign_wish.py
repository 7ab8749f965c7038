"""The choices of a campaign: what it says and how it goes out, who is meant, what the
file holds, who is held out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import streamlit as st

from retention import outreach
from retention.outreach import Profile, Segment, Wish
from retention.web import state, text_campaigns
from retention.web.desk import Desk

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
    state.leave_sign(_MADE)


def wish(desk: Desk) -> Wish:
    """The campaign as it is wished for now."""
    if state.take_sign(_MADE):
        state.fill({"campaign.name": "", "campaign.start": None})
    st.pills(
        text_campaigns.START,
        list(_STARTS),
        format_func=lambda key: _STARTS[key].title,
        key="campaign.start",
        on_change=_begin,
    )
    name = st.text_input(
        text_campaigns.NAME,
        key="campaign.name",
        help=text_campaigns.NAME_HELP,
        max_chars=80,
    )
    kind = st.selectbox(
        text_campaigns.KIND,
        list(_KINDS),
        format_func=lambda key: _KINDS[key].title,
        key="campaign.kind",
    )
    st.caption(_KINDS[kind].rule)
    profile = st.selectbox(
        text_campaigns.WAY,
        list(_PROFILES),
        format_func=lambda key: _PROFILES[key].title,
        key="campaign.profile",
    )
    segment = _segment(desk)
    columns, message = _file(_PROFILES[profile])
    share, window = _proof()
    return Wish(
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
    start = _STARTS.get(str(state.filled("campaign.start")))
    if start:
        state.fill(
            {
                "campaign.name": start.title,
                "campaign.profile": start.profile,
                "campaign.reasons": list(start.reasons),
            }
        )


def _segment(desk: Desk) -> Segment:
    st.subheader(text_campaigns.WHO)
    reasons = st.multiselect(
        text_campaigns.REASONS,
        list(_REASONS),
        format_func=_REASONS.__getitem__,
        key="campaign.reasons",
        placeholder=text_campaigns.ANY_REASON,
    )
    providers, locations = _beside(
        lambda: _some(desk, "provider", text_campaigns.PROVIDERS),
        lambda: _some(desk, "location", text_campaigns.LOCATIONS),
    )
    youngest, oldest = _beside(
        lambda: _number(text_campaigns.YOUNGEST, "youngest", 120),
        lambda: _number(text_campaigns.OLDEST, "oldest", 120),
    )
    since, until = _beside(
        lambda: _day(text_campaigns.SINCE, "since"),
        lambda: _day(text_campaigns.UNTIL, "until"),
    )
    most = _number(text_campaigns.MOST, "most", 100_000, least=1)
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


def _some(desk: Desk, by: str, about: str) -> tuple[str, ...]:
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
            placeholder=text_campaigns.EVERYBODY,
        )
    )


def _number(about: str, name: str, most: int, least: int = 0) -> int | None:
    return st.number_input(
        about,
        least,
        most,
        None,
        key=f"campaign.{name}",
        placeholder=text_campaigns.NO_BOUND,
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
    st.subheader(text_campaigns.COLUMNS)
    st.caption(text_campaigns.ALWAYS.format(columns=", ".join(profile.cells)))
    message = ""
    if profile.channel == "text":
        message = st.text_area(
            text_campaigns.MESSAGE,
            key="campaign.message",
            max_chars=160,
            height=80,
            help=text_campaigns.MESSAGE_HELP,
        )
    return _more(profile), message.strip()


def _more(profile: Profile) -> tuple[str, ...]:
    """The columns ticked one by one, beyond those the file always has."""
    if not profile.more:
        return ()
    st.markdown(text_campaigns.MORE, help=text_campaigns.MORE_WHY)
    with st.container(horizontal=True):
        return tuple(
            header
            for header in profile.more
            if st.checkbox(header, key=f"campaign.more.{profile.key}.{header}")
        )


def _proof() -> tuple[int, int]:
    """The share held out, in percent, and the days after which the effect is said."""
    st.subheader(text_campaigns.PROOF)
    st.caption(text_campaigns.PROOF_WHY)
    share = st.radio(
        text_campaigns.SHARE,
        list(text_campaigns.SHARES),
        list(text_campaigns.SHARES).index(round(outreach.SHARE * 100)),
        text_campaigns.SHARES.__getitem__,
        horizontal=True,
        key="campaign.share",
    )
    window = st.radio(
        text_campaigns.WINDOW,
        list(text_campaigns.WINDOWS),
        list(text_campaigns.WINDOWS).index(outreach.WINDOW),
        text_campaigns.WINDOWS.__getitem__,
        horizontal=True,
        key="campaign.window",
    )
    return share, window
