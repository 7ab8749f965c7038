"""What a visitor chose, in the session and in the address at once.

Reload, bookmark, new tab and Back show it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from retention.web import session

Option = TypeVar("Option", bound="str | int | bool")

PRACTICE = "practice"
WHO = "who"
_OF_ONE_PRACTICE = ("provider", "location", "source", "campaigns.which")
"""What means something else, or nothing, in another practice."""
KEYS = frozenset(
    {
        PRACTICE,
        "period",
        "provider",
        "location",
        "source",
        "age",
        "category",
        "published",
        "growth.stopped",
        "retention.cohorts_by",
        "retention.curve",
        "retention.curves_by",
        "treatment.window",
        "treatment.by_what",
        "treatment.by",
        "treatment.sitting_by",
        "schedule.loose_ends",
        "outreach.view",
        "outreach.reason",
        "campaigns.view",
        "campaigns.which",
        "campaigns.by",
        "imports.view",
    }
)
"""Every choice that stands in the address; nothing else is taken from one."""


@dataclass
class _Here:
    """What one session knows of its address."""

    chosen: dict[str, str] = field(default_factory=dict)
    """Every choice but the first of its options, as it stands in the address."""
    written: dict[str, str] = field(default_factory=dict)
    """The whole address as it was written last."""
    unknown: dict[str, str] = field(default_factory=dict)
    """What the address asked for and is not to be had, by key."""
    practice: str = ""
    """The practice shown last."""
    page: str | None = None
    """The page drawn last, by its place in the address."""
    drawn: set[str] = field(default_factory=set)
    """The widgets that were drawn since the page was turned.

    Another page's are new ones, though of the same key.
    """
    has_come: bool = False


def arrive() -> None:
    """Take what the address says, where the visitor came by it or went back.

    Else what was chosen here counts. A click in the menu leaves an empty address. It is
    filled before the page is known, so that the browser's history gets one entry and
    not two.
    """
    here = _here()
    address = st.query_params.to_dict()
    if not here.has_come or session.went_back():
        here.chosen = {key: value for key, value in address.items() if key in KEYS}
        here.unknown = {}
        here.has_come = True
    elif not address and here.written:
        st.query_params.from_dict(here.written)


def open_page(path: str) -> None:
    """The page of that place in the address is drawn in this run."""
    here = _here()
    if here.page not in (None, path):
        here.unknown = {}
    if here.page != path:
        here.page = path
        here.drawn = set()


def settle(*, with_person: bool) -> None:
    """Write the address of the page that is drawn.

    It keeps the person's token where it is a person's page.
    """
    here = _here()
    address = st.query_params.to_dict()
    here.written = {}
    if with_person and WHO in address:
        here.written[WHO] = address[WHO]
    here.written.update(here.chosen)
    if address != here.written:
        st.query_params.from_dict(here.written)


def carried() -> dict[str, str]:
    """What a link to any page takes along."""
    return dict(_here().chosen)


def turn_to(page: str) -> None:
    """Turn to another page with all that was chosen."""
    here = _here()
    here.written = carried()
    st.switch_page(f"pages/{page}.py", query_params=carried())


def person() -> str:
    """The token in the address; "" where there is none."""
    token = st.query_params.get(WHO, "")
    return str(token)


def show_person(token: str) -> None:
    """Have the page show the person of that token."""
    st.query_params[WHO] = token
    st.rerun()


def stands_at(key: str, options: Mapping[Option, str]) -> Option:
    """Have the widget of that key, not drawn yet, stand at what was chosen for it.

    Where nothing was, or none of these options, it stands at the first.
    """
    here = _here()
    first = next(iter(options))
    asked = here.chosen.get(key)
    option = _option_of(asked, options)
    if asked is not None and option is None:
        here.unknown[key] = asked

    chosen = first if option is None else option
    _choose(key, chosen, first)
    is_new = key not in here.drawn
    if is_new or session.filled(key) != chosen:
        session.fill({key: chosen})

    here.drawn.add(key)
    return chosen


def _option_of(asked: str | None, options: Mapping[Option, str]) -> Option | None:
    """The option that the address asks for, by its key or by what it is called."""
    for option, name in options.items():
        if asked in (_word(option), name):
            return option
    return None


def keeper(key: str, first: Option) -> Callable[[], None]:
    """What a widget calls so that its choice is kept."""
    return lambda: _keep(key, first)


def _keep(key: str, first: Option) -> None:
    here = _here()
    here.unknown = {}
    if key == PRACTICE:
        for other in _OF_ONE_PRACTICE:
            here.chosen.pop(other, None)
    option = session.filled(key)
    _choose(key, first if option is None else option, first)


def _choose(key: str, option: object, first: object) -> None:
    """Remember a choice; the first of the options needs no place in the address."""
    assert key in KEYS, "it would be lost at the next reload"
    if option == first:
        _here().chosen.pop(key, None)
    else:
        _here().chosen[key] = _word(option)


def show_practice(name: str, *, is_named: bool) -> None:
    """Note that this practice is shown.

    Args:
        name: The practice.
        is_named: Whether the address names it always: there are several.
    """
    here = _here()
    if here.practice not in ("", name):
        session.leave_practice()
    here.practice = name
    asked = here.chosen.pop(PRACTICE, name)
    if asked != name:
        here.unknown[PRACTICE] = asked
    if is_named:
        here.chosen = {PRACTICE: name, **here.chosen}


def unknown() -> Mapping[str, str]:
    """What the address asked for and is not to be had, by key."""
    return _here().unknown


def _here() -> _Here:
    return session.remembered("frame.address", _Here)


def _word(option: object) -> str:
    """How an option stands in the address."""
    word = str(option)
    return word.lower() if isinstance(option, bool) else word
